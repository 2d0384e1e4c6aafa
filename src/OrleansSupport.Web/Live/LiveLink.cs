using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansSupport.Contracts.Live;

namespace OrleansSupport.Web.Live;

/// <summary>
/// On a node without a silo: hears the cluster through a relay. When the relay's silo dies, the next renewal makes it anew
/// elsewhere, and everybody here reads again.
/// </summary>
internal sealed partial class LiveLink(IGrainFactory grains, IEnumerable<ILiveSink> sinks, TimeProvider time, ILogger<LiveLink> logger)
    : BackgroundService, ILiveReceiver
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    private readonly ILiveSink[] sinks = [.. sinks];

    public Task Deliver(Immutable<LiveMessage[]> messages)
    {
        foreach (var message in messages.Value)
        {
            foreach (var sink in sinks)
            {
                sink.Deliver(message);
            }
        }

        return Task.CompletedTask;
    }

    public Task Behind()
    {
        foreach (var sink in sinks)
        {
            sink.Behind();
        }

        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var relay = grains.GetGrain<ILiveRelayGrain>(Guid.NewGuid());
        var me = grains.CreateObjectReference<ILiveReceiver>(this);
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                await Renew(relay, me, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // This node is stopping: what is pushed from now on finds nobody here.
            _ = relay.End();
        }
    }

    private async Task Renew(ILiveRelayGrain relay, ILiveReceiver me, CancellationToken stopping)
    {
        try
        {
            await relay.Renew(me).WaitAsync(Period, time, stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            LogUnlinked(logger, failure.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The live relay does not answer ({Cause}); trying again")]
    private static partial void LogUnlinked(ILogger logger, string cause);
}
