using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Stores;

namespace OrleansSupport.Silo.Assignment;

/// <summary>
/// Keeps every team's queue awake. A queue lives on one node; when that one goes, nobody may call it for a long time, and what
/// waits would wait on. So every node calls all of them now and then, and at once when another node has gone.
/// </summary>
internal sealed partial class QueueKeeper(
    IGrainFactory grains, ISiloStatusOracle nodes, TimeProvider time, ILogger<QueueKeeper> logger) : BackgroundService, ISiloStatusListener
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status == SiloStatus.Dead)
        {
            _wake.Writer.TryWrite(true);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        nodes.SubscribeToSiloStatusEvents(this);
        using var timer = time.CreateTimer(_ => _wake.Writer.TryWrite(true), null, Period, Period);
        try
        {
            await foreach (var _ in _wake.Reader.ReadAllAsync(stoppingToken))
            {
                await CallAll();
            }
        }
        catch (OperationCanceledException)
        {
            // This node is stopping.
        }
        finally
        {
            nodes.UnSubscribeFromSiloStatusEvents(this);
        }
    }

    private async Task CallAll()
    {
        try
        {
            foreach (var team in await grains.GetGrain<IDirectoryGrain>(0).Teams())
            {
                await grains.GetGrain<ITeamQueueGrain>(team).Settings();
            }
        }
        catch (Exception error)
        {
            LogNotCalled(error.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A team's queue could not be called ({Error}); trying again")]
    private partial void LogNotCalled(string error);
}
