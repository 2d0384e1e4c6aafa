using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansSupport.Silo.Conversations;

namespace OrleansSupport.Silo;

/// <summary>What a silo's readiness depends on, beside the database.</summary>
public static class SiloChecks
{
    public static IHealthChecksBuilder AddSupportSilo(this IHealthChecksBuilder checks) =>
        checks.AddCheck<MembershipCheck>("membership").AddCheck<BacklogCheck>("backlog");
}

/// <summary>It must be an active member of the cluster.</summary>
internal sealed class MembershipCheck(ISiloStatusOracle oracle) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(oracle.CurrentStatus == SiloStatus.Active ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}

/// <summary>
/// Commits must go through. Slow ones are told and no more: with one slow database behind all nodes, taking them out would only
/// turn slowness into an outage.
/// </summary>
internal sealed class BacklogCheck(ConversationLog log) : IHealthCheck
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(10);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var committing = log.Committing;
        return Task.FromResult(committing > Stuck ? HealthCheckResult.Unhealthy() : committing > Slow ? HealthCheckResult.Degraded() : HealthCheckResult.Healthy());
    }
}
