using System.Security.Cryptography;
using Npgsql;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Access;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;
using Polly;
using Polly.Retry;

namespace OrleansSupport.Host.FirstStart;

/// <param name="AdminPassword">Only on the start that made it; nobody can read it later.</param>
/// <param name="AgentPassword">Likewise, one for all agents of the demo store.</param>
internal sealed record Welcomed(string? AdminPassword, string? AgentPassword, string? ApiKey, string? ChannelSecret, bool DemoStore);

/// <summary>What has to be there before anybody can sign in: an admin, and on a laptop a store to try.</summary>
internal static class Seed
{
    public const string AdminEmail = "admin@lumen.example";

    // Any number that nothing else in this database uses as an advisory lock.
    private const long LockKey = 0x4F53_5365_6564;

    /// <summary>While nodes come and go a grain may be on one that has just gone: asked again, it is somewhere else.</summary>
    private static readonly ResiliencePipeline Patience = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = new PredicateBuilder().Handle<Exception>(Unavailable.Says),
        MaxRetryAttempts = 8,
        Delay = TimeSpan.FromMilliseconds(250),
        BackoffType = DelayBackoffType.Exponential,
        MaxDelay = TimeSpan.FromSeconds(5),
    }).Build();

    /// <summary>Nodes that start together on an empty database do so one after the other: there is one admin and one password.</summary>
    public static async Task<Welcomed> Run(IServiceProvider services, IConfiguration configuration, bool embedded, CancellationToken cancellation)
    {
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var turn = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({LockKey})", connection, transaction) { CommandTimeout = 0 })
        {
            await turn.ExecuteNonQueryAsync(cancellation);
        }

        return await Patience.ExecuteAsync(async _ => await Run(services, configuration, embedded), cancellation);
    }

    private static async Task<Welcomed> Run(IServiceProvider services, IConfiguration configuration, bool embedded)
    {
        var grains = services.GetRequiredService<IGrainFactory>();
        var withDemo = configuration.GetValue("Demo:Store", embedded);
        var email = configuration["Admin:Email"] ?? AdminEmail;
        var account = grains.GetGrain<IAccountGrain>(email);
        if (await account.Stamp() is not null)
        {
            if (!configuration.GetValue<bool>("Admin:Reset"))
            {
                return new Welcomed(null, null, null, null, withDemo);
            }

            var reset = Password();
            await account.SetPassword(reset);
            return new Welcomed(reset, null, null, null, withDemo);
        }

        string? agents = null;
        string? key = null;
        string? secret = null;
        if (withDemo)
        {
            agents = configuration["Demo:Password"] ?? Password();
            secret = await DemoStore.Make(grains, agents);
            key = await grains.GetGrain<IApiKeyGrain>(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))).Issue("demo", [DemoStore.Id]);
        }

        // The admin comes last: who finds one knows that the rest is there, and a start that was cut off is made again.
        var password = configuration["Admin:Password"] ?? Password();
        await grains.GetGrain<IAgentGrain>(AgentId.Of(email).Value).Configure(new AgentProfile(
            AgentId.Of(email), "Admin", AgentRole.Admin, AgentProfile.DefaultCapacity, [new AgentLanguage("en", Proficiency.Native)], [],
            [DemoStore.Team], [AgentProfile.EveryStore]));
        await account.SetPassword(password);
        return new Welcomed(password, agents, key, secret, withDemo);
    }

    private static string Password() => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 16);
}
