using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts.Live;

namespace OrleansSupport.Silo.Live;

/// <summary>
/// Takes what grains tell and hands it to the watchers: to this node's own at once, to other silos' through
/// <see cref="LivePeers"/>, to nodes without a silo through their relays. Never waits; a message that is lost on the way is re-read by sequence.
/// </summary>
internal sealed partial class LiveFeed(IEnumerable<ILiveSink> sinks, LivePeers peers, ILogger<LiveFeed> logger)
{
    private readonly ILiveSink[] _sinks = [.. sinks];
    private readonly ConcurrentDictionary<Guid, LiveOutbox> _relays = new();

    /// <summary>Everything that leaves this silo for other nodes.</summary>
    public IEnumerable<LiveOutbox> Outboxes => peers.Outboxes.Concat(_relays.Values);

    public void Publish(LiveMessage message)
    {
        if (Activity.Current is { Recorded: true } current)
        {
            message = message with { Trace = current.Id };
        }

        DeliverHere(message);
        peers.Send(message);
    }

    public void DeliverHere(LiveMessage message)
    {
        foreach (var sink in _sinks)
        {
            try
            {
                if (sink.Watches(message.Topic))
                {
                    sink.Deliver(message);
                }
            }
            catch (Exception error)
            {
                LogSinkFailed(error.GetType().Name);
            }
        }

        foreach (var (_, relay) in _relays)
        {
            relay.Send(message);
        }
    }

    /// <summary>Something may have been lost on the way to this silo.</summary>
    public void Behind()
    {
        foreach (var sink in _sinks)
        {
            sink.Behind();
        }

        foreach (var (_, relay) in _relays)
        {
            relay.Behind();
        }
    }

    /// <summary>From now on everything goes to that node too, which is told first that it may have missed something.</summary>
    public void Relay(Guid node, ILiveReceiver receiver)
    {
        if (!_relays.ContainsKey(node))
        {
            _relays[node] = new LiveOutbox("web-" + node.ToString("N")[..8], receiver.Deliver, receiver.Behind, logger);
        }
    }

    public Task EndRelay(Guid node, TimeSpan patience) =>
        _relays.TryRemove(node, out var relay) ? relay.Complete(patience) : Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Error, Message = "A live sink threw {Error}")]
    private partial void LogSinkFailed(string error);
}
