using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace OrleansSupport.Silo.Languages;

/// <summary>One provider behind a deadline per call, a circuit breaker, and the rest it asked for.</summary>
internal sealed partial class ResilientTranslator
{
    /// <summary>How long a provider is left alone that refuses for want of volume, of money, or of a valid key, if it does not say.</summary>
    private static readonly TimeSpan RestRate = TimeSpan.FromSeconds(2), RestQuota = TimeSpan.FromMinutes(10), RestAuth = TimeSpan.FromMinutes(1);

    /// <summary>The reason of a failure that nobody was asked for.</summary>
    public const string Open = "breaker open";

    /// <summary>The reason of a failure to answer in time.</summary>
    public const string Deadline = "deadline";

    private readonly ITranslator _provider;
    private readonly BatchingTranslator _calls;
    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline<TranslationResult> _pipeline;
    private volatile Rest? _rest;

    private sealed record Rest(TranslationResult.Failed Why, DateTimeOffset Until);

    /// <param name="provider">The provider's adapter.</param>
    /// <param name="deadline">For one call.</param>
    /// <param name="time">Clock of deadline, breaker and rest.</param>
    /// <param name="logger">Hears of openings and closings.</param>
    public ResilientTranslator(ITranslator provider, TimeSpan deadline, TimeProvider time, ILogger logger)
    {
        (_provider, _calls, _time, _logger) = (provider, new BatchingTranslator(provider), time, logger);
        _pipeline = new ResiliencePipelineBuilder<TranslationResult> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<TranslationResult>
            {
                // What says something about the provider, not about one text.
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome is { Exception: TimeoutRejectedException } or { Result: TranslationResult.Failed { Kind: TranslationFailure.Transient } }),
                FailureRatio = 0.5,
                MinimumThroughput = 4,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(15),
                StateProvider = _breaker,
                OnOpened = args =>
                {
                    Opened(_logger, _provider.Name, args.BreakDuration);
                    return ValueTask.CompletedTask;
                },
                OnClosed = _ =>
                {
                    Closed(_logger, _provider.Name);
                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(deadline)
            .Build();
    }

    public ITranslator Provider => _provider;

    public string Name => _provider.Name;

    /// <summary>Why it is not asked just now; null when it is.</summary>
    public TranslationFailure? Resting =>
        _rest is { } rest && rest.Until > _time.GetUtcNow() ? rest.Why.Kind
        : _breaker.CircuitState == CircuitState.Open ? TranslationFailure.Transient
        : null;

    public async Task<TranslationResult> Translate(TranslationRequest request, CancellationToken ct)
    {
        if (_rest is { } rest)
        {
            var left = rest.Until - _time.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                return rest.Why with { RetryAfter = left };
            }
            _rest = null;
        }
        try
        {
            var result = await _pipeline.ExecuteAsync(
                static async (state, token) => await state.Calls.Translate(state.Request, token), (Calls: _calls, Request: request), ct);
            if (result is TranslationResult.Failed failed)
            {
                TakeRest(failed);
            }
            return result;
        }
        catch (TimeoutRejectedException)
        {
            return new TranslationResult.Failed(TranslationFailure.Transient, Name, Deadline, null);
        }
        catch (BrokenCircuitException broken)
        {
            return new TranslationResult.Failed(TranslationFailure.Transient, Name, Open, broken.RetryAfter);
        }
    }

    private void TakeRest(TranslationResult.Failed failed)
    {
        TimeSpan? pause = failed.Kind switch
        {
            TranslationFailure.RateLimited => failed.RetryAfter ?? RestRate,
            TranslationFailure.Quota => failed.RetryAfter ?? RestQuota,
            TranslationFailure.Auth => failed.RetryAfter ?? RestAuth,
            _ => failed.RetryAfter, // a 503 with Retry-After
        };
        if (pause is { } time && time > TimeSpan.Zero)
        {
            TakesRest(_logger, Name, failed.Kind, failed.Reason, time);
            _rest = new Rest(failed, _time.GetUtcNow() + time);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Translation provider {Provider} keeps failing: not asked for {Pause}")]
    private static partial void Opened(ILogger logger, string provider, TimeSpan pause);

    [LoggerMessage(LogLevel.Information, "Translation provider {Provider} works again")]
    private static partial void Closed(ILogger logger, string provider);

    [LoggerMessage(LogLevel.Warning, "Translation provider {Provider} refused ({Kind}, {Reason}): not asked for {Pause}")]
    private static partial void TakesRest(ILogger logger, string provider, TranslationFailure kind, string reason, TimeSpan pause);
}
