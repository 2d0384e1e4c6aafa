using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Agents;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Conversations;

/// <summary>An event as it will stand in the log; the payload is JSON in UTF-8.</summary>
internal readonly record struct StoredEvent(long Sequence, DateTimeOffset At, string Type, byte[] Payload, byte[] Hash);

/// <summary>A reply for the outbox, written in the same commit as the event that dispatches it.</summary>
internal sealed record OutboxItem(MessageId Message, string Store, string Channel, string Identity, string Body, string Language);

/// <summary>A row of the answers that a marketplace's clock asked for; known by its conversation and start.</summary>
internal sealed record AnswerItem(
    DateTimeOffset StartedAt, string Store, string Channel, string Rule, DateTimeOffset DueAt, DateTimeOffset? EndedAt, SlaClockState State);

/// <summary>By what lists and queues find a conversation, and what it weighs for its agent.</summary>
internal readonly record struct Listing(string Team, AgentId? Assignee, ConversationStatus Status, int Weight);

/// <summary>What one grain wants written: all of it, or nothing.</summary>
/// <param name="Expected">The version it stands on; 0 makes the conversation.</param>
/// <param name="Summary"><paramref name="Row"/> as JSON in UTF-8.</param>
/// <param name="Moved">False when <paramref name="Listing"/> is known to stand in the database already.</param>
/// <param name="Inbound">The buyer's message among the events, if there is one.</param>
/// <param name="DueChanged">True writes <paramref name="DueAt"/> (null removes the deadline).</param>
/// <param name="Fence">Set when it takes a place of an agent's: under which count that was reserved.</param>
internal sealed record Append(
    Guid Conversation,
    long Expected,
    IReadOnlyList<StoredEvent> Events,
    ConversationRow Row,
    byte[] Summary,
    Listing Listing,
    bool Moved,
    MessageId? Inbound,
    long InboundSequence,
    bool DueChanged,
    DateTimeOffset? DueAt,
    OutboxItem? Outbox,
    AnswerItem? Answer = null,
    Fence? Fence = null)
{
    public long Version => Expected + Events.Count;

    public byte[] Hash => Events[^1].Hash;
}

internal enum AppendOutcome
{
    Done,

    /// <summary>Another activation wrote meanwhile: the grain's memory is old.</summary>
    Stale,

    /// <summary>The inbound message is in a log already.</summary>
    Duplicate,

    /// <summary>The agent whose place it takes has counted anew since that was reserved.</summary>
    Fenced,
}

internal readonly record struct AppendResult(AppendOutcome Outcome, Guid Conversation = default, long Sequence = 0);

/// <summary>Turns events into rows of the log, each hash standing on the one before.</summary>
internal static class EventChain
{
    public static readonly byte[] Root = new byte[32];

    public static StoredEvent Link(ReadOnlySpan<byte> previous, long sequence, DateTimeOffset at, ConversationEvent what)
    {
        var payload = SupportJson.Write(what);
        var time = Micros(at);
        var bytes = ArrayPool<byte>.Shared.Rent(previous.Length + 16 + payload.Length);
        var all = bytes.AsSpan(0, previous.Length + 16 + payload.Length);
        previous.CopyTo(all);
        BinaryPrimitives.WriteInt64BigEndian(all[previous.Length..], sequence);
        BinaryPrimitives.WriteInt64BigEndian(all[(previous.Length + 8)..], time.UtcTicks);
        payload.CopyTo(all[(previous.Length + 16)..]);
        var hash = SHA256.HashData(all);
        ArrayPool<byte>.Shared.Return(bytes);
        return new StoredEvent(sequence, time, Types[what.GetType()], payload, hash);
    }

    /// <summary>PostgreSQL keeps microseconds; what is hashed must be what can be read back.</summary>
    public static DateTimeOffset Micros(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>As in the JSON, which every event must name to be written at all.</summary>
    private static readonly FrozenDictionary<Type, string> Types =
        typeof(ConversationEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().ToFrozenDictionary(kind => kind.DerivedType, kind => (string)kind.TypeDiscriminator!);
}
