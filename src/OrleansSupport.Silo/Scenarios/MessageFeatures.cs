using System.Numerics;
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

    private readonly Feature[] _features = new Feature[Slots / 2];
    private int _count;

    /// <summary>Of the values; exact, because every weight is a whole number of halves.</summary>
    private float _squares;

    /// <summary>A hash table from bucket to place in <see cref="_features"/>, counted from one; 0 is free. Zero between messages.</summary>
    private readonly ushort[] _places = new ushort[Slots];

    /// <summary>The features of a message, in the order in which they were found; valid until the next call.</summary>
    public ReadOnlySpan<Feature> Read(string text)
    {
        (_count, _squares) = (0, 0);
        using var letters = MessageLetters.Read(text);
        var all = letters.Letters;
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
        Array.Clear(_places);
        var features = _features.AsSpan(0, _count);
        var length = MathF.Sqrt(_squares);
        foreach (ref var feature in features)
        {
            feature = feature with { Value = feature.Value / length };
        }

        return features;
    }

    private void Pieces(ReadOnlySpan<char> word, int shortest, int longest, float weight)
    {
        // A piece at the beginning of a word says more than one inside.
        var seed = shortest > 1 ? 5u : 3u;
        for (; word.Length >= shortest; word = word[1..], seed = 3)
        {
            var hash = Hash(word[..(shortest - 1)], seed);
            foreach (var letter in word[(shortest - 1)..Math.Min(longest, word.Length)])
            {
                hash = Extend(hash, letter);
                Add(hash, weight);
            }
        }
    }

    private void Add(uint hash, float weight)
    {
        var bucket = (int)((hash * 2654435769u) >> 16);
        var slot = bucket & (Slots - 1);
        while (_places[slot] is > 0 and var place)
        {
            ref var feature = ref _features[place - 1];
            if (feature.Bucket == bucket)
            {
                if (feature.Value < weight)
                {
                    _squares += weight * weight - feature.Value * feature.Value;
                    feature = feature with { Value = weight };
                }

                return;
            }

            slot = (slot + 1) & (Slots - 1);
        }

        _squares += weight * weight;
        _features[_count++] = new Feature(bucket, weight);
        _places[slot] = (ushort)_count;
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
