using OrleansSupport.Contracts.Live;

namespace OrleansSupport.Silo.Live;

/// <summary>Ties a node without a silo to this silo's feed for as long as it renews.</summary>
internal sealed class LiveRelayGrain(LiveFeed feed, TimeProvider time) : Grain, ILiveRelayGrain
{
    /// <summary>The last messages of a silo that stops; a receiver that is gone does not hold it up for longer.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private long _renewed;

    public Task Renew(ILiveReceiver receiver)
    {
        if (_renewed == 0)
        {
            this.RegisterGrainTimer(EndWhenForgotten, new GrainTimerCreationOptions(ILiveRelayGrain.Lease, ILiveRelayGrain.Lease));
        }

        _renewed = time.GetTimestamp();
        feed.Relay(this.GetPrimaryKey(), receiver);
        return Task.CompletedTask;
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        feed.EndRelay(this.GetPrimaryKey(), Farewell);

    private Task EndWhenForgotten()
    {
        if (time.GetElapsedTime(_renewed) >= ILiveRelayGrain.Lease)
        {
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }
}
