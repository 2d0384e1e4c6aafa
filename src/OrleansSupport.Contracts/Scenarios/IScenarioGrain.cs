namespace OrleansSupport.Contracts.Scenarios;

/// <summary>The classifier that tells what buyers want; one for the whole installation (key 0).</summary>
[Alias("scenarios")]
public interface IScenarioGrain : IGrainWithIntegerKey
{
    /// <summary>The model in use and how good it is.</summary>
    [Alias("model")]
    Task<ScenarioModelView> Model();

    /// <summary>Learns again from the authored examples and from what agents chose and corrected until now. Every node follows within half a minute.</summary>
    [Alias("retrain")]
    Task<ScenarioModelView> Retrain();
}

/// <summary>A model and its accuracy on messages that it never learns from.</summary>
/// <param name="Version">0 as shipped; one more with each training.</param>
/// <param name="LearnedUntil">What agents taught until then is in it; null when it is as shipped.</param>
/// <param name="Examples">Authored examples.</param>
/// <param name="Taught">Examples from agents' choices and corrections.</param>
/// <param name="Accuracy">0 to 1, over all languages.</param>
/// <param name="Rejected">0 to 1: the share that is called <see cref="Scenario.Other"/> because nothing is sure enough.</param>
[GenerateSerializer, Immutable, Alias("scenario-model")]
public sealed record ScenarioModelView(
    [property: Id(0)] int Version,
    [property: Id(1)] DateTimeOffset? LearnedUntil,
    [property: Id(2)] int Examples,
    [property: Id(3)] int Taught,
    [property: Id(4)] double Accuracy,
    [property: Id(5)] double Rejected,
    [property: Id(6)] IReadOnlyList<ScenarioAccuracy> Languages);

/// <param name="Messages">How many held-out messages there are.</param>
[GenerateSerializer, Immutable, Alias("scenario-accuracy")]
public sealed record ScenarioAccuracy(
    [property: Id(0)] string Language,
    [property: Id(1)] int Messages,
    [property: Id(2)] double Accuracy,
    [property: Id(3)] double Rejected);
