namespace OrleansSupport.Silo.Languages;

/// <summary>The way to a translation: memory first, then the store's providers in their order. Thread-safe; call it beside the message flow, never in it.</summary>
public interface ITranslationRouter
{
    /// <summary>The configured providers, and why one is not asked just now.</summary>
    IReadOnlyList<(ITranslator Provider, TranslationFailure? Resting)> Providers { get; }

    /// <summary>False if no provider serves the pair, so that nobody waits for a translation that cannot come. Tags as in BCP-47.</summary>
    bool CanTranslate(string source, string target);

    /// <summary>
    /// Translates with the first provider that can; requests in flight that differ in nothing but what is masked share one call. A provider's
    /// failure leads to the next one, and after the last to <see cref="TranslationResult.Failed"/> of the kind most worth another attempt.
    /// </summary>
    /// <exception cref="OperationCanceledException">Only when <paramref name="ct"/> fires; the shared call goes on for the others.</exception>
    Task<TranslationResult> Translate(TranslationRequest request, CancellationToken ct);

    /// <summary>Remembers what an agent wrote as the store's translation of a text, for every text like it.</summary>
    /// <returns>False if nothing could be learnt: the agent's words hold other numbers or names than the text.</returns>
    Task<bool> Learn(TranslationRequest request, string written, string agent, CancellationToken ct);
}
