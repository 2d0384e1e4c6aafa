using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OrleansSupport.Web;

namespace OrleansSupport.Tests.Web.Support;

/// <summary>This room on a real port, with a made-up world behind it and a clock that stands still.</summary>
public sealed class WebFixture : IAsyncLifetime
{
    private WebApplication? app;

    internal FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    internal FakeWorld World { get; private set; } = null!;

    internal IServiceProvider Services => app!.Services;

    internal Uri Address { get; private set; } = null!;

    internal Dictionary<string, string?> Settings { get; } = [];

    public async ValueTask InitializeAsync()
    {
        World = new FakeWorld(Time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<IGrainFactory>(World.Grains);
        builder.AddSupportWeb();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        app = builder.Build();
        app.UseSupportWeb();
        await app.StartAsync();
        Address = new Uri(app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    internal Browser Anonymous() => new(Address);

    internal Browser Client(string key = FakeWorld.LumenKey)
    {
        var client = new Browser(Address);
        client.Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    internal async Task<Browser> SignedIn(string email)
    {
        var browser = new Browser(Address);
        (await browser.SignIn(email, FakeWorld.Password)).EnsureSuccessStatusCode();
        return browser;
    }

    internal HubConnection Hub(Browser browser, Action<IDictionary<string, string>>? headers = null)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(Address, "/hub/console"), options =>
            {
                options.Cookies = browser.Cookies;
                headers?.Invoke(options.Headers);
            })
            .AddJsonProtocol(options => options.PayloadSerializerOptions = WireJson.Options)
            .Build();
        return connection;
    }
}

/// <summary>Keeps cookies and sends the antiforgery token as a page does.</summary>
internal sealed class Browser : IDisposable
{
    public Browser(Uri address) =>
        Http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = address };

    public HttpClient Http { get; }

    public CookieContainer Cookies { get; } = new();

    public string? Xsrf => Cookies.GetCookies(Http.BaseAddress!)["XSRF-TOKEN"]?.Value;

    public Task<HttpResponseMessage> Get(string path) => Http.GetAsync(path, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> Post(string path, object? body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, path, Json(body), headers);

    public Task<HttpResponseMessage> Put(string path, object? body) => Send(HttpMethod.Put, path, Json(body));

    public Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (Xsrf is { } token)
        {
            request.Headers.Add("X-XSRF-TOKEN", Uri.UnescapeDataString(token));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async Task<HttpResponseMessage> SignIn(string email, string password)
    {
        await Get("/api/v1/session");
        return await Post("/api/v1/session", new { email, password });
    }

    public void Dispose() => Http.Dispose();

    public static HttpContent Json(object? body) => Raw(JsonSerializer.Serialize(body, WireJson.Options));

    public static HttpContent Raw(string json) => new StringContent(json, Encoding.UTF8, "application/json");
}

internal static class Answers
{
    public static async Task<JsonElement> Json(this HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    /// <summary>The answer is a problem of this status and code, in the right media type.</summary>
    public static async Task<JsonElement> IsProblem(this HttpResponseMessage response, int status, string code)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Json();
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal("urn:orleans-support:problem:" + code, problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return problem;
    }
}
