using System.Collections.Concurrent;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Languages;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Languages;

[GenerateSerializer, Alias("store-language-state")]
internal sealed class StoreLanguageState
{
    [Id(0)]
    public StoreLanguages Settings { get; set; } = StoreLanguages.Default;
}

internal sealed class StoreLanguageGrain([PersistentState("store-language")] IPersistentState<StoreLanguageState> state) : Grain, IStoreLanguageGrain
{
    public Task<StoreLanguages> Get() => Task.FromResult(state.State.Settings);

    public async Task<Outcome> Configure(StoreLanguages settings)
    {
        if (StoreLanguageRules.Problem(settings) is { } problem)
        {
            return Outcome.Refuse(Refusals.Invalid, problem);
        }

        await GrainState.Save(state, new StoreLanguageState { Settings = settings with { Version = state.State.Settings.Version + 1 } });
        return Outcome.Done(state.State.Settings.Version);
    }
}

internal static class StoreLanguageRules
{
    private const int MostTerms = 2_000, LongestTerm = 100, MostWritten = 100;

    /// <summary>Null when the settings can be kept.</summary>
    public static string? Problem(StoreLanguages settings)
    {
        if (settings.Glossary.Count > MostTerms)
        {
            return $"glossary: at most {MostTerms} terms.";
        }

        if (settings.Glossary.SelectMany(term => term.In.Values.Prepend(term.Term)).Any(name => string.IsNullOrWhiteSpace(name) || name.Length > LongestTerm || name.Any(char.IsControl)))
        {
            return $"glossary: a term is 1 to {LongestTerm} characters on one line, in every language.";
        }

        if (settings.Glossary.SelectMany(term => term.In.Keys).FirstOrDefault(code => LanguageCode.Normalize(code) != code) is { } unknown)
        {
            return $"glossary: '{unknown}' is no primary language code such as es.";
        }

        if (settings.Glossary.GroupBy(term => term.Term, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            return $"glossary: '{twice.Key}' is there twice.";
        }

        if (settings.Providers.DistinctBy(rule => rule.Name).Count() != settings.Providers.Count || settings.Providers.Any(rule => rule.MonthlyCharacters < 0))
        {
            return "providers: each once, with a limit of 0 or more characters.";
        }

        if (settings.Written is { } written && (written.Count > MostWritten || written.Any(code => LanguageCode.Normalize(code) != code)))
        {
            return $"written: at most {MostWritten} primary language codes such as es.";
        }

        return settings.Tones.FirstOrDefault(tone => LanguageCode.Normalize(tone.Key) is null || tone.Value is not ("formal" or "informal" or "neutral")) is { Key: not null } wrong
            ? $"tones: {wrong.Key} is formal, informal or neutral."
            : null;
    }
}

/// <summary>Stores' settings, read from their grains at most every few seconds per node: every translation needs them.</summary>
internal sealed class StoreLanguageCache(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (StoreLanguages Settings, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    public async ValueTask<StoreLanguages> Get(string store)
    {
        if (_known.TryGetValue(store, out var known) && time.GetUtcNow() - known.At < Freshness)
        {
            return known.Settings;
        }

        var settings = await grains.GetGrain<IStoreLanguageGrain>(store).Get();
        _known[store] = (settings, time.GetUtcNow());
        return settings;
    }
}
