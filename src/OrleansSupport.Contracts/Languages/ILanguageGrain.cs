using OrleansSupport.Contracts.Conversations;

namespace OrleansSupport.Contracts.Languages;

/// <summary>What the console asks of the translators directly. A stateless worker: any node answers.</summary>
[Alias("language")]
public interface ILanguageGrain : IGrainWithIntegerKey
{
    /// <summary>What a text would read like; nothing is stored but the translation memory.</summary>
    [Alias("preview")]
    Task<TranslationPreview> Preview(PreviewRequest request);

    /// <summary>How the buyer of a conversation is addressed: <c>formal</c>, <c>informal</c>, or null where the language has no difference.</summary>
    [Alias("tone")]
    Task<string?> Tone(string store, string language, string? country);

    /// <summary>The configured providers, in the store's order, those that it does not use last.</summary>
    [Alias("providers")]
    Task<IReadOnlyList<ProviderView>> Providers(string store);

    /// <summary>What a store's translation memory holds, the newest first.</summary>
    /// <param name="contains">Words in the translation, in any case; null for all.</param>
    [Alias("remembered")]
    Task<IReadOnlyList<RememberedTranslation>> Remembered(string store, string? contains, int limit);

    /// <summary>Forgets what is of a key, contains some words and is not younger than an instant; null is any. Another node's cache may know it for five minutes more.</summary>
    /// <returns>How many there were.</returns>
    [Alias("forget")]
    Task<int> Forget(string store, string? key, string? contains, DateTimeOffset? until);
}

/// <param name="Key">Hexadecimal; what it is the translation of is kept as this hash alone.</param>
/// <param name="Text">The translation; what was recognised as a name, an address or a number is three dots.</param>
/// <param name="Translator">A provider's name, or the agent's who corrected it.</param>
[GenerateSerializer, Immutable, Alias("remembered-translation")]
public sealed record RememberedTranslation(
    [property: Id(0)] string Key,
    [property: Id(1)] string Text,
    [property: Id(2)] string Translator,
    [property: Id(3)] DateTimeOffset At);

/// <param name="About">The conversation's row: whose data is masked, whose store's rules apply.</param>
/// <param name="ForBuyer">The translation is meant for the buyer: their culture's tone applies.</param>
[GenerateSerializer, Immutable, Alias("preview-request")]
public sealed record PreviewRequest(
    [property: Id(0)] string Text,
    [property: Id(1)] string Source,
    [property: Id(2)] string Target,
    [property: Id(3)] ConversationRow About,
    [property: Id(4)] bool ForBuyer);

/// <param name="Text">Null when there is none; <see cref="Reason"/> says why.</param>
/// <param name="Language">The language it is in.</param>
/// <param name="Tone">The form of address that was asked for; null when the language or the provider has none.</param>
/// <param name="Terms">The store's glossary terms in it.</param>
[GenerateSerializer, Immutable, Alias("translation-preview")]
public sealed record TranslationPreview(
    [property: Id(0)] string? Text,
    [property: Id(1)] string? Provider,
    [property: Id(2)] string? Reason,
    [property: Id(3)] string? Language = null,
    [property: Id(4)] string? Tone = null,
    [property: Id(5)] double? Confidence = null,
    [property: Id(6)] IReadOnlyList<AppliedTerm>? Terms = null);
