namespace OrleansSupport.Silo.Languages;

/// <summary>Says which language a customer's message is written in. Thread-safe, synchronous, in-process.</summary>
public interface ILanguageDetector
{
    /// <summary>Detects the language of <paramref name="text"/>.</summary>
    /// <param name="text">Any text, also empty, malformed or very long; only its beginning is scored.</param>
    /// <param name="prior">What was known before; it decides short and ambiguous messages.</param>
    /// <returns>Never throws for any text. Without letters the prior is kept, or "und" returned if there is none.</returns>
    Detection Detect(string text, LanguagePrior prior);
}

/// <summary>A detected language.</summary>
/// <param name="Language">BCP-47 primary code ("zh", "es"), or "und" when nothing is known.</param>
/// <param name="Confidence">0..1: how far the language is ahead of the next one.</param>
/// <param name="Reliable">True if the text itself, not only the prior, carries the answer: safe to change a conversation's language.</param>
public readonly record struct Detection(string Language, double Confidence, bool Reliable)
{
    /// <summary>The code of an unknown language (BCP-47 "undetermined").</summary>
    public const string Unknown = "und";
}

/// <summary>What is known before a message is read, strongest first; any BCP-47 tag, or null.</summary>
/// <param name="Conversation">The language of the conversation so far.</param>
/// <param name="Customer">What the customer's browser or profile says.</param>
/// <param name="Region">The language of the customer's country, or else of the store's.</param>
public readonly record struct LanguagePrior(string? Conversation, string? Customer, string? Region)
{
    /// <summary>The languages that the store's customers write, by primary code: the text is in one of them, or in one that was known before. Null or empty: the detector's own choice.</summary>
    public IReadOnlyList<string>? Among { get; init; }

    /// <summary>The strongest language given, normalised; null if none.</summary>
    public string? Strongest => LanguageCode.Normalize(Conversation) ?? LanguageCode.Normalize(Customer) ?? LanguageCode.Normalize(Region);
}
