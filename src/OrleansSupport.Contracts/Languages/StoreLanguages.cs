namespace OrleansSupport.Contracts.Languages;

/// <summary>How a store translates: its terms, its providers, its tone.</summary>
[Alias("store-language")]
public interface IStoreLanguageGrain : IGrainWithStringKey
{
    [Alias("get")]
    Task<StoreLanguages> Get();

    /// <summary>Replaces them; the version is counted here.</summary>
    [Alias("configure")]
    Task<Outcome> Configure(StoreLanguages settings);
}

/// <param name="Term">What it is called where <paramref name="In"/> says nothing else: a brand stays what it is.</param>
/// <param name="In">Other names, by primary language code.</param>
[GenerateSerializer, Immutable, Alias("glossary-term")]
public sealed record GlossaryTerm(
    [property: Id(0)] string Term,
    [property: Id(1)] IReadOnlyDictionary<string, string> In);

/// <param name="Name">A configured provider's.</param>
/// <param name="MonthlyCharacters">What the store may send to it in a calendar month (UTC); null is no limit.</param>
[GenerateSerializer, Immutable, Alias("provider-rule")]
public sealed record ProviderRule(
    [property: Id(0)] string Name,
    [property: Id(1)] long? MonthlyCharacters = null);

/// <param name="Glossary">Terms that every translation has.</param>
/// <param name="Providers">In the order of trial, and no others; empty is all that are configured, in their order, without limits.</param>
/// <param name="Tones"><c>formal</c>, <c>informal</c> or <c>neutral</c> by language or language and country (<c>de</c>, <c>es-MX</c>); what is not said follows the culture.</param>
/// <param name="Written">Primary codes of the languages that customers write: messages are taken for one of them. Null or empty is the product's own choice.</param>
/// <param name="Version">Goes up with every change: remembered translations with an older glossary are not used.</param>
[GenerateSerializer, Immutable, Alias("store-languages")]
public sealed record StoreLanguages(
    [property: Id(0)] IReadOnlyList<GlossaryTerm> Glossary,
    [property: Id(1)] IReadOnlyList<ProviderRule> Providers,
    [property: Id(2)] IReadOnlyDictionary<string, string> Tones,
    [property: Id(3)] int Version = 0,
    [property: Id(4)] IReadOnlyList<string>? Written = null)
{
    public static StoreLanguages Default { get; } = new([], [], new Dictionary<string, string>());
}

/// <summary>A glossary term that a text has, and what stands for it in the translation.</summary>
[GenerateSerializer, Immutable, Alias("applied-term")]
public sealed record AppliedTerm([property: Id(0)] string Source, [property: Id(1)] string Target);

/// <summary>A configured provider as an admin sees it.</summary>
/// <param name="LongestText">UTF-16 units of one text.</param>
/// <param name="MostTexts">Texts in one call.</param>
/// <param name="Tone">Knows formal from informal address.</param>
/// <param name="Resting">Why it is not asked just now, as <see cref="Conversations.TranslationChanged.Reason"/>; null when it is.</param>
/// <param name="UsedCharacters">What the store has sent to it this month.</param>
[GenerateSerializer, Immutable, Alias("provider-view")]
public sealed record ProviderView(
    [property: Id(0)] string Name,
    [property: Id(1)] int LongestText,
    [property: Id(2)] int MostTexts,
    [property: Id(3)] bool Tone,
    [property: Id(4)] bool Glossary,
    [property: Id(5)] string? Resting,
    [property: Id(6)] long UsedCharacters,
    [property: Id(7)] long? MonthlyCharacters);
