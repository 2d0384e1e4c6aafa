using OrleansSupport.Contracts.Stores;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Web.Access;

/// <summary>Settings of stores, at most five seconds old on this node.</summary>
internal sealed class StoreCatalog(IGrainFactory grains, TimeProvider time)
{
    private readonly TimedCache<string, StoreSettings> stores = new(time, TimeSpan.FromSeconds(5), most: 10_000);

    /// <summary>Null when there is no such store; a name that could not be one does not wake a grain.</summary>
    public ValueTask<StoreSettings?> Find(string store) => Check.IsSlug(store)
        ? stores.Get(store, name => grains.GetGrain<IStoreGrain>(name).Get())
        : ValueTask.FromResult<StoreSettings?>(null);

    public async ValueTask<ChannelSettings?> Channel(string store, string channel) =>
        await Find(store) is { } settings ? settings.Channels.FirstOrDefault(c => c.Id == channel) : null;

    /// <summary>The store's web chat; null when it has none.</summary>
    public async ValueTask<ChannelSettings?> Widget(string store) =>
        await Find(store) is { } settings ? settings.Channels.FirstOrDefault(c => c.Kind == ChannelKind.Widget) : null;

    /// <summary>The stores that exist, of the caller's.</summary>
    public async Task<IReadOnlyList<StoreSettings>> For(Caller caller)
    {
        var names = caller.ReadsEveryStore ? await grains.GetGrain<IDirectoryGrain>(0).Stores() : caller.Stores;
        var found = await Task.WhenAll(names.Select(name => Find(name).AsTask()));
        return [.. found.OfType<StoreSettings>().OrderBy(store => store.Id, StringComparer.Ordinal)];
    }

    public void Forget(string store) => stores.Forget(store);
}
