namespace OrleansSupport.Silo.Languages;

/// <summary>The way to a translation: the configured providers in their order. Thread-safe; call it beside the message flow, never in it.</summary>
public interface ITranslationRouter
{
    /// <summary>False if no provider serves the pair, so that nobody waits for a translation that cannot come. Tags as in BCP-47.</summary>
    bool CanTranslate(string source, string target);

    /// <summary>
    /// Translates with the first provider that can; identical requests in flight share one call. A provider's failure leads to the next
    /// one, and after the last to <see cref="TranslationResult.Failed"/> of the kind most worth another attempt.
    /// </summary>
    /// <exception cref="OperationCanceledException">Only when <paramref name="ct"/> fires; the shared call goes on for the others.</exception>
    Task<TranslationResult> Translate(TranslationRequest request, CancellationToken ct);
}
