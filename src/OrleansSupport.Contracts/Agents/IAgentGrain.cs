using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Contracts.Agents;

/// <summary>One agent: profile, presence, and the load from which the queue decides.</summary>
[Alias("agent")]
public interface IAgentGrain : IGrainWithGuidKey
{
    /// <summary>Null when there is no such agent.</summary>
    [Alias("get")]
    Task<AgentView?> Get();

    [Alias("configure")]
    Task<Outcome> Configure(AgentProfile profile);

    /// <summary>Going offline hands the agent's open conversations back to their queue.</summary>
    [Alias("set-presence")]
    Task<Outcome> SetPresence(Presence presence, string? reason);

    /// <summary>
    /// Takes a place for a conversation: refused when that would exceed the capacity, unless <paramref name="force"/>.
    /// Reserving what is held already succeeds and changes nothing.
    /// </summary>
    [Alias("reserve")]
    Task<Outcome> Reserve(ConversationId conversation, int weight, bool force);

    /// <summary>Gives the place back.</summary>
    [Alias("free")]
    Task Free(ConversationId conversation);

    /// <summary>A console opened or closed a connection; the last one closed makes the agent offline after a grace period.</summary>
    [Alias("connected")]
    Task Connected(string connection, bool open);

    /// <summary>For how long a connection counts that nobody speaks of: its node has died.</summary>
    public static readonly TimeSpan ConnectionLease = TimeSpan.FromSeconds(60);

    /// <summary>The node of an open console says so, several times in a lease: this grain may have moved and forgotten it.</summary>
    [Alias("still-connected")]
    Task StillConnected(string connection);
}

/// <param name="Load">Weighted units in use, of <see cref="AgentProfile"/>'s capacity.</param>
[GenerateSerializer, Immutable, Alias("agent-view")]
public sealed record AgentView(
    [property: Id(0)] AgentId Id,
    [property: Id(1)] AgentProfile Profile,
    [property: Id(2)] Presence Presence,
    [property: Id(3)] string? Reason,
    [property: Id(4)] int Load,
    [property: Id(5)] int Conversations,
    [property: Id(6)] DateTimeOffset? IdleSince,
    [property: Id(7)] long Version)
{
    /// <summary>What a conversation needs to know of the agent.</summary>
    public Conversations.AgentRef ToRef() => Profile.ToRef();
}
