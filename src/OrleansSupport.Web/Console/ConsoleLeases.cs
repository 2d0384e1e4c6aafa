using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts.Agents;

namespace OrleansSupport.Web.Console;

/// <summary>Tells the agents' grains which consoles are open here, so that those of a node that died run out and those of a grain that moved do not.</summary>
internal sealed partial class ConsoleLeases(ConsoleConnections connections, IGrainFactory grains, TimeProvider time, ILogger<ConsoleLeases> logger)
    : BackgroundService
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Period = IAgentGrain.ConnectionLease / 3;

    internal async Task Renew(CancellationToken stopping) => await Parallel.ForEachAsync(
        connections.All, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, Renew);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Renew(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // This node is stopping, and its consoles go.
        }
    }

    private async ValueTask Renew(ConsoleConnection connection, CancellationToken stopping)
    {
        try
        {
            await grains.GetGrain<IAgentGrain>(connection.Agent.Value).StillConnected(connection.Context.ConnectionId);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            LogUnrenewed(logger, connection.Agent.ToString(), failure.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The console of {Agent} could not be renewed ({Cause}); its lease outlasts two more tries")]
    private static partial void LogUnrenewed(ILogger logger, string agent, string cause);
}
