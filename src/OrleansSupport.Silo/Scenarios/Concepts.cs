using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace OrleansSupport.Silo.Scenarios;

/// <summary>
/// A small dictionary from words of many languages to what they mean, <c>concepts.txt</c>. It lets few examples in one language teach all of them.
/// </summary>
internal static class Concepts
{
    /// <summary>A shorter word counts only when it is the whole word.</summary>
    private const int ShortestBeginning = 4;

    /// <summary>Letters from here on keep their marks: kana their voicing.</summary>
    private const char Unmarked = '\u3000';

    /// <summary>What stands for each letter before <see cref="Unmarked"/>: lower case without accents, which buyers leave out.</summary>
    private static readonly char[] Plain = [.. Enumerable.Range(0, Unmarked).Select(letter => WithoutAccent(char.ToLowerInvariant((char)letter)))];

    /// <summary>All stems, letter by letter: from a beginning (number 0: none; in the upper bits) and a letter to the longer beginning.</summary>
    private static readonly Dictionary<int, int> Longer = [];

    /// <summary>The concepts of each beginning, a bit for each.</summary>
    private static readonly List<ulong> Means = [0];

    static Concepts()
    {
        foreach (var (concept, line) in Lines("concepts.txt").Index())
        {
            foreach (var stem in line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var beginning = 0;
                foreach (var letter in stem)
                {
                    ref var longer = ref CollectionsMarshal.GetValueRefOrAddDefault(Longer, Step(beginning, letter), out var known);
                    if (!known)
                    {
                        longer = Means.Count;
                        Means.Add(0);
                    }

                    beginning = longer;
                }

                Means[beginning] |= concept < 64 ? 1ul << concept : throw new InvalidDataException("concepts.txt has more than 64 concepts.");
            }
        }
    }

    /// <summary>The concepts of a word, a bit for each.</summary>
    /// <param name="spaced">False where words are not spaced: a stem may stand anywhere.</param>
    public static ulong Find(ReadOnlySpan<char> word, bool spaced)
    {
        var found = 0ul;
        for (var start = 0; start < (spaced ? 1 : word.Length); start++)
        {
            var (beginning, at) = (0, start);
            while (at < word.Length && Longer.TryGetValue(Step(beginning, word[at]), out beginning))
            {
                at++;
                if (!spaced || at >= ShortestBeginning || at == word.Length)
                {
                    found |= Means[beginning];
                }
            }
        }

        return found;
    }

    /// <summary>The lines of a file inside the program, without the comments.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"Scenarios.{name}")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').ToArray();
    }

    private static int Step(int beginning, char letter) => beginning << 16 | Fold(letter);

    private static char Fold(char letter) => letter < Unmarked ? Plain[letter] : letter;

    private static char WithoutAccent(char letter)
    {
        var parts = letter.ToString().Normalize(NormalizationForm.FormD);
        return parts.Length > 1 && CharUnicodeInfo.GetUnicodeCategory(parts[1]) == UnicodeCategory.NonSpacingMark ? parts[0] : letter;
    }
}
