using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;

namespace OrleansSupport.Web.Access;

/// <summary>
/// Whether something belongs to a store of the caller's. Everything else is treated as if it did not exist, so that nobody learns
/// what other stores have.
/// </summary>
internal sealed class StoreGuard(IGrainFactory grains, TimeProvider time)
{
    // A conversation or customer never changes its store: after the first look a command is one grain call.
    private readonly TimedCache<Guid, string> stores = new(time, TimeSpan.FromHours(1), most: 100_000);

    public async ValueTask<bool> Conversation(Caller caller, ConversationId id)
    {
        var store = await stores.Get(id.Value, async _ => (await grains.GetGrain<IConversationGrain>(id.Value).Get())?.Row.Store);
        return store is not null && caller.CanRead(store);
    }

    public async ValueTask<bool> Customer(Caller caller, CustomerId id)
    {
        var store = await stores.Get(id.Value, async _ => (await grains.GetGrain<ICustomerGrain>(id.Value).Get())?.Store);
        return store is not null && caller.CanRead(store);
    }

    /// <summary>The conversation as it is now, if the caller may see it.</summary>
    public async Task<ConversationView?> Read(Caller caller, ConversationId id)
    {
        var view = await grains.GetGrain<IConversationGrain>(id.Value).Get();
        if (view is null)
        {
            return null;
        }

        stores.Put(id.Value, view.Row.Store);
        return caller.CanRead(view.Row.Store) ? view : null;
    }
}
