using Npgsql;
using OrleansSupport.Contracts.Access;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Access;

public sealed class IdempotencyExpiryTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kept_answers_go_when_they_are_a_day_old_and_younger_ones_and_other_states_stay()
    {
        await using var cluster = await SupportCluster.Start(postgres);
        await cluster.AddStore();
        foreach (var key in (string[])["old", "young"])
        {
            var call = cluster.Grains.GetGrain<IIdempotencyGrain>(key);
            await call.Begin("hash");
            await call.Complete(202, "application/json", [1]);
        }

        // The database has a clock of its own.
        await Age(cluster, "old", TimeSpan.FromHours(26));
        await Age(cluster, "young", TimeSpan.FromHours(20));
        await Age(cluster, SupportCluster.Store, TimeSpan.FromDays(400));

        await cluster.AdvanceUntil(Gone(cluster, "old"));

        Assert.True(await Exists(cluster, "young"));
        Assert.True(await Exists(cluster, SupportCluster.Store));
    }

    private static async Task Age(SupportCluster cluster, string key, TimeSpan age)
    {
        await using var command = cluster.Database.CreateCommand("UPDATE orleans_grain_state SET modified_at = $2 WHERE key_text = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (cluster.Time.GetUtcNow() - age).UtcDateTime });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancellation));
    }

    private static async Task Gone(SupportCluster cluster, string key)
    {
        while (await Exists(cluster, key))
        {
            Cancellation.ThrowIfCancellationRequested();
        }
    }

    private static async Task<bool> Exists(SupportCluster cluster, string key)
    {
        await using var command = cluster.Database.CreateCommand("SELECT EXISTS (SELECT FROM orleans_grain_state WHERE key_text = $1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        return await command.ExecuteScalarAsync(Cancellation) is true;
    }
}
