using System.Collections.Concurrent;

namespace OrleansSupport.Contracts;

/// <summary>
/// References to the grains that every message passes. <see cref="IGrainFactory"/> works out a grain's type from the interface's
/// name on each call, which costs as much as the call; here it is worked out once.
/// </summary>
public static class GrainCalls
{
    public static Conversations.IConversationGrain Conversation(this IGrainFactory grains, ConversationId id) => Get<Conversations.IConversationGrain>(grains, id.Value);

    public static Customers.ICustomerGrain Customer(this IGrainFactory grains, CustomerId id) => Get<Customers.ICustomerGrain>(grains, id.Value);

    public static Agents.IAgentGrain Agent(this IGrainFactory grains, AgentId id) => Get<Agents.IAgentGrain>(grains, id.Value);

    public static Assignment.ITeamQueueGrain TeamQueue(this IGrainFactory grains, string team) =>
        Known<Assignment.ITeamQueueGrain>(grains, IdSpan.Create(team)) ?? Learn(grains, grains.GetGrain<Assignment.ITeamQueueGrain>(team));

    private static T Get<T>(IGrainFactory grains, Guid key)
        where T : class, IGrainWithGuidKey => Known<T>(grains, GrainIdKeyExtensions.CreateGuidKey(key)) ?? Learn(grains, grains.GetGrain<T>(key));

    private static T? Known<T>(IGrainFactory grains, IdSpan key)
        where T : class, IGrain =>
        Kind<T>.Known.TryGetValue(grains.GetType(), out var kind) ? (T)grains.GetGrain(GrainId.Create(kind.Grain, key), kind.Interface) : null;

    private static T Learn<T>(IGrainFactory grains, T made)
        where T : class, IGrain
    {
        if (made is GrainReference reference)
        {
            Kind<T>.Known[grains.GetType()] = (reference.GrainId.Type, reference.InterfaceType);
        }

        return made;
    }

    /// <summary>By the factory's type: a test's stand-in for the grains has none of these.</summary>
    private static class Kind<T>
    {
        public static readonly ConcurrentDictionary<Type, (GrainType Grain, GrainInterfaceType Interface)> Known = new();
    }
}
