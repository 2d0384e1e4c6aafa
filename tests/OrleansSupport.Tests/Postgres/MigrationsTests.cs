using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansSupport.Host.Postgres;

namespace OrleansSupport.Tests.Postgres;

public sealed class MigrationsTests(PostgresFixture postgres)
{
    private static readonly Migration One = new("0001_one", "CREATE TABLE one (n int); INSERT INTO one VALUES (1);");
    private static readonly Migration Two = new("0002_two", "INSERT INTO one VALUES (2);");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_is_applied_once_in_order()
    {
        await using var database = await EmptyAsync();

        Assert.Equal(["0001_one", "0002_two"], await ApplyAsync(database, Two, One));
        Assert.Empty(await ApplyAsync(database, One, Two));

        Assert.Equal(2L, await AskAsync(database, "SELECT count(*) FROM one"));
        Assert.Equal(One.Sha256, await AskAsync(database, "SELECT sha256 FROM schema_migration WHERE name = '0001_one'"));
    }

    [Fact]
    public async Task A_later_one_joins_those_applied()
    {
        await using var database = await EmptyAsync();
        await ApplyAsync(database, One);

        Assert.Equal(["0002_two"], await ApplyAsync(database, One, Two));
    }

    [Fact]
    public async Task An_applied_one_that_was_edited_is_refused()
    {
        await using var database = await EmptyAsync();
        await ApplyAsync(database, One);

        var refused = await Assert.ThrowsAsync<MigrationException>(() => ApplyAsync(database, One with { Sql = "CREATE TABLE other (n int)" }, Two));

        Assert.Contains("0001_one", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await AskAsync(database, "SELECT count(*) FROM one"));
    }

    [Fact]
    public async Task An_applied_one_that_was_renamed_is_refused()
    {
        await using var database = await EmptyAsync();
        await ApplyAsync(database, One);

        await Assert.ThrowsAsync<MigrationException>(() => ApplyAsync(database, new Migration("0001_uno", One.Sql)));
    }

    [Fact]
    public async Task Two_of_the_same_number_are_refused()
    {
        await using var database = await EmptyAsync();

        await Assert.ThrowsAsync<MigrationException>(() => ApplyAsync(database, One, new Migration("0001_uno", "SELECT 1")));
    }

    [Fact]
    public async Task One_that_fails_leaves_nothing_behind()
    {
        await using var database = await EmptyAsync();
        var broken = new Migration("0002_broken", "INSERT INTO one VALUES (2); SELECT 1/0;");

        var failed = await Assert.ThrowsAsync<MigrationException>(() => ApplyAsync(database, One, broken));

        Assert.Contains("0002_broken", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await AskAsync(database, "SELECT count(*) FROM one"));
        Assert.Equal(1L, await AskAsync(database, "SELECT count(*) FROM schema_migration"));
    }

    [Fact]
    public async Task Line_ends_of_the_checkout_make_no_difference()
    {
        await using var database = await EmptyAsync();
        await ApplyAsync(database, new Migration("0001_lines", "SELECT 1;\nSELECT 2;\n"));

        Assert.Empty(await ApplyAsync(database, new Migration("0001_lines", "SELECT 1;\r\nSELECT 2;\r\n")));
    }

    [Fact]
    public async Task Those_of_a_newer_version_are_left_in_peace()
    {
        await using var database = await EmptyAsync();
        await ApplyAsync(database, One, Two);

        Assert.Empty(await ApplyAsync(database, One));
    }

    [Fact]
    public async Task Many_nodes_may_start_at_once()
    {
        await using var database = await EmptyAsync();
        var slow = new Migration("0003_slow", "SELECT pg_sleep(0.2); INSERT INTO one VALUES (3);");

        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ApplyAsync(database, One, Two, slow)));

        Assert.Equal(["0001_one", "0002_two", "0003_slow"], applied.SelectMany(a => a).Order());
        Assert.Equal(3L, await AskAsync(database, "SELECT count(*) FROM one"));
    }

    [Fact]
    public async Task The_shipped_ones_change_nothing_when_applied_again()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());

        Assert.NotEmpty(Migrations.Shipped);
        Assert.Empty(await Migrations.ApplyAsync(database, NullLogger.Instance, cancellation: Cancellation));
    }

    [Fact]
    public async Task The_shipped_ones_run_on_the_PostgreSQL_installed_on_this_machine()
    {
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        Assert.SkipWhen(installed.Length == 0, "No PostgreSQL is installed here.");
        foreach (var programs in installed.Where(p => File.Exists(Path.Combine(p, "bin", "initdb"))))
        {
            var folder = ScratchFolder.New();
            try
            {
                await using var server = await EmbeddedPostgres.StartAsync(
                    new PostgresOptions { DataDirectory = folder, Programs = programs }, NullLogger.Instance, cancellation: Cancellation);
                await using var database = NpgsqlDataSource.Create(server.ConnectionString);

                Assert.StartsWith(Path.GetFileName(programs), server.Version, StringComparison.Ordinal);
                Assert.Equal(Migrations.Shipped.Count, (await Migrations.ApplyAsync(database, NullLogger.Instance, cancellation: Cancellation)).Count);
            }
            finally
            {
                ScratchFolder.Delete(folder);
            }
        }
    }

    private async Task<NpgsqlDataSource> EmptyAsync() => NpgsqlDataSource.Create(await postgres.CreateEmptyDatabaseAsync());

    private static Task<IReadOnlyList<string>> ApplyAsync(NpgsqlDataSource database, params Migration[] migrations) =>
        Migrations.ApplyAsync(database, NullLogger.Instance, migrations, Cancellation);

    private static async Task<object?> AskAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
