using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansSupport.Silo.Languages;

namespace OrleansSupport.Tests.Languages;

/// <summary>The fake vendors' process; ends with the tests, because its stdin does.</summary>
public sealed class FakeVendors : IAsyncLifetime
{
    private Process? _process;
    private string _url = "";

    public HttpClient Http { get; } = new();

    /// <summary>A fake server of its own, under the name of the test that asks.</summary>
    public FakeVendor Room(string name) => new(this, $"{_url}/r/{name}");

    public async ValueTask InitializeAsync()
    {
        var path = typeof(FakeVendors).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "FakeVendors").Value!;
        _process = Process.Start(new ProcessStartInfo("dotnet", [path, "--until-stdin-closes"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _url = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The fake vendors did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}

/// <summary>One fake server.</summary>
public sealed class FakeVendor(FakeVendors vendors, string url)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string Url => url;

    public async Task Order(string mode, int times = -1, string? retryAfter = null) =>
        (await vendors.Http.PutAsJsonAsync(url + "/control", new { mode, times, retryAfter }, Ct)).EnsureSuccessStatusCode();

    public async Task<Seen> Asked() => (await vendors.Http.GetFromJsonAsync<Seen>(url + "/control", Ct))!;

    /// <summary>What a fake server was asked: bodies and Authorization headers.</summary>
    public sealed record Seen(string[] Requests, string[] Keys);
}

/// <summary>The room as the product registers it, with the providers a test wants.</summary>
public sealed class TranslationHost : IDisposable
{
    private readonly ServiceProvider _services;

    public TranslationHost(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => s.Value)).Build();
        _services = new ServiceCollection().AddLanguages(configuration).BuildServiceProvider(validateScopes: true);
    }

    public ITranslationRouter Router => _services.GetRequiredService<ITranslationRouter>();

    public static TranslationHost For(string kind, FakeVendor vendor, params (string Key, string? Value)[] more) => new(
    [
        ("Providers:0:Kind", kind),
        ("Providers:0:BaseUrl", kind == "openai" ? vendor.Url + "/v1" : vendor.Url),
        ("Providers:0:ApiKey", "secret-key"),
        ("Providers:0:Model", "tiny"),
        .. more,
    ]);

    public Task<TranslationResult> Translate(string text, string source = "en", string target = "es", string? tone = null, string? context = null) =>
        Router.Translate(new TranslationRequest(text, source, target, tone, context), TestContext.Current.CancellationToken);

    public void Dispose() => _services.Dispose();
}
