using System.Collections.Immutable;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Conversations;

namespace OrleansSupport.Contracts.Assignment;

/// <summary>A team's queue: what waits, in order, and who could take it.</summary>
[Alias("team-queue")]
public interface ITeamQueueGrain : IGrainWithStringKey
{
    /// <summary>A conversation waits (again), or what it waits with has changed. Idempotent.</summary>
    [Alias("enqueue")]
    Task Enqueue(WaitingConversation conversation);

    /// <summary>As <see cref="Enqueue"/>, for all that came up at once.</summary>
    [Alias("enqueue-all")]
    Task EnqueueAll(ImmutableArray<WaitingConversation> conversations);

    /// <summary>A conversation no longer waits.</summary>
    /// <param name="holder">Who has it now; null when nobody does.</param>
    [Alias("leave")]
    Task Leave(ConversationId conversation, AgentId? holder);

    /// <summary>An agent accepts or declines an offer. Refused with <see cref="Refusals.WrongState"/> when it no longer stands.</summary>
    [Alias("answer")]
    Task<Outcome> Answer(ConversationId conversation, AgentId agent, bool accept);

    /// <summary>An agent's presence, load or profile changed. Older versions than the last seen one are dropped.</summary>
    [Alias("seat-changed")]
    Task SeatChanged(AgentSeat seat, long version);

    /// <summary>An agent is no longer of the team.</summary>
    [Alias("seat-left")]
    Task SeatLeft(AgentId agent);

    [Alias("get")]
    Task<QueueView> Get();

    /// <summary>Why a conversation still waits: every seat of the team with what stands against it. Null when it does not wait here.</summary>
    [Alias("why")]
    Task<Decision?> Why(ConversationId conversation);

    [Alias("settings")]
    Task<TeamSettings> Settings();

    /// <summary>Refused with <see cref="Refusals.Invalid"/> when the rules make no sense.</summary>
    [Alias("configure")]
    Task<Outcome> Configure(TeamSettings settings);
}

/// <param name="Rules">How the team hands out its work; null leaves what is in force.</param>
[GenerateSerializer, Immutable, Alias("team-settings")]
public sealed record TeamSettings(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] IReadOnlyList<AgentId> Members,
    [property: Id(3)] TeamRules? Rules = null);

/// <param name="Waiting">The first hundred in the order in which they will be served.</param>
/// <param name="Count">How many wait in all.</param>
/// <param name="Groups">All that wait, counted by store, language and skill.</param>
/// <param name="Rules">How the team hands out its work: what each step asks for.</param>
[GenerateSerializer, Immutable, Alias("queue-view")]
public sealed record QueueView(
    [property: Id(0)] string Team,
    [property: Id(1)] IReadOnlyList<QueueLine> Waiting,
    [property: Id(2)] int Count,
    [property: Id(3)] int AgentsOnline,
    [property: Id(4)] IReadOnlyList<WaitingGroup>? Groups = null,
    [property: Id(5)] TeamRules? Rules = null);

/// <param name="Language">Primary code, or <c>und</c>.</param>
/// <param name="Skill">The first required skill; null when none is.</param>
/// <param name="Oldest">Since when the one waits that has waited longest.</param>
/// <param name="NextDue">The earliest deadline; null when none is promised.</param>
[GenerateSerializer, Immutable, Alias("waiting-group")]
public sealed record WaitingGroup(
    [property: Id(0)] string Store,
    [property: Id(1)] string Language,
    [property: Id(2)] string? Skill,
    [property: Id(3)] int Count,
    [property: Id(4)] DateTimeOffset Oldest,
    [property: Id(5)] DateTimeOffset? NextDue);

/// <param name="Skills">Skills that an agent must have.</param>
/// <param name="Weight">Units of capacity that it takes.</param>
/// <param name="ExpertOnly">Escalated.</param>
[GenerateSerializer, Immutable, Alias("queue-line")]
public sealed record QueueLine(
    [property: Id(0)] ConversationId Conversation,
    [property: Id(1)] string Store,
    [property: Id(2)] string Language,
    [property: Id(3)] DateTimeOffset WaitingSince,
    [property: Id(4)] DateTimeOffset? DueAt,
    [property: Id(5)] Decision? Why,
    [property: Id(6)] IReadOnlyList<SkillLevel>? Skills = null,
    [property: Id(7)] int Weight = 1,
    [property: Id(8)] bool ExpertOnly = false);
