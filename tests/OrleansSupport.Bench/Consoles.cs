using System.Buffers;
using System.Net.WebSockets;
using System.Text;

namespace OrleansSupport.Bench;

/// <summary>
/// One connected console: SignalR's JSON protocol over a bare WebSocket, so that the client costs as little as it can. Counts rows and,
/// when asked, tells which message each row shows.
/// </summary>
internal sealed class ConsoleClient : IAsyncDisposable
{
    private const byte Separator = 0x1e;
    private static readonly byte[] Row = "{\"type\":1,\"target\":\"Row\""u8.ToArray();
    private static readonly byte[] Preview = "\"preview\":\"#"u8.ToArray();
    private static readonly byte[] Ping = [.. "{\"type\":6}"u8, Separator];

    private readonly ClientWebSocket _socket = new();
    private readonly Action<long>? _seen;
    private readonly ArrayBufferWriter<byte> _rest = new(16 * 1024);
    private TaskCompletionSource<byte[]> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private Task _reading = Task.CompletedTask;
    private long _rows;

    private ConsoleClient(Action<long>? seen) => _seen = seen;

    public long Rows => Volatile.Read(ref _rows);

    /// <param name="cookies">Empty for the floor, which asks nobody who they are.</param>
    /// <param name="hello">Asks for the first screen, as the product's console does.</param>
    public static async Task<ConsoleClient> Connect(Uri server, string cookies, bool hello, Action<long>? seen = null)
    {
        var console = new ConsoleClient(seen);
        var socket = console._socket;
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        if (cookies.Length > 0)
        {
            socket.Options.SetRequestHeader("Cookie", cookies);
        }

        await socket.ConnectAsync(new UriBuilder(new Uri(server, "/hub/console")) { Scheme = "ws" }.Uri, CancellationToken.None);
        await console.Send("{\"protocol\":\"json\",\"version\":1}");
        console._reading = console.Read();
        _ = console.KeepAlive();
        if (hello)
        {
            await console.Call("Hello");
        }

        return console;
    }

    /// <summary>Calls a method of the hub, one at a time, and returns the whole answer.</summary>
    public async Task<byte[]> Call(string method, params string[] arguments)
    {
        _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Send($$"""{"type":1,"invocationId":"1","target":"{{method}}","arguments":[{{string.Join(',', arguments)}}]}""");
        var answer = await _answer.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return answer.AsSpan().IndexOf("\"error\":"u8) is >= 0 and < 100 ? throw new InvalidOperationException($"{method}: {Encoding.UTF8.GetString(answer)}") : answer;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _closing.Dispose();
    }

    private ValueTask Send(string text) => _socket.SendAsync(
        (ReadOnlyMemory<byte>)(byte[])[.. Encoding.UTF8.GetBytes(text), Separator], WebSocketMessageType.Text, true, _closing.Token);

    private async Task KeepAlive()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(12));
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
            {
                await _socket.SendAsync((ReadOnlyMemory<byte>)Ping, WebSocketMessageType.Text, true, _closing.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task Read()
    {
        try
        {
            while (true)
            {
                // Nothing is held while nothing comes: a thousand idle consoles share the test machine with the server.
                await _socket.ReceiveAsync(Memory<byte>.Empty, _closing.Token);
                var received = await _socket.ReceiveAsync(_rest.GetMemory(4096), _closing.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                _rest.Advance(received.Count);
                Take();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private void Take()
    {
        var all = _rest.WrittenSpan;
        var at = 0;
        int length;
        while ((length = all[at..].IndexOf(Separator)) >= 0)
        {
            Record(all.Slice(at, length));
            at += length + 1;
        }

        if (at == all.Length)
        {
            _rest.ResetWrittenCount();
        }
        else if (at > 0)
        {
            var rest = all[at..].ToArray();
            _rest.ResetWrittenCount();
            _rest.Write(rest);
        }
    }

    private void Record(ReadOnlySpan<byte> record)
    {
        if (record.StartsWith(Row))
        {
            if (_seen is not null && record.IndexOf(Preview) is >= 0 and var found
                && System.Buffers.Text.Utf8Parser.TryParse(record[(found + Preview.Length)..], out long number, out _))
            {
                _seen(number);
            }

            Interlocked.Increment(ref _rows);
        }
        else if (record.StartsWith("{\"type\":3"u8))
        {
            _answer.TrySetResult(record.ToArray());
        }
    }
}
