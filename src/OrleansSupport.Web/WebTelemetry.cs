using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using OrleansSupport.Web.Console;
using OrleansSupport.Web.Live;

namespace OrleansSupport.Web;

/// <summary>What a web node can be asked about itself, beside what ASP.NET Core tells of requests and connections.</summary>
public static class WebTelemetry
{
    /// <summary>The name of the spans' source and of the measures' meter.</summary>
    public const string Name = "OrleansSupport.Web";

    internal static readonly ActivitySource Spans = new(Name);
    internal static readonly Meter Meter = new(Name);
}

/// <summary>What this node has open and what waits in it.</summary>
internal sealed class WebMeasures(ConsoleConnections consoles, LiveGateway gateway) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = WebTelemetry.Meter;
        meter.CreateObservableGauge("support.consoles", () => consoles.Count, "{console}", "Consoles connected to this node");
        meter.CreateObservableGauge("support.widgets", () => gateway.Signals, "{stream}", "Buyers' streams open on this node");
        meter.CreateObservableGauge("support.push.backlog", () => gateway.Backlog, "{message}", "Live messages that wait to be pushed to consoles");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
