using System.Collections.Concurrent;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;

namespace OrleansSupport.Faults;

/// <summary>A buyer's message that the product acknowledged.</summary>
/// <param name="Lane">Whoever wrote it; a lane sends its next message only when the last one was acknowledged.</param>
/// <param name="Number">Rises within a lane.</param>
/// <param name="Attempts">Calls that it took; 1 when the first was answered.</param>
internal sealed record Accepted(string Lane, long Number, MessageId Message, ConversationId Conversation, long Sequence, DateTimeOffset At, double Seconds, int Attempts);

/// <summary>An agent's reply that the product acknowledged.</summary>
internal sealed record Replied(MessageId Message, ConversationId Conversation, long Sequence);

/// <summary>A reply as an outbound endpoint got it.</summary>
/// <param name="Id">The webhook's id.</param>
internal sealed record Carried(string Endpoint, string Id, MessageId Message, string Text);

/// <summary>A row as some console saw it.</summary>
internal readonly record struct Seen(ConversationId Conversation, long Version, AgentId? Assignee, ConversationStatus Status);

/// <summary>What a console showed at the end, when nothing moved any more.</summary>
/// <param name="Rows">Version by conversation.</param>
/// <param name="Logs">Sequences held of conversations that were open on the screen.</param>
internal sealed record Screen(string Console, AgentId Agent, IReadOnlyDictionary<ConversationId, long> Rows, IReadOnlyDictionary<ConversationId, IReadOnlyList<long>> Logs);

/// <summary>A deadline that had to be acted on.</summary>
internal sealed record Promise(ConversationId Conversation, DateTimeOffset DueAt);

/// <summary>Everything that the outside saw of one run.</summary>
internal sealed record History(
    IReadOnlyList<Accepted> Accepted,
    IReadOnlyList<Replied> Replied,
    IReadOnlyList<Carried> Carried,
    IReadOnlyList<Seen> Seen,
    IReadOnlyList<Screen> Screens,
    IReadOnlyList<Promise> Promises,
    IReadOnlyList<string> Refusals)
{
    public static History Empty { get; } = new([], [], [], [], [], [], []);
}

/// <summary>Collects a history from many tasks at once.</summary>
internal sealed class Recorder
{
    private readonly ConcurrentQueue<Accepted> _accepted = new();
    private readonly ConcurrentQueue<Replied> _replied = new();
    private readonly ConcurrentQueue<Carried> _carried = new();
    private readonly ConcurrentDictionary<Seen, bool> _seen = new();
    private readonly ConcurrentQueue<string> _refusals = new();

    public IReadOnlyCollection<Accepted> Accepted => _accepted;

    public void Add(Accepted accepted) => _accepted.Enqueue(accepted);

    public void Add(Replied replied) => _replied.Enqueue(replied);

    public void Add(Carried carried) => _carried.Enqueue(carried);

    public void Add(Seen seen) => _seen.TryAdd(seen, true);

    /// <summary>An answer that says no where a yes is due, and would say it again.</summary>
    public void Refused(string what) => _refusals.Enqueue(what);

    public History Take(IEnumerable<Screen> screens, IEnumerable<Promise> promises) =>
        new([.. _accepted], [.. _replied], [.. _carried], [.. _seen.Keys], [.. screens], [.. promises], [.. _refusals]);
}
