using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OrleansSupport.Silo;
using OrleansSupport.Web;

namespace OrleansSupport.Host.Cluster;

/// <summary>
/// Traces and measures over OpenTelemetry's protocol, when its own settings name a collector (OTEL_EXPORTER_OTLP_ENDPOINT and the
/// rest of the standard variables). Without one nothing is added to any call.
/// </summary>
internal static class Observability
{
    public static bool IsOn(IConfiguration configuration) => !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    public static void AddObservability(this WebApplicationBuilder builder, NodeRole role)
    {
        if (!IsOn(builder.Configuration))
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? "orleans-support")
                .AddAttributes([new("support.role", role.ToString().ToLowerInvariant())]))
            .WithTracing(traces => traces
                .AddSource("Microsoft.AspNetCore", TracedCalls.Source, "System.Net.Http", "Npgsql", SiloTelemetry.Name, WebTelemetry.Name)
                .AddOtlpExporter())
            .WithMetrics(measures => measures
                .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections")
                .AddMeter("System.Runtime", "System.Net.Http", "Microsoft.Orleans", "Npgsql", "Polly", SiloTelemetry.Name, WebTelemetry.Name)
                .AddOtlpExporter());
        if (role.HasSilo())
        {
            builder.Services.AddQueueDepths();
        }

        if (role.HasWeb())
        {
            builder.Services.AddWebMeasures();
        }
    }
}
