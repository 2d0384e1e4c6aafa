using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Scenarios;

[GenerateSerializer, Immutable, Alias("scenario-state")]
internal sealed record ScenarioState
{
    [Id(0)]
    public int Version { get; init; }

    [Id(1)]
    public DateTimeOffset? LearnedUntil { get; init; }

    [Id(2)]
    public ScenarioModelView? Model { get; init; }
}

internal sealed class ScenarioGrain(
    [PersistentState("scenario-model")] IPersistentState<ScenarioState> state, TaughtExamples examples, TimeProvider time) : Grain, IScenarioGrain
{
    public async Task<ScenarioModelView> Model() =>
        state.State.Model ?? await Task.Run(() => View(ScenarioModel.AsShipped, 0, null, 0));

    public async Task<ScenarioModelView> Retrain()
    {
        var (until, version) = (time.GetUtcNow(), state.State.Version + 1);
        var taught = await examples.Read(until, CancellationToken.None);
        var view = await Task.Run(() => View(ScenarioModel.Learn(taught), version, until, taught.Count));
        await GrainState.Save(state, new ScenarioState { Version = version, LearnedUntil = until, Model = view });
        return view;
    }

    private static ScenarioModelView View(ScenarioModel model, int version, DateTimeOffset? until, int taught)
    {
        var languages = model.Measure();
        var messages = languages.Sum(language => language.Messages);
        return new ScenarioModelView(
            version, until, ScenarioModel.AsShipped.Examples, taught,
            languages.Sum(language => language.Accuracy * language.Messages) / messages,
            languages.Sum(language => language.Rejected * language.Messages) / messages,
            languages);
    }
}
