using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansSupport.Host.Postgres;

namespace OrleansSupport.Tests.Postgres;

/// <summary>The product as a process of its own: what signals do to it and to PostgreSQL.</summary>
public sealed class DatabaseRoleTests(PostgresFixture postgres) : IDisposable
{
    private readonly string _folder = ScratchFolder.New();

    private readonly List<Process> _started = [];

    private string PidFile => Path.Combine(_folder, "data", "postmaster.pid");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        // Nothing to kill but after a failure.
        foreach (var process in _started)
        {
            using (process)
            {
                Kill(process);
            }
        }
        if (File.Exists(PidFile))
        {
            using var server = Process.GetProcessById(ServerProcess());
            Kill(server);
        }
        ScratchFolder.Delete(_folder);

        static void Kill(Process process)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }
        }
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_the_product_and_PostgreSQL_with_it(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No signals here.");
        var product = await ReadyAsync();
        Assert.True(File.Exists(PidFile));

        await SignalAsync(product.Id, signal);
        await product.WaitForExitAsync(Cancellation);

        Assert.Equal(0, product.ExitCode);
        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public async Task CtrlC_in_the_terminal_does_not_reach_PostgreSQL()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var product = await ReadyAsync();

        // The terminal signals its foreground process group: PostgreSQL must be in another one, in a session without the terminal.
        var (group, session) = await GroupAsync(product.Id);
        var (serverGroup, serverSession) = await GroupAsync(ServerProcess());
        Assert.NotEqual(group, serverGroup);
        Assert.NotEqual(session, serverSession);
        await SignalAsync(product.Id, "TERM");
        await product.WaitForExitAsync(Cancellation);
    }

    [Fact]
    public async Task The_product_killed_PostgreSQL_lives_on_for_the_next_one()
    {
        var product = await ReadyAsync();
        var server = ServerProcess();
        product.Kill();
        await product.WaitForExitAsync(Cancellation);

        var next = await ReadyAsync();

        Assert.Equal(server, ServerProcess());
        await SignalAsync(next.Id, "TERM");
        await next.WaitForExitAsync(Cancellation);
        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public async Task A_connection_string_given_no_embedded_one_is_touched()
    {
        var given = await postgres.CreateEmptyDatabaseAsync();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["ConnectionStrings:OrleansSupport"] = given,
                ["Postgres:DataDirectory"] = _folder,
            })
            .Build();

        await using var database = await Database.OpenAsync(configuration, NullLoggerFactory.Instance, Cancellation);

        Assert.False(database.IsEmbedded);
        Assert.Equal(given, database.ConnectionString);
        Assert.False(Directory.Exists(_folder));
        await using var source = NpgsqlDataSource.Create(given);
        await using var count = source.CreateCommand("SELECT count(*) FROM schema_migration");
        Assert.Equal((long)Migrations.Shipped.Count, await count.ExecuteScalarAsync(Cancellation));
    }

    private async Task<Process> ReadyAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OrleansSupport.Host.dll"), "database"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            Environment = { ["Postgres__DataDirectory"] = _folder },
        };
        start.Environment.Remove("ConnectionStrings__OrleansSupport");
        var product = Process.Start(start)!;
        _started.Add(product);
        var said = new List<string>();
        while (await product.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            said.Add(line);
            if (line.Contains("The database is ready", StringComparison.Ordinal))
            {
                return product;
            }
        }
        throw new InvalidOperationException("The product stopped: " + string.Join('\n', said));
    }

    private int ServerProcess() => int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);

    private static async Task<(string Group, string Session)> GroupAsync(int process)
    {
        var stat = await File.ReadAllTextAsync($"/proc/{process}/stat", Cancellation);
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (fields[2], fields[3]);
    }

    private static async Task SignalAsync(int process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancellation);
    }
}
