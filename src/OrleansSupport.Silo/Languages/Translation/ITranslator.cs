namespace OrleansSupport.Silo.Languages;

/// <summary>A text to translate.</summary>
/// <param name="Text">The original, any length and number of lines.</param>
/// <param name="Source">Language of the text, any BCP-47 tag; "und" lets a provider that can detect it itself.</param>
/// <param name="Target">Language wanted, any BCP-47 tag.</param>
/// <param name="Tone">"formal" or "informal" for providers that know the difference; null leaves it to them.</param>
/// <param name="Context">What the conversation is about, not translated itself; for providers that use it.</param>
/// <param name="Store">Whose chain, budget, glossary and memory apply; null is none's.</param>
/// <param name="Personal">What is known of the people concerned: it never leaves, like what is recognised by its form.</param>
public sealed record TranslationRequest(
    string Text, string Source, string Target, string? Tone = null, string? Context = null, string? Store = null, PersonalData? Personal = null);

/// <summary>What became of a <see cref="TranslationRequest"/>: nothing is thrown for a provider's failure.</summary>
public abstract record TranslationResult
{
    private TranslationResult()
    {
    }

    /// <summary>Translated.</summary>
    /// <param name="Text">The translation, with every protected part of the original in it exactly once.</param>
    /// <param name="Provider">Name of the provider, or "none" if nothing had to be translated.</param>
    public sealed record Done(string Text, string Provider) : TranslationResult;

    /// <summary>Not translated: show the original.</summary>
    /// <param name="Kind">What the caller can do about it.</param>
    /// <param name="Provider">Name of the provider, or "none".</param>
    /// <param name="Reason">For operators: status codes and vendor error codes, never customer text.</param>
    /// <param name="RetryAfter">How long the provider asked to be left alone; null if it did not say.</param>
    public sealed record Failed(TranslationFailure Kind, string Provider, string Reason, TimeSpan? RetryAfter) : TranslationResult;
}

/// <summary>Every vendor's errors, reduced to what a caller can do about them; in the order of hope.</summary>
public enum TranslationFailure
{
    /// <summary>Network, server or deadline: may work again soon.</summary>
    Transient,

    /// <summary>Too many requests: works again after a while.</summary>
    RateLimited,

    /// <summary>The paid volume is used up: works again after somebody pays or the period ends.</summary>
    Quota,

    /// <summary>The store's own budget for the month is used up.</summary>
    Budget,

    /// <summary>Key missing, wrong or blocked: needs an operator.</summary>
    Auth,

    /// <summary>The provider does not serve this pair of languages.</summary>
    Unsupported,

    /// <summary>The text is longer than the provider takes.</summary>
    TooLarge,

    /// <summary>The request was refused, or the answer is no translation of it (garbage, lost order numbers).</summary>
    Invalid,
}

/// <summary>What one call to a provider may carry, and what it understands.</summary>
/// <param name="LongestText">UTF-16 units of one text; longer ones are split before.</param>
/// <param name="MostTexts">Texts in one call.</param>
/// <param name="LongestCall">UTF-16 units of all texts of a call together.</param>
/// <param name="Tone">Knows formal from informal address.</param>
/// <param name="Glossary">Applies a glossary of its own; the store's is enforced on every provider all the same.</param>
public sealed record TranslatorCapabilities(
    int LongestText = 5_000, int MostTexts = 1, int LongestCall = int.MaxValue, bool Tone = false, bool Glossary = false);

/// <summary>One translation provider. Thread-safe.</summary>
public interface ITranslator
{
    /// <summary>Name in results, logs and metrics; unique among the configured providers.</summary>
    string Name { get; }

    /// <summary>What makes its translations others than before, such as the model: remembered ones are of one version.</summary>
    string Version => "";

    TranslatorCapabilities Capabilities => new();

    /// <summary>Whether the pair is served; codes as <see cref="LanguageCode.Normalize"/> gives them, source also "und".</summary>
    bool Supports(string source, string target);

    /// <summary>Translates texts of one pair and tone in one call, or says why not.</summary>
    /// <param name="requests">At least one, within <see cref="Capabilities"/>.</param>
    /// <param name="ct">When it fires, <see cref="OperationCanceledException"/> is thrown; nothing else ever is.</param>
    /// <returns>One result for each request, in their order.</returns>
    Task<IReadOnlyList<TranslationResult>> Translate(IReadOnlyList<TranslationRequest> requests, CancellationToken ct);
}
