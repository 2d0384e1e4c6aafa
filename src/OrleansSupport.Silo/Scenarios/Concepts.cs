using System.Globalization;
using System.Reflection;
using System.Text;

namespace OrleansSupport.Silo.Scenarios;

/// <summary>
/// A small dictionary from words of many languages to what they mean, <c>concepts.txt</c>. It lets few examples in one language teach all of them.
/// </summary>
internal static class Concepts
{
    /// <summary>A shorter word counts only when it is the whole word.</summary>
    private const int ShortestBeginning = 4;

    private static readonly Dictionary<string, int[]> Stems = Lines("concepts.txt")
        .SelectMany((line, concept) => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(stem => (Stem: Fold(stem), Concept: concept)).Distinct())
        .GroupBy(one => one.Stem, one => one.Concept).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    private static readonly Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> Lookup = Stems.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly int Longest = Stems.Keys.Max(stem => stem.Length);

    /// <summary>Adds the concepts of a word in lower case.</summary>
    /// <param name="spaced">False where words are not spaced: a stem may stand anywhere.</param>
    public static void Find(ReadOnlySpan<char> word, bool spaced, ISet<int> found)
    {
        var text = Ascii.IsValid(word) ? word : Fold(word.ToString()); // most words have nothing to fold
        for (var start = 0; start < (spaced ? 1 : text.Length); start++)
        {
            for (var length = 1; length <= Longest && start + length <= text.Length; length++)
            {
                if ((!spaced || length >= ShortestBeginning || length == text.Length) && Lookup.TryGetValue(text.Slice(start, length), out var concepts))
                {
                    found.UnionWith(concepts);
                }
            }
        }
    }

    /// <summary>The lines of a file inside the program, without the comments.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"Scenarios.{name}")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').ToArray();
    }

    /// <summary>Lower case without accents: buyers leave them out. Kana keep their voicing.</summary>
    private static string Fold(string text) => string.Concat(text.ToLowerInvariant().EnumerateRunes().Select(rune =>
    {
        var letter = rune.ToString();
        var parts = rune.Value is < 0x80 or >= 0x3000 ? letter : letter.Normalize(NormalizationForm.FormD);
        return parts.Length > 1 && CharUnicodeInfo.GetUnicodeCategory(parts, 1) == UnicodeCategory.NonSpacingMark ? parts[..1] : letter;
    }));
}
