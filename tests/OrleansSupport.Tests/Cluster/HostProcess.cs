using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using OrleansSupport.Faults;
using OrleansSupport.Tests.Web.Support;

namespace OrleansSupport.Tests.Cluster;

/// <summary>The built product as a process of its own, on a database that is given to it.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    public const string Password = "a-password-for-tests";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private HostProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>Everything that it wrote, log and welcome.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Only on the start that made the demo store.</summary>
    public string ApiKey => Key().Match(Said).Value;

    /// <summary>Where a node listens; one that starts again takes the same.</summary>
    public sealed record Ports(int Http, int Silo, int Gateway)
    {
        public static Ports Free() => new(FreePort.Take(), FreePort.Take(), FreePort.Take());
    }

    /// <param name="role">all, silo or web.</param>
    /// <param name="program">Another build of the product; this one when left out.</param>
    public static async Task<HostProcess> Start(
        string connection, string role = "all", Ports? ports = null, Dictionary<string, string>? settings = null, string? program = null)
    {
        ports ??= Ports.Free();
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports.Http}"));
        var start = new ProcessStartInfo("dotnet", [program ?? Path.Combine(AppContext.BaseDirectory, "OrleansSupport.Host.dll"), "--urls", address.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            Environment =
            {
                ["ConnectionStrings__OrleansSupport"] = connection,
                ["Cluster__Role"] = role,
                ["Cluster__SiloPort"] = ports.Silo.ToString(CultureInfo.InvariantCulture),
                ["Cluster__GatewayPort"] = ports.Gateway.ToString(CultureInfo.InvariantCulture),
                ["Cluster__DrainSeconds"] = "1",
                ["Web__HooksPerMinute"] = "1000000", // tests write as fast as they are answered
                ["Cluster__ProbeSeconds"] = "5", // a busy test machine is not a dead node
                ["Demo__Store"] = "true",
                ["Demo__Password"] = Password,
                ["Admin__Password"] = Password,
            },
        };
        foreach (var (name, value) in settings ?? [])
        {
            start.Environment[name] = value;
        }

        var node = new HostProcess(Process.Start(start)!, address);
        try
        {
            await node._serving.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            await node.DisposeAsync();
            Assert.Fail("The node did not come up:\n" + node.Said);
        }

        return node;
    }

    public HttpClient Client(string apiKey) => new()
    {
        BaseAddress = Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", apiKey) },
    };

    public async Task<Browser> SignedIn(string email)
    {
        var browser = new Browser(Address);
        (await browser.SignIn(email, Password)).EnsureSuccessStatusCode();
        return browser;
    }

    /// <summary>TERM, STOP, CONT.</summary>
    public async Task Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task<int> Exited()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _serving.TrySetException(new InvalidOperationException("The node ended:\n" + Said));
            return;
        }

        _said.Enqueue(line);
        if (line.Contains("Serving as", StringComparison.Ordinal))
        {
            _serving.TrySetResult();
        }
    }

    [GeneratedRegex("osk_\\S+")]
    private static partial Regex Key();
}
