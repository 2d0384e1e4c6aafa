using Npgsql;

namespace OrleansSupport.Host.Cluster;

internal static class Membership
{
    /// <summary>Marks every node that the membership table still believes in as dead (status 6).</summary>
    public static async Task ForgetDeadNodes(string connectionString, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("""
            WITH gone AS (UPDATE orleans_member SET status = 6 WHERE status <> 6 RETURNING deploymentid)
            UPDATE orleans_cluster SET version = version + 1, ts = now() WHERE deploymentid IN (SELECT deploymentid FROM gone)
            """);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
