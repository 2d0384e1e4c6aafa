using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts;

namespace OrleansSupport.Faults;

/// <summary>The shops' systems that replies go out to: one that works, one that fails every third time, one that never answers.</summary>
internal sealed class Endpoints : IAsyncDisposable
{
    public const string Works = "works";
    public const string Flaky = "flaky";
    public const string Dead = "dead";

    private readonly WebApplication _app;
    private int _asked;

    private Endpoints(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public static async Task<Endpoints> Start(Recorder recorder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var endpoints = new Endpoints(builder.Build());
        endpoints._app.MapPost("/{name}", (string name, HttpContext context) => endpoints.Take(name, context, recorder));
        await endpoints._app.StartAsync();
        endpoints.Address = new Uri(endpoints._app.Urls.First());
        return endpoints;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task Take(string name, HttpContext context, Recorder recorder)
    {
        if (name == Dead)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        if (name == Flaky && Interlocked.Increment(ref _asked) % 3 == 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var json = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        var data = json.GetProperty("data");
        recorder.Add(new Carried(
            name, context.Request.Headers["webhook-id"].ToString(), MessageId.Parse(data.GetProperty("message").GetString()!, null), data.GetProperty("text").GetString()!));
    }
}
