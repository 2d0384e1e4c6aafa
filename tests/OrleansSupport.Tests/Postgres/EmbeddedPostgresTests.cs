using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansSupport.Host.Postgres;

namespace OrleansSupport.Tests.Postgres;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly string _folder = ScratchFolder.New();

    public void Dispose() => ScratchFolder.Delete(_folder);

    [Fact]
    public async Task The_first_start_makes_a_local_durable_UTF8_database_behind_a_password()
    {
        await using var server = await StartAsync();

        Assert.False(server.Adopted);
        Assert.Equal("UTF8", await AskAsync(server, "SHOW server_encoding"));
        Assert.Equal("127.0.0.1", await AskAsync(server, "SHOW listen_addresses"));
        Assert.Equal("on", await AskAsync(server, "SHOW fsync"));
        Assert.Equal("on", await AskAsync(server, "SHOW logging_collector"));
        Assert.Equal("orleans_support", await AskAsync(server, "SELECT current_database()::text"));
        Assert.StartsWith("SCRAM-SHA-256$", (string)(await AskAsync(server, "SELECT rolpassword FROM pg_authid WHERE rolname = current_user"))!);
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guessed", Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(wrong);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "credentials.json")));
        }
    }

    [Fact]
    public async Task Letters_of_all_scripts_are_letters()
    {
        await using var server = await StartAsync();

        Assert.Equal("ÉCOLE ÑANDÚ ПРИВЕТ", await AskAsync(server, "SELECT upper('école ñandú привет')"));
        Assert.Equal("'école':2 'привет':1", await AskAsync(server, "SELECT to_tsvector('simple', 'Привет École')::text"));
        await AskAsync(server, "CREATE EXTENSION pg_trgm");
        Assert.NotEqual("{}", await AskAsync(server, "SELECT show_trgm('привет')::text"));
    }

    [Fact]
    public async Task A_second_start_keeps_port_password_and_data()
    {
        string first;
        await using (var server = await StartAsync())
        {
            first = server.ConnectionString;
            await AskAsync(server, "CREATE TABLE kept AS SELECT 42 AS answer");
        }

        await using var again = await StartAsync();

        Assert.False(again.Adopted);
        Assert.Equal(first, again.ConnectionString);
        Assert.Equal(42, await AskAsync(again, "SELECT answer FROM kept"));
    }

    [Fact]
    public async Task Stopping_the_product_stops_it()
    {
        var server = await StartAsync();
        var process = Process.GetProcessById(server.ProcessId!.Value);

        await server.DisposeAsync();

        Assert.Null(server.ProcessId);
        Assert.False(File.Exists(Path.Combine(_folder, "data", "postmaster.pid")));
        await Assert.ThrowsAnyAsync<SocketException>(() => ConnectAsync(server.Port));
        process.Dispose();
    }

    [Fact]
    public async Task One_whose_product_was_killed_is_taken_over()
    {
        var killed = await StartAsync();
        killed.Abandon();

        await using var server = await StartAsync();

        Assert.True(server.Adopted);
        Assert.Equal(killed.ProcessId, server.ProcessId);
        Assert.Equal(killed.ConnectionString, server.ConnectionString);
        Assert.Equal(1, await AskAsync(server, "SELECT 1"));
    }

    [Fact]
    public async Task Two_first_starts_at_once_share_one_server_and_the_last_to_leave_stops_it()
    {
        var both = await Task.WhenAll(Task.Run(StartAsync), Task.Run(StartAsync));

        Assert.Single(both, s => s.Adopted);
        Assert.Equal(both[0].ConnectionString, both[1].ConnectionString);
        await both[0].DisposeAsync();
        Assert.Equal(1, await AskAsync(both[1], "SELECT 1"));
        await both[1].DisposeAsync();
        await Assert.ThrowsAnyAsync<SocketException>(() => ConnectAsync(both[1].Port));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(500)]
    [InlineData(900)]
    [InlineData(1300)]
    public async Task A_first_start_that_is_broken_off_leaves_nothing_running_and_the_next_one_succeeds(int milliseconds)
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds));
        try
        {
            var early = await EmbeddedPostgres.StartAsync(new PostgresOptions { DataDirectory = _folder }, NullLogger.Instance, cancellation: impatient.Token);
            await early.DisposeAsync();
        }
        catch (OperationCanceledException)
        {
        }
        Assert.False(File.Exists(Path.Combine(_folder, "data", "postmaster.pid")));

        await using var server = await StartAsync();

        Assert.False(server.Adopted);
        Assert.Equal(1, await AskAsync(server, "SELECT 1"));
    }

    [Fact]
    public async Task A_killed_server_recovers_what_was_committed()
    {
        var killed = await StartAsync();
        await AskAsync(killed, "CREATE TABLE committed AS SELECT 7 AS n");
        using (var process = Process.GetProcessById(killed.ProcessId!.Value))
        {
            process.Kill();
        }
        killed.Abandon();

        await using var server = await StartAsync();

        Assert.False(server.Adopted);
        Assert.Equal(7, await AskAsync(server, "SELECT n FROM committed"));
    }

    [Fact]
    public async Task A_pid_file_whose_number_belongs_to_another_process_now_is_no_obstacle()
    {
        await using (await StartAsync())
        {
        }
        var data = Path.Combine(_folder, "data");
        await File.WriteAllTextAsync(
            Path.Combine(data, "postmaster.pid"), $"{Environment.ProcessId}\n{data}\n1700000000\n5432\n\n127.0.0.1\n  1 1\nready   \n",
            TestContext.Current.CancellationToken);

        await using var server = await StartAsync();

        Assert.False(server.Adopted);
        Assert.Equal(1, await AskAsync(server, "SELECT 1"));
    }

    [Fact]
    public async Task A_port_somebody_took_meanwhile_is_exchanged()
    {
        int port;
        await using (var first = await StartAsync())
        {
            port = first.Port;
        }
        using var squatter = new TcpListener(IPAddress.Loopback, port);
        squatter.Start();

        await using var server = await StartAsync();

        Assert.NotEqual(port, server.Port);
        Assert.Equal(1, await AskAsync(server, "SELECT 1"));
    }

    [Fact]
    public async Task Data_without_their_password_are_left_alone()
    {
        await using (await StartAsync())
        {
        }
        File.Delete(Path.Combine(_folder, "credentials.json"));

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);

        Assert.Contains("credentials.json", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "data", "PG_VERSION")));
    }

    [Fact]
    public async Task Data_of_another_major_version_are_left_alone()
    {
        await using (await StartAsync())
        {
        }
        await File.WriteAllTextAsync(Path.Combine(_folder, "data", "PG_VERSION"), "11\n", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);

        Assert.Contains("PostgreSQL 11", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why()
    {
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(
            new PostgresOptions { DataDirectory = _folder, Settings = new Dictionary<string, string> { ["no_such_setting"] = "1" } },
            NullLogger.Instance, cancellation: TestContext.Current.CancellationToken));

        Assert.Contains("no_such_setting", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_root_it_runs_as_nobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root has somebody else to run it as.");
        await using var server = await StartAsync();

        Assert.Contains(server.RunsAs, new[] { AccountKind.Nobody, AccountKind.Namespace });
        var status = await File.ReadAllLinesAsync($"/proc/{server.ProcessId}/status", TestContext.Current.CancellationToken);
        var user = server.RunsAs == AccountKind.Nobody ? "65534" : "0";
        Assert.Equal(user, status.Single(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1]);
    }

    [Fact]
    public async Task As_root_it_runs_on_data_in_a_folder_closed_to_others_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root has somebody else to run it as.");
        var closed = ScratchFolder.New(closed: true);
        try
        {
            await using var server = await StartAsync(new PostgresOptions { DataDirectory = closed });
            Assert.Equal(AccountKind.Namespace, server.RunsAs);
            Assert.Equal(1, await AskAsync(server, "SELECT 1"));
        }
        catch (EmbeddedPostgresException e) when (e.Message.Contains("does not run as root", StringComparison.Ordinal))
        {
            Assert.Skip("This machine allows no user namespaces; the product said so.");
        }
        finally
        {
            ScratchFolder.Delete(closed);
        }
    }

    [Fact]
    public async Task An_ordinary_user_runs_it_as_that_user()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "This run is root's.");
        await using var server = await StartAsync();

        Assert.Equal(AccountKind.Own, server.RunsAs);
    }

    private Task<EmbeddedPostgres> StartAsync() => StartAsync(new PostgresOptions { DataDirectory = _folder });

    private static Task<EmbeddedPostgres> StartAsync(PostgresOptions options) =>
        EmbeddedPostgres.StartAsync(options, NullLogger.Instance, cancellation: TestContext.Current.CancellationToken);

    private static async Task<object?> AskAsync(EmbeddedPostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static async Task ConnectAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
    }
}
