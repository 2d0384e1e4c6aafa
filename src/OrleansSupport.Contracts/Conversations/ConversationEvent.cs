using System.Text.Json.Serialization;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Contracts.Conversations;

/// <summary>
/// What happened in a conversation. The log of these is the conversation: its state, its summary row and what the console
/// shows are folds of it. Stored as JSON, so a member may be added but never renamed or given another meaning.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ConversationOpened), "opened")]
[JsonDerivedType(typeof(MessageReceived), "received")]
[JsonDerivedType(typeof(ReplyWritten), "reply")]
[JsonDerivedType(typeof(ReplyDispatched), "dispatched")]
[JsonDerivedType(typeof(NoteAdded), "note")]
[JsonDerivedType(typeof(TranslationChanged), "translation")]
[JsonDerivedType(typeof(DeliveryChanged), "delivery")]
[JsonDerivedType(typeof(Queued), "queued")]
[JsonDerivedType(typeof(Assigned), "assigned")]
[JsonDerivedType(typeof(StatusChanged), "status")]
[JsonDerivedType(typeof(PriorityChanged), "priority")]
[JsonDerivedType(typeof(SlaSignalled), "sla")]
[JsonDerivedType(typeof(OfferPassed), "passed")]
[JsonDerivedType(typeof(ReaderJoined), "reader")]
[JsonDerivedType(typeof(ScenarioDetected), "scenario")]
[JsonDerivedType(typeof(ScenarioTaught), "taught")]
[JsonDerivedType(typeof(TermsChanged), "terms")]
[JsonDerivedType(typeof(TierChanged), "tier")]
[JsonDerivedType(typeof(Escalated), "escalated")]
[JsonDerivedType(typeof(Snoozed), "snoozed")]
[JsonDerivedType(typeof(SnoozeEnded), "snooze-ended")]
[JsonDerivedType(typeof(HolderLeft), "left")]
[JsonDerivedType(typeof(HandedOver), "handed-over")]
[GenerateSerializer, Immutable, Alias("conversation-event")]
public abstract record ConversationEvent;

/// <summary>The first event of every conversation.</summary>
/// <param name="Terms">Key of the store's promises that held then; null in logs older than the key.</param>
[GenerateSerializer, Immutable, Alias("conversation-opened")]
public sealed record ConversationOpened(
    [property: Id(0)] string Store,
    [property: Id(1)] CustomerId Customer,
    [property: Id(2)] string Channel,
    [property: Id(3)] string Identity,
    [property: Id(4)] string CustomerName,
    [property: Id(5)] string Team,
    [property: Id(6)] Priority Priority,
    [property: Id(7)] string? Country,
    [property: Id(8)] CustomerTier Tier,
    [property: Id(9)] string? Terms = null) : ConversationEvent;

/// <summary>A buyer's message as it came in. <see cref="Text"/> is the original and never changes.</summary>
/// <param name="Identity">The routing identity that it came from: a reply goes back there and nowhere else.</param>
/// <param name="Language">Primary BCP-47 code, or <c>und</c>.</param>
/// <param name="Confidence">0 to 1, as the detector sees it.</param>
/// <param name="Scenario">What the buyer wants by this message, one of <see cref="Scenarios.Scenario.All"/>; null when it says nothing new.</param>
/// <param name="ScenarioConfidence">0 to 1, as the classifier sees it.</param>
[GenerateSerializer, Immutable, Alias("message-received")]
public sealed record MessageReceived(
    [property: Id(0)] MessageId Message,
    [property: Id(1)] string Channel,
    [property: Id(2)] string ExternalId,
    [property: Id(3)] string Identity,
    [property: Id(4)] string Text,
    [property: Id(5)] string Language,
    [property: Id(6)] double Confidence,
    [property: Id(7)] DateTimeOffset? SentAt,
    [property: Id(8)] string? Scenario = null,
    [property: Id(9)] double? ScenarioConfidence = null) : ConversationEvent;

/// <summary>An agent's reply as the agent wrote it.</summary>
/// <param name="Language">The language it is written in.</param>
/// <param name="Target">The buyer's language; the same as <paramref name="Language"/> when nothing is to be translated.</param>
[GenerateSerializer, Immutable, Alias("reply-written")]
public sealed record ReplyWritten(
    [property: Id(0)] MessageId Message,
    [property: Id(1)] AgentId Agent,
    [property: Id(2)] string AgentName,
    [property: Id(3)] string Text,
    [property: Id(4)] string Language,
    [property: Id(5)] string Target,
    [property: Id(6)] string Channel,
    [property: Id(7)] string Identity) : ConversationEvent;

/// <summary>The words that go to the buyer. From here on the outbox (or the widget's stream) owns the delivery.</summary>
[GenerateSerializer, Immutable, Alias("reply-dispatched")]
public sealed record ReplyDispatched(
    [property: Id(0)] MessageId Message,
    [property: Id(1)] string Text,
    [property: Id(2)] string Language,
    [property: Id(3)] string AgentName) : ConversationEvent;

/// <summary>An internal note; the buyer never sees it and no clock hears it.</summary>
/// <param name="Language">The language it is written in; null in logs from before notes were translated for colleagues.</param>
[GenerateSerializer, Immutable, Alias("note-added")]
public sealed record NoteAdded(
    [property: Id(0)] MessageId Message,
    [property: Id(1)] AgentId Agent,
    [property: Id(2)] string AgentName,
    [property: Id(3)] string Text,
    [property: Id(4)] string? Language = null) : ConversationEvent;

/// <summary>
/// An agent reads along: from now on, until the conversation is resolved, what is written in it is translated to the agent's language too.
/// </summary>
/// <param name="Language">The language the agent works in.</param>
/// <param name="Reads">Languages the agent reads without translation.</param>
[GenerateSerializer, Immutable, Alias("reader-joined")]
public sealed record ReaderJoined(
    [property: Id(0)] AgentId Agent,
    [property: Id(1)] string AgentName,
    [property: Id(2)] string Language,
    [property: Id(3)] IReadOnlyList<string> Reads) : ConversationEvent;

public enum TranslationState
{
    /// <summary>A provider is being asked.</summary>
    Pending,

    /// <summary>Text is there.</summary>
    Done,

    /// <summary>Every provider failed; can be asked again.</summary>
    Failed,

    /// <summary>No provider serves the pair.</summary>
    Unavailable,

    /// <summary>An agent wrote the text, or corrected a provider's.</summary>
    Edited,
}

/// <summary>Where the translation of one message into one language stands.</summary>
/// <param name="Provider">Who translated: a configured provider's name; the agent's name when edited.</param>
/// <param name="Reason">Why there is none: <c>Transient</c>, <c>RateLimited</c>, <c>Quota</c>, <c>Auth</c>, <c>Unsupported</c>, <c>TooLarge</c>, <c>Invalid</c>, <c>Budget</c>.</param>
/// <param name="Confidence">0 to 1: how sure the detector is that the text is in the target language; null when it is too short to say.</param>
/// <param name="Milliseconds">From asking to having it, waiting included; 0 from memory.</param>
/// <param name="By">The agent who edited.</param>
[GenerateSerializer, Immutable, Alias("translation-changed")]
public sealed record TranslationChanged(
    [property: Id(0)] MessageId Message,
    [property: Id(1)] string Target,
    [property: Id(2)] TranslationState State,
    [property: Id(3)] string? Text,
    [property: Id(4)] string? Provider,
    [property: Id(5)] string? Reason,
    [property: Id(6)] double? Confidence = null,
    [property: Id(7)] int? Milliseconds = null,
    [property: Id(8)] AgentId? By = null) : ConversationEvent;

public enum DeliveryState
{
    /// <summary>In the outbox.</summary>
    Queued,

    /// <summary>An attempt failed; another follows.</summary>
    Retrying,

    /// <summary>The buyer's side has it.</summary>
    Delivered,

    /// <summary>Given up; can be replayed.</summary>
    Failed,
}

[GenerateSerializer, Immutable, Alias("delivery-changed")]
public sealed record DeliveryChanged(
    [property: Id(0)] MessageId Message,
    [property: Id(1)] DeliveryState State,
    [property: Id(2)] int Attempt,
    [property: Id(3)] string? Reason) : ConversationEvent;

/// <summary>The conversation waits in its team's queue for an agent.</summary>
/// <param name="Reason">A code: <c>new</c>, <c>agent_offline</c>, <c>agent_full</c>, <c>released</c>, <c>transferred</c>, <c>escalated</c>, <c>experts</c>, <c>snooze_ended</c>, <c>agent_away</c>, <c>shift_ended</c>.</param>
/// <param name="By">Who sent it there; null when nobody did.</param>
[GenerateSerializer, Immutable, Alias("conversation-queued")]
public sealed record Queued(
    [property: Id(0)] string Team,
    [property: Id(1)] string Reason,
    [property: Id(2)] AgentId? PreviousAgent,
    [property: Id(3)] AgentId? By = null) : ConversationEvent
{
    /// <summary>Reasons after which whoever had it is not preferred: it was sent away from there.</summary>
    public const string Transferred = "transferred";
    public const string Experts = "experts";

    /// <summary>Whoever had it has no room for it any more.</summary>
    public const string AgentFull = "agent_full";

    /// <summary>Whoever had it is no longer there.</summary>
    public const string AgentOffline = "agent_offline";
    public const string AgentAway = "agent_away";
    public const string ShiftEnded = "shift_ended";
}

/// <summary>The conversation has an agent.</summary>
/// <param name="AgentLanguage">The language the agent works in: what foreign messages are translated to.</param>
/// <param name="By">Who decided: null is the team's queue.</param>
/// <param name="AgentReads">Languages the agent reads without translation.</param>
/// <param name="Why">The decision with its candidates and reasons; null for a manual assignment.</param>
/// <param name="Over">Set when a person assigned beyond the agent's capacity.</param>
[GenerateSerializer, Immutable, Alias("conversation-assigned")]
public sealed record Assigned(
    [property: Id(0)] AgentId Agent,
    [property: Id(1)] string AgentName,
    [property: Id(2)] string AgentLanguage,
    [property: Id(3)] AgentId? By,
    [property: Id(4)] Decision? Why,
    [property: Id(5)] IReadOnlyList<string> AgentReads,
    [property: Id(6)] Overload? Over = null) : ConversationEvent;

/// <summary>The load that a manual assignment took an agent to, in units, and the capacity that it exceeds.</summary>
[GenerateSerializer, Immutable, Alias("overload")]
public sealed record Overload([property: Id(0)] int Load, [property: Id(1)] int Capacity);

/// <summary>Whoever has it went offline; it waits for them until the customer writes again, and then for whoever is there.</summary>
[GenerateSerializer, Immutable, Alias("holder-left")]
public sealed record HolderLeft([property: Id(0)] AgentId Agent, [property: Id(1)] string AgentName) : ConversationEvent;

/// <summary>What whoever comes next should know, when an agent's shift ends: facts, so that every console says them in its own language.</summary>
/// <param name="Scenario">What the buyer wants; null while unknown.</param>
/// <param name="Messages">Messages and replies so far.</param>
/// <param name="Unanswered">The buyer's messages since the last reply.</param>
/// <param name="WaitingSince">When the oldest of those came; null when everything is answered.</param>
/// <param name="LastInbound">The buyer's last message; null when there is none.</param>
/// <param name="LastReply">The last reply; null when there is none.</param>
[GenerateSerializer, Immutable, Alias("handed-over")]
public sealed record HandedOver(
    [property: Id(0)] AgentId Agent,
    [property: Id(1)] string AgentName,
    [property: Id(2)] string? Scenario,
    [property: Id(3)] int Messages,
    [property: Id(4)] int Unanswered,
    [property: Id(5)] DateTimeOffset? WaitingSince,
    [property: Id(6)] MessageId? LastInbound,
    [property: Id(7)] MessageId? LastReply) : ConversationEvent;

public enum ConversationStatus
{
    /// <summary>Somebody on our side owes an answer.</summary>
    Open,

    /// <summary>The customer owes an answer; the agent's capacity is given back.</summary>
    Waiting,

    /// <summary>Done; a new inbound message reopens it.</summary>
    Resolved,

    /// <summary>Done for good; a new inbound message opens a new conversation.</summary>
    Closed,
}

[GenerateSerializer, Immutable, Alias("status-changed")]
public sealed record StatusChanged(
    [property: Id(0)] ConversationStatus Status,
    [property: Id(1)] AgentId? By) : ConversationEvent;

[GenerateSerializer, Immutable, Alias("priority-changed")]
public sealed record PriorityChanged(
    [property: Id(0)] Priority Priority,
    [property: Id(1)] AgentId? By) : ConversationEvent;

/// <summary>A clock gave a warning or ran out.</summary>
[GenerateSerializer, Immutable, Alias("sla-signalled")]
public sealed record SlaSignalled(
    [property: Id(0)] SlaClockKind Clock,
    [property: Id(1)] SlaSignalKind Signal,
    [property: Id(2)] DateTimeOffset DueAt) : ConversationEvent;

/// <summary>An agent was offered the conversation and did not take it; it waits on at its old place.</summary>
/// <param name="Lapsed">True when the offer ran out, false when it was declined.</param>
[GenerateSerializer, Immutable, Alias("offer-passed")]
public sealed record OfferPassed(
    [property: Id(0)] AgentId Agent,
    [property: Id(1)] string AgentName,
    [property: Id(2)] bool Lapsed) : ConversationEvent;

/// <summary>
/// The store's calendars, policies or marketplace rules changed while the conversation went on: open clocks are computed again
/// from their original start.
/// </summary>
/// <param name="Terms">Key of the promises that hold from here on.</param>
[GenerateSerializer, Immutable, Alias("terms-changed")]
public sealed record TermsChanged([property: Id(0)] string Terms) : ConversationEvent;

/// <summary>The customer's standing changed while the conversation went on: what is promised to them may change with it.</summary>
[GenerateSerializer, Immutable, Alias("tier-changed")]
public sealed record TierChanged([property: Id(0)] CustomerTier Tier) : ConversationEvent;

/// <summary>A warning or breach was carried further by the store's rules; what they changed follows as events of its own.</summary>
/// <param name="Agent">The agent who has the conversation was told.</param>
/// <param name="Team">The team was told.</param>
/// <param name="Supervisors">The store's supervisors were told.</param>
[GenerateSerializer, Immutable, Alias("conversation-escalated")]
public sealed record Escalated(
    [property: Id(0)] SlaClockKind Clock,
    [property: Id(1)] SlaSignalKind Signal,
    [property: Id(2)] bool Agent,
    [property: Id(3)] bool Team,
    [property: Id(4)] bool Supervisors) : ConversationEvent;

/// <summary>Put aside until an instant: resolution pauses, and the agent's capacity is given back.</summary>
[GenerateSerializer, Immutable, Alias("conversation-snoozed")]
public sealed record Snoozed(
    [property: Id(0)] DateTimeOffset Until,
    [property: Id(1)] AgentId By) : ConversationEvent;

/// <summary>The snooze ran out without a message: somebody on our side owes the next step again.</summary>
[GenerateSerializer, Immutable, Alias("snooze-ended")]
public sealed record SnoozeEnded : ConversationEvent;

/// <summary>An event with its place in the log.</summary>
/// <param name="Sequence">1 for the first; no gaps.</param>
[GenerateSerializer, Immutable, Alias("logged-event")]
public sealed record LoggedEvent(
    [property: Id(0)] long Sequence,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] ConversationEvent Event);

/// <summary>What the buyer wants, read off the translation of a message: one of <see cref="Scenarios.Scenario.All"/>.</summary>
/// <param name="Confidence">0 to 1.</param>
[GenerateSerializer, Immutable, Alias("scenario-detected")]
public sealed record ScenarioDetected(
    [property: Id(0)] MessageId Message,
    [property: Id(1)] string Scenario,
    [property: Id(2)] double Confidence) : ConversationEvent;

/// <summary>
/// What the buyer wants, as an agent knows it: by naming the scenario, or by sending a template made for it. The classifier learns from these.
/// </summary>
/// <param name="Sequence">Of the buyer's message that it says something of.</param>
/// <param name="Template">The template that was sent; null when the scenario was named.</param>
/// <param name="Edited">The agent changed the template's words before sending.</param>
[GenerateSerializer, Immutable, Alias("scenario-taught")]
public sealed record ScenarioTaught(
    [property: Id(0)] long Sequence,
    [property: Id(1)] string Scenario,
    [property: Id(2)] AgentId By,
    [property: Id(3)] string? Template = null,
    [property: Id(4)] bool Edited = false) : ConversationEvent;
