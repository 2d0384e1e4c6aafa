using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts.Languages;

namespace OrleansSupport.Silo.Languages;

/// <inheritdoc cref="ITranslationRouter"/>
internal sealed partial class TranslationRouter : ITranslationRouter, IDisposable
{
    /// <summary>Who translated what an agent had corrected before.</summary>
    public const string FromMemory = "memory";

    /// <summary>How long a provider's word that it does not serve a pair is believed.</summary>
    private static readonly TimeSpan BelieveUnsupported = TimeSpan.FromHours(1);

    private readonly ProtectedTranslator[] _providers;
    private readonly TimeProvider _time;
    private readonly ILogger<TranslationRouter> _logger;
    private readonly Func<string, ValueTask<StoreLanguages>>? _stores;
    private readonly TranslationMemory? _memory;
    private readonly ConcurrentDictionary<(TranslationRequest Masked, int Version), Lazy<Task<TranslationResult>>> _flights = new();
    private readonly ConcurrentDictionary<(string Provider, string Source, string Target), DateTimeOffset> _unsupported = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <param name="providers">Bare adapters in the order of trial.</param>
    /// <param name="deadline">For one call to one provider.</param>
    /// <param name="time">Clock of deadlines and breakers.</param>
    /// <param name="logger">Gets providers, kinds and lengths; no text.</param>
    /// <param name="stores">The stores' own settings; null has none.</param>
    /// <param name="memory">Null remembers nothing.</param>
    /// <param name="budget">Null counts nothing.</param>
    public TranslationRouter(
        IEnumerable<ITranslator> providers, TimeSpan deadline, TimeProvider time, ILogger<TranslationRouter> logger,
        Func<string, ValueTask<StoreLanguages>>? stores = null, TranslationMemory? memory = null, TranslationBudget? budget = null)
    {
        (_time, _logger, _stores, _memory) = (time, logger, stores, memory);
        _providers = [.. providers.Select(provider => new ProtectedTranslator(new ResilientTranslator(provider, deadline, time, logger), budget))];
    }

    public IReadOnlyList<(ITranslator Provider, TranslationFailure? Resting)> Providers => [.. _providers.Select(p => (p.Provider, p.Resting))];

    public bool CanTranslate(string source, string target)
    {
        var (from, to) = (LanguageCode.Normalize(source) ?? Detection.Unknown, LanguageCode.Normalize(target));
        return to is not null && (from == to || _providers.Any(provider => Serves(provider, from, to)));
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
        if (request.Text.Length > ProtectedTranslator.LongestMessage)
        {
            return new TranslationResult.Failed(TranslationFailure.TooLarge, "none", $"above {ProtectedTranslator.LongestMessage} characters", null);
        }
        var settings = await Settings(request.Store);
        var text = Protect(request, settings);
        var masked = text.Mask(TokenStyle.Kept);
        var result = await Fly(text, request with { Text = masked, Personal = null }, settings).WaitAsync(ct);
        return result is not TranslationResult.Done done ? result
            : text.Restore(TokenStyle.Kept, masked, done.Text) is { } restored ? done with { Text = Lines(request, restored) }
            : VendorHttp.Invalid(done.Provider, "protected parts were lost or doubled");
    }

    public async Task<bool> Learn(TranslationRequest request, string written, string agent, CancellationToken ct)
    {
        if (_memory is null || request.Store is not { } store || LanguageCode.Normalize(request.Source) is not { } source
            || LanguageCode.Normalize(request.Target) is not { } target || source == target || request.Text.Length > ProtectedTranslator.LongestMessage)
        {
            return false;
        }
        request = request with { Source = source, Target = target };
        var settings = await Settings(store);
        var text = Protect(request, settings);
        if (text.Unrestore(written.ReplaceLineEndings("\n")) is not { } translated)
        {
            return false; // an order number more or less: right for this message, wrong for the next
        }
        var masked = request with { Text = text.Mask(TokenStyle.Kept), Personal = null };
        await _memory.Keep(MemoryKey.Of(store, MemoryKey.Agents, "", masked, settings.Version, masked.Text), translated, agent, ct);
        return true;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private ValueTask<StoreLanguages> Settings(string? store) =>
        store is null || _stores is null ? ValueTask.FromResult(StoreLanguages.Default) : _stores(store);

    private static ProtectedText Protect(TranslationRequest request, StoreLanguages settings) => ProtectedText.Of(
        request.Text.Replace("\r\n", "\n", StringComparison.Ordinal), request.Personal ?? PersonalData.Unknown,
        Glossary.For(settings.Glossary, request.Source, request.Target));

    private static string Lines(TranslationRequest request, string text) =>
        request.Text.Contains("\r\n", StringComparison.Ordinal) ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text;

    /// <summary>
    /// On the thread pool, and under no caller's token: callers are grains, and neither the scheduler nor the patience of the first one may
    /// decide over the others' translation. Texts that differ only in what is masked share one.
    /// </summary>
    private Task<TranslationResult> Fly(ProtectedText text, TranslationRequest masked, StoreLanguages settings) =>
        _flights.GetOrAdd((masked, settings.Version), key => new Lazy<Task<TranslationResult>>(() => Task.Run(async () =>
        {
            try
            {
                return await Chain(text, masked, settings, _stopping.Token);
            }
            finally
            {
                _flights.TryRemove(key, out _);
            }
        }))).Value;

    private async Task<TranslationResult> Chain(ProtectedText text, TranslationRequest request, StoreLanguages settings, CancellationToken ct)
    {
        if (!TokenStyle.Replace(request.Text, TokenStyle.Kept.Read(request.Text), _ => "").Any(char.IsLetter))
        {
            return new TranslationResult.Done(request.Text, "none");
        }
        if (await Remembered(request, MemoryKey.Agents, "", settings, ct) is { } corrected)
        {
            return new TranslationResult.Done(corrected, FromMemory);
        }
        TranslationResult.Failed? worth = null;
        foreach (var (provider, limit) in Serving(request, settings))
        {
            if (await Remembered(request, provider.Name, provider.Provider.Version, settings, ct) is { } known)
            {
                return new TranslationResult.Done(known, provider.Name);
            }
            var result = await Attempt(provider, text, request, limit, ct);
            if (result is TranslationResult.Done done)
            {
                await Remember(request, provider, settings, done.Text, ct);
                return result;
            }
            var failed = (TranslationResult.Failed)result;
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

    private async Task<TranslationResult> Attempt(ProtectedTranslator provider, ProtectedText text, TranslationRequest request, long? limit, CancellationToken ct)
    {
        try
        {
            return await provider.Translate(text, request, limit, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            Broke(_logger, provider.Name, error.GetType().Name);
            return new TranslationResult.Failed(TranslationFailure.Transient, provider.Name, error.GetType().Name, null);
        }
    }

    private async Task<string?> Remembered(TranslationRequest request, string translator, string version, StoreLanguages settings, CancellationToken ct)
    {
        if (_memory is null || request.Store is null)
        {
            return null;
        }
        try
        {
            var key = MemoryKey.Of(request.Store, translator, version, request, settings.Version, request.Text);
            return await _memory.Find(key, ct) is { } found && TokenStyle.Kept.Survived(request.Text, found) ? found : null;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Forgot(_logger, error.GetType().Name);
            return null;
        }
    }

    private async Task Remember(TranslationRequest request, ProtectedTranslator provider, StoreLanguages settings, string translated, CancellationToken ct)
    {
        if (_memory is null || request.Store is null)
        {
            return;
        }
        try
        {
            await _memory.Keep(MemoryKey.Of(request.Store, provider.Name, provider.Provider.Version, request, settings.Version, request.Text), translated, provider.Name, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Forgot(_logger, error.GetType().Name);
        }
    }

    private IEnumerable<(ProtectedTranslator Provider, long? Limit)> Serving(TranslationRequest request, StoreLanguages settings) =>
        (settings.Providers.Count == 0
            ? _providers.Select(provider => (provider, (long?)null))
            : settings.Providers.Join(_providers, rule => rule.Name, provider => provider.Name, (rule, provider) => (provider, rule.MonthlyCharacters)))
        .Where(one => Serves(one.Item1, request.Source, request.Target));

    private bool Serves(ProtectedTranslator provider, string source, string target) =>
        provider.Provider.Supports(source, target)
        && !(_unsupported.TryGetValue((provider.Name, source, target), out var until) && until > _time.GetUtcNow());

    [LoggerMessage(LogLevel.Information, "{Provider} did not translate {Length} characters {Source}->{Target}: {Kind}, {Reason}")]
    private static partial void NotTranslated(
        ILogger logger, string provider, string source, string target, int length, TranslationFailure kind, string reason);

    // The type only: messages of parsers quote what they parsed.
    [LoggerMessage(LogLevel.Error, "Translation provider {Provider} broke with {Error}")]
    private static partial void Broke(ILogger logger, string provider, string error);

    [LoggerMessage(LogLevel.Warning, "The translation memory failed with {Error}; the provider is asked instead")]
    private static partial void Forgot(ILogger logger, string error);
}
