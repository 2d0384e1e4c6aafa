using Orleans.Concurrency;
using OrleansSupport.Contracts.Languages;

namespace OrleansSupport.Silo.Languages;

[StatelessWorker]
internal sealed class LanguageGrain(
    ITranslationRouter router, StoreLanguageCache stores, People people, ILanguageDetector detector, TranslationBudget budget, TranslationMemory memory) : Grain, ILanguageGrain
{
    public async Task<TranslationPreview> Preview(PreviewRequest request)
    {
        var (text, source, target, about, forBuyer) = request;
        if (source == target)
        {
            return new TranslationPreview(text, null, null, target);
        }

        if (!router.CanTranslate(source, target))
        {
            return new TranslationPreview(null, null, nameof(TranslationFailure.Unsupported), target);
        }

        var settings = await stores.Get(about.Store);
        var tone = forBuyer ? Languages.Tone.For(settings, target, about.Country) : null;
        var personal = await people.Around(about.Store, about.Customer, about.CustomerName, text, about.AssigneeName is { } agent ? [agent] : []);
        var terms = Glossary.For(settings.Glossary, source, target)?.Applied(text) ?? [];
        return await router.Translate(new TranslationRequest(text, source, target, tone, null, about.Store, personal), CancellationToken.None) switch
        {
            TranslationResult.Done done => new TranslationPreview(done.Text, done.Provider, null, target, tone, Confidence.Of(detector, done.Text, target), terms),
            TranslationResult.Failed failed => new TranslationPreview(null, failed.Provider, failed.Kind.ToString(), target, tone),
            var other => throw new InvalidOperationException($"A translation result of type {other.GetType().Name}."),
        };
    }

    public async Task<string?> Tone(string store, string language, string? country) => Languages.Tone.For(await stores.Get(store), language, country);

    public Task<IReadOnlyList<RememberedTranslation>> Remembered(string store, string? contains, int limit) => memory.List(store, contains, limit);

    public Task<int> Forget(string store, string? key, string? contains, DateTimeOffset? until) => memory.Forget(store, key, contains, until);

    public async Task<IReadOnlyList<ProviderView>> Providers(string store)
    {
        var (rules, used) = ((await stores.Get(store)).Providers, await budget.Used(store));
        return
        [
            .. router.Providers
                .Select(one => (one.Provider, one.Resting, Rule: rules.FirstOrDefault(rule => rule.Name == one.Provider.Name)))
                .OrderBy(one => one.Rule is null ? int.MaxValue : rules.ToList().IndexOf(one.Rule))
                .Select(one => new ProviderView(
                    one.Provider.Name, one.Provider.Capabilities.LongestText, one.Provider.Capabilities.MostTexts, one.Provider.Capabilities.Tone,
                    one.Provider.Capabilities.Glossary, one.Resting?.ToString(), used.GetValueOrDefault(one.Provider.Name), one.Rule?.MonthlyCharacters)),
        ];
    }
}

/// <summary>How sure one can be that a translation is in its language.</summary>
internal static class Confidence
{
    /// <returns>0 to 1; null when the text is too short to say.</returns>
    public static double? Of(ILanguageDetector detector, string text, string target)
    {
        var found = detector.Detect(text, default);
        return !found.Reliable ? null : Math.Round(found.Language == target ? found.Confidence : 1 - found.Confidence, 3);
    }
}
