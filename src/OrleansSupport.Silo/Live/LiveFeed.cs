using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts.Live;

namespace OrleansSupport.Silo.Live;

/// <summary>
/// Takes what grains tell and hands it to the watchers: to this node's own at once, to other nodes' through
/// <see cref="LivePeers"/>. Never waits; a message that is lost on the way is re-read by sequence.
/// </summary>
internal sealed partial class LiveFeed(IEnumerable<ILiveSink> sinks, LivePeers peers, ILogger<LiveFeed> logger)
{
    private readonly ILiveSink[] _sinks = [.. sinks];

    public void Publish(LiveMessage message)
    {
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
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A live sink threw {Error}")]
    private partial void LogSinkFailed(string error);
}
