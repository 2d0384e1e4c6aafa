using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Console;

/// <summary>
/// Ends consoles whose session is no longer valid or whose stores have changed, also those that only listen, and tells all of
/// them when this node stops.
/// </summary>
internal sealed partial class ConsoleWatch(
    ConsoleConnections connections,
    Sessions sessions,
    IHubContext<ConsoleHub, IConsoleClient> hub,
    NodeState node,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ConsoleWatch> logger) : BackgroundService
{
    /// <summary>A node that is asked to stop does not wait for longer than this for its consoles to go.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    internal async Task Look()
    {
        foreach (var connection in connections.All)
        {
            try
            {
                var now = await sessions.Find(connection.Email, connection.Stamp);
                if (now is null || !connection.Renew(now))
                {
                    LogEnded(logger, connection.Agent.ToString());
                    connection.Context.Abort();
                }
            }
            catch (Exception failure) when (Unavailable.Says(failure))
            {
                // Not knowing is no reason to send anybody away; the next look will tell.
                return;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // However the end begins; ApplicationStopping comes before the server closes its connections.
        using var leaving = node.Leaving.Register(() => _ = hub.Clients.All.Leaving());
        using var stopping = lifetime.ApplicationStopping.Register(() => _ = node.Leave());
        using var timer = new PeriodicTimer(Sessions.Believed, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Look();
        }
    }

    /// <summary>Consoles that are told go by themselves; those that cannot be told notice by the closed connection.</summary>
    public async Task SendAway(CancellationToken hurry)
    {
        await node.Leave();
        await connections.Gone().WaitAsync(Farewell, time, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The console of {Agent} was ended: signed out or changed rights")]
    private static partial void LogEnded(ILogger logger, string agent);
}
