using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace OrleansSupport.Host.Cluster;

/// <summary>The database must answer. Asked at most once a second, however many probes come.</summary>
internal sealed class DatabaseCheck(NpgsqlDataSource database, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _asking = new(1);
    private HealthCheckResult _answer;
    private long _at;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_at == 0 || time.GetElapsedTime(_at) >= Believed)
            {
                _answer = await Ask(cancellationToken);
                _at = time.GetTimestamp();
            }

            return _answer;
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<HealthCheckResult> Ask(CancellationToken cancellation)
    {
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellation);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", error);
        }
    }
}
