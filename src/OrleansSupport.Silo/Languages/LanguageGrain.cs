using Orleans.Concurrency;
using OrleansSupport.Contracts.Languages;

namespace OrleansSupport.Silo.Languages;

[StatelessWorker]
internal sealed class LanguageGrain(ITranslationRouter router) : Grain, ILanguageGrain
{
    public async Task<TranslationPreview> Preview(string text, string source, string target)
    {
        if (source == target)
        {
            return new TranslationPreview(text, null, null);
        }

        if (!router.CanTranslate(source, target))
        {
            return new TranslationPreview(null, null, nameof(TranslationFailure.Unsupported));
        }

        return await router.Translate(new TranslationRequest(text, source, target), CancellationToken.None) switch
        {
            TranslationResult.Done done => new TranslationPreview(done.Text, done.Provider, null),
            TranslationResult.Failed failed => new TranslationPreview(null, failed.Provider, failed.Kind.ToString()),
            _ => new TranslationPreview(null, null, null),
        };
    }
}
