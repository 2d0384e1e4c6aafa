using Orleans.Concurrency;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Contracts.Customers;

/// <summary>One buyer. Everything a buyer writes passes through here, one at a time, so that parallel first messages open one conversation.</summary>
[Alias("customer")]
public interface ICustomerGrain : IGrainWithGuidKey
{
    [Alias("receive")]
    Task<ReceiveAnswer> Receive(InboundMessage message);

    /// <summary>Null when nobody has written from this identity yet.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<CustomerView?> Get();

    /// <summary>
    /// What the buyer's widget shows: own messages and the replies in the buyer's words. Lines come after
    /// <paramref name="after"/> of <paramref name="conversation"/>; all of the current conversation's when that is another one or null.
    /// </summary>
    [Alias("transcript"), AlwaysInterleave]
    Task<Transcript> Transcript(ConversationId? conversation, long after);
}

/// <summary>A message as a channel hands it in, checked for size and form by the channel.</summary>
[GenerateSerializer, Immutable, Alias("inbound-message")]
public sealed record InboundMessage(
    [property: Id(0)] string Store,
    [property: Id(1)] string Channel,
    [property: Id(2)] string ExternalId,
    [property: Id(3)] string Identity,
    [property: Id(4)] string? Name,
    [property: Id(5)] string Text,
    [property: Id(6)] string? Language = null,
    [property: Id(7)] string? Country = null,
    [property: Id(8)] CustomerTier? Tier = null,
    [property: Id(9)] DateTimeOffset? SentAt = null);

[GenerateSerializer, Immutable, Alias("customer-view")]
public sealed record CustomerView(
    [property: Id(0)] CustomerId Id,
    [property: Id(1)] string Store,
    [property: Id(2)] string Name,
    [property: Id(3)] string? Language,
    [property: Id(4)] string? Country,
    [property: Id(5)] CustomerTier Tier,
    [property: Id(6)] IReadOnlyList<ChannelIdentity> Identities,
    [property: Id(7)] ConversationId? Conversation,
    [property: Id(8)] DateTimeOffset CreatedAt);

[GenerateSerializer, Immutable, Alias("channel-identity")]
public sealed record ChannelIdentity([property: Id(0)] string Channel, [property: Id(1)] string Identity);

/// <summary>One line in the buyer's widget.</summary>
/// <param name="Inbound">True: the buyer wrote it.</param>
[GenerateSerializer, Immutable, Alias("transcript-line")]
public sealed record TranscriptLine(
    [property: Id(0)] long Sequence,
    [property: Id(1)] MessageId Message,
    [property: Id(2)] bool Inbound,
    [property: Id(3)] string Text,
    [property: Id(4)] string? Author,
    [property: Id(5)] DateTimeOffset At,
    [property: Id(6)] string? ExternalId);

/// <param name="Conversation">Null when the buyer has not written yet.</param>
/// <param name="Sequence">Where to go on from; higher than the last line's when events that the buyer does not see follow it.</param>
[GenerateSerializer, Immutable, Alias("transcript")]
public sealed record Transcript(
    [property: Id(0)] ConversationId? Conversation,
    [property: Id(1)] long Sequence,
    [property: Id(2)] IReadOnlyList<TranscriptLine> Lines);
