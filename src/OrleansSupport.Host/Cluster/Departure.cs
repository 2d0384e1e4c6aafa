using OrleansSupport.Web;

namespace OrleansSupport.Host.Cluster;

/// <summary>
/// How a node leaves: readiness goes false while everything is still answered, so that load balancers look elsewhere first; then
/// consoles and widgets are sent to other nodes; then requests under way end, workers give back what they have leased, the silo
/// hands over its activations and writes its last commit.
/// </summary>
internal static class Departure
{
    public const string DrainSeconds = "Cluster:DrainSeconds";

    /// <summary>Returns when the host has stopped. A second signal cuts the waiting short.</summary>
    public static async Task Await(WebApplication app, NodeRole role, EarlyStop signals, ILogger logger)
    {
        var stopped = new TaskCompletionSource();
        using var asked = signals.Token.Register(() => stopped.TrySetResult());
        using var failed = app.Lifetime.ApplicationStopping.Register(() => stopped.TrySetResult());
        await stopped.Task;

        if (!app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            app.Services.GetRequiredService<NodeState>().Drain();
            var drain = TimeSpan.FromSeconds(app.Configuration.GetValue<double>(DrainSeconds));
            logger.Leaving(drain.TotalSeconds);
            await Task.Delay(drain, signals.Hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (role.HasWeb())
            {
                await app.SendEverybodyAway(signals.Hurry);
            }
        }

        await app.StopAsync();
    }
}

/// <summary>Signals are heard by <see cref="EarlyStop"/> alone: the usual lifetime would stop everything at the first one.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
