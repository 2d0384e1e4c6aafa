using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OrleansSupport.Bench;

namespace OrleansSupport.Faults;

/// <summary>What stands before the nodes.</summary>
internal interface IBalancer : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Every connection through it ends at once.</summary>
    Task Reset();
}

/// <summary>Debian's haproxy with the configuration that deploy/cluster uses.</summary>
internal sealed class Haproxy(Child child, string program, Dictionary<string, string> environment, string log) : IBalancer
{
    private Child _child = child;

    public string Name => "haproxy";

    /// <summary>Null when the machine has none.</summary>
    public static string? Find() =>
        new[] { "/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/usr/bin/haproxy" }.FirstOrDefault(File.Exists);

    public static async Task<Haproxy> Start(string program, int port, IReadOnlyList<int> nodes, string folder)
    {
        var environment = new Dictionary<string, string> { ["BALANCER"] = $"127.0.0.1:{port}", ["BALANCER_SOCKET"] = Path.Combine(folder, "haproxy.sock") };
        for (var i = 0; i < nodes.Count; i++)
        {
            environment[$"NODE{i + 1}"] = $"127.0.0.1:{nodes[i]}";
        }

        var log = Path.Combine(folder, "haproxy.log");
        return new Haproxy(await Launch(program, environment, log, port), program, environment, log);
    }

    /// <summary>Killed and started again, as when its machine is replaced.</summary>
    public async Task Reset()
    {
        _child.Signal(9);
        await _child.Exited;
        await _child.DisposeAsync();
        _child = await Launch(program, environment, log, int.Parse(environment["BALANCER"].Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_child.HasExited)
        {
            _child.Signal(9); // its soft stop waits for every console to leave
        }

        await _child.DisposeAsync();
    }

    private static async Task<Child> Launch(string program, Dictionary<string, string> environment, string log, int port)
    {
        var child = Child.Launch(program, ["-db", "-f", Child.Built("Haproxy")], environment, log);
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(20))
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return child;
            }
            catch (SocketException) when (!child.HasExited && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10))
            {
                // Not listening yet.
            }
        }
    }
}

/// <summary>
/// For machines without haproxy: hands whole connections to the node with the fewest, and passes over nodes that do not take them
/// or are not ready.
/// </summary>
internal sealed class SmallBalancer : IBalancer
{
    private readonly TcpListener _listener;
    private readonly Backend[] _backends;
    private readonly HttpClient _health = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(1) };
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Socket> _open = [];

    public SmallBalancer(int port, IReadOnlyList<int> nodes)
    {
        _backends = [.. nodes.Select(n => new Backend(n))];
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start(4096);
        _ = Accept();
        _ = Watch();
    }

    public string Name => "the harness's own balancer";

    public Task Reset()
    {
        lock (_open)
        {
            foreach (var socket in _open)
            {
                socket.Close(0); // a reset, not a farewell
            }

            _open.Clear();
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await Reset();
        _health.Dispose();
        _stopping.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                _ = Serve(await _listener.AcceptSocketAsync(_stopping.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task Watch()
    {
        try
        {
            while (true)
            {
                await Task.WhenAll(_backends.Select(async backend =>
                {
                    try
                    {
                        using var answer = await _health.GetAsync($"http://127.0.0.1:{backend.Port}/health/ready", _stopping.Token);
                        backend.Ready = answer.IsSuccessStatusCode;
                    }
                    catch (Exception e) when (Writers.Unanswered(e))
                    {
                        backend.Ready = false;
                    }
                }));
                await Task.Delay(300, _stopping.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task Serve(Socket client)
    {
        client.NoDelay = true;
        foreach (var backend in _backends.OrderBy(b => !b.Ready).ThenBy(b => b.Connections))
        {
            var node = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await node.ConnectAsync(IPAddress.Loopback, backend.Port).WaitAsync(TimeSpan.FromSeconds(2));
            }
            catch (Exception e) when (e is SocketException or TimeoutException)
            {
                node.Dispose();
                continue;
            }

            Interlocked.Increment(ref backend.Connections);
            Track(client, node, open: true);
            await Task.WhenAny(Copy(client, node), Copy(node, client));
            Track(client, node, open: false);
            Interlocked.Decrement(ref backend.Connections);
            node.Close(0);
            break;
        }

        client.Close(0);
    }

    private void Track(Socket client, Socket node, bool open)
    {
        lock (_open)
        {
            if (open)
            {
                _open.Add(client);
                _open.Add(node);
            }
            else
            {
                _open.Remove(client);
                _open.Remove(node);
            }
        }
    }

    private static async Task Copy(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer.AsMemory(), SocketFlags.None)) > 0)
            {
                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone, and so is the other.
        }
    }

    private sealed class Backend(int port)
    {
        public int Connections;

        public int Port => port;

        public volatile bool Ready;
    }
}
