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

    private static T Get<T>(IGrainFactory grains, Guid key)
        where T : class, IGrainWithGuidKey
    {
        if (Kind<T>.Known is { } kind)
        {
            return (T)grains.GetGrain(GrainId.Create(kind.Grain, GrainIdKeyExtensions.CreateGuidKey(key)), kind.Interface);
        }

        var reference = grains.GetGrain<T>(key);
        var known = (GrainReference)(object)reference;
        Kind<T>.Known = new(known.GrainId.Type, known.InterfaceType);
        return reference;
    }

    private sealed record Types(GrainType Grain, GrainInterfaceType Interface);

    private static class Kind<T>
    {
        public static volatile Types? Known;
    }
}
