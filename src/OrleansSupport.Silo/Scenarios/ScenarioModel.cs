using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OrleansSupport.Contracts.Scenarios;

namespace OrleansSupport.Silo.Scenarios;

/// <summary>What a message was understood as.</summary>
/// <param name="Confidence">0 to 1.</param>
internal readonly record struct ScenarioGuess(string Scenario, double Confidence);

/// <summary>A message and what its buyer wanted.</summary>
internal readonly record struct ScenarioExample(string Scenario, string Language, string Text);

/// <summary>
/// Multinomial logistic regression over concepts (<see cref="Concepts"/>) and hashed words, word pairs and pieces of words, one model for all languages:
/// what is learned of "reembolso" helps with "退款". Training is
/// deterministic (fixed order, fixed seed, one thread) and takes less than a second, so a model is never shipped or stored: every node makes the same
/// one of the same examples. Immutable once trained; shared by all threads.
/// </summary>
internal sealed class ScenarioModel
{
    /// <summary>Below it a message is called <see cref="Scenario.Other"/>; chosen by cross-validation on the examples.</summary>
    public const double Sure = 0.25;

    private const int Passes = 16;
    private const float LearningRate = 0.4f;

    /// <summary>Room for a weight for each scenario, in whole vectors: <see cref="Score"/> keeps the sums in three of them.</summary>
    private const int Row = 24;

    private static readonly Lazy<ScenarioModel> Shipped = new(() => new ScenarioModel(Read("examples.txt")));
    private static readonly Lazy<IReadOnlyList<ScenarioExample>> HeldOut = new(() => Read("held-out.txt"));

    [ThreadStatic]
    private static MessageFeatures? t_features;

    private readonly string[] _scenarios = [.. Scenario.All];

    /// <summary>A row of weights for each bucket, a weight for each scenario and zeros up to <see cref="Row"/>.</summary>
    private readonly float[] _weights;

    private ScenarioModel(IReadOnlyList<ScenarioExample> examples)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_scenarios.Length, Row);
        Examples = examples.Count;
        _weights = Train(examples);
    }

    /// <summary>What the product knows before any agent has taught it something.</summary>
    public static ScenarioModel AsShipped => Shipped.Value;

    /// <summary><see cref="AsShipped"/> without waiting for it.</summary>
    public static ScenarioModel? IfTrained => Shipped.IsValueCreated ? Shipped.Value : null;

    /// <summary>The languages of the authored examples; a message in another one is read in its translation.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "zh", "es", "de", "fr", "pt", "ja"];

    /// <summary>Authored messages that no model learns from.</summary>
    public static IReadOnlyList<ScenarioExample> HeldOutMessages => HeldOut.Value;

    /// <summary>How many it was trained on.</summary>
    public int Examples { get; }

    /// <summary>A model that has also learned what agents taught. Theirs are few and real: each counts three times.</summary>
    public static ScenarioModel Learn(IReadOnlyCollection<ScenarioExample> taught) =>
        taught.Count == 0 ? AsShipped : new([.. Read("examples.txt"), .. taught, .. taught, .. taught]);

    /// <summary>What a buyer wants.</summary>
    public ScenarioGuess Classify(string text)
    {
        var features = (t_features ??= new MessageFeatures()).Read(text);
        if (features.IsEmpty)
        {
            return new ScenarioGuess(Scenario.Other, 1);
        }

        Span<float> scores = stackalloc float[Row];
        scores = Score(_weights, features, scores);
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return scores[best] < Sure ? new ScenarioGuess(Scenario.Other, 1 - scores[best]) : new ScenarioGuess(_scenarios[best], scores[best]);
    }

    /// <summary>How good it is on the authored messages that no model learns from, by language.</summary>
    public IReadOnlyList<ScenarioAccuracy> Measure() => Measure(HeldOut.Value);

    /// <summary>How good it is on some messages, by language.</summary>
    public IReadOnlyList<ScenarioAccuracy> Measure(IEnumerable<ScenarioExample> messages) =>
    [
        .. messages.GroupBy(message => message.Language).Select(group =>
        {
            var all = group.Select(message => (message.Scenario, Guess: Classify(message.Text))).ToArray();
            return new ScenarioAccuracy(
                group.Key,
                all.Length,
                (double)all.Count(one => one.Scenario == one.Guess.Scenario) / all.Length,
                (double)all.Count(one => one.Guess.Scenario == Scenario.Other && one.Scenario != Scenario.Other) / all.Length);
        }),
    ];

    private float[] Train(IReadOnlyList<ScenarioExample> examples)
    {
        var weights = new float[MessageFeatures.Buckets * Row];
        var squares = new float[weights.Length];
        var reader = new MessageFeatures();
        var data = examples
            .Select(example => (Features: reader.Read(example.Text).ToArray(), Class: Array.IndexOf(_scenarios, example.Scenario)))
            .Where(example => example.Class >= 0 && example.Features.Length > 0).ToArray();
        var random = new Random(21);
        Span<float> row = stackalloc float[Row];
        for (var pass = 0; pass < Passes; pass++)
        {
            random.Shuffle(data);
            foreach (var (features, wanted) in data)
            {
                var scores = Score(weights, features, row);
                scores[wanted] -= 1;
                foreach (var (bucket, value) in features)
                {
                    // AdaGrad: rare pieces learn fast, common ones slowly.
                    var weight = weights.AsSpan(bucket * Row, scores.Length);
                    var seen = squares.AsSpan(bucket * Row, scores.Length);
                    for (var i = 0; i < scores.Length; i++)
                    {
                        var gradient = scores[i] * value;
                        seen[i] += gradient * gradient;
                        weight[i] -= LearningRate * gradient / (MathF.Sqrt(seen[i]) + 1e-3f);
                    }
                }
            }
        }

        return weights;
    }

    /// <summary>How likely each scenario is.</summary>
    /// <param name="row">Room for a row of weights.</param>
    private Span<float> Score(float[] weights, ReadOnlySpan<Feature> features, Span<float> row)
    {
        var rows = MemoryMarshal.Cast<float, Vector256<float>>(weights);
        var (first, second, third) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        foreach (var (bucket, value) in features)
        {
            var weight = rows.Slice(bucket * 3, 3);
            first += weight[0] * value;
            second += weight[1] * value;
            third += weight[2] * value;
        }

        first.CopyTo(row);
        second.CopyTo(row[8..]);
        third.CopyTo(row[16..]);
        var scores = row[.._scenarios.Length];
        var (most, sum) = (float.MinValue, 0f);
        foreach (var score in scores)
        {
            most = MathF.Max(most, score);
        }

        foreach (ref var score in scores)
        {
            score = MathF.Exp(score - most);
            sum += score;
        }

        foreach (ref var score in scores)
        {
            score /= sum;
        }

        return scores;
    }

    private static IReadOnlyList<ScenarioExample> Read(string name) =>
        [.. Concepts.Lines(name).Select(line => line.Split('\t')).Select(part => new ScenarioExample(part[0], part[1], part[2]))];
}
