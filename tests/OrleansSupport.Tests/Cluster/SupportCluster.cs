using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Orleans.Configuration;
using Orleans.TestingHost;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Silo;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Cluster;

/// <summary>
/// The product's grains in a cluster inside the test process, on a real database of its own and a clock that the test drives.
/// </summary>
public sealed class SupportCluster : IAsyncDisposable
{
    public const string Store = "lumen";
    public const string Team = "care";

    private readonly InProcessTestCluster _cluster;

    private SupportCluster(InProcessTestCluster cluster, FakeTimeProvider time, LiveProbe live, NpgsqlDataSource database)
    {
        (_cluster, Time, Live, Database) = (cluster, time, live, database);
    }

    public FakeTimeProvider Time { get; }

    public LiveProbe Live { get; }

    public NpgsqlDataSource Database { get; }

    public IGrainFactory Grains => _cluster.Client;

    public IServiceProvider Services => _cluster.Silos[0].ServiceProvider;

    public static async Task<SupportCluster> Start(
        PostgresFixture postgres, short silos = 1, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, string? database = null)
    {
        var connection = database ?? await postgres.CreateDatabaseAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
        var live = new LiveProbe();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ServiceId = "orleans-support"; // a second cluster on the same database finds the first one's state
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings ?? []).Build();
        builder.ConfigureSilo((_, silo) =>
        {
            silo.UseSupportStorage(connection);
            // The silo's own loops keep the real clock: advancing theirs by hours would only spin them.
            silo.Services.AddSingleton<TimeProvider>(time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddSupportSilo(configuration, connection);
            silo.Services.AddSingleton<ILiveSink>(live);
            services?.Invoke(silo.Services);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new SupportCluster(cluster, time, live, NpgsqlDataSource.Create(connection));
    }

    public async Task<StoreSettings> AddStore(string id = Store, string language = "en", string? outboundUrl = null, int weight = 1, BusinessCalendar? calendar = null)
    {
        var settings = new StoreSettings(
            id, "Lumen Lamps", language, Team, calendar ?? BusinessCalendar.AlwaysOpen, SlaPolicy.Default,
            [
                new ChannelSettings("web", ChannelKind.Widget, Weight: weight),
                new ChannelSettings("erp", ChannelKind.Signed, "whsec_" + Convert.ToBase64String(new byte[32]), outboundUrl, Weight: weight),
            ]);
        Assert.True((await Grains.GetGrain<IStoreGrain>(id).Configure(settings)).Ok);
        return settings;
    }

    public async Task<AgentId> AddAgent(string name, int capacity = 3, Presence presence = Presence.Online, params AgentLanguage[] languages)
    {
        var id = AgentId.Of(name);
        var profile = new AgentProfile(
            id, name, AgentRole.Agent, capacity, languages.Length == 0 ? [new AgentLanguage("en", Proficiency.Native)] : [.. languages], [], [Team], [Store]);
        var agent = Grains.GetGrain<IAgentGrain>(id.Value);
        Assert.True((await agent.Configure(profile)).Ok);
        if (presence != Presence.Offline)
        {
            Assert.True((await agent.SetPresence(presence, null)).Ok);
        }

        return id;
    }

    public Task<ReceiveAnswer> Write(string buyer, string text, string? externalId = null, string channel = "web", string store = Store, string? language = null) =>
        Grains.GetGrain<ICustomerGrain>(CustomerId.Of(store, channel, buyer).Value).Receive(
            new InboundMessage(store, channel, externalId ?? Guid.NewGuid().ToString("N"), buyer, buyer, text, language));

    public IConversationGrain Conversation(ConversationId id) => Grains.GetGrain<IConversationGrain>(id.Value);

    public async Task<List<ConversationEvent>> Events(ConversationId id) =>
        [.. (await Conversation(id).Events(0, 1000)).Events.Select(e => e.Event)];

    public WriteReply Reply(AgentId agent, string text, string language = "en", long? seen = null, bool asWritten = false) =>
        new(MessageId.From(Guid.NewGuid()), new AgentRef(agent, "Agent", language, [language]), text, seen, asWritten);

    /// <summary>
    /// Moves the clock on until something has happened: a service that started late still gets its tick. Each step waits for the database
    /// once, so that on a slow machine the clock does not run away from the work.
    /// </summary>
    public async Task AdvanceUntil(Task done)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using var breath = new NpgsqlCommand("SELECT 1", connection);
        while (!done.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await breath.ExecuteScalarAsync();
        }

        await done;
    }

    /// <summary>How many rows a table has.</summary>
    public async Task<long> Count(string table)
    {
        await using var count = Database.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>Sees everything that is pushed, and lets a test await what it expects.</summary>
public sealed class LiveProbe : ILiveSink
{
    /// <summary>What never comes fails its test and does not hold up the run.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<LiveMessage> _seen = [];
    private readonly List<(Func<LiveMessage, bool> Match, TaskCompletionSource<LiveMessage> Done)> _waiters = [];

    public IReadOnlyList<LiveMessage> Seen
    {
        get
        {
            lock (_lock)
            {
                return [.. _seen];
            }
        }
    }

    public bool Watches(string topic) => true;

    public void Deliver(LiveMessage message)
    {
        lock (_lock)
        {
            _seen.Add(message);
            foreach (var (match, done) in _waiters)
            {
                if (match(message))
                {
                    done.TrySetResult(message);
                }
            }
        }
    }

    public void Behind()
    {
    }

    /// <summary>The first message, past or to come, that matches.</summary>
    public Task<LiveMessage> Until(Func<LiveMessage, bool> match, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_seen.Find(m => match(m)) is { } seen)
            {
                return Task.FromResult(seen);
            }

            var done = new TaskCompletionSource<LiveMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((match, done));
            return done.Task.WaitAsync(Patience, cancellation);
        }
    }

    /// <summary>A row of a conversation that satisfies the condition.</summary>
    public async Task<ConversationRow> Row(ConversationId conversation, Func<ConversationRow, bool> match, CancellationToken cancellation) =>
        (await Until(m => m.Row is { } row && row.Id == conversation && match(row), cancellation)).Row!;

    public Task<LiveMessage> Event<T>(ConversationId conversation, Func<T, bool> match, CancellationToken cancellation)
        where T : ConversationEvent =>
        Until(m => m.Topic == Topics.Conversation(conversation) && m.Events!.Any(e => e.Event is T what && match(what)), cancellation);
}
