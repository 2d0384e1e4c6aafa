using System.Collections;
using System.Diagnostics.CodeAnalysis;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;

namespace OrleansSupport.Silo.Conversations;

/// <summary>What a conversation remembers of a message; the words stay in the log.</summary>
internal sealed record MessageMark(long Sequence, bool Inbound, string Language, string Channel, string Identity, AgentId? Author = null, string? Target = null, bool Dispatched = false, DeliveryState? Delivery = null);

/// <summary>The marks of a conversation's messages, in the order of the log. A value never changes; adding gives another.</summary>
/// <remarks>
/// Values share their arrays, of which each sees the beginning only: a message more leaves one new object in memory. (A balanced tree leaves a path of
/// them: every one of the live objects that a collection has to move, and half of its pause.) A search looks at every id, newest first: a conversation has tens of messages.
/// </remarks>
internal sealed class MessageMarks : IReadOnlyCollection<KeyValuePair<MessageId, MessageMark>>
{
    public static readonly MessageMarks Empty = new(new Shelf(0), 0);

    private readonly Shelf _shelf;

    private MessageMarks(Shelf shelf, int count) => (_shelf, Count) = (shelf, count);

    public int Count { get; }

    /// <exception cref="KeyNotFoundException">There is no such message.</exception>
    public MessageMark this[MessageId message] =>
        TryGetValue(message, out var mark) ? mark : throw new KeyNotFoundException("The conversation has no such message.");

    public bool TryGetValue(MessageId message, [NotNullWhen(true)] out MessageMark? mark)
    {
        var at = Find(message);
        mark = at < 0 ? null : _shelf.Marks[at];
        return at >= 0;
    }

    /// <summary>With a message more, which is the newest then, or with another mark for one that it has.</summary>
    public MessageMarks With(MessageId message, MessageMark mark)
    {
        var at = Find(message);
        if (at >= 0)
        {
            var changed = _shelf.Copy(Count, Count);
            changed.Marks[at] = mark;
            return new(changed, Count);
        }

        // Behind its end another value may have added already: one whose append failed.
        var shelf = _shelf.Used == Count && Count < _shelf.Ids.Length ? _shelf : _shelf.Copy(Count, Math.Max(4, Count * 2));
        (shelf.Ids[Count], shelf.Marks[Count]) = (message, mark);
        shelf.Used = Count + 1;
        return new(shelf, Count + 1);
    }

    public IEnumerator<KeyValuePair<MessageId, MessageMark>> GetEnumerator()
    {
        for (var at = 0; at < Count; at++)
        {
            yield return new(_shelf.Ids[at], _shelf.Marks[at]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(MessageId message) => _shelf.Ids.AsSpan(0, Count).LastIndexOf(message);

    private sealed class Shelf(int room)
    {
        public readonly MessageId[] Ids = new MessageId[room];
        public readonly MessageMark[] Marks = new MessageMark[room];
        public int Used;

        public Shelf Copy(int count, int room)
        {
            var copy = new Shelf(room) { Used = count };
            Ids.AsSpan(0, count).CopyTo(copy.Ids);
            Marks.AsSpan(0, count).CopyTo(copy.Marks);
            return copy;
        }
    }
}
