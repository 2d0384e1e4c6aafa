using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Dashboard;
using OrleansSupport.Host.Cluster;
using OrleansSupport.Host.Postgres;
using OrleansSupport.Silo;
using OrleansSupport.Web;

namespace OrleansSupport.Host;

/// <summary>One node: silo, web, or both in one process.</summary>
internal static class Node
{
    public const string DefaultAddress = "http://localhost:5080";

    /// <summary>A probe must get its answer before it gives up.</summary>
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(2);

    public static void Configure(WebApplicationBuilder builder, Database database, NodeRole role)
    {
        var configuration = builder.Configuration;
        if (database.IsEmbedded)
        {
            configuration["Cluster:SiloPort"] ??= FreePort();
            configuration["Cluster:GatewayPort"] ??= FreePort();
        }

        // Alone on a laptop nobody has to notice anything first.
        configuration[Departure.DrainSeconds] ??= database.IsEmbedded ? "0" : "5";
        if (string.IsNullOrEmpty(configuration["urls"]) && string.IsNullOrEmpty(configuration["http_ports"]) && !configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }

        builder.Services.TryAddSingleton<NodeState>();
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddSupportDatabase(database.ConnectionString);
        var checks = builder.Services.AddHealthChecks()
            .AddCheck<ServingCheck>("serving")
            .AddCheck<DatabaseCheck>("database", timeout: CheckTimeout);
        builder.Services.AddSingleton<DatabaseCheck>();
        if (role.HasSilo())
        {
            builder.Host.UseOrleans(silo =>
            {
                silo.UseSupportClustering(database.ConnectionString, configuration);
                silo.UseSupportStorage(database.ConnectionString);
                silo.AddDashboard();
                if (Observability.IsOn(configuration))
                {
                    silo.AddOutgoingGrainCallFilter<TracedCalls>();
                    silo.AddIncomingGrainCallFilter<TracedCalls>();
                }
            });
            builder.Services.AddSupportSilo(configuration, database.ConnectionString);
            checks.AddSupportSilo();
        }
        else
        {
            builder.Host.UseOrleansClient(client =>
            {
                client.UseSupportClustering(database.ConnectionString, configuration);
                client.AddGatewayCountChangedHandler(services => (_, change) => services.GetRequiredService<GatewayCheck>().Changed(change.NumberOfConnectedGateways));
                client.AddDashboard();
                if (Observability.IsOn(configuration))
                {
                    client.AddOutgoingGrainCallFilter<TracedCalls>();
                }
            });
            builder.Services.AddSingleton<GatewayCheck>();
            builder.Services.AddLiveLink();
            checks.AddCheck<GatewayCheck>("membership");
        }

        builder.AddObservability(role);
        if (role.HasWeb())
        {
            builder.AddSupportWeb();
            builder.Services.AddSingleton<KeyRepository>();
            builder.Services.AddDataProtection();
            builder.Services.AddOptions<KeyManagementOptions>().Configure<KeyRepository>((options, keys) => options.XmlRepository = keys);
        }
    }

    public static void Use(WebApplication app, NodeRole role)
    {
        if (role.HasWeb())
        {
            app.UseSupportWeb();
            app.MapDashboard();
        }
        else
        {
            app.MapHealth();
        }
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
