namespace OrleansSupport.Contracts.Languages;

/// <summary>What the console asks of the translators directly. A stateless worker: any node answers.</summary>
[Alias("language")]
public interface ILanguageGrain : IGrainWithIntegerKey
{
    /// <summary>What a reply would read like; nothing is stored.</summary>
    [Alias("preview")]
    Task<TranslationPreview> Preview(string text, string source, string target);
}

/// <param name="Text">Null when there is none; <see cref="Reason"/> says why.</param>
[GenerateSerializer, Immutable, Alias("translation-preview")]
public sealed record TranslationPreview(
    [property: Id(0)] string? Text,
    [property: Id(1)] string? Provider,
    [property: Id(2)] string? Reason);
