using Npgsql;

namespace OrleansSupport.Host.Cluster;

/// <summary>
/// Keeps a place among the products that share one embedded database. Whoever comes in alone marks the nodes that the membership
/// table still believes in as dead: they were killed, and waiting for them would take a minute and a half.
/// </summary>
internal sealed class Membership : IAsyncDisposable
{
    // Any number that nothing else in this database uses as an advisory lock.
    private const long Key = 0x4F53_4E4F_4445;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;

    private Membership(NpgsqlDataSource source, NpgsqlConnection connection) => (_source, _connection) = (source, connection);

    public static async Task<Membership> Enter(string connectionString, CancellationToken cancellation)
    {
        var source = NpgsqlDataSource.Create(connectionString);
        var connection = await source.OpenConnectionAsync(cancellation);
        if (await Ask(connection, $"SELECT pg_try_advisory_lock({Key})", cancellation))
        {
            await using var command = new NpgsqlCommand(
                """
                WITH gone AS (UPDATE orleans_silo SET status = 6 WHERE status <> 6 RETURNING deployment_id)
                UPDATE orleans_cluster SET version = version + 1, changed_at = now() WHERE deployment_id IN (SELECT deployment_id FROM gone)
                """,
                connection);
            await command.ExecuteNonQueryAsync(cancellation);
            await Ask(connection, $"SELECT pg_try_advisory_lock_shared({Key}) AND pg_advisory_unlock({Key})", cancellation);
        }
        else
        {
            await Ask(connection, $"SELECT pg_try_advisory_lock_shared({Key})", cancellation);
        }

        return new Membership(source, connection);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }

    private static async Task<bool> Ask(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }
}
