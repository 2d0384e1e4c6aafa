using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Npgsql;
using OrleansSupport.Host.Cluster;
using OrleansSupport.Host.Postgres;
using OrleansSupport.Silo;
using OrleansSupport.Web;

namespace OrleansSupport.Host;

/// <summary>One node: the silo and the web in one process.</summary>
internal static class Node
{
    public const string DefaultAddress = "http://localhost:5080";

    public static void Configure(WebApplicationBuilder builder, Database database)
    {
        var configuration = builder.Configuration;
        if (database.IsEmbedded)
        {
            configuration["Cluster:SiloPort"] ??= FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);
            configuration["Cluster:GatewayPort"] ??= FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (string.IsNullOrEmpty(configuration["urls"]) && string.IsNullOrEmpty(configuration["http_ports"]) && !configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }

        builder.Host.UseOrleans(silo =>
        {
            silo.UseSupportClustering(database.ConnectionString, configuration);
            silo.UseSupportStorage(database.ConnectionString);
        });
        builder.Services.AddSupportSilo(configuration, database.ConnectionString);
        builder.AddSupportWeb();
        builder.Services.AddSingleton<KeyRepository>();
        builder.Services.AddDataProtection();
        builder.Services.AddOptions<KeyManagementOptions>().Configure<KeyRepository>((options, keys) => options.XmlRepository = keys);
        builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database");
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
