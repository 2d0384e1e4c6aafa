using Npgsql;

namespace OrleansSupport.Host.Postgres;

/// <summary>The product's database, ready to use: the one a connection string names, else the embedded one; its migrations applied.</summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>Given (ConnectionStrings__OrleansSupport in the environment), no embedded PostgreSQL is looked for.</summary>
    public const string ConnectionName = "OrleansSupport";

    private readonly EmbeddedPostgres? _embedded;

    private Database(string connectionString, EmbeddedPostgres? embedded) => (ConnectionString, _embedded) = (connectionString, embedded);

    public string ConnectionString { get; }

    public bool IsEmbedded => _embedded is not null;

    public static async Task<Database> OpenAsync(IConfiguration configuration, ILoggerFactory loggers, CancellationToken cancellation = default)
    {
        var logger = loggers.CreateLogger("OrleansSupport.Postgres");
        var given = configuration.GetConnectionString(ConnectionName);
        var embedded = string.IsNullOrWhiteSpace(given)
            ? await EmbeddedPostgres.StartAsync(PostgresOptions.From(configuration), logger, cancellation: cancellation)
            : null;
        try
        {
            var connectionString = embedded?.ConnectionString ?? given!;
            await using var source = NpgsqlDataSource.Create(connectionString);
            await Migrations.ApplyAsync(source, logger, cancellation: cancellation);
            return new Database(connectionString, embedded);
        }
        catch
        {
            if (embedded is not null)
            {
                await embedded.DisposeAsync();
            }
            throw;
        }
    }

    /// <summary>After the host has stopped: the silo still writes while it goes down.</summary>
    public ValueTask DisposeAsync() => _embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
}
