using System.Numerics;
using System.Runtime.InteropServices;
using OrleansSupport.Silo.Languages;

namespace OrleansSupport.Silo.Scenarios;

/// <summary>One bucket of a message and what it weighs.</summary>
internal readonly record struct Feature(int Bucket, float Value);

/// <summary>
/// The buckets of a message, scaled to length one: concepts (<see cref="Concepts"/>) and pairs of them, words, neighbouring words and pieces of words;
/// where words are not spaced, one to three characters. Reads one message after the other without allocating; not thread-safe.
/// </summary>
internal sealed class MessageFeatures
{
    /// <summary>Buckets are numbered from zero to here.</summary>
    public const int Buckets = 1 << 16;

    /// <summary>Weights of the kinds of features, chosen by cross-validation on the examples.</summary>
    private const float ConceptWeight = 5, ConceptPairWeight = 2.5f, WordWeight = 1, PieceWeight = 0.5f, CharactersWeight = 1;

    /// <summary>Longest text that is looked at, in letters: buyers say what they want first.</summary>
    private const int MostLetters = 600;

    /// <summary>At least twice what <see cref="MostLetters"/> and all concepts can bring, so that a free slot is near.</summary>
    private const int Slots = 1 << 13;

    private readonly List<Feature> _features = new(512);

    /// <summary>A hash table from bucket to place in <see cref="_features"/>, counted from one; 0 is free. Zero between messages.</summary>
    private readonly ushort[] _places = new ushort[Slots];

    /// <summary>The features of a message, in the order in which they were found; valid until the next call.</summary>
    public ReadOnlySpan<Feature> Read(string text)
    {
        _features.Clear();
        var letters = MessageLetters.Read(text);
        var all = CollectionsMarshal.AsSpan(letters.Letters);
        var (concepts, before, read) = (0ul, 0u, 0);
        foreach (var word in letters.Words)
        {
            if (read == MostLetters)
            {
                break;
            }

            var span = all.Slice(word.Start, Math.Min(word.Length, MostLetters - read));
            read += span.Length;
            var spaced = word.System is not (WritingSystem.Han or WritingSystem.Kana or WritingSystem.Thai);
            concepts |= Concepts.Find(span, spaced);
            if (!spaced)
            {
                Pieces(span, 1, 3, CharactersWeight);
                before = 0;
                continue;
            }

            var hash = Hash(span, 17);
            Add(hash, WordWeight);
            Add(hash * 31 + before, WordWeight);
            before = hash;
            Pieces(span, 3, 5, PieceWeight);
        }

        for (; concepts != 0; concepts &= concepts - 1)
        {
            var one = Name(concepts);
            Add(one * 7919u, ConceptWeight);
            for (var others = concepts & (concepts - 1); others != 0; others &= others - 1)
            {
                Add(one * 7919u + Name(others) * 104729u, ConceptPairWeight);
            }
        }

        return Finish();

        static uint Name(ulong concepts) => (uint)BitOperations.TrailingZeroCount(concepts) + 1;
    }

    private ReadOnlySpan<Feature> Finish()
    {
        var features = CollectionsMarshal.AsSpan(_features);
        var squares = 0d;
        foreach (var feature in features)
        {
            squares += feature.Value * feature.Value;
        }

        Array.Clear(_places);
        var length = MathF.Sqrt((float)squares);
        foreach (ref var feature in features)
        {
            feature = feature with { Value = feature.Value / length };
        }

        return features;
    }

    private void Pieces(ReadOnlySpan<char> word, int shortest, int longest, float weight)
    {
        for (var start = 0; start < word.Length; start++)
        {
            // A piece at the beginning of a word says more than one inside.
            var hash = Hash([], start == 0 && shortest > 1 ? 5u : 3u);
            for (var length = 1; length <= longest && start + length <= word.Length; length++)
            {
                hash = Extend(hash, word[start + length - 1]);
                if (length >= shortest)
                {
                    Add(hash, weight);
                }
            }
        }
    }

    private void Add(uint hash, float weight)
    {
        var bucket = (int)((hash * 2654435769u) >> 16);
        ref var place = ref _places[Slot(bucket)];
        if (place == 0)
        {
            _features.Add(new Feature(bucket, weight));
            place = (ushort)_features.Count;
            return;
        }

        ref var feature = ref CollectionsMarshal.AsSpan(_features)[place - 1];
        feature = feature with { Value = MathF.Max(feature.Value, weight) };
    }

    /// <summary>Where a bucket stands, or the free slot where it belongs.</summary>
    private int Slot(int bucket)
    {
        var features = CollectionsMarshal.AsSpan(_features);
        var slot = bucket & (Slots - 1);
        while (_places[slot] is > 0 and var place && features[place - 1].Bucket != bucket)
        {
            slot = (slot + 1) & (Slots - 1);
        }

        return slot;
    }

    private static uint Hash(ReadOnlySpan<char> text, uint seed)
    {
        var hash = 2166136261u ^ seed;
        foreach (var letter in text)
        {
            hash = Extend(hash, letter);
        }

        return hash;
    }

    private static uint Extend(uint hash, char letter) => (hash ^ letter) * 16777619u;
}
