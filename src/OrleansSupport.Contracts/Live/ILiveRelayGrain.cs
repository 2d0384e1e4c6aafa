using Orleans.Concurrency;

namespace OrleansSupport.Contracts.Live;

/// <summary>
/// A node without a silo hears the cluster through one grain of its own, keyed by an id that the node makes at its start. The
/// grain lives beside some silo's feed and passes on all of it.
/// </summary>
[Alias("live-relay")]
public interface ILiveRelayGrain : IGrainWithGuidKey
{
    /// <summary>For how long the relay goes on without being renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>Begins, or goes on. A relay that begins (also after its silo died) tells the receiver that it may have missed something.</summary>
    [Alias("renew")]
    Task Renew(ILiveReceiver receiver);

    [Alias("end")]
    Task End();
}

/// <summary>Takes what the cluster tells, on a node's behalf; one call at a time, in order.</summary>
[Alias("live-receiver")]
public interface ILiveReceiver : IGrainObserver
{
    [Alias("deliver")]
    Task Deliver(Immutable<LiveMessage[]> messages);

    /// <summary>Something may have been lost up to now: who shows anything should read it again.</summary>
    [Alias("behind")]
    Task Behind();
}
