using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace OrleansSupport.Host.Postgres;

/// <summary>One numbered SQL file.</summary>
public sealed record Migration(string Name, string Sql)
{
    // Computed from the text as it is, so that a `with` cannot carry an old one along.
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
}

/// <summary>
/// Brings a database to this version: each file of deploy/migrations once, in order, in a transaction of its own. Many nodes may do so at once;
/// a file that was edited after it had been applied is refused, for the databases out there would differ.
/// </summary>
public static partial class Migrations
{
    // Any number will do as long as nothing else in this database locks it.
    private const long LockKey = 0x4F53_6D69_6772_6174;

    /// <summary>The files that came with the product.</summary>
    public static IReadOnlyList<Migration> Shipped { get; } = ReadShipped();

    /// <summary>Returns the names of those it applied.</summary>
    public static async Task<IReadOnlyList<string>> ApplyAsync(
        NpgsqlDataSource database, ILogger logger, IEnumerable<Migration>? migrations = null, CancellationToken cancellation = default)
    {
        var wanted = Ordered(migrations ?? Shipped);
        var done = new List<string>();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        while (true)
        {
            // The lock lives as long as the transaction, so it holds behind a connection pooler too.
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({LockKey})", cancellation);
            var applied = await ReadAppliedAsync(connection, cancellation);
            Check(wanted, applied);
            if (wanted.FirstOrDefault(m => !applied.ContainsKey(m.Name)) is not { } next)
            {
                await transaction.CommitAsync(cancellation);
                foreach (var name in applied.Keys.Except(wanted.Select(m => m.Name)))
                {
                    logger.MigrationFromTheFuture(name);
                }
                return done;
            }

            var started = TimeProvider.System.GetTimestamp();
            try
            {
                await ExecuteAsync(connection, next.Sql, cancellation);
            }
            catch (PostgresException e)
            {
                throw new MigrationException($"Migration {next.Name} failed and changed nothing: {e.MessageText}", e);
            }
            await using var record = new NpgsqlCommand("INSERT INTO public.schema_migration (name, sha256) VALUES ($1, $2)", connection)
            {
                Parameters = { new() { Value = next.Name }, new() { Value = next.Sha256 } },
            };
            await record.ExecuteNonQueryAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            done.Add(next.Name);
            logger.MigrationApplied(next.Name, (long)TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    private static Migration[] Ordered(IEnumerable<Migration> migrations)
    {
        var all = migrations.OrderBy(m => m.Name, StringComparer.Ordinal).ToArray();
        foreach (var name in all.Select(m => m.Name).Where(n => !NumberedName().IsMatch(n)))
        {
            throw new MigrationException($"Migration {name} is not named NNNN_name.");
        }
        foreach (var twins in all.GroupBy(m => m.Name[..4]).Where(g => g.Count() > 1))
        {
            throw new MigrationException($"Migrations {string.Join(" and ", twins.Select(m => m.Name))} bear the same number.");
        }
        return all;
    }

    private static void Check(Migration[] wanted, Dictionary<string, string> applied)
    {
        foreach (var migration in wanted)
        {
            if (applied.TryGetValue(migration.Name, out var sha256) && sha256 != migration.Sha256)
            {
                throw new MigrationException(
                    $"Migration {migration.Name} was changed after it had been applied to this database. Put the file back and make the change in a new one.");
            }
        }
        foreach (var name in applied.Keys)
        {
            if (wanted.FirstOrDefault(m => m.Name[..4] == name[..4] && m.Name != name) is { } other)
            {
                throw new MigrationException($"This database has migration {name}, but the file of that number is {other.Name} now.");
            }
        }
    }

    private static async Task<Dictionary<string, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await ExecuteAsync(
            connection,
            """
            CREATE TABLE IF NOT EXISTS public.schema_migration (
              name text PRIMARY KEY,
              sha256 text NOT NULL,
              applied_at timestamptz NOT NULL DEFAULT now())
            """,
            cancellation);
        await using var command = new NpgsqlCommand("SELECT name, sha256 FROM public.schema_migration ORDER BY name", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            applied.Add(reader.GetString(0), reader.GetString(1));
        }
        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        // Without a time limit: another node's migration, or this one, may take as long as its data want.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static Migration[] ReadShipped()
    {
        const string prefix = "migrations/";
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read)];

        Migration Read(string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            return new Migration(Path.GetFileNameWithoutExtension(resource), reader.ReadToEnd());
        }
    }

    [GeneratedRegex(@"^\d{4}_[a-z0-9_]+$")]
    private static partial Regex NumberedName();
}

/// <summary>The database cannot be brought to this version of the product.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
