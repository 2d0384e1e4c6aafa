using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansSupport.Silo.Languages;

/// <inheritdoc cref="ITranslationRouter"/>
internal sealed partial class TranslationRouter : ITranslationRouter, IDisposable
{
    /// <summary>How long a provider's word that it does not serve a pair is believed.</summary>
    private static readonly TimeSpan BelieveUnsupported = TimeSpan.FromHours(1);

    private readonly ITranslator[] _providers;
    private readonly TimeProvider _time;
    private readonly ILogger<TranslationRouter> _logger;
    private readonly ConcurrentDictionary<TranslationRequest, Lazy<Task<TranslationResult>>> _flights = new();
    private readonly ConcurrentDictionary<(string Provider, string Source, string Target), DateTimeOffset> _unsupported = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <param name="providers">Bare adapters in the order of trial.</param>
    /// <param name="deadline">For one call to one provider.</param>
    /// <param name="time">Clock of deadlines and breakers.</param>
    /// <param name="logger">Gets providers, kinds and lengths; no text.</param>
    public TranslationRouter(IEnumerable<ITranslator> providers, TimeSpan deadline, TimeProvider time, ILogger<TranslationRouter> logger)
    {
        (_time, _logger) = (time, logger);
        _providers = [.. providers.Select(provider => new ProtectedTranslator(new ResilientTranslator(provider, deadline, time, logger)))];
    }

    public bool CanTranslate(string source, string target)
    {
        var (from, to) = (LanguageCode.Normalize(source) ?? Detection.Unknown, LanguageCode.Normalize(target));
        return to is not null && (from == to || Serving(from, to).Any());
    }

    public async Task<TranslationResult> Translate(TranslationRequest request, CancellationToken ct)
    {
        if (LanguageCode.Normalize(request.Target) is not { } target)
        {
            return new TranslationResult.Failed(TranslationFailure.Unsupported, "none", "no target language", null);
        }
        request = request with { Source = LanguageCode.Normalize(request.Source) ?? Detection.Unknown, Target = target };
        if (string.IsNullOrWhiteSpace(request.Text) || request.Source == target)
        {
            return new TranslationResult.Done(request.Text, "none");
        }
        var flight = _flights.GetOrAdd(request, key => new Lazy<Task<TranslationResult>>(() => Task.Run(() => Fly(key))));
        return await flight.Value.WaitAsync(ct);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>
    /// On the thread pool, and under no caller's token: callers are grains, and neither the scheduler nor the patience of the first one may
    /// decide over the others' translation.
    /// </summary>
    private async Task<TranslationResult> Fly(TranslationRequest request)
    {
        try
        {
            return await Chain(request, _stopping.Token);
        }
        finally
        {
            _flights.TryRemove(request, out _);
        }
    }

    private async Task<TranslationResult> Chain(TranslationRequest request, CancellationToken ct)
    {
        TranslationResult.Failed? worth = null;
        foreach (var provider in Serving(request.Source, request.Target))
        {
            var result = await Attempt(provider, request, ct);
            if (result is not TranslationResult.Failed failed)
            {
                return result;
            }
            NotTranslated(_logger, provider.Name, request.Source, request.Target, request.Text.Length, failed.Kind, failed.Reason);
            if (failed.Kind == TranslationFailure.Unsupported)
            {
                _unsupported[(provider.Name, request.Source, request.Target)] = _time.GetUtcNow() + BelieveUnsupported;
            }
            // The kinds stand in the order of hope.
            worth = worth is null || failed.Kind < worth.Kind ? failed : worth;
        }
        return worth ?? new TranslationResult.Failed(TranslationFailure.Unsupported, "none", "no provider serves this pair", null);
    }

    private async Task<TranslationResult> Attempt(ITranslator provider, TranslationRequest request, CancellationToken ct)
    {
        try
        {
            return await provider.Translate(request, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            Broke(_logger, provider.Name, error.GetType().Name);
            return new TranslationResult.Failed(TranslationFailure.Transient, provider.Name, error.GetType().Name, null);
        }
    }

    private IEnumerable<ITranslator> Serving(string source, string target) => _providers.Where(provider =>
        provider.Supports(source, target)
        && !(_unsupported.TryGetValue((provider.Name, source, target), out var until) && until > _time.GetUtcNow()));

    [LoggerMessage(LogLevel.Information, "{Provider} did not translate {Length} characters {Source}->{Target}: {Kind}, {Reason}")]
    private static partial void NotTranslated(
        ILogger logger, string provider, string source, string target, int length, TranslationFailure kind, string reason);

    // The type only: messages of parsers quote what they parsed.
    [LoggerMessage(LogLevel.Error, "Translation provider {Provider} broke with {Error}")]
    private static partial void Broke(ILogger logger, string provider, string error);
}
