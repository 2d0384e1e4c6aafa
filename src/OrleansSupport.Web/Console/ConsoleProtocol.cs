using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Languages;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Web.Console;

/// <summary>
/// What the console may ask over <c>/hub/console</c> (SignalR, JSON, camelCase, enums as strings, ids prefixed). The console's
/// <c>protocol.ts</c> is held against these types by a test.
/// </summary>
public interface IConsoleHub
{
    /// <summary>Everything that a console needs to draw its first screen or to catch up after a lost connection.</summary>
    Task<ConsoleSnapshot> Hello();

    /// <summary>Opens a conversation: its state and its events after <paramref name="after"/>; from now on its new events are pushed.</summary>
    Task<ConversationDetail?> Open(ConversationId conversation, long after);

    /// <summary>Stops the pushes that <see cref="Open"/> started.</summary>
    Task Close(ConversationId conversation);

    /// <summary>Rows beyond the snapshot: a view's next page.</summary>
    Task<ConversationPage> List(InboxView view, ConversationId? startingAfter);

    Task<Outcome> Reply(ReplyDraft draft);

    Task<Outcome> Note(NoteDraft draft);

    Task<Outcome> SetStatus(ConversationId conversation, ConversationStatus status);

    /// <summary>Puts the conversation aside until an instant.</summary>
    Task<Outcome> Snooze(ConversationId conversation, DateTimeOffset until);

    Task<Outcome> SetPriority(ConversationId conversation, Priority priority);

    /// <summary>Assigns by hand, to a colleague within their capacity; to oneself it is "take".</summary>
    Task<Outcome> Assign(ConversationId conversation, AgentId agent);

    /// <summary>To an agent, to a team's queue or to the experts, with a note.</summary>
    Task<Outcome> Transfer(TransferDraft draft);

    Task<Outcome> RetryTranslation(ConversationId conversation, MessageId message, string target);

    /// <summary>What the buyer would read; nothing is stored.</summary>
    Task<TranslationPreview> Preview(ConversationId conversation, string text);

    /// <summary>What the buyer's words, or words meant for the buyer, say in the agent's language; nothing is stored.</summary>
    Task<TranslationPreview> BackTranslate(ConversationId conversation, string text);

    /// <summary>Corrects what a message reads like in the agent's own language.</summary>
    Task<Outcome> CorrectTranslation(ConversationId conversation, MessageId message, string text);

    /// <param name="reason">Why away: <c>break</c>, <c>lunch</c>, <c>training</c>, <c>meeting</c>, or null.</param>
    Task<Outcome> SetPresence(Presence presence, string? reason);

    /// <summary>The agent is at work: a key or the pointer moved. Any other command says the same.</summary>
    Task Active();

    /// <summary>For supervisors: a draining agent takes nothing new.</summary>
    Task<Outcome> Drain(AgentId agent, bool on);

    /// <summary>The buyer's orders, and up to three replies filled from them. Null when the conversation is not there.</summary>
    Task<SuggestionsView?> Suggestions(ConversationId conversation);

    /// <summary>Says what the buyer wants; the classifier learns from it.</summary>
    Task<Outcome> SetScenario(ConversationId conversation, string scenario);

    /// <summary>Accepts or declines what is offered to the caller; <c>wrong_state</c> when the offer no longer stands.</summary>
    Task<Outcome> AnswerOffer(ConversationId conversation, bool accept);

    /// <summary>Why a conversation still waits: every agent of its team, and what stands against each. Null when it does not wait.</summary>
    Task<Decision?> Why(ConversationId conversation);
}

/// <summary>What the server pushes: one way, numbered by the version or sequence inside.</summary>
public interface IConsoleClient
{
    /// <summary>An inbox row changed. Replaces a row with a lower version.</summary>
    Task Row(ConversationRow row);

    /// <summary>Events of an open conversation. Consecutive; a gap before the first means: call <see cref="IConsoleHub.Open"/> with the last one held.</summary>
    Task Events(ConversationEvents events);

    /// <summary>An agent's presence or load changed. Replaces one with a lower version.</summary>
    Task Agent(AgentView agent);

    /// <summary>A team's queue changed.</summary>
    Task Queue(QueueView queue);

    /// <summary>A warning or breach that somebody is to be told of: the console shows it to whom it names.</summary>
    Task Escalation(EscalationNotice notice);

    /// <summary>Something may not have come through; read everything on the screen again, over the same connection.</summary>
    Task Behind();

    /// <summary>This node is stopping; reconnect now.</summary>
    Task Leaving();
}

public enum InboxView
{
    Mine,
    Unassigned,
    Open,
    Done,
}

/// <summary>The signed-in person.</summary>
public sealed record Me(AgentId Id, string Name, string Email, AgentRole Role, string Language, IReadOnlyList<string> Stores);

public sealed record StoreSummary(string Id, string Name, string Language, string Team, IReadOnlyList<string> Channels);

/// <param name="ServerTime">For clocks on screens whose own clock is off.</param>
/// <param name="Rows">Mine that are open or waiting, and the first of the unassigned.</param>
public sealed record ConsoleSnapshot(
    DateTimeOffset ServerTime,
    Me Me,
    IReadOnlyList<StoreSummary> Stores,
    IReadOnlyList<AgentView> Agents,
    IReadOnlyList<QueueView> Queues,
    IReadOnlyList<ConversationRow> Rows);

public sealed record ConversationEvents(ConversationId Conversation, IReadOnlyList<LoggedEvent> Events);

/// <param name="Customer">Null only when the customer could not be read just now.</param>
/// <param name="HasMore">More events follow: call <see cref="IConsoleHub.Open"/> again with the last sequence.</param>
/// <param name="Tone">How the buyer is addressed: <c>formal</c>, <c>informal</c>, or null where the language has no difference.</param>
public sealed record ConversationDetail(
    ConversationView Conversation,
    Contracts.Customers.CustomerView? Customer,
    IReadOnlyList<ConversationRow> History,
    IReadOnlyList<LoggedEvent> Events,
    bool HasMore,
    string? Tone);

/// <param name="Message">Made by the console, so that a repeated send is one message.</param>
/// <param name="SeenSequence">The last sequence on screen; a colleague's newer reply refuses the send with <c>newer_reply</c>.</param>
/// <param name="Template">The suggestion that it was made of.</param>
/// <param name="Sent">What the agent saw, or wrote, for the buyer: exactly this goes out. Null has the text translated.</param>
public sealed record ReplyDraft(
    ConversationId Conversation, MessageId Message, string Text, long SeenSequence, bool AsWritten, SentWords? Sent = null, UsedTemplate? Template = null);

public sealed record NoteDraft(ConversationId Conversation, MessageId Message, string Text);

/// <param name="Message">Id of the note, made by the console, so that a repeated call changes nothing.</param>
/// <param name="Team">Null stays in the team.</param>
/// <param name="Escalate">Only an expert may have it from now on.</param>
/// <param name="To">The agent who gets it, in place of a queue.</param>
/// <param name="Over">For supervisors: may go beyond the agent's capacity.</param>
public sealed record TransferDraft(ConversationId Conversation, MessageId Message, string? Team, bool Escalate, string? Note, AgentId? To = null, bool Over = false);
