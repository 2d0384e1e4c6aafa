using System.Text.Json.Serialization;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Contracts.Conversations;

/// <summary>A running, paused or finished clock as clients see it.</summary>
/// <param name="QuarterLeftAt">When a quarter of the promised time is left, in business time; null while paused short of it.</param>
[GenerateSerializer, Immutable, Alias("clock-view")]
public sealed record ClockView(
    [property: Id(0)] SlaClockKind Clock,
    [property: Id(1)] SlaClockState State,
    [property: Id(2)] DateTimeOffset? DueAt,
    [property: Id(3)] DateTimeOffset StartedAt,
    [property: Id(4)] bool Breached,
    [property: Id(5)] DateTimeOffset? QuarterLeftAt = null);

/// <summary>
/// One line of an inbox. <see cref="Version"/> is the sequence of the conversation's last event: a row replaces one with a
/// lower version and is dropped beside one with a higher.
/// </summary>
/// <param name="Preview">The beginning of the last message, at most 140 characters.</param>
/// <param name="WaitingSince">Since when the oldest unanswered message waits; null when nothing does.</param>
/// <param name="PreviousAgent">Who served the buyer last.</param>
/// <param name="ExpertOnly">Only an expert may have it.</param>
/// <param name="DueAt">The instant at which the earliest running clock runs out.</param>
/// <param name="Clocks">The clocks that are open: running or paused.</param>
/// <param name="SnoozedUntil">When it comes back to the agent by itself; null when it is not snoozed.</param>
/// <remarks>What a message changes comes first in JSON: PostgreSQL then logs only the head of the stored row, and not all of it.</remarks>
[GenerateSerializer, Immutable, Alias("conversation-row")]
public sealed record ConversationRow(
    [property: Id(0)] ConversationId Id,
    [property: Id(1), JsonPropertyOrder(-1)] long Version,
    [property: Id(2)] string Store,
    [property: Id(3)] string Channel,
    [property: Id(4)] CustomerId Customer,
    [property: Id(5)] string CustomerName,
    [property: Id(6)] string Language,
    [property: Id(7)] string? Country,
    [property: Id(8)] CustomerTier Tier,
    [property: Id(9)] string Team,
    [property: Id(10)] AgentId? Assignee,
    [property: Id(11)] string? AssigneeName,
    [property: Id(12)] ConversationStatus Status,
    [property: Id(13)] Priority Priority,
    [property: Id(14), JsonPropertyOrder(-1)] string Preview,
    [property: Id(15), JsonPropertyOrder(-1)] bool PreviewInbound,
    [property: Id(16)] DateTimeOffset CreatedAt,
    [property: Id(17), JsonPropertyOrder(-1)] DateTimeOffset LastMessageAt,
    [property: Id(18), JsonPropertyOrder(-1)] DateTimeOffset? WaitingSince,
    [property: Id(19)] DateTimeOffset? DueAt,
    [property: Id(20)] SlaClockKind? DueClock,
    [property: Id(21)] bool Breached,
    [property: Id(22), JsonPropertyOrder(-1)] int Messages,
    [property: Id(23)] IReadOnlyList<ClockView> Clocks,
    [property: Id(24)] DateTimeOffset? SnoozedUntil = null,
    [property: Id(25)] AgentId? PreviousAgent = null,
    [property: Id(26)] bool ExpertOnly = false,
    [property: Id(27), JsonPropertyOrder(-1)] string? Scenario = null);

/// <summary>A conversation's state: its row and its clocks. The messages are read as events or as messages.</summary>
/// <param name="Scenario">What the buyer wants (<see cref="Scenarios.Scenario.All"/>); null until something is recognised.</param>
/// <param name="ScenarioConfidence">0 to 1; 1 when an agent named it.</param>
[GenerateSerializer, Immutable, Alias("conversation-view")]
public sealed record ConversationView(
    [property: Id(0)] ConversationRow Row,
    [property: Id(1)] IReadOnlyList<ClockView> Clocks,
    [property: Id(2)] string? Scenario = null,
    [property: Id(3)] double? ScenarioConfidence = null);

/// <summary>A page of the log.</summary>
[GenerateSerializer, Immutable, Alias("event-page")]
public sealed record EventPage(
    [property: Id(0)] IReadOnlyList<LoggedEvent> Events,
    [property: Id(1)] bool HasMore);

/// <summary>A page of rows; <see cref="NextCursor"/> goes into <c>starting_after</c>.</summary>
[GenerateSerializer, Immutable, Alias("conversation-page")]
public sealed record ConversationPage(
    [property: Id(0)] IReadOnlyList<ConversationRow> Data,
    [property: Id(1)] bool HasMore,
    [property: Id(2)] ConversationId? NextCursor);

/// <summary>What a list is narrowed to. Rows come newest conversation first.</summary>
/// <param name="Stores">Only these stores; the caller's own, never empty. <c>*</c> alone is every store.</param>
/// <param name="Open">True: open and waiting ones; false: resolved and closed ones; null: all.</param>
[GenerateSerializer, Immutable, Alias("conversation-filter")]
public sealed record ConversationFilter(
    [property: Id(0)] IReadOnlyList<string> Stores,
    [property: Id(1)] bool? Open = null,
    [property: Id(2)] AgentId? Assignee = null,
    [property: Id(3)] CustomerId? Customer = null,
    [property: Id(4)] bool Unassigned = false,
    [property: Id(5)] ConversationId? StartingAfter = null,
    [property: Id(6)] int Limit = 50);
