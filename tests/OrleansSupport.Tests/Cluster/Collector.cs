using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansSupport.Tests.Cluster;

/// <summary>Takes what OpenTelemetry's exporters post, and finds in it by their wire format what the tests ask for.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _traces = new();
    private readonly ConcurrentQueue<byte[]> _measures = new();
    private readonly SemaphoreSlim _came = new(0);

    private Collector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/traces", context => Take(context, _traces));
        _app.MapPost("/v1/metrics", context => Take(context, _measures));
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>The settings that lead a node here.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address.ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    public static async Task<Collector> Start()
    {
        var collector = new Collector();
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>Returns when spans of all these names have come for the trace (32 hexadecimal digits).</summary>
    public Task Spans(string trace, params string[] names) =>
        Until(() => names.Except(_traces.SelectMany(body => SpanNames(body, Convert.FromHexString(trace)))).ToList(), "spans",
        () => string.Join(", ", _traces.SelectMany(body => SpanNames(body, Convert.FromHexString(trace))).Distinct()));

    /// <summary>Returns when measures of all these names have come.</summary>
    public Task Measures(params string[] names) =>
        Until(() => names.Where(name => !_measures.Any(body => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name)) >= 0)).ToList(), "measures",
        () => $"{_measures.Count} exports");

    /// <summary>True when these words are in anything that came.</summary>
    public bool Holds(string words) => _traces.Concat(_measures).Any(body => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(words)) >= 0);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>
    /// A span begins with its trace (field 1, 16 bytes) and span id (field 2, 8 bytes); after its trace state (3), parent (4) and flags (16)
    /// comes its name (5). A link to a span begins alike and has no name.
    /// </summary>
    private static List<string> SpanNames(byte[] body, byte[] trace)
    {
        byte[] start = [0x0A, 0x10, .. trace, 0x12, 0x08];
        var names = new List<string>();
        var rest = body.AsSpan();
        for (var at = rest.IndexOf(start); at >= 0; at = rest.IndexOf(start))
        {
            rest = rest[(at + start.Length + 8)..];
            var field = rest;
            while (field.Length > 6 && field[0] is 0x1A or 0x22 or 0x85)
            {
                field = field[(field[0] == 0x85 ? 6 : 2 + field[1])..]; // the flags (16) are four bytes after a tag of two
            }

            if (field.Length > 2 && field[0] == 0x2A)
            {
                names.Add(Encoding.UTF8.GetString(field.Slice(2, field[1])));
            }
        }

        return names;
    }

    private async Task Take(HttpContext context, ConcurrentQueue<byte[]> into)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        into.Enqueue(body.ToArray());
        _came.Release();
    }

    private async Task Until(Func<List<string>> missing, string what, Func<string> seen)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(40));
        while (missing() is { Count: > 0 } still)
        {
            try
            {
                await _came.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"These {what} never came: {string.Join(", ", still)}. What came: {seen()}");
            }
        }
    }
}
