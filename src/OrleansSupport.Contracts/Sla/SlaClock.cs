using System.Collections.Immutable;

namespace OrleansSupport.Contracts.Sla;

[GenerateSerializer, Alias("sla.SlaClockKind")]
public enum SlaClockKind
{
    /// <summary>First inbound message → first public reply by an agent; once in a conversation's life.</summary>
    FirstResponse = 0,

    /// <summary>Oldest unanswered inbound message after the first response → next public reply.</summary>
    NextResponse = 1,

    /// <summary>First inbound message, or reopening → resolved; pauses while waiting on the customer or snoozed.</summary>
    Resolution = 2,

    /// <summary>Oldest unanswered inbound message → next public reply, by the marketplace's rule.</summary>
    Marketplace = 3,
}

[GenerateSerializer, Alias("sla.SlaClockState")]
public enum SlaClockState
{
    /// <summary>Open and counting; it may be overdue already (<see cref="SlaClock.BreachedAt"/>).</summary>
    Running = 0,

    /// <summary>Open and not counting.</summary>
    Paused = 1,

    /// <summary>Ended no later than its due instant.</summary>
    Met = 2,

    /// <summary>Ended after its due instant.</summary>
    Missed = 3,

    /// <summary>Ended in time by resolving without an answer: counts neither as met nor as missed.</summary>
    Dropped = 4,
}

/// <summary>What a clock tells; each once for one promise.</summary>
[GenerateSerializer, Alias("sla.SlaSignalKind")]
public enum SlaSignalKind
{
    /// <summary>The configured share of the target has passed (75 % by default).</summary>
    PercentWarning = 0,

    /// <summary>The configured time is left (15 minutes by default).</summary>
    TimeWarning = 1,

    /// <summary>The due instant has passed without the answer.</summary>
    Breach = 2,
}

/// <summary>The signals a clock has given already.</summary>
[Flags, GenerateSerializer, Alias("sla.SlaFired")]
public enum SlaFired
{
    None = 0,
    PercentWarning = 1 << SlaSignalKind.PercentWarning,
    TimeWarning = 1 << SlaSignalKind.TimeWarning,
    Breach = 1 << SlaSignalKind.Breach,
}

/// <summary>One promise on one conversation. A clock is identified by its kind and start.</summary>
/// <param name="Promise">Policy id, or the marketplace rule.</param>
/// <param name="Priority">The priority it was promised at.</param>
/// <param name="Target">Business time promised.</param>
/// <param name="DueAt">Null while paused before the target was used up, or when the calendar never opens.</param>
/// <param name="PercentWarningAt">Null when not configured or not yet known (see <paramref name="DueAt"/>).</param>
/// <param name="TimeWarningAt">Likewise; null also when the target is not longer than the warning time.</param>
/// <param name="BreachedAt">The due instant that passed, not the time at which that was noticed.</param>
/// <param name="EndedAt">When it was met, missed or dropped.</param>
/// <param name="QuarterLeftAt">When a quarter of the target is left, in business time; null as <paramref name="DueAt"/> is.</param>
[GenerateSerializer, Immutable, Alias("sla.SlaClock")]
public sealed record SlaClock(
    [property: Id(0)] SlaClockKind Kind,
    [property: Id(1)] SlaClockState State,
    [property: Id(2)] string Promise,
    [property: Id(3)] Priority Priority,
    [property: Id(4)] DateTimeOffset StartedAt,
    [property: Id(5)] TimeSpan Target,
    [property: Id(6)] DateTimeOffset? DueAt,
    [property: Id(7)] DateTimeOffset? PercentWarningAt,
    [property: Id(8)] DateTimeOffset? TimeWarningAt,
    [property: Id(9)] SlaFired Fired,
    [property: Id(10)] DateTimeOffset? BreachedAt,
    [property: Id(11)] DateTimeOffset? EndedAt,
    [property: Id(12)] DateTimeOffset? QuarterLeftAt = null)
{
    /// <summary>Running or paused: the answer is still owed.</summary>
    public bool IsOpen => State is SlaClockState.Running or SlaClockState.Paused;
}

/// <summary>A stretch of real time, end exclusive.</summary>
[GenerateSerializer, Immutable, Alias("sla.SlaSpan")]
public readonly record struct SlaSpan([property: Id(0)] DateTimeOffset From, [property: Id(1)] DateTimeOffset To);

/// <summary>
/// What happened on a conversation as far as its clocks care, and the clocks that follow from it. The facts do not depend on any
/// policy, so that clocks can be computed again from their original start when priority, policy or calendar change.
/// </summary>
/// <param name="FirstInboundAt">The customer's first message.</param>
/// <param name="FirstResponseEndedAt">The first public reply after it, or the first resolving without one.</param>
/// <param name="UnansweredSince">The oldest inbound message that no public reply has followed.</param>
/// <param name="ResolvedAt">Set while resolved.</param>
/// <param name="Cycle">Resolution cycle: 0 before the first inbound message, then 1, and one more for each reopening.</param>
/// <param name="CycleStartedAt">Start of the present resolution cycle.</param>
/// <param name="RunningSince">Start of the stretch in which resolution counts now; null while paused, resolved or not started.</param>
/// <param name="Ran">The cycle's earlier stretches, oldest first.</param>
[GenerateSerializer, Immutable, Alias("sla.SlaClocks")]
public sealed record SlaClocks(
    [property: Id(0)] DateTimeOffset? FirstInboundAt,
    [property: Id(1)] DateTimeOffset? FirstResponseEndedAt,
    [property: Id(2)] DateTimeOffset? UnansweredSince,
    [property: Id(3)] DateTimeOffset? ResolvedAt,
    [property: Id(4)] int Cycle,
    [property: Id(5)] DateTimeOffset? CycleStartedAt,
    [property: Id(6)] DateTimeOffset? RunningSince,
    [property: Id(7)] ImmutableArray<SlaSpan> Ran,
    [property: Id(8)] SlaClock? FirstResponse,
    [property: Id(9)] SlaClock? NextResponse,
    [property: Id(10)] SlaClock? Resolution,
    [property: Id(11)] SlaClock? Marketplace)
{
    /// <summary>A conversation on which nothing has happened.</summary>
    public static SlaClocks None { get; } = new(null, null, null, null, 0, null, null, [], null, null, null, null);
}

/// <summary>A warning or breach to tell.</summary>
/// <param name="At">The instant it belongs to; the breach's is the due instant.</param>
/// <param name="StartedAt">With <paramref name="Clock"/>, which clock it is about.</param>
[GenerateSerializer, Immutable, Alias("sla.SlaSignal")]
public sealed record SlaSignal(
    [property: Id(0)] SlaClockKind Clock,
    [property: Id(1)] SlaSignalKind Kind,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] DateTimeOffset StartedAt,
    [property: Id(4)] DateTimeOffset? DueAt);

/// <summary>What was promised when: kept in the conversation's history, so that reports can be computed again.</summary>
/// <param name="At">When the promise was made or changed.</param>
/// <param name="Promise">Policy id or marketplace rule; null when the promise was withdrawn.</param>
[GenerateSerializer, Immutable, Alias("sla.SlaPromise")]
public sealed record SlaPromise(
    [property: Id(0)] SlaClockKind Clock,
    [property: Id(1)] DateTimeOffset StartedAt,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] string? Promise,
    [property: Id(4)] Priority Priority,
    [property: Id(5)] TimeSpan? Target,
    [property: Id(6)] DateTimeOffset? DueAt);

/// <summary>What an agent or the system sent on a conversation.</summary>
[GenerateSerializer, Alias("sla.AnswerKind")]
public enum AnswerKind
{
    /// <summary>A public reply an agent sent, suggested or typed: the only one that answers.</summary>
    PublicReply = 0,

    /// <summary>Sent by a rule without an agent.</summary>
    AutomaticReply = 1,

    /// <summary>Not seen by the customer.</summary>
    InternalNote = 2,
}
