using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts.Scenarios;

namespace OrleansSupport.Silo.Scenarios;

/// <summary>The model that this node uses. It is trained when the node starts, and again when <see cref="IScenarioGrain"/> has a newer version.</summary>
internal sealed partial class ScenarioClassifier(IGrainFactory grains, TaughtExamples examples, TimeProvider time, ILogger<ScenarioClassifier> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    private volatile ScenarioModel? _model;
    private int _version;

    /// <summary>True if the model has examples in a language.</summary>
    public static bool Reads(string language) => ScenarioModel.Languages.Contains(language);

    /// <summary>
    /// What a message says; null in a language that only a translation can be read of, and in a node's first seconds, while the model is
    /// trained: no message waits for it.
    /// </summary>
    public ScenarioGuess? Classify(string text, string language) => Reads(language) ? (_model ?? ScenarioModel.IfTrained)?.Classify(text) : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Run(() => _model = ScenarioModel.AsShipped, stoppingToken);
        using var timer = new PeriodicTimer(LookAgain, time);
        try
        {
            do
            {
                await Follow(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task Follow(CancellationToken cancellation)
    {
        try
        {
            var newest = await grains.GetGrain<IScenarioGrain>(0).Model();
            if (newest.Version != _version && newest.LearnedUntil is { } until)
            {
                _model = ScenarioModel.Learn(await examples.Read(until, cancellation));
                _version = newest.Version;
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogUnchanged(error.GetType().Name); // the model there is goes on; the next look tries again
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The scenario model stays as it is ({Error})")]
    private partial void LogUnchanged(string error);
}
