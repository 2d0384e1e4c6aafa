using System.Collections.Immutable;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Contracts.Assignment;

/// <summary>A conversation in a team's queue, with all that its place and its agent depend on.</summary>
/// <param name="Language">BCP 47 tag; null while unknown, which every agent serves equally.</param>
/// <param name="RequiredSkills">Skills an agent must have; the level may be relaxed by waiting, the skill never.</param>
/// <param name="Weight">Capacity units it takes, at least 1.</param>
/// <param name="EffectiveDue">Earliest due instant of its open clocks; null when none is promised, which is served last.</param>
/// <param name="WaitingSince">
/// When it entered the queue. A conversation that comes back from an agent keeps the old value, and with it its place.
/// </param>
/// <param name="PreviousAgent">Who served this customer last; preferred when eligible.</param>
/// <param name="PassedBy">Agents who declined or let the offer lapse: not offered again until the queue clears the list.</param>
/// <param name="PreferredSkills">Skills that make an agent better placed; nobody is kept out for lacking one.</param>
/// <param name="ExpertOnly">Escalated: only <see cref="AgentRole.Expert"/> and above may have it.</param>
/// <param name="Scenario">What the buyer wants; the team's rules may ask for a skill by it. Null while unknown.</param>
[GenerateSerializer, Immutable, Alias("assignment.WaitingConversation")]
public sealed record WaitingConversation(
    [property: Id(0)] ConversationId Id,
    [property: Id(1)] string Store,
    [property: Id(2)] string? Language,
    [property: Id(3)] ImmutableArray<SkillLevel> RequiredSkills,
    [property: Id(4)] int Weight,
    [property: Id(5)] Priority Priority,
    [property: Id(6)] CustomerTier Tier,
    [property: Id(7)] DateTimeOffset? EffectiveDue,
    [property: Id(8)] DateTimeOffset WaitingSince,
    [property: Id(9)] AgentId? PreviousAgent,
    [property: Id(10)] ImmutableArray<AgentId> PassedBy,
    [property: Id(11)] ImmutableArray<string> PreferredSkills = default,
    [property: Id(12)] bool ExpertOnly = false,
    [property: Id(13)] string? Scenario = null);

/// <summary>An agent as the team's queue sees one at a moment.</summary>
/// <param name="InShift">From the agent's shift calendar; true when none is planned.</param>
/// <param name="Load">Units taken; a manual assignment may have put it above <paramref name="Capacity"/>.</param>
/// <param name="IdleSince">When the agent last took or finished a conversation, or came online.</param>
/// <param name="Tiers">Customer tiers the agent may take; empty is all of them.</param>
/// <param name="Draining">Finishes what is open and takes nothing new.</param>
/// <param name="ShiftEndsAt">End of the present shift; null when none is planned.</param>
[GenerateSerializer, Immutable, Alias("assignment.AgentSeat")]
public sealed record AgentSeat(
    [property: Id(0)] AgentId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] Presence Presence,
    [property: Id(3)] bool InShift,
    [property: Id(4)] int Load,
    [property: Id(5)] int Capacity,
    [property: Id(6)] ImmutableArray<AgentLanguage> Languages,
    [property: Id(7)] ImmutableArray<SkillLevel> Skills,
    [property: Id(8)] ImmutableArray<string> Stores,
    [property: Id(9)] DateTimeOffset IdleSince,
    [property: Id(10)] AgentRole Role = AgentRole.Agent,
    [property: Id(11)] ImmutableArray<CustomerTier> Tiers = default,
    [property: Id(12)] bool Draining = false,
    [property: Id(13)] DateTimeOffset? ShiftEndsAt = null)
{
    /// <summary>The seat of <paramref name="profile"/> at a moment.</summary>
    public static AgentSeat Of(
        AgentProfile profile, Presence presence, bool inShift, int load, DateTimeOffset idleSince, bool draining = false, DateTimeOffset? shiftEndsAt = null) => new(
        profile.Id, profile.Name, presence, inShift, load, profile.Capacity, profile.Languages, profile.Skills, profile.Stores, idleSince, profile.Role,
        [.. profile.Tiers ?? []], draining, shiftEndsAt);
}
