using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansSupport.Contracts.Live;

namespace OrleansSupport.Silo.Live;

/// <summary>
/// What goes to one other node: a queue, batches of at most 256, one call under way. That keeps the order, which calls let loose
/// one by one do not. When something could not be delivered, the next thing that the node hears is that it is behind.
/// </summary>
internal sealed partial class LiveOutbox
{
    private const int LargestBatch = 256;
    private const int LargestBacklog = 100_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Channel<LiveMessage?> _queue;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<Immutable<LiveMessage[]>, Task> _deliver;
    private readonly Func<Task> _behind;
    private readonly ILogger _logger;
    private readonly Task _pump;
    private volatile bool _lost = true; // it has heard nothing of this node so far

    public LiveOutbox(string node, Func<Immutable<LiveMessage[]>, Task> deliver, Func<Task> behind, ILogger logger)
    {
        (Node, _deliver, _behind, _logger) = (node, deliver, behind, logger);
        _queue = Channel.CreateBounded<LiveMessage?>(
            new BoundedChannelOptions(LargestBacklog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Lose(1));
        _pump = Task.Run(Pump);
    }

    /// <summary>Where it goes to, for logs and measures.</summary>
    public string Node { get; }

    /// <summary>Messages that wait to go.</summary>
    public int Backlog => _queue.Reader.Count;

    public void Send(LiveMessage message) => _queue.Writer.TryWrite(message);

    /// <summary>Something for that node was lost before it came here.</summary>
    public void Behind()
    {
        _lost = true;
        _queue.Writer.TryWrite(null); // only wakes the pump
    }

    /// <summary>Delivers what is still queued, for at most as long as given.</summary>
    public async Task Complete(TimeSpan patience)
    {
        _queue.Writer.TryComplete();
        _stopping.CancelAfter(patience);
        await _pump;
    }

    private async Task Pump()
    {
        var batch = new List<LiveMessage>(LargestBatch);
        try
        {
            do
            {
                batch.Clear();
                while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var message))
                {
                    if (message is not null)
                    {
                        batch.Add(message);
                    }
                }

                try
                {
                    await Deliver(batch);
                }
                catch (Exception error) when (!_stopping.IsCancellationRequested)
                {
                    Lose(batch.Count);
                    LogUndelivered(Node, batch.Count, error.GetType().Name);
                    await Task.Delay(Pause, _stopping.Token);
                }
            }
            while (_lost || await _queue.Reader.WaitToReadAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The node is gone, or this one has no more time.
        }
    }

    private void Lose(int messages)
    {
        _lost = true;
        SiloTelemetry.LiveLost.Add(messages);
    }

    private async Task Deliver(List<LiveMessage> batch)
    {
        if (_lost)
        {
            _lost = false;
            await _behind().WaitAsync(_stopping.Token);
        }

        if (batch.Count > 0)
        {
            await _deliver(new Immutable<LiveMessage[]>([.. batch])).WaitAsync(_stopping.Token);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} did not take {Count} live messages ({Error}); it will hear that it is behind")]
    private partial void LogUndelivered(string node, int count, string error);
}
