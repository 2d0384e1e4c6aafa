using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Silo.Conversations;
using OrleansSupport.Silo.Sla;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Stores;

[GenerateSerializer, Alias("store-state")]
internal sealed class StoreState
{
    [Id(0)]
    public StoreSettings? Settings { get; set; }

    /// <summary>Key of the clocks that open conversations were last told of.</summary>
    [Id(1)]
    public string? Told { get; set; }
}

internal sealed class StoreGrain([PersistentState("store")] IPersistentState<StoreState> state, OpenConversations open, TimeProvider time) : Grain, IStoreGrain
{
    public Task<StoreSettings?> Get() => Task.FromResult(state.State.Settings);

    public async Task<Outcome> Configure(StoreSettings settings)
    {
        if (StoreRules.Problem(this.GetPrimaryKeyString(), settings) is { } problem)
        {
            return Outcome.Refuse(Refusals.Invalid, problem);
        }

        var told = state.State.Told ?? (state.State.Settings is { } before ? StoreClocks.Of(before).Key() : null);
        await GrainState.Save(state, new StoreState { Settings = settings, Told = told });
        await GrainFactory.GetGrain<IDirectoryGrain>(0).AddStore(settings.Id);
        var clocks = StoreClocks.Of(settings).Key();
        if (told != clocks)
        {
            // Noted only when all have been told: configuring again goes on where a failure stopped.
            await open.Call(settings.Id, time.GetUtcNow() + StoreCache.Freshness + TimeSpan.FromSeconds(1));
            await GrainState.Save(state, new StoreState { Settings = settings, Told = clocks });
        }

        return Outcome.Done();
    }
}

internal static class StoreRules
{
    /// <summary>Null when the settings can be kept.</summary>
    public static string? Problem(string key, StoreSettings settings)
    {
        if (settings.Id != key || !IsSlug(settings.Id))
        {
            return "A store's id is 1 to 40 lower-case letters, digits and dashes.";
        }

        if (string.IsNullOrWhiteSpace(settings.Name) || settings.Name.Length > 200)
        {
            return "A store's name is 1 to 200 characters.";
        }

        if (!IsSlug(settings.Team))
        {
            return "A store names the team that serves it.";
        }

        if (CalendarRules.Problems(settings.Calendar) is { Count: > 0 } calendar)
        {
            return calendar[0];
        }

        if (PolicyRules.Problems(settings.Policy) is { Count: > 0 } policy)
        {
            return policy[0];
        }

        if (settings.Sla is { } sla && PolicyRules.Problems(sla) is { Count: > 0 } clocks)
        {
            return clocks[0];
        }

        if (settings.Channels.FirstOrDefault(c => c.Marketplace is { } name && !SlaData.Marketplaces.Any(rule => rule.Marketplace == name)) is { } unknown)
        {
            return $"Channel {unknown.Id} names a marketplace that is not known.";
        }

        if (settings.Channels.Select(c => c.Id).Distinct(StringComparer.Ordinal).Count() != settings.Channels.Count || !settings.Channels.All(c => IsSlug(c.Id)))
        {
            return "Channel ids are 1 to 40 lower-case letters, digits and dashes, each once.";
        }

        foreach (var channel in settings.Channels.Where(c => c.Kind == ChannelKind.Signed))
        {
            if (channel.Secret is not { } secret || !secret.StartsWith("whsec_", StringComparison.Ordinal) || !IsKey(secret[6..]))
            {
                return $"Channel {channel.Id} needs a secret: whsec_ and the base64 of 24 to 64 bytes.";
            }

            if (channel.OutboundUrl is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            {
                return $"Channel {channel.Id} has no http(s) address to send to.";
            }
        }

        return null;
    }

    public static bool IsSlug(string? text) =>
        text is { Length: >= 1 and <= 40 } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static bool IsKey(string base64)
    {
        Span<byte> key = stackalloc byte[64];
        return Convert.TryFromBase64String(base64, key, out var length) && length >= 24;
    }
}

/// <summary>A store's terms, read from its grain at most every few seconds per node: every message needs them.</summary>
internal sealed class StoreCache(IGrainFactory grains, TermsBook book, TimeProvider time)
{
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (StoreTerms Terms, DateTimeOffset At)> _terms = new(StringComparer.Ordinal);

    /// <summary>Null when there is no such store.</summary>
    public async ValueTask<StoreTerms?> Get(string store)
    {
        if (_terms.TryGetValue(store, out var known) && time.GetUtcNow() - known.At < Freshness)
        {
            return known.Terms;
        }

        if (await grains.GetGrain<IStoreGrain>(store).Get() is not { } settings)
        {
            return null;
        }

        var clocks = StoreClocks.Of(settings);
        var key = clocks.Key();
        var terms = new StoreTerms(
            settings.Language, settings.Team, key, await book.Keep(key, clocks), settings.Channels.ToImmutableDictionary(c => c.Id, StringComparer.Ordinal),
            settings.Country);
        _terms[store] = (terms, time.GetUtcNow());
        return terms;
    }
}
