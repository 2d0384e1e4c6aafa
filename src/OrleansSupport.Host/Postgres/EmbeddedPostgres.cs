using Npgsql;

namespace OrleansSupport.Host.Postgres;

/// <summary>
/// A PostgreSQL of the product's own. It outlives a killed product and is taken over by the next one; several products may share it,
/// and the last one to stop stops it.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly PostgresOptions _options;
    private readonly Account _account;
    private readonly Cluster _cluster;
    private readonly FileLock _use;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private bool _left;

    private EmbeddedPostgres(
        PostgresOptions options, Account account, Cluster cluster, FileLock use, Credentials credentials, bool adopted, ILogger logger, TimeProvider time)
    {
        (_options, _account, _cluster, _use, _logger, _time) = (options, account, cluster, use, logger, time);
        ConnectionString = credentials.ConnectionString(Credentials.Database);
        Port = credentials.Port;
        Adopted = adopted;
    }

    public string ConnectionString { get; }

    public int Port { get; }

    /// <summary>True when it ran already: another product uses it, or one was killed.</summary>
    public bool Adopted { get; }

    public string DataDirectory => _options.DataDirectory;

    public string Version => _account.Programs.Version;

    internal int? ProcessId => PostmasterFile.Read(_cluster.Folder)?.ProcessId;

    internal AccountKind RunsAs => _account.Kind;

    /// <summary>Starts it, making the data folder at the first start, or takes over the one that runs on the same data.</summary>
    public static async Task<EmbeddedPostgres> StartAsync(
        PostgresOptions options, ILogger logger, TimeProvider? timeProvider = null, CancellationToken cancellation = default)
    {
        var time = timeProvider ?? TimeProvider.System;
        var started = time.GetTimestamp();
        var root = Path.GetFullPath(options.DataDirectory);
        options = options with { DataDirectory = root };
        try
        {
            CreateRoot(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"{root} cannot be made: {e.Message} Name another folder in Postgres:DataDirectory.", e);
        }
        using var turn = await FileLock.WaitAsync(TurnFile(root), shared: false, options.Patience, time, cancellation);
        var use = await FileLock.WaitAsync(UseFile(root), shared: true, options.Patience, time, cancellation);
        var cluster = new Cluster(root);
        Account? launchedAs = null;
        try
        {
            var programs = await ServerPrograms.FindAsync(options.Programs, cluster.Major, cancellation);
            var account = await Account.ChooseAsync(programs, root, cancellation);
            var credentials = await PrepareAsync(cluster, account, Path.Combine(root, "credentials.json"), logger, cancellation);

            var running = await RunningAsync(cluster, credentials, options.Patience, logger, time, cancellation);
            launchedAs = running is null ? account : null;
            credentials = running ?? await LaunchAsync(cluster, account, credentials, options, cancellation);
            credentials.Write(Path.Combine(root, "credentials.json"));
            await CreateDatabaseAsync(credentials, cancellation);

            var elapsed = (long)time.GetElapsedTime(started).TotalMilliseconds;
            if (running is null)
            {
                logger.PostgresStarted(programs.Version, credentials.Port, root, account.Kind, elapsed);
            }
            else
            {
                logger.PostgresAdopted(credentials.Port, root, elapsed);
            }
            return new EmbeddedPostgres(options, account, cluster, use, credentials, running is not null, logger, time);
        }
        catch
        {
            // Nobody else can use it yet: they are still waiting for their turn.
            if (launchedAs is not null && PostmasterFile.Read(cluster.Folder) is not null)
            {
                await StopAsync(cluster, launchedAs, options.Patience);
            }
            use.Dispose();
            throw;
        }
    }

    /// <summary>Leaves it; whoever leaves last stops it and waits until the data are down.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_left)
        {
            return;
        }
        _left = true;
        var root = DataDirectory;
        using var turn = await FileLock.WaitAsync(TurnFile(root), shared: false, _options.Patience, _time, CancellationToken.None);
        _use.Dispose();
        using var last = FileLock.Try(UseFile(root), shared: false);
        if (last is null)
        {
            _logger.PostgresLeftToOthers(root);
            return;
        }
        await StopAsync(_cluster, _account, _options.Patience);
        _logger.PostgresStopped(root);
    }

    /// <summary>What a killed product leaves behind: the locks are free, PostgreSQL runs on.</summary>
    internal void Abandon()
    {
        _left = true;
        _use.Dispose();
    }

    private static void CreateRoot(string root)
    {
        if (Directory.Exists(root))
        {
            return;
        }
        Directory.CreateDirectory(root);
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            // Whatever root's umask: nobody must get through to the data, which are closed themselves.
            File.SetUnixFileMode(
                root,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    private static string TurnFile(string root) => Path.Combine(root, "turn.lock");

    private static string UseFile(string root) => Path.Combine(root, "use.lock");

    private static async Task<Credentials> PrepareAsync(Cluster cluster, Account account, string file, ILogger logger, CancellationToken cancellation)
    {
        var known = Credentials.Read(file);
        if (cluster.Exists)
        {
            if (known is null)
            {
                throw new EmbeddedPostgresException($"{cluster.Folder} holds data, but {file} with its password is missing. Put it back from the backup.");
            }
            if (known.Account != account.Kind)
            {
                await account.OwnAsync(cluster.Folder, cancellation);
            }
            return known with { Account = account.Kind };
        }

        // Written before initdb renames its result into place, so that no data exist without their password.
        var fresh = Credentials.New(account.Kind);
        fresh.Write(file);
        logger.PostgresInitialising(account.Programs.Version, cluster.Folder);
        await cluster.InitialiseAsync(account, fresh.Password, cancellation);
        return fresh;
    }

    private static async Task<Credentials?> RunningAsync(
        Cluster cluster, Credentials credentials, TimeSpan patience, ILogger logger, TimeProvider time, CancellationToken cancellation)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            // Asked anew each time: it may be on its way down, and then there is nothing to take over.
            var file = PostmasterFile.Read(cluster.Folder);
            if (file is null || !file.ServerLives())
            {
                if (File.Exists(PostmasterFile.PathIn(cluster.Folder)))
                {
                    logger.PostgresStaleFile(file?.ProcessId ?? 0);
                    File.Delete(PostmasterFile.PathIn(cluster.Folder));
                }
                return null;
            }
            var candidate = credentials with { Port = file.Port };
            if (await AnswersAsync(candidate, cancellation))
            {
                return candidate;
            }
            if (time.GetElapsedTime(started) > patience)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL (process {file.ProcessId}) runs on {cluster.Folder} but has not answered on port {file.Port} for {patience}.");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
        }
    }

    // The process is known to be this folder's server; its password proves the port is, too.
    private static async Task<bool> AnswersAsync(Credentials credentials, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(credentials.ConnectionString("postgres") + ";Pooling=false;Timeout=5");
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task<Credentials> LaunchAsync(
        Cluster cluster, Account account, Credentials credentials, PostgresOptions options, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            credentials = credentials.WithUsablePort();
            await cluster.ConfigureAsync(account, credentials.Port, options.Settings, cancellation);

            // pg_ctl gives the server a session of its own: Ctrl-C in the product's terminal does not reach it, and the silo can stop first.
            var (code, output) = await account.RunAsync(
                "pg_ctl", ["start", "-w", "-t", Seconds(options.Patience), "-D", cluster.Folder, "-l", cluster.StartLog], CancellationToken.None);

            // Ctrl-C reaches pg_ctl too and makes it fail: then that is the reason.
            cancellation.ThrowIfCancellationRequested();
            if (code == 0)
            {
                return credentials;
            }

            // Somebody took the port between the question and the start: once more with another.
            if (attempt == 3 || credentials.WithUsablePort() == credentials)
            {
                throw new EmbeddedPostgresException($"PostgreSQL did not start on {cluster.Folder}: {output}\n{cluster.LastWords()}");
            }
        }
    }

    private static async Task StopAsync(Cluster cluster, Account account, TimeSpan patience)
    {
        var (code, output) = await account.RunAsync(
            "pg_ctl", ["stop", "-m", "fast", "-w", "-t", Seconds(patience), "-D", cluster.Folder], CancellationToken.None);
        if (code != 0 && PostmasterFile.Read(cluster.Folder)?.ServerLives() == true)
        {
            throw new EmbeddedPostgresException($"PostgreSQL did not stop on {cluster.Folder}: {output}");
        }
    }

    private static async Task CreateDatabaseAsync(Credentials credentials, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(credentials.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var exists = new NpgsqlCommand("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", connection);
        exists.Parameters.Add(new NpgsqlParameter { Value = Credentials.Database });
        if (!(bool)(await exists.ExecuteScalarAsync(cancellation))!)
        {
            await using var create = new NpgsqlCommand($"CREATE DATABASE {Credentials.Database}", connection);
            await create.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static string Seconds(TimeSpan time) => Math.Max(1, (int)time.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
