using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;

namespace OrleansSupport.Faults;

/// <summary>
/// An agent's console without its screen: SignalR's JSON protocol over a bare WebSocket, and the same rules as the real one.
/// It connects again for ever, catches up after each connection, replaces older rows, and re-reads a log that has a gap.
/// </summary>
internal sealed class Console : IAsyncDisposable
{
    private const byte Separator = 0x1e;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30); // SignalR's own patience with a server that says nothing

    private readonly Uri _hub;
    private readonly string _cookies;
    private readonly Recorder _recorder;
    private readonly Random _random;
    private readonly bool _works;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<ConversationId, JsonRow> _rows = [];
    private readonly Dictionary<ConversationId, SortedSet<long>> _logs = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly ConcurrentDictionary<ConversationId, Draft> _drafts = new();
    private readonly SemaphoreSlim _sending = new(1);
    private ClientWebSocket? _socket;
    private long _lastCall;
    private long _agentVersion;
    private long _lost = Stopwatch.GetTimestamp();
    private Task _running = Task.CompletedTask;
    private Task _resync = Task.CompletedTask;

    /// <param name="works">Answers what is assigned to it; else it only watches.</param>
    public Console(string name, AgentId agent, Uri server, string cookies, Recorder recorder, int seed, bool works)
    {
        (Name, Agent, _cookies, _recorder, _random, _works) = (name, agent, cookies, recorder, new Random(seed), works);
        _hub = new UriBuilder(new Uri(server, "/hub/console")) { Scheme = "ws" }.Uri;
    }

    public string Name { get; }

    public AgentId Agent { get; }

    /// <summary>Connected, and holds the first screen of this connection.</summary>
    public bool Current { get; private set; }

    /// <summary>How long it was away, each time that it was.</summary>
    public ConcurrentQueue<TimeSpan> Away { get; } = new();

    public bool Idle => _drafts.IsEmpty;

    /// <summary>What is offered to its agent, as last pushed.</summary>
    public IReadOnlyList<ConversationId> Offers { get; private set; } = [];

    public void Start() => _running = Task.Run(Run);

    /// <summary>Drops its connection, as when its network changes.</summary>
    public void Drop() => _socket?.Abort();

    /// <summary>Stops working, and goes on watching.</summary>
    public bool Finishing { get; set; }

    /// <summary>What the agent holds, and what of others is on the screen, as far as it waits for an answer.</summary>
    public (ConversationId[] Mine, ConversationId[] Others) Open()
    {
        lock (_lock)
        {
            var open = _rows.Where(r => r.Value.Status == ConversationStatus.Open).ToLookup(r => r.Value.Assignee == Agent, r => r.Key);
            return ([.. open[true]], [.. open[false]]);
        }
    }

    public Screen Look()
    {
        lock (_lock)
        {
            return new Screen(
                Name, Agent, _rows.ToDictionary(r => r.Key, r => r.Value.Version),
                _logs.ToDictionary(l => l.Key, l => (IReadOnlyList<long>)[.. l.Value]));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _socket?.Abort();
        await _running;
        _closing.Dispose();
    }

    private async Task Run()
    {
        for (var attempt = 0; !_closing.IsCancellationRequested;)
        {
            try
            {
                using var socket = new ClientWebSocket();
                socket.Options.KeepAliveInterval = TimeSpan.Zero;
                socket.Options.SetRequestHeader("Cookie", _cookies);
                using (var patience = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token))
                {
                    patience.CancelAfter(TimeSpan.FromSeconds(10));
                    await socket.ConnectAsync(_hub, patience.Token);
                }

                lock (_lock)
                {
                    _rows.Clear(); // what it held may be old; the first screen and the pushes make it anew
                }

                _socket = socket;
                await SendRaw("{\"protocol\":\"json\",\"version\":1}");
                var reading = Read(socket);
                var pinging = Ping(socket);
                _resync = CatchUp();
                await Task.WhenAny(reading, Failed(_resync));
                attempt = Current ? 0 : attempt + 1;
                socket.Abort();
                await Task.WhenAll(reading, pinging);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
            {
                attempt++;
            }

            Lose();
            await Pause(attempt);
        }
    }

    /// <summary>As the real console waits: twice as long each time, half of it by chance.</summary>
    private async Task Pause(int attempt)
    {
        var whole = Math.Min(30_000, 500 * Math.Pow(2, Math.Min(attempt, 10)));
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds((whole / 2) + (whole / 2 * Chance())), _closing.Token);
        }
        catch (OperationCanceledException)
        {
            // Closing.
        }
    }

    private double Chance()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }

    private void Lose()
    {
        if (Current)
        {
            Current = false;
            _lost = Stopwatch.GetTimestamp();
        }

        foreach (var (id, call) in _calls)
        {
            if (_calls.TryRemove(id, out _))
            {
                call.TrySetException(new IOException("The connection was lost."));
            }
        }
    }

    /// <summary>The connection was lost, or its node said that it could not just now.</summary>
    public static bool IsLoss(Exception e) =>
        e is IOException or WebSocketException or TimeoutException or InvalidOperationException or ObjectDisposedException or OperationCanceledException;

    private static async Task Failed(Task task)
    {
        try
        {
            await task;
            await Task.Delay(Timeout.Infinite);
        }
        catch (Exception e) when (IsLoss(e))
        {
            // Then the connection begins anew.
        }
    }

    /// <summary>What a real console does after each connection: the first screen, then the conversations that it has open.</summary>
    private async Task CatchUp()
    {
        var snapshot = await Invoke("Hello");
        foreach (var row in snapshot.GetProperty("rows").EnumerateArray())
        {
            Take(row);
        }

        foreach (var agent in snapshot.GetProperty("agents").EnumerateArray())
        {
            TakeOffers(agent);
        }

        ConversationId[] open;
        lock (_lock)
        {
            open = [.. _logs.Keys];
        }

        if (!Current)
        {
            Current = true;
            Away.Enqueue(Stopwatch.GetElapsedTime(_lost));
        }

        foreach (var conversation in open)
        {
            await ReadLog(conversation);
        }

        foreach (var conversation in _drafts.Keys)
        {
            _ = Answer(conversation);
        }
    }

    private async Task ReadLog(ConversationId conversation)
    {
        for (var more = true; more;)
        {
            long last;
            lock (_lock)
            {
                if (!_logs.TryGetValue(conversation, out var log))
                {
                    return;
                }

                last = Whole(log);
            }

            var detail = await Invoke("Open", conversation.ToString(), last);
            if (detail.ValueKind != JsonValueKind.Object)
            {
                return;
            }

            Take(detail.GetProperty("conversation").GetProperty("row"));
            more = detail.GetProperty("hasMore").GetBoolean();
            lock (_lock)
            {
                if (_logs.TryGetValue(conversation, out var log))
                {
                    log.UnionWith(detail.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("sequence").GetInt64()));
                }
            }
        }
    }

    /// <summary>The last sequence before the first gap.</summary>
    private static long Whole(SortedSet<long> log)
    {
        var last = 0L;
        foreach (var sequence in log)
        {
            if (sequence != last + 1)
            {
                break;
            }

            last = sequence;
        }

        return last;
    }

    private void Take(JsonElement row)
    {
        var id = ConversationId.Parse(row.GetProperty("id").GetString()!, null);
        var assignee = row.TryGetProperty("assignee", out var a) && a.GetString() is { } text ? AgentId.Parse(text, null) : (AgentId?)null;
        var next = new JsonRow(
            row.GetProperty("version").GetInt64(), assignee, Enum.Parse<ConversationStatus>(row.GetProperty("status").GetString()!),
            row.GetProperty("previewInbound").GetBoolean());
        _recorder.Add(new Seen(id, next.Version, next.Assignee, next.Status));
        var mine = false;
        lock (_lock)
        {
            if (_rows.TryGetValue(id, out var held) && held.Version > next.Version)
            {
                return;
            }

            _rows[id] = next;
            if (_works && !Finishing && assignee == Agent && next is { Status: ConversationStatus.Open, Inbound: true })
            {
                mine = _drafts.TryAdd(id, new Draft(new MessageId(NewGuid()), _random.Next(50, 400), _random.Next(8) == 0));
                if (mine && _logs.Count < 3)
                {
                    _logs.TryAdd(id, []);
                }
            }
        }

        if (mine)
        {
            _ = Begin(id);
        }
    }

    private Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private async Task Begin(ConversationId conversation)
    {
        try
        {
            await ReadLog(conversation);
            await Task.Delay(_drafts[conversation].Thinks, _closing.Token);
        }
        catch (Exception e) when (IsLoss(e))
        {
            // The draft is kept: the next connection sends it, or this one when only the log could not be read.
            if (Current && !_closing.IsCancellationRequested)
            {
                await Pause(1);
                await Begin(conversation);
            }

            return;
        }

        await Answer(conversation);
    }

    /// <summary>Sends the reply until somebody says what became of it; its id makes a repeat the same reply.</summary>
    private async Task Answer(ConversationId conversation)
    {
        if (!_drafts.TryGetValue(conversation, out var draft) || !draft.Take())
        {
            return;
        }

        try
        {
            long seen;
            lock (_lock)
            {
                seen = _rows.TryGetValue(conversation, out var row) ? row.Version : 0;
            }

            var answer = await Invoke("Reply", new
            {
                conversation = conversation.ToString(),
                message = draft.Message.ToString(),
                text = $"Answer {draft.Message}",
                seenSequence = seen,
                asWritten = true,
            });
            if (!answer.TryGetProperty("refused", out var refused) || refused.ValueKind == JsonValueKind.Null)
            {
                _recorder.Add(new Replied(draft.Message, conversation, answer.GetProperty("sequence").GetInt64()));
            }
            else if (refused.GetString() is not ("newer_reply" or "conversation_closed"))
            {
                _recorder.Refused($"{Name}: a reply to {conversation} was refused with {refused.GetString()}");
            }

            if (draft.Resolves)
            {
                await Invoke("SetStatus", conversation.ToString(), "Resolved");
            }

            _drafts.TryRemove(conversation, out _);
            Again(conversation);
        }
        catch (Exception e) when (IsLoss(e))
        {
            draft.Give();
            if (Current && !_closing.IsCancellationRequested)
            {
                await Pause(1);
                await Answer(conversation);
            }
        }
    }

    /// <summary>The buyer may have written again while the answer was on its way.</summary>
    private void Again(ConversationId conversation)
    {
        var mine = false;
        lock (_lock)
        {
            if (!Finishing && _rows.TryGetValue(conversation, out var row) && row.Assignee == Agent && row is { Status: ConversationStatus.Open, Inbound: true })
            {
                mine = _drafts.TryAdd(conversation, new Draft(new MessageId(NewGuid()), _random.Next(50, 400), false));
            }
        }

        if (mine)
        {
            _ = Begin(conversation);
        }
    }

    private void TakeOffers(JsonElement agent)
    {
        if (AgentId.Parse(agent.GetProperty("id").GetString()!, null) == Agent && agent.GetProperty("version").GetInt64() is var version && version > _agentVersion)
        {
            _agentVersion = version;
            Offers = agent.TryGetProperty("offers", out var offers) && offers.ValueKind == JsonValueKind.Array
                ? [.. offers.EnumerateArray().Select(o => ConversationId.Parse(o.GetProperty("conversation").GetString()!, null))]
                : [];
        }
    }

    /// <summary>Calls a method of the hub. Throws when the answer did not come; what became of the call is open then.</summary>
    public async Task<JsonElement> Invoke(string target, params object[] arguments)
    {
        var id = Interlocked.Increment(ref _lastCall).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var call = _calls[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendRaw(JsonSerializer.Serialize(new { type = 1, invocationId = id, target, arguments }));
        return await call.Task.WaitAsync(TimeSpan.FromSeconds(30), _closing.Token);
    }

    private async Task SendRaw(string text)
    {
        var socket = _socket ?? throw new IOException("Not connected.");
        await _sending.WaitAsync(_closing.Token);
        try
        {
            await socket.SendAsync((ReadOnlyMemory<byte>)(byte[])[.. Encoding.UTF8.GetBytes(text), Separator], WebSocketMessageType.Text, true, _closing.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task Ping(ClientWebSocket socket)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
        try
        {
            while (socket.State == WebSocketState.Open && await timer.WaitForNextTickAsync(_closing.Token) && socket == _socket && socket.State == WebSocketState.Open)
            {
                await SendRaw("{\"type\":6}");
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reader notices as well.
        }
    }

    private async Task Read(ClientWebSocket socket)
    {
        var rest = new ArrayBufferWriter<byte>(16 * 1024);
        try
        {
            while (true)
            {
                using var silent = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
                silent.CancelAfter(Silence);
                await socket.ReceiveAsync(Memory<byte>.Empty, silent.Token); // no buffer is held while nothing comes
                var received = await socket.ReceiveAsync(rest.GetMemory(4096), silent.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                rest.Advance(received.Count);
                Records(rest);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Lost.
        }
    }

    private void Records(ArrayBufferWriter<byte> rest)
    {
        var all = rest.WrittenMemory;
        var at = 0;
        int length;
        while ((length = all.Span[at..].IndexOf(Separator)) >= 0)
        {
            Record(all.Slice(at, length));
            at += length + 1;
        }

        if (at > 0)
        {
            var left = all[at..].ToArray();
            rest.ResetWrittenCount();
            rest.Write(left);
        }
    }

    private void Record(ReadOnlyMemory<byte> record)
    {
        if (record.Span.StartsWith("{\"type\":6"u8) || record.Length == 2)
        {
            return;
        }

        using var json = JsonDocument.Parse(record);
        var root = json.RootElement;
        switch (root.GetProperty("type").GetInt32())
        {
            case 1:
                Pushed(root.GetProperty("target").GetString()!, root.GetProperty("arguments"));
                break;
            case 3 when root.TryGetProperty("invocationId", out var id) && _calls.TryRemove(id.GetString()!, out var call):
                if (root.TryGetProperty("error", out var error))
                {
                    call.TrySetException(new InvalidOperationException(error.GetString()));
                }
                else
                {
                    call.TrySetResult(root.TryGetProperty("result", out var result) ? result.Clone() : default);
                }

                break;
            case 7:
                _socket?.Abort();
                break;
        }
    }

    private void Pushed(string target, JsonElement arguments)
    {
        switch (target)
        {
            case "Row":
                Take(arguments[0]);
                break;
            case "Agent":
                TakeOffers(arguments[0]);
                break;
            case "Events":
                var conversation = ConversationId.Parse(arguments[0].GetProperty("conversation").GetString()!, null);
                var gap = false;
                lock (_lock)
                {
                    if (_logs.TryGetValue(conversation, out var log))
                    {
                        log.UnionWith(arguments[0].GetProperty("events").EnumerateArray().Select(e => e.GetProperty("sequence").GetInt64()));
                        gap = Whole(log) != log.Count;
                    }
                }

                if (gap)
                {
                    _ = Failed(ReadLog(conversation));
                }

                break;
            case "Behind":
                _ = Failed(CatchUp());
                break;
            case "Leaving":
                _socket?.Abort();
                break;
        }
    }

    private sealed record JsonRow(long Version, AgentId? Assignee, ConversationStatus Status, bool Inbound);

    private sealed class Draft(MessageId message, int thinks, bool resolves)
    {
        private int _taken;

        public MessageId Message => message;

        /// <summary>Milliseconds.</summary>
        public int Thinks => thinks;

        public bool Resolves => resolves;

        public bool Take() => Interlocked.Exchange(ref _taken, 1) == 0;

        public void Give() => Volatile.Write(ref _taken, 0);
    }
}
