using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansSupport.Tests.Channels;

internal sealed record ShopCall(string Id, string Timestamp, string Signature, byte[] Body);

/// <summary>A shop's own web server that takes what it is sent, or refuses as told.</summary>
internal sealed class ShopEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    public ShopEndpoint()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var headers = context.Request.Headers;
            Calls.Add(new ShopCall(headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, body.ToArray()));
            Called.TrySetResult();
            await Held;
            context.Response.StatusCode = Answers.TryDequeue(out var status) ? status : 200;
        });
    }

    public ConcurrentBag<ShopCall> Calls { get; } = [];

    /// <summary>Status codes for the next calls; 200 when there are none.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    /// <summary>Done with the first call.</summary>
    public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>No call is answered before it is done.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/";

    public Task Start() => _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
