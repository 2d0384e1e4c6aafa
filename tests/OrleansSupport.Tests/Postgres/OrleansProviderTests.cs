using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using Orleans.Storage;

namespace OrleansSupport.Tests.Postgres;

/// <summary>The statements in deploy/migrations are what the real providers of this Orleans version ask for: real silos start on them.</summary>
public sealed class OrleansProviderTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_silos_find_each_other_and_a_client_finds_them()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        using var first = await SiloAsync(database, 1);
        using var second = await SiloAsync(database, 2);
        using var client = await ClientAsync(database);

        var management = client.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0);
        var hosts = await management.GetHosts(onlyActive: true, Cancellation);

        Assert.Equal(2, hosts.Count);
        Assert.All(hosts.Values, status => Assert.Equal(SiloStatus.Active, status));
        await client.StopAsync(Cancellation);
        await second.StopAsync(Cancellation);

        var table = first.Services.GetRequiredService<IMembershipTable>();
        var left = (await table.ReadAllAsync(Cancellation)).Members.Select(m => m.Item1).Single(m => m.SiloName == "silo-2");
        Assert.Equal(SiloStatus.Dead, left.Status);
        Assert.Single((await table.ReadRowAsync(left.SiloAddress, Cancellation)).Members);

        await table.CleanupDefunctSiloEntriesAsync(DateTimeOffset.MaxValue, Cancellation);
        Assert.Equal("silo-1", Assert.Single((await table.ReadAllAsync(Cancellation)).Members).Item1.SiloName);
        await first.StopAsync(Cancellation);
    }

    [Fact]
    public async Task The_membership_table_refuses_whoever_knows_an_older_version()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        using var silo = await SiloAsync(database, 1);
        var table = silo.Services.GetRequiredService<IMembershipTable>();
        var seen = await table.ReadAllAsync(Cancellation);
        var (entry, etag) = seen.Members.Single();

        Assert.True(await table.UpdateRowAsync(entry, etag, seen.Version.Next(), Cancellation));
        Assert.False(await table.UpdateRowAsync(entry, etag, seen.Version.Next(), Cancellation));
        Assert.False(await table.InsertRowAsync(entry, (await table.ReadAllAsync(Cancellation)).Version.Next(), Cancellation));

        var alive = entry.IAmAliveTime.AddMinutes(1);
        entry.IAmAliveTime = alive;
        await table.UpdateIAmAliveAsync(entry, Cancellation);
        Assert.Equal(alive, (await table.ReadRowAsync(entry.SiloAddress, Cancellation)).Members.Single().Item1.IAmAliveTime, TimeSpan.FromMilliseconds(1));
        Assert.Equal(DateTimeKind.Utc, (await table.ReadRowAsync(entry.SiloAddress, Cancellation)).Members.Single().Item1.StartTime.Kind);
        await silo.StopAsync(Cancellation);
        await table.DeleteMembershipTableEntriesAsync("postgres-tests", Cancellation);
    }

    [Fact]
    public async Task Grain_state_outlives_its_silo_for_every_kind_of_key()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        var guid = Guid.NewGuid();
        using (var silo = await SiloAsync(database, 1))
        {
            foreach (var note in Notes(silo, guid))
            {
                await note.WriteAsync("first " + note.GetGrainId());
                await note.WriteAsync("second " + note.GetGrainId());
            }
            await silo.StopAsync(Cancellation);
        }

        using var next = await SiloAsync(database, 1);
        foreach (var note in Notes(next, guid))
        {
            Assert.Equal("second " + note.GetGrainId(), await note.ReadAsync());
        }
        await using var count = database.CreateCommand("SELECT count(*) FROM orleans_grain_state WHERE version = 2");
        Assert.Equal(4L, await count.ExecuteScalarAsync(Cancellation));
        await next.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Cleared_grain_state_is_gone_and_can_be_written_again()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        using var silo = await SiloAsync(database, 1);
        var note = Notes(silo, Guid.NewGuid())[0];
        await note.WriteAsync("soon gone");

        await note.ClearAsync();
        Assert.Equal("", await note.ReadAsync());
        await note.WriteAsync("back");

        Assert.Equal("back", await note.ReadAsync());
        await silo.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_second_activation_that_writes_behind_the_first_ones_back_is_found_out()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        using var silo = await SiloAsync(database, 1);
        var note = Notes(silo, Guid.NewGuid())[0];
        await note.WriteAsync("mine");
        await using (var behind = database.CreateCommand("UPDATE orleans_grain_state SET version = version + 1"))
        {
            await behind.ExecuteNonQueryAsync(Cancellation);
        }

        await Assert.ThrowsAsync<InconsistentStateException>(() => note.WriteAsync("mine again"));
        await silo.StopAsync(Cancellation);
    }

    private static INote[] Notes(IHost host, Guid guid)
    {
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        return
        [
            grains.GetGrain<ITextNote>("día-1/é"), grains.GetGrain<INumberNote>(42), grains.GetGrain<IGuidNote>(guid),
            grains.GetGrain<ICompoundNote>(42, "extension", null),
        ];
    }

    private static async Task<IHost> SiloAsync(NpgsqlDataSource database, int number)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = ("postgres-tests", "postgres-tests"))
            .Configure<SiloOptions>(o => o.SiloName = $"silo-{number}")
            .ConfigureEndpoints(System.Net.IPAddress.Loopback, FreePort(), FreePort())
            .UseAdoNetClustering(o => (o.Invariant, o.DataSource) = ("Npgsql", database))
            .AddAdoNetGrainStorage("notes", o => (o.Invariant, o.DataSource) = ("Npgsql", database)));
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    private static async Task<IHost> ClientAsync(NpgsqlDataSource database)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = ("postgres-tests", "postgres-tests"))
            .UseAdoNetClustering(o => (o.Invariant, o.DataSource) = ("Npgsql", database)));
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
