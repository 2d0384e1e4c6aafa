using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime.Services;
using Orleans.Services;
using OrleansSupport.Contracts.Live;

namespace OrleansSupport.Silo.Live;

/// <summary>Receives what another node's grains tell.</summary>
[Alias("live-inbox")]
internal interface ILiveInbox : IGrainService
{
    [Alias("deliver")]
    Task Deliver(Immutable<LiveMessage[]> messages);

    [Alias("behind")]
    Task Behind();
}

internal sealed class LiveInbox(GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, IServiceProvider services)
    : GrainService(id, silo, loggers), ILiveInbox
{
    private LiveFeed Feed => services.GetRequiredService<LiveFeed>();

    public Task Deliver(Immutable<LiveMessage[]> messages)
    {
        var feed = Feed;
        foreach (var message in messages.Value)
        {
            feed.DeliverHere(message);
        }

        return Task.CompletedTask;
    }

    public Task Behind()
    {
        Feed.Behind();
        return Task.CompletedTask;
    }
}

internal sealed class LiveInboxClient(IServiceProvider services) : GrainServiceClient<ILiveInbox>(services)
{
    public ILiveInbox At(SiloAddress silo) => GetGrainService(silo);
}

/// <summary>
/// An outbox for each other silo. One that leaves has sent what it had; from one that died something may be missing, so the
/// watchers here read again.
/// </summary>
internal sealed class LivePeers(IServiceProvider services, ILogger<LivePeers> logger) : ISiloStatusListener, ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>A node that stops does not wait for longer than this for others to take its last messages.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<SiloAddress, LiveOutbox> _peers = new();
    private ISiloStatusOracle? _oracle;

    public IEnumerable<LiveOutbox> Outboxes => _peers.Values;

    public void Send(LiveMessage message)
    {
        foreach (var (_, outbox) in _peers)
        {
            outbox.Send(message);
        }
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (updatedSilo.Equals(_oracle?.SiloAddress))
        {
            return;
        }

        if (status == SiloStatus.Active)
        {
            _peers.GetOrAdd(updatedSilo, Open);
        }
        else if (status is SiloStatus.Dead or SiloStatus.Stopping or SiloStatus.ShuttingDown && _peers.TryRemove(updatedSilo, out var outbox))
        {
            _ = outbox.Complete(TimeSpan.Zero);
            if (status == SiloStatus.Dead)
            {
                services.GetRequiredService<LiveFeed>().Behind();
            }
        }
    }

    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(
            nameof(LivePeers),
            ServiceLifecycleStage.Active,
            _ =>
            {
                _oracle = services.GetRequiredService<ISiloStatusOracle>();
                _oracle.SubscribeToSiloStatusEvents(this);
                foreach (var (silo, status) in _oracle.GetApproximateSiloStatuses(onlyActive: true))
                {
                    SiloStatusChangeNotification(silo, status);
                }

                return Task.CompletedTask;
            },
            _ => Task.CompletedTask);

        // Below the stage at which the activations go: they may still have something to tell.
        lifecycle.Subscribe(
            nameof(LivePeers),
            ServiceLifecycleStage.BecomeActive - 1,
            _ => Task.CompletedTask,
            async _ =>
            {
                _oracle?.UnSubscribeFromSiloStatusEvents(this);
                await Task.WhenAll(_peers.Values.Select(outbox => outbox.Complete(Farewell)));
            });
    }

    private LiveOutbox Open(SiloAddress silo)
    {
        var inbox = services.GetRequiredService<LiveInboxClient>().At(silo);
        return new LiveOutbox(silo.ToString(), inbox.Deliver, inbox.Behind, logger);
    }
}
