using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansSupport.Bench;
using OrleansSupport.Host.Postgres;

namespace OrleansSupport.Faults;

/// <summary>The cluster: PostgreSQL, three nodes of the product's own build as processes, a balancer before them. Made to be hurt.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private const int Nodes = 3;

    private readonly string _folder;
    private readonly PostgresOptions _options;
    private readonly Child?[] _nodes = new Child?[Nodes];
    private readonly int[] _ports = [.. Enumerable.Range(0, Nodes * 3).Select(_ => FreePort.Take())];
    private EmbeddedPostgres _postgres = null!;
    private IBalancer _balancer = null!;

    private Rig(string folder) => (_folder, _options) = (folder, new PostgresOptions
    {
        DataDirectory = Path.Combine(folder, "postgres"),
        Settings = new Dictionary<string, string> { ["max_connections"] = "300" },
        Patience = TimeSpan.FromMinutes(1),
    });

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public IBalancer Balancer => _balancer;

    public string ConnectionString => new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { MaxPoolSize = 40 }.ConnectionString;

    public static async Task<Rig> Start(string folder)
    {
        var rig = new Rig(folder);
        try
        {
            rig._postgres = await EmbeddedPostgres.StartAsync(rig._options, NullLogger.Instance);
            await rig.StartNode(0); // migrates and seeds
            await Task.WhenAll(rig.StartNode(1), rig.StartNode(2));
            var port = FreePort.Take();
            rig._balancer = Haproxy.Find() is { } program
                ? await Haproxy.Start(program, port, rig._ports[..Nodes], folder)
                : new SmallBalancer(port, rig._ports[..Nodes]);
            rig.Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
            await rig.Answers();
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when the node takes calls.</summary>
    public async Task StartNode(int node)
    {
        if (_nodes[node] is { } old)
        {
            await old.DisposeAsync();
        }

        var (child, _) = await Child.Start(
            Child.Program("Product"), ["--urls", $"http://127.0.0.1:{_ports[node]}"],
            new Dictionary<string, string>
            {
                ["ConnectionStrings__OrleansSupport"] = ConnectionString,
                ["Cluster__SiloPort"] = _ports[Nodes + node].ToString(CultureInfo.InvariantCulture),
                ["Cluster__GatewayPort"] = _ports[(2 * Nodes) + node].ToString(CultureInfo.InvariantCulture),
                ["Admin__Password"] = Office.Password,
                ["Demo__Store"] = "false",
                ["Logging__Console__FormatterName"] = "simple",
                ["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss.fff ",
                ["Translation__Providers__0__Kind"] = "none", // a translator's processes would take the time that is measured
                ["Outbound__AllowPrivateNetworks"] = "true",
                ["Web__SignInsPerMinute"] = "1000000",
                ["Web__CallsPerMinute"] = "1000000",
                ["Web__HooksPerMinute"] = "1000000",
                ["Web__WidgetSessionsPerMinute"] = "1000000",
                ["Web__WidgetCallsPerMinute"] = "1000000",
            },
            Path.Combine(_folder, $"node{node + 1}.log"), line => line.Contains("OrleansSupport is running", StringComparison.Ordinal));
        _nodes[node] = child;
    }

    public async Task KillNode(int node)
    {
        _nodes[node]!.Signal(Signals.Kill);
        await _nodes[node]!.Exited;
    }

    public void PauseNode(int node) => _nodes[node]!.Signal(Signals.Stop);

    /// <summary>The others have given it up: it may find that out and end, and then it is started again, as a supervisor does.</summary>
    public async Task ContinueNode(int node, TimeSpan watch)
    {
        _nodes[node]!.Signal(Signals.Continue);
        await Task.WhenAny(_nodes[node]!.Exited, Task.Delay(watch));
        if (_nodes[node]!.HasExited)
        {
            await StartNode(node);
        }
    }

    /// <summary>As an operator stops it; returns when it has ended.</summary>
    public async Task StopNode(int node)
    {
        _nodes[node]!.Signal(Signals.Terminate);
        await _nodes[node]!.Exited.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public IEnumerable<int> Ended => Enumerable.Range(0, Nodes).Where(n => _nodes[n] is null or { HasExited: true });

    /// <summary>No checkpoint, no farewells: what PostgreSQL calls an immediate shutdown; then down for a while, then recovery.</summary>
    public async Task CrashDatabase(TimeSpan down)
    {
        Signals.Send(_postgres.ProcessId!.Value, Signals.Quit);
        while (_postgres.ProcessId is { } process && Directory.Exists($"/proc/{process}"))
        {
            await Task.Delay(20);
        }

        await Task.Delay(down);
        await _postgres.DisposeAsync();
        _postgres = await EmbeddedPostgres.StartAsync(_options, NullLogger.Instance);
    }

    /// <summary>As an operator restarts it.</summary>
    public async Task RestartDatabase()
    {
        await _postgres.DisposeAsync();
        _postgres = await EmbeddedPostgres.StartAsync(_options, NullLogger.Instance);
    }

    /// <summary>Ends every connection to the database.</summary>
    public Task ResetDatabaseConnections() => Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");

    /// <summary>The group commits' tables are locked for so long: whoever writes waits.</summary>
    public Task HoldDatabase(TimeSpan time) => Execute(
        string.Create(CultureInfo.InvariantCulture, $"BEGIN; LOCK TABLE conversation IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep({time.TotalSeconds}); COMMIT"));

    public async Task<long> Number(string sql)
    {
        await using var connection = await Open();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async Task Execute(string sql)
    {
        await using var connection = await Open();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    public async Task<NpgsqlConnection> Open()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (_balancer is not null)
        {
            await _balancer.DisposeAsync();
        }

        foreach (var node in _nodes)
        {
            node?.Signal(Signals.Continue);
        }

        await Task.WhenAll(_nodes.OfType<Child>().Select(n => n.DisposeAsync().AsTask()));
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    /// <summary>Until the balancer has found the nodes.</summary>
    private async Task Answers()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await http.GetAsync("/health/ready");
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (attempt < 100 && Writers.Unanswered(e))
            {
                // Not yet.
            }

            await Task.Delay(100);
        }
    }
}

/// <summary>Linux's and macOS' numbers.</summary>
internal static partial class Signals
{
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;
    public static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;
    public static readonly int Continue = OperatingSystem.IsMacOS() ? 19 : 18;

    [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Send(int process, int signal);
}
