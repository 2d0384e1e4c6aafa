using System.Collections.Immutable;

namespace OrleansSupport.Contracts.Assignment;

/// <summary>A conversation that an agent is asked to accept, and why this agent.</summary>
/// <param name="Until">Then it goes back to its place in the queue.</param>
/// <param name="Step">Index of the relaxation step it was decided at.</param>
/// <param name="Parts">The agent's score.</param>
/// <param name="Reasons">Why this agent.</param>
[GenerateSerializer, Immutable, Alias("assignment.Offer")]
public sealed record Offer(
    [property: Id(0)] ConversationId Conversation,
    [property: Id(1)] string Team,
    [property: Id(2)] string Store,
    [property: Id(3)] string? Language,
    [property: Id(4)] DateTimeOffset At,
    [property: Id(5)] DateTimeOffset Until,
    [property: Id(6)] int Step,
    [property: Id(7)] ScoreParts? Parts,
    [property: Id(8)] ImmutableArray<Reason> Reasons);
