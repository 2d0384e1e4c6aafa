using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansSupport.Host.Postgres;
using OrleansSupport.Tests.Postgres;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace OrleansSupport.Tests.Postgres;

/// <summary>
/// One throwaway PostgreSQL for the whole run, started by the first test that wants a database. Take it as a constructor parameter:
/// <c>var connectionString = await postgres.CreateDatabaseAsync();</c> gives a database of the test's own with all migrations applied.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private const string Template = "migrated";
    private readonly Lazy<Task<EmbeddedPostgres>> _server = new(StartAsync);
    private int _databases;

    public async Task<EmbeddedPostgres> ServerAsync() => await _server.Value;

    /// <summary>A new database with the migrations applied: a copy of one made once.</summary>
    public Task<string> CreateDatabaseAsync() => CreateAsync(Template);

    /// <summary>A new database with nothing in it.</summary>
    public Task<string> CreateEmptyDatabaseAsync() => CreateAsync("template1");

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            var server = await _server.Value;
            await server.DisposeAsync();
            ScratchFolder.Delete(server.DataDirectory);
        }
    }

    private async Task<string> CreateAsync(string template)
    {
        var server = await _server.Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(Unpooled(server.ConnectionString));
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {template}", connection);
        await create.ExecuteNonQueryAsync();

        // Hundreds of databases: idle connections must not pile up until the server has none left.
        return new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Database = name,
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 1,
        }.ConnectionString;
    }

    private static async Task<EmbeddedPostgres> StartAsync()
    {
        await ScratchFolder.ClearAbandonedAsync();
        var server = await EmbeddedPostgres.StartAsync(
            new PostgresOptions { DataDirectory = ScratchFolder.New(), Settings = new Dictionary<string, string> { ["max_connections"] = "400" } },
            NullLogger.Instance);
        await using (var connection = new NpgsqlConnection(Unpooled(server.ConnectionString)))
        {
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand($"CREATE DATABASE {Template}", connection);
            await create.ExecuteNonQueryAsync();
        }

        // A database somebody is connected to cannot be copied: the source goes, and its connections with it.
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Unpooled(server.ConnectionString)) { Database = Template });
        await Migrations.ApplyAsync(source, NullLogger.Instance);
        return server;
    }

    private static string Unpooled(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
}
