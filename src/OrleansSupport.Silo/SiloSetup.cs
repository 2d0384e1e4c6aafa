using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using OrleansSupport.Silo.Access;
using OrleansSupport.Silo.Agents;
using OrleansSupport.Silo.Assignment;
using OrleansSupport.Silo.Channels;
using OrleansSupport.Silo.Conversations;
using OrleansSupport.Silo.Languages;
using OrleansSupport.Silo.Live;
using OrleansSupport.Silo.Scenarios;
using OrleansSupport.Silo.Sla;
using OrleansSupport.Silo.Storage;
using OrleansSupport.Silo.Stores;

namespace OrleansSupport.Silo;

/// <summary>Puts the silo together.</summary>
public static class SiloSetup
{
    private const string Invariant = "Npgsql";

    /// <summary>The rooms' services. The silo's clustering and storage are added by <see cref="UseSupportStorage"/>.</summary>
    public static IServiceCollection AddSupportSilo(this IServiceCollection services, IConfiguration configuration, string connectionString)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSupportDatabase(connectionString);
        services.AddHybridCache();
        services.AddSingleton<StoreLanguageCache>();
        services.AddSingleton<TranslationMemory>();
        services.AddSingleton<TranslationBudget>();
        services.AddSingleton<People>();
        services.AddLanguages(configuration.GetSection("Translation"));
        services.AddScenarios();
        services.AddKeyedSingleton(ConversationLog.Database, (_, _) => CommitSource(connectionString));
        services.AddSingleton<ConversationLog>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(s => s.GetRequiredService<ConversationLog>());
        services.AddSingleton<ConversationReader>();
        services.AddSingleton<AgentFence>();
        services.AddSingleton<QueueNews>();
        services.AddSingleton<ConversationTelling>();
        services.AddSingleton<StoreCache>();
        services.AddSingleton<TermsBook>();
        services.AddSingleton<OpenConversations>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<LivePeers>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(s => s.GetRequiredService<LivePeers>());
        services.AddGrainService<LiveInbox>();
        services.AddSingleton<LiveInboxClient>();
        services.AddSingleton<SignedSender>();
        services.AddHttpClient(SignedSender.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10))
            .ConfigurePrimaryHttpMessageHandler(() => AddressGuard.Handler(configuration.GetValue<bool>("Outbound:AllowPrivateNetworks")));
        services.AddWorker<TranslationBacklog>();
        services.AddWorker<TranslationPump>();
        services.AddWorker<OutboxDispatcher>();
        services.AddWorker<DeadlineIndex>();
        services.AddWorker<QueueKeeper>();
        services.AddWorker<IdempotencyExpiry>();
        return services;
    }

    /// <summary>The measures of what waits, for whoever collects them.</summary>
    public static void AddQueueDepths(this IServiceCollection services) => services.AddHostedService<QueueDepths>();

    /// <summary>The connections of everything but the group commit, and what is thrown there.</summary>
    public static void AddSupportDatabase(this IServiceCollection services, string connectionString)
    {
        services.TryAddSingleton(_ => DataSource(connectionString));

        // A call that fails for want of the database says why to its caller, who may be on another node.
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add("Npgsql"));
    }

    /// <summary>PostgreSQL for grain state, through the ADO.NET provider with its binary serializer.</summary>
    public static ISiloBuilder UseSupportStorage(this ISiloBuilder silo, string connectionString) =>
        silo.AddAdoNetGrainStorageAsDefault(storage => storage.Configure<Serializer>((options, serializer) =>
        {
            options.Invariant = Invariant;
            options.ConnectionString = Prepared(connectionString).ConnectionString;

            // Left out, it is JSON with the names of types in it, which cannot make the lists again that the compiler makes.
            options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));

    /// <summary>PostgreSQL for membership, with the time-outs that the failover measurements chose.</summary>
    public static ISiloBuilder UseSupportClustering(this ISiloBuilder silo, string connectionString, IConfiguration configuration)
    {
        silo.UseAdoNetClustering(options =>
        {
            options.Invariant = Invariant;
            options.ConnectionString = connectionString;
        });
        silo.Configure<ClusterOptions>(options => Name(options, configuration));
        silo.ConfigureEndpoints(
            Address(configuration["Cluster:Address"] ?? "127.0.0.1"),
            configuration.GetValue("Cluster:SiloPort", 11111),
            configuration.GetValue("Cluster:GatewayPort", 30000));
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = Probe(configuration);
            options.NumMissedProbesLimit = 2;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);

            // A stopped process keeps its connections: without an answer to a probe it is gone all the same.
            options.EnableConnectionLivenessCheck = false;
        });
        return silo;
    }

    /// <summary>For how long a node may owe an answer: after two such times the others go on without it. A machine that is often out of breath needs more.</summary>
    /// <exception cref="InvalidOperationException">It is not a number of seconds, or none that makes sense.</exception>
    private static TimeSpan Probe(IConfiguration configuration) => configuration.GetValue("Cluster:ProbeSeconds", 1.0) is >= 0.2 and <= 60 and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new InvalidOperationException("Cluster:ProbeSeconds is between 0.2 and 60.");

    /// <summary>A node without a silo finds the cluster in the same table.</summary>
    public static IClientBuilder UseSupportClustering(this IClientBuilder client, string connectionString, IConfiguration configuration)
    {
        client.UseAdoNetClustering(options =>
        {
            options.Invariant = Invariant;
            options.ConnectionString = connectionString;
        });
        client.Configure<ClusterOptions>(options => Name(options, configuration));
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));

        // The silos may start later than this node does.
        client.UseConnectionRetryFilter(async (_, cancellation) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
            return true;
        });
        return client;
    }

    private static void Name(ClusterOptions options, IConfiguration configuration)
    {
        options.ServiceId = "orleans-support";
        options.ClusterId = configuration["Cluster:Id"] ?? "default";
    }

    /// <summary>An address, or the name by which the others find this machine.</summary>
    private static IPAddress Address(string given) =>
        IPAddress.TryParse(given, out var address) ? address : Dns.GetHostAddresses(given, System.Net.Sockets.AddressFamily.InterNetwork)[0];

    private static NpgsqlDataSource DataSource(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(Prepared(connectionString).ConnectionString);
        builder.ConnectionStringBuilder.ApplicationName ??= "orleans-support";
        return builder.Build();
    }

    /// <summary>
    /// The group commit's own connection. Its statements join a handful of given rows to big tables by their keys, and a plan made
    /// once must stay right from the first row to the hundred millionth: so only index plans, made once, never compiled.
    /// </summary>
    private static NpgsqlDataSource CommitSource(string connectionString) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = "orleans-support commit",
        MaxPoolSize = 2,
        NoResetOnClose = true,
        WriteBufferSize = 65536, // a whole batch in one write
        Options = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off",
    });

    /// <summary>
    /// Every statement of ours is one of a few: each is parsed and planned once for a connection. None leaves anything behind in its session,
    /// so nothing needs to be reset between two of them (seven statements of PostgreSQL's, parsed each time).
    /// </summary>
    private static NpgsqlConnectionStringBuilder Prepared(string connectionString) =>
        new(connectionString) { MaxAutoPrepare = 64, AutoPrepareMinUsages = 2, NoResetOnClose = true };

    private static void AddWorker<T>(this IServiceCollection services)
        where T : class, Microsoft.Extensions.Hosting.IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(s => s.GetRequiredService<T>());
    }
}
