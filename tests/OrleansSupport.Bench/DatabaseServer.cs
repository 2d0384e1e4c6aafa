using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace OrleansSupport.Bench;

/// <summary>The PostgreSQL that the product has started, with a database of its own for each who is measured.</summary>
internal sealed partial class DatabaseServer
{
    private readonly string _folder;
    private readonly int _port;
    private readonly string _password;

    private DatabaseServer(string folder, int port, string password) => (_folder, _port, _password) = (folder, port, password);

    public const string User = "orleans_support";
    public const string Product = "orleans_support";
    public const string Grains = "bench_grains";
    public const string Floor = "bench_floor";

    public int Process => int.Parse(File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    public static async Task<DatabaseServer> In(string folder)
    {
        using var credentials = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "credentials.json")));
        return new DatabaseServer(folder, credentials.RootElement.GetProperty("Port").GetInt32(), credentials.RootElement.GetProperty("Password").GetString()!);
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = User,
        Password = _password,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        MaxPoolSize = 100,
    }.ConnectionString;

    public async Task Make(string database)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(Product));
        await using var exists = source.CreateCommand("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)");
        exists.Parameters.Add(new NpgsqlParameter { Value = database });
        if (!(bool)(await exists.ExecuteScalarAsync())!)
        {
            await using var create = source.CreateCommand($"CREATE DATABASE {database}");
            await create.ExecuteNonQueryAsync();
        }
    }

    /// <summary>An event log and a header, as small as they can be.</summary>
    public async Task MakeFloorTables()
    {
        await Make(Floor);
        await using var source = NpgsqlDataSource.Create(ConnectionString(Floor));
        await using var make = source.CreateCommand("""
            CREATE TABLE IF NOT EXISTS header (conversation bigint PRIMARY KEY, version bigint NOT NULL, at timestamptz NOT NULL, preview text NOT NULL) WITH (fillfactor = 70);
            CREATE TABLE IF NOT EXISTS event (conversation bigint NOT NULL, sequence bigint NOT NULL, at timestamptz NOT NULL, type text NOT NULL, payload text NOT NULL,
              hash bytea NOT NULL, PRIMARY KEY (conversation, sequence));
            """);
        await make.ExecuteNonQueryAsync();
    }

    public async Task<long> Count(string database, string query)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(database));
        await using var command = source.CreateCommand(query);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Statements a second with so many clients: pgbench where there is one, else a loop of our own.</summary>
    public async Task<double> Statements(int clients, int conversations, TimeSpan time, string? pgbench)
    {
        var each = Math.Max(1, conversations / clients);
        if (pgbench is null)
        {
            return await Loop(clients, each, time);
        }

        var script = Path.Combine(_folder, "floor.sql");
        await File.WriteAllTextAsync(script, $"\\set c :client_id * {each} + random(0, {each - 1})\n{Statement(":c")};\n".ReplaceLineEndings("\n"));
        var start = new ProcessStartInfo(
            pgbench,
            ["-h", "127.0.0.1", "-p", $"{_port}", "-U", User, "-n", "-M", "prepared", "-c", $"{clients}", "-j", $"{Math.Min(clients, 2)}",
                "-T", $"{(int)time.TotalSeconds}", "-f", script, Floor])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGPASSWORD"] = _password;
        using var process = System.Diagnostics.Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Tps().Match(output) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench: {output} {await errors}");
    }

    public static string? FindPgbench()
    {
        const string Debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).Select(d => Path.Combine(d, "bin")).OrderDescending() : Enumerable.Empty<string>();
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)).Select(d => Path.Combine(d, "pgbench")).FirstOrDefault(File.Exists);
    }

    private static string Statement(string conversation) => $$"""
        WITH h AS (INSERT INTO header (conversation, version, at, preview) VALUES ({{conversation}}, 1, now(), '{{Words.Lines[0]}}') ON CONFLICT (conversation) DO UPDATE SET version = header.version + 1, at = excluded.at, preview = excluded.preview RETURNING version) INSERT INTO event (conversation, sequence, at, type, payload, hash) SELECT {{conversation}}, version, now(), 'received', '{"message":"msg_0123456789abcdef0123456789abcdef","channel":"bench","externalId":"bench-1234567","identity":"buyer-1234567","text":"{{Words.Lines[0]}}","language":"en","confidence":0.98}', '\x000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f'::bytea FROM h
        """;

    private async Task<double> Loop(int clients, int each, TimeSpan time)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(Floor) + ";Maximum Pool Size=" + (clients + 1).ToString(CultureInfo.InvariantCulture));
        using var end = new CancellationTokenSource();
        var counts = new long[clients];
        var tasks = Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var command = new NpgsqlCommand(Statement("$1"), connection);
            var conversation = new NpgsqlParameter<long>();
            command.Parameters.Add(conversation);
            await command.PrepareAsync();
            while (!end.IsCancellationRequested)
            {
                conversation.TypedValue = (client * each) + (counts[client]++ % each);
                await command.ExecuteNonQueryAsync();
            }
        })).ToArray();
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(time);
        await end.CancelAsync();
        await Task.WhenAll(tasks);
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Tps();
}
