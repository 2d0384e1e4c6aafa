using Orleans.Concurrency;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Contracts.Conversations;

/// <summary>One conversation: decides, appends to its log, then tells.</summary>
[Alias("conversation")]
public interface IConversationGrain : IGrainWithGuidKey
{
    /// <summary>Takes a buyer's message. A message that is already in the log changes nothing and gets the first answer.</summary>
    [Alias("receive")]
    Task<ReceiveAnswer> Receive(ReceiveMessage message);

    /// <summary>Writes a reply. Repeating a <see cref="WriteReply.Message"/> id changes nothing.</summary>
    [Alias("reply")]
    Task<Outcome> Reply(WriteReply reply);

    [Alias("note")]
    Task<Outcome> AddNote(WriteNote note);

    /// <summary>Resolve, reopen, close or wait.</summary>
    [Alias("set-status")]
    Task<Outcome> SetStatus(ConversationStatus status, AgentId by);

    /// <summary>Puts it aside until an instant of the coming year; a message, a reply or a change of status ends that early.</summary>
    [Alias("snooze")]
    Task<Outcome> Snooze(DateTimeOffset until, AgentId by);

    [Alias("set-priority")]
    Task<Outcome> SetPriority(Priority priority, AgentId? by);

    /// <summary>A person assigns (or takes, when both are the same). May exceed the agent's capacity, which the log then says.</summary>
    [Alias("assign-by-hand")]
    Task<Outcome> AssignByHand(AgentId agent, AgentId by);

    /// <summary>A person assigns, within the agent's capacity only: <see cref="Refusals.OverCapacity"/>.</summary>
    [Alias("assign-within")]
    Task<Outcome> AssignWithin(AgentId agent, AgentId by);

    /// <summary>
    /// The team's queue assigns; the agent's capacity is reserved already. Refused when somebody has it or it no longer waits, and with
    /// <see cref="Refusals.Conflict"/> when the agent has counted anew since: then the place has to be reserved again.
    /// </summary>
    [Alias("assign")]
    Task<Outcome> Assign(AgentRef agent, Decision why);

    /// <summary>Out of the agent's hands: into another agent's, or into a team's queue at its old place (another team's, or its own for the experts alone).</summary>
    [Alias("transfer")]
    Task<Outcome> Transfer(TransferConversation transfer);

    /// <summary>An agent was offered it and did not take it.</summary>
    [Alias("offer-passed")]
    Task<Outcome> OfferPassed(AgentRef agent, bool lapsed);

    /// <summary>Takes the conversation from <paramref name="agent"/> back to its team's queue, at its old place.</summary>
    [Alias("release")]
    Task<Outcome> Release(AgentId agent, string reason);

    /// <summary>
    /// Whoever has it went offline: it stays, goes back to the queue at its old place, or does so when the customer writes again, as its team has
    /// it. At a shift's end it goes back whatever the team says, with a summary for whoever comes next.
    /// </summary>
    [Alias("agent-left")]
    Task<Outcome> AgentLeft(AgentId agent, bool shiftEnded);

    /// <summary>An agent has it on screen: the newest messages are translated for them, and new ones as they come.</summary>
    [Alias("read")]
    Task<Outcome> Read(AgentRef reader);

    /// <summary>A translation came back, or could not be had.</summary>
    [Alias("translated")]
    Task Translated(TranslationChanged translation);

    /// <summary>Asks again for a translation that failed.</summary>
    [Alias("retry-translation")]
    Task<Outcome> RetryTranslation(MessageId message, string target);

    /// <summary>Tries a failed translation again beside the log, which hears only of a success. False when it is wanted no more.</summary>
    [Alias("translate-again")]
    Task<bool> TranslateAgain(MessageId message, string target);

    /// <summary>An agent corrects what a message reads like in a language. Words that went to the buyer stay as they went: <c>wrong_state</c>.</summary>
    [Alias("correct")]
    Task<Outcome> Correct(MessageId message, string target, string text, AgentRef by);

    /// <summary>The outbox or the buyer's widget says how a reply fares.</summary>
    [Alias("delivery")]
    Task<Outcome> Delivery(DeliveryChanged delivery);

    /// <summary>An agent says what the buyer wants; it stays until the conversation is resolved, and the classifier learns from it.</summary>
    [Alias("set-scenario")]
    Task<Outcome> SetScenario(string scenario, AgentId by);

    /// <summary>The due index says that something is due. Idempotent: what is not due does not happen.</summary>
    [Alias("tick")]
    Task Tick();

    /// <summary>Null when there is no such conversation.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<ConversationView?> Get();

    /// <summary>Events after <paramref name="after"/> (0 for all), at most <paramref name="limit"/>.</summary>
    [Alias("events"), AlwaysInterleave]
    Task<EventPage> Events(long after, int limit);
}

/// <param name="Language">What the buyer's client says it speaks; a hint for detection.</param>
[GenerateSerializer, Immutable, Alias("receive-message")]
public sealed record ReceiveMessage(
    [property: Id(0)] string Store,
    [property: Id(1)] string Channel,
    [property: Id(2)] string ExternalId,
    [property: Id(3)] CustomerId Customer,
    [property: Id(4)] string CustomerName,
    [property: Id(5)] string Identity,
    [property: Id(6)] string Text,
    [property: Id(7)] string? Language,
    [property: Id(8)] string? Country,
    [property: Id(9)] CustomerTier Tier,
    [property: Id(10)] DateTimeOffset? SentAt);

/// <param name="Closed">The conversation takes no more messages; the customer opens a new one.</param>
/// <param name="Duplicate">The message was there before.</param>
[GenerateSerializer, Immutable, Alias("receive-answer")]
public sealed record ReceiveAnswer(
    [property: Id(0)] ConversationId Conversation,
    [property: Id(1)] MessageId Message,
    [property: Id(2)] long Sequence,
    [property: Id(3)] bool Duplicate = false,
    [property: Id(4)] bool Closed = false,
    [property: Id(5)] string? Language = null);

/// <summary>What a conversation needs to know of an agent.</summary>
/// <param name="Language">The language the agent works in.</param>
/// <param name="Reads">Languages read without translation.</param>
[GenerateSerializer, Immutable, Alias("agent-ref")]
public sealed record AgentRef(
    [property: Id(0)] AgentId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string Language,
    [property: Id(3)] IReadOnlyList<string> Reads);

/// <param name="Message">Made by the client; the key of idempotency.</param>
/// <param name="SeenSequence">The last sequence that the agent had on screen; a colleague's reply after it refuses the send. Null does not ask.</param>
/// <param name="AsWritten">Send without translation.</param>
/// <param name="Sent">The words that the agent saw, or wrote, for the buyer: they go out as they are. Null has the text translated.</param>
[GenerateSerializer, Immutable, Alias("write-reply")]
public sealed record WriteReply(
    [property: Id(0)] MessageId Message,
    [property: Id(1)] AgentRef Agent,
    [property: Id(2)] string Text,
    [property: Id(3)] long? SeenSequence = null,
    [property: Id(4)] bool AsWritten = false,
    [property: Id(5)] SentWords? Sent = null,
    [property: Id(6)] UsedTemplate? Template = null);

/// <summary>The template that a reply was made of.</summary>
/// <param name="Edited">The agent changed its words.</param>
[GenerateSerializer, Immutable, Alias("used-template")]
public sealed record UsedTemplate(
    [property: Id(0)] string Id,
    [property: Id(1)] string Scenario,
    [property: Id(2)] bool Edited);

/// <summary>What a buyer is to get, decided by the agent who looked at it.</summary>
/// <param name="Language">The language it is in: the buyer's when it was looked at.</param>
/// <param name="Provider">Who translated it; null when the agent wrote it all.</param>
/// <param name="Edited">The agent changed what the provider gave.</param>
[GenerateSerializer, Immutable, Alias("sent-words")]
public sealed record SentWords(
    [property: Id(0)] string Text,
    [property: Id(1)] string Language,
    [property: Id(2)] string? Provider,
    [property: Id(3)] bool Edited);

/// <param name="Message">Id of the note, made by the client; the key of idempotency.</param>
/// <param name="Team">Null stays in the team.</param>
/// <param name="Escalate">Only an expert may have it from now on, until it is resolved.</param>
/// <param name="Note">What the next one should know; null or empty writes none.</param>
/// <param name="To">The agent who gets it, in place of a queue; within capacity unless <paramref name="Over"/>.</param>
[GenerateSerializer, Immutable, Alias("transfer-conversation")]
public sealed record TransferConversation(
    [property: Id(0)] MessageId Message,
    [property: Id(1)] AgentRef By,
    [property: Id(2)] string? Team,
    [property: Id(3)] bool Escalate,
    [property: Id(4)] string? Note,
    [property: Id(5)] AgentId? To = null,
    [property: Id(6)] bool Over = false);

[GenerateSerializer, Immutable, Alias("write-note")]
public sealed record WriteNote(
    [property: Id(0)] MessageId Message,
    [property: Id(1)] AgentRef Agent,
    [property: Id(2)] string Text);

/// <summary>Reads summary rows. A stateless worker: any node answers.</summary>
[Alias("conversation-queries")]
public interface IConversationQueries : IGrainWithIntegerKey
{
    [Alias("list")]
    Task<ConversationPage> List(ConversationFilter filter);

    /// <summary>Outbound deliveries that were given up, newest first.</summary>
    [Alias("dead-letters")]
    Task<IReadOnlyList<DeadLetter>> DeadLetters(IReadOnlyList<string> stores, int limit);

    /// <summary>Tries a given-up delivery again.</summary>
    [Alias("replay")]
    Task<Outcome> Replay(ConversationId conversation, MessageId message);
}

[GenerateSerializer, Immutable, Alias("dead-letter")]
public sealed record DeadLetter(
    [property: Id(0)] ConversationId Conversation,
    [property: Id(1)] MessageId Message,
    [property: Id(2)] string Store,
    [property: Id(3)] string Channel,
    [property: Id(4)] int Attempts,
    [property: Id(5)] string? Reason,
    [property: Id(6)] DateTimeOffset At);
