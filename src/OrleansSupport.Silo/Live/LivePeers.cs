using System.Collections.Concurrent;
using System.Threading.Channels;
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
}

internal sealed class LiveInbox(GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, IServiceProvider services)
    : GrainService(id, silo, loggers), ILiveInbox
{
    public Task Deliver(Immutable<LiveMessage[]> messages)
    {
        var feed = services.GetRequiredService<LiveFeed>();
        foreach (var message in messages.Value)
        {
            feed.DeliverHere(message);
        }

        return Task.CompletedTask;
    }
}

internal sealed class LiveInboxClient(IServiceProvider services) : GrainServiceClient<ILiveInbox>(services)
{
    public ILiveInbox At(SiloAddress silo) => GetGrainService(silo);
}

/// <summary>
/// One outbox per other node: a channel, batches of at most 256, one call under way. That keeps the order, which calls let
/// loose one by one do not.
/// </summary>
internal sealed partial class LivePeers : ISiloStatusListener, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int LargestBatch = 256;
    private const int LargestBacklog = 100_000;

    private readonly IServiceProvider _services;
    private readonly ILogger<LivePeers> _logger;
    private readonly ConcurrentDictionary<SiloAddress, Channel<LiveMessage>> _peers = new();
    private readonly CancellationTokenSource _stopping = new();
    private ISiloStatusOracle? _oracle;

    public LivePeers(IServiceProvider services, ILogger<LivePeers> logger)
    {
        _services = services;
        _logger = logger;
    }

    public void Send(LiveMessage message)
    {
        foreach (var (_, channel) in _peers)
        {
            channel.Writer.TryWrite(message);
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
        else if (status is SiloStatus.Dead or SiloStatus.Stopping or SiloStatus.ShuttingDown && _peers.TryRemove(updatedSilo, out var channel))
        {
            channel.Writer.TryComplete();
        }
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(LivePeers),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _oracle = _services.GetRequiredService<ISiloStatusOracle>();
            _oracle.SubscribeToSiloStatusEvents(this);
            foreach (var (silo, status) in _oracle.GetApproximateSiloStatuses(onlyActive: true))
            {
                SiloStatusChangeNotification(silo, status);
            }

            return Task.CompletedTask;
        },
        _ =>
        {
            _oracle?.UnSubscribeFromSiloStatusEvents(this);
            return _stopping.CancelAsync();
        });

    public void Dispose() => _stopping.Dispose();

    private Channel<LiveMessage> Open(SiloAddress silo)
    {
        // A peer that does not answer loses the oldest: its consoles see the gap and re-read.
        var channel = Channel.CreateBounded<LiveMessage>(new BoundedChannelOptions(LargestBacklog)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });
        _ = Task.Run(() => Pump(silo, channel.Reader));
        return channel;
    }

    private async Task Pump(SiloAddress silo, ChannelReader<LiveMessage> messages)
    {
        var inbox = _services.GetRequiredService<LiveInboxClient>().At(silo);
        var batch = new List<LiveMessage>(LargestBatch);
        try
        {
            while (await messages.WaitToReadAsync(_stopping.Token))
            {
                batch.Clear();
                while (batch.Count < LargestBatch && messages.TryRead(out var message))
                {
                    batch.Add(message);
                }

                try
                {
                    await inbox.Deliver(new Immutable<LiveMessage[]>([.. batch]));
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    LogUndelivered(silo, batch.Count, error.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // This node is stopping.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Silo} did not take {Count} live messages ({Error}); its watchers re-read by sequence")]
    private partial void LogUndelivered(SiloAddress silo, int count, string error);
}
