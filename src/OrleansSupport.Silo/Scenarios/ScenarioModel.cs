using System.Runtime.InteropServices;
using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Silo.Languages;

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

    private const int Buckets = 1 << 16;
    private const int Passes = 16;
    private const float LearningRate = 0.4f;

    /// <summary>Weights of the kinds of features, chosen by cross-validation on the examples.</summary>
    private const float ConceptWeight = 5, ConceptPairWeight = 2.5f, WordWeight = 1, PieceWeight = 0.5f, CharactersWeight = 1;

    /// <summary>Longest text that is looked at, in letters: buyers say what they want first.</summary>
    private const int MostLetters = 600;

    private static readonly Lazy<ScenarioModel> Shipped = new(() => new ScenarioModel(Read("examples.txt")));
    private static readonly Lazy<IReadOnlyList<ScenarioExample>> HeldOut = new(() => Read("held-out.txt"));

    private readonly string[] _scenarios = [.. Scenario.All];

    /// <summary>One row of weights for each bucket.</summary>
    private readonly float[] _weights;

    private ScenarioModel(IReadOnlyList<ScenarioExample> examples)
    {
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
        var features = Features(text);
        if (features.Count == 0)
        {
            return new ScenarioGuess(Scenario.Other, 1);
        }

        Span<float> scores = stackalloc float[_scenarios.Length];
        Score(_weights, features, scores);
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
        var classes = _scenarios.Length;
        var weights = new float[Buckets * classes];
        var squares = new float[weights.Length];
        var data = examples
            .Select(example => (Features: Features(example.Text), Class: Array.IndexOf(_scenarios, example.Scenario)))
            .Where(example => example.Class >= 0 && example.Features.Count > 0).ToArray();
        var random = new Random(21);
        Span<float> scores = stackalloc float[classes];
        for (var pass = 0; pass < Passes; pass++)
        {
            random.Shuffle(data);
            foreach (var (features, wanted) in data)
            {
                Score(weights, features, scores);
                scores[wanted] -= 1;
                foreach (var (feature, value) in features)
                {
                    // AdaGrad: rare pieces learn fast, common ones slowly.
                    var row = weights.AsSpan(feature * classes, classes);
                    var seen = squares.AsSpan(feature * classes, classes);
                    for (var i = 0; i < classes; i++)
                    {
                        var gradient = scores[i] * value;
                        seen[i] += gradient * gradient;
                        row[i] -= LearningRate * gradient / (MathF.Sqrt(seen[i]) + 1e-3f);
                    }
                }
            }
        }

        return weights;
    }

    private static void Score(float[] weights, List<(int Bucket, float Value)> features, Span<float> scores)
    {
        scores.Clear();
        foreach (var (feature, value) in features)
        {
            var row = weights.AsSpan(feature * scores.Length, scores.Length);
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] += row[i] * value;
            }
        }

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
    }

    /// <summary>
    /// The buckets of a message, scaled to length one: concepts and pairs of them, words, neighbouring words and pieces of words; where words are
    /// not spaced, one to three characters.
    /// </summary>
    private static List<(int Bucket, float Value)> Features(string text)
    {
        var letters = MessageLetters.Read(text);
        var all = CollectionsMarshal.AsSpan(letters.Letters);
        var features = new Dictionary<int, float>();
        var concepts = new SortedSet<int>();
        var (before, read) = (0u, 0);
        foreach (var word in letters.Words)
        {
            if ((read += word.Length) > MostLetters)
            {
                break;
            }

            var span = all.Slice(word.Start, word.Length);
            var spaced = word.System is not (WritingSystem.Han or WritingSystem.Kana or WritingSystem.Thai);
            Concepts.Find(span, spaced, concepts);
            if (!spaced)
            {
                Pieces(span, 1, 3, CharactersWeight, features);
                before = 0;
                continue;
            }

            var hash = Hash(span, 17);
            Add(features, hash, WordWeight);
            Add(features, hash * 31 + before, WordWeight);
            before = hash;
            Pieces(span, 3, 5, PieceWeight, features);
        }

        foreach (var one in concepts)
        {
            Add(features, (uint)(one + 1) * 7919u, ConceptWeight);
            foreach (var other in concepts.GetViewBetween(one + 1, int.MaxValue))
            {
                Add(features, (uint)(one + 1) * 7919u + (uint)(other + 1) * 104729u, ConceptPairWeight);
            }
        }

        var length = MathF.Sqrt(features.Values.Sum(value => value * value));
        return [.. features.Select(feature => (feature.Key, feature.Value / length))];
    }

    private static void Pieces(ReadOnlySpan<char> word, int shortest, int longest, float weight, Dictionary<int, float> features)
    {
        for (var start = 0; start < word.Length; start++)
        {
            for (var length = shortest; length <= longest && start + length <= word.Length; length++)
            {
                // A piece at the beginning of a word says more than one inside.
                Add(features, Hash(word.Slice(start, length), start == 0 && shortest > 1 ? 5u : 3u), weight);
            }
        }
    }

    private static void Add(Dictionary<int, float> features, uint hash, float weight)
    {
        ref var value = ref CollectionsMarshal.GetValueRefOrAddDefault(features, (int)((hash * 2654435769u) >> 16), out _);
        value = MathF.Max(value, weight);
    }

    private static uint Hash(ReadOnlySpan<char> text, uint seed)
    {
        var hash = 2166136261u ^ seed;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return hash;
    }

    private static IReadOnlyList<ScenarioExample> Read(string name) =>
        [.. Concepts.Lines(name).Select(line => line.Split('\t')).Select(part => new ScenarioExample(part[0], part[1], part[2]))];
}
