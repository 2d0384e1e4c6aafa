using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace OrleansSupport.Contracts.Assignment;

/// <summary>
/// Why an agent was taken or not: a code for the console to put into words, with what each code carries in <see cref="Reason"/>.
/// </summary>
[GenerateSerializer, Alias("assignment.ReasonCode")]
public enum ReasonCode
{
    /// <summary>The greatest score. Value: the score.</summary>
    BestScore = 0,

    /// <summary>Served this customer last and is eligible. Value: the score.</summary>
    PreviousAgent = 1,

    /// <summary>Equal score, idle longest. Value: the score.</summary>
    LongestIdle = 2,

    /// <summary>Carries less than a fair share. Value: percent of the capacity in use; Limit: the team's.</summary>
    BelowFairShare = 3,

    /// <summary>Eligible, somebody was better. Value: the score; Limit: the chosen agent's.</summary>
    LowerScore = 10,

    /// <summary>Eligible with the same score, idle less long (or, idle equally long, later in id). Value: the score.</summary>
    LessIdle = 11,

    /// <summary>Eligible, but the customer's previous agent was too. Value: the score; Limit: the previous agent's.</summary>
    PreviousAgentPreferred = 12,

    /// <summary>Eligible, and carries more of the team's work than those it was left to. Value: percent of the capacity in use; Limit: the team's.</summary>
    AboveFairShare = 13,

    /// <summary>Not online. Value: the <see cref="Agents.Presence"/>.</summary>
    NotOnline = 20,

    /// <summary>Online outside the planned shift.</summary>
    OutOfShift = 21,

    /// <summary>May not serve the store. Subject: the store.</summary>
    OtherStore = 22,

    /// <summary>Would go over capacity. Value: the load it would come to; Limit: the capacity.</summary>
    AtCapacity = 23,

    /// <summary>Lacks a required skill. Subject: the skill; Limit: the level asked for.</summary>
    MissingSkill = 24,

    /// <summary>Has the skill at too low a level for the present step. Subject: the skill; Value: has; Limit: asked for now.</summary>
    SkillTooLow = 25,

    /// <summary>
    /// The step for the agent's proficiency is not reached. Subject: the language; Value: has
    /// (<see cref="Agents.Proficiency"/>, null when none); Limit: asked for now.
    /// </summary>
    LanguageStepNotReached = 26,

    /// <summary>Declined this conversation or let its offer lapse.</summary>
    PassedOffer = 27,

    /// <summary>Has some capacity, kept for a heavier conversation that stands earlier in the queue and waits for capacity only.</summary>
    HeldForEarlier = 28,

    /// <summary>The shift ends before it could be answered. Value: the load it would come to; Limit: what the time left is enough for.</summary>
    ShiftEnding = 29,

    /// <summary>May not take customers of this tier. Value: the <see cref="Sla.CustomerTier"/>.</summary>
    OtherTier = 30,

    /// <summary>Escalated, and the agent is no expert.</summary>
    ExpertNeeded = 31,

    /// <summary>Takes nothing new.</summary>
    Draining = 32,
}

/// <summary>A code and its parameters; see <see cref="ReasonCode"/> for their meaning.</summary>
[GenerateSerializer, Immutable, Alias("assignment.Reason")]
public readonly record struct Reason(
    [property: Id(0)] ReasonCode Code,
    [property: Id(1)] string? Subject = null,
    [property: Id(2)] int? Value = null,
    [property: Id(3)] int? Limit = null);

/// <summary>The parts of a score, each in thousandths, 1 … 1000. The score is their product.</summary>
[GenerateSerializer, Immutable, Alias("assignment.ScoreParts")]
public readonly record struct ScoreParts(
    [property: Id(0)] int Language,
    [property: Id(1)] int Skill,
    [property: Id(2)] int Spare,
    [property: Id(3)] int Idle)
{
    /// <summary>In millionths, at most 1,000,000. Whole numbers, so that a tie is a tie on every machine.</summary>
    public int Score => (int)((long)Language * Skill * Spare * Idle / 1_000_000);
}

/// <summary>One agent's part in a decision.</summary>
/// <param name="Parts">Null when not eligible.</param>
/// <param name="Reasons">At least one; for one who is not eligible, everything that stood against it.</param>
[GenerateSerializer, Immutable, Alias("assignment.Candidate")]
public sealed record Candidate(
    [property: Id(0)] AgentId Agent,
    [property: Id(1)] string Name,
    [property: Id(2)] ScoreParts? Parts,
    [property: Id(3)] ImmutableArray<Reason> Reasons);

/// <summary>Who gets a conversation, and why this one and not the others.</summary>
/// <param name="Agent">Null when nobody is eligible now.</param>
/// <param name="Step">Index of the relaxation step in force.</param>
/// <param name="Candidates">The chosen one, the other eligible ones from the best down, then others; at most as many as were asked for.</param>
/// <param name="LookAgainAt">
/// When waiting alone lets further agents in; null when it never does. Other events (presence, capacity, shift) may come first.
/// </param>
/// <param name="NotListed">Seats of the team that are not among <paramref name="Candidates"/>.</param>
[GenerateSerializer, Immutable, Alias("assignment.Decision")]
public sealed record Decision(
    [property: Id(0)] ConversationId Conversation,
    [property: Id(1)] AgentId? Agent,
    [property: Id(2)] int Step,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] ImmutableArray<Candidate> Candidates,
    [property: Id(5)] DateTimeOffset? LookAgainAt,
    [property: Id(6)] int NotListed = 0)
{
    /// <summary>Of the count in which the agent's place is reserved for it. Goes along with the decision and is no part of why it was made.</summary>
    [Id(7), JsonIgnore]
    public long Epoch { get; init; }
}
