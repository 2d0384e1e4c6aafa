using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansSupport.Web;

namespace OrleansSupport.Host.Cluster;

/// <summary>False before the start has ended, and from the moment that this node is asked to stop.</summary>
internal sealed class ServingCheck(NodeState node) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(node.IsServing ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}

/// <summary>A node without a silo must be connected to one.</summary>
internal sealed class GatewayCheck : IHealthCheck
{
    private volatile int _gateways;

    public void Changed(int gateways) => _gateways = gateways;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_gateways > 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}
