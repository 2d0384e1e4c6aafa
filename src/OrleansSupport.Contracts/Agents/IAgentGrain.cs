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

    /// <summary>Going offline gives the agent's open conversations away as each one's team has it (<see cref="OfflinePolicy"/>).</summary>
    [Alias("set-presence")]
    Task<Outcome> SetPresence(Presence presence, string? reason);

    /// <summary>
    /// Takes a place for a conversation: refused when that would exceed the capacity, unless <paramref name="force"/>.
    /// Reserving what is held already succeeds and changes nothing. The answer's sequence is the epoch of the agent's count, which the commit
    /// that uses the place has to name.
    /// </summary>
    /// <param name="offer">Set when the agent still has to accept it: shown to the agent until <see cref="OfferEnded"/> or <see cref="OfferWithdrawn"/>.</param>
    [Alias("reserve")]
    Task<Outcome> Reserve(ConversationId conversation, int weight, bool force, Offer? offer = null);

    /// <summary>The agent accepts or declines what is offered. Refused with <see cref="Refusals.WrongState"/> when the offer no longer stands.</summary>
    [Alias("answer-offer")]
    Task<Outcome> AnswerOffer(ConversationId conversation, bool accept);

    /// <summary>An offer no longer stands; the place stays taken.</summary>
    /// <param name="lapsed">The agent let it pass without a word: the second time in a row makes the agent away.</param>
    [Alias("offer-ended")]
    Task OfferEnded(ConversationId conversation, bool lapsed);

    /// <summary>As <see cref="OfferEnded"/>, and what was only offered gives its place back. What a person put into these hands meanwhile keeps it.</summary>
    [Alias("offer-withdrawn")]
    Task OfferWithdrawn(ConversationId conversation, bool lapsed);

    /// <summary>Gives the place back that was reserved and not used.</summary>
    [Alias("free")]
    Task Free(ConversationId conversation);

    /// <summary>A conversation's commit gave its place back. One that was reserved since stays: the message may come late, from a node that has died.</summary>
    /// <param name="at">The commit's instant.</param>
    [Alias("give-back")]
    Task GiveBack(ConversationId conversation, DateTimeOffset at);

    /// <summary>
    /// A commit that named this epoch was refused, or nobody knows what became of it: the agent raises the epoch and counts anew, unless
    /// it has done so.
    /// </summary>
    [Alias("count-again")]
    Task CountAgain(long epoch);

    /// <summary>A console opened or closed a connection; the last one closed makes the agent offline after a grace period.</summary>
    [Alias("connected")]
    Task Connected(string connection, bool open);

    /// <summary>For how long a connection counts that nobody speaks of: its node has died.</summary>
    public static readonly TimeSpan ConnectionLease = TimeSpan.FromSeconds(60);

    /// <summary>The node of an open console says so, several times in a lease: this grain may have moved and forgotten it.</summary>
    [Alias("still-connected")]
    Task StillConnected(string connection);

    /// <summary>A sign of life from the agent's console. Without one for as long as the agent's teams allow, an online agent becomes away.</summary>
    [Alias("active")]
    Task Active();

    /// <summary>A draining agent finishes what is open and takes nothing new.</summary>
    /// <param name="by">Who decided; null for a program.</param>
    [Alias("drain")]
    Task<Outcome> Drain(bool on, AgentId? by);
}

/// <param name="Offers">What the agent is asked to accept; null is nothing.</param>
/// <param name="Draining">Finishes what is open and takes nothing new.</param>
/// <param name="OnShift">Whether the agent is on shift; true as well when none is planned.</param>
/// <param name="ShiftChanges">When the shift ends, or the next one begins; null when none is planned.</param>
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
    [property: Id(7)] long Version,
    [property: Id(8)] IReadOnlyList<Offer>? Offers = null,
    [property: Id(9)] bool Draining = false,
    [property: Id(10)] bool OnShift = true,
    [property: Id(11)] DateTimeOffset? ShiftChanges = null)
{
    /// <summary>What a conversation needs to know of the agent.</summary>
    public Conversations.AgentRef ToRef() => Profile.ToRef();
}
