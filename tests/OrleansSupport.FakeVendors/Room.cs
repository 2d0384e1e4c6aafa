using System.Collections.Concurrent;

namespace OrleansSupport.FakeVendors;

/// <summary>One fake server: how it misbehaves, and what it was asked.</summary>
internal sealed class Room
{
    private readonly Lock _lock = new();
    private Orders _orders = new();
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Bodies of the requests, oldest first.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Authorization headers of the requests, oldest first.</summary>
    public ConcurrentQueue<string> Keys { get; } = new();

    /// <summary>Completes when a held request may be answered.</summary>
    public Task Released
    {
        get
        {
            lock (_lock)
            {
                return _released.Task;
            }
        }
    }

    /// <summary>Sets how the next requests are treated.</summary>
    public void Order(Orders orders)
    {
        lock (_lock)
        {
            _orders = orders;
            _released.TrySetResult();
            if (orders.Mode == "hold")
            {
                _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Takes note of a request and says how to treat it.</summary>
    public Orders Receive(string body, string? key)
    {
        Requests.Enqueue(body);
        Keys.Enqueue(key ?? "");
        lock (_lock)
        {
            if (_orders.Times == 0)
            {
                return new Orders();
            }
            _orders = _orders with { Times = _orders.Times - 1 };
            return _orders;
        }
    }
}

/// <summary>How requests are treated.</summary>
/// <param name="Mode">
/// "ok"; an HTTP status; "quota" (of a spent account), "rate", "unsupported", "toolong", "badkey" (the vendor's own words for these);
/// "garbage" (200 with HTML), "wrong" (200 with JSON of another shape), "empty", "hang" (never answers), "hold" (answers when released),
/// "drop", "double" (first token style only), "dropall", "doubleall", "translate", "recase", "reorder", "joinlines", "essay", "echo" (no translation); for chat also "talk" (no JSON) and "length".
/// </param>
/// <param name="Times">For how many requests; a negative number means for good.</param>
/// <param name="RetryAfter">Seconds, or a date, for the header.</param>
internal sealed record Orders(string Mode = "ok", int Times = -1, string? RetryAfter = null);

/// <summary>All rooms by name.</summary>
internal sealed class Rooms
{
    private readonly ConcurrentDictionary<string, Room> _rooms = new();

    public Room Of(string name) => _rooms.GetOrAdd(name, _ => new Room());
}
