using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Contracts.Live;

/// <summary>Something that people who watch a topic should see. Sent after the save, one way; who misses one re-reads by sequence.</summary>
/// <param name="Row">The conversation's new row, for inboxes.</param>
/// <param name="Trace">The W3C trace parent of what caused it, when that is traced.</param>
/// <param name="Events">What was appended, for open conversations and widgets.</param>
[GenerateSerializer, Immutable, Alias("live-message")]
public sealed record LiveMessage(
    [property: Id(0)] string Topic,
    [property: Id(1)] ConversationRow? Row = null,
    [property: Id(2)] IReadOnlyList<LoggedEvent>? Events = null,
    [property: Id(3)] AgentView? Agent = null,
    [property: Id(4)] QueueView? Queue = null,
    [property: Id(5)] EscalationNotice? Escalation = null,
    [property: Id(6)] string? Trace = null);

/// <summary>A warning or breach that people are told of, whether or not they have the conversation open.</summary>
/// <param name="Agent">Who has the conversation, when they are to be told.</param>
/// <param name="Team">The team, when it is to be told.</param>
/// <param name="Supervisors">Whether the store's supervisors are to be told.</param>
[GenerateSerializer, Immutable, Alias("escalation-notice")]
public sealed record EscalationNotice(
    [property: Id(0)] ConversationId Conversation,
    [property: Id(1)] long Sequence,
    [property: Id(2)] string CustomerName,
    [property: Id(3)] SlaClockKind Clock,
    [property: Id(4)] SlaSignalKind Signal,
    [property: Id(5)] AgentId? Agent,
    [property: Id(6)] string? Team,
    [property: Id(7)] bool Supervisors);

/// <summary>The one place where topics are spelt.</summary>
public static class Topics
{
    /// <summary>Inbox rows of a store.</summary>
    public static string Store(string store) => "s/" + store;

    /// <summary>Events of a conversation, for agents who have it open.</summary>
    public static string Conversation(ConversationId conversation) => "c/" + conversation.Value.ToString("N");

    /// <summary>Events of a customer's conversation, for the customer's own widget.</summary>
    public static string Customer(CustomerId customer) => "v/" + customer.Value.ToString("N");

    /// <summary>Agents and queue of a team.</summary>
    public static string Team(string team) => "t/" + team;
}

/// <summary>Where a node hands live messages to the people connected to it. Implementations never wait and never throw.</summary>
public interface ILiveSink
{
    /// <summary>True when somebody here watches the topic.</summary>
    bool Watches(string topic);

    void Deliver(LiveMessage message);

    /// <summary>Something may have been lost on the way here: who shows anything should read it again.</summary>
    void Behind();
}
