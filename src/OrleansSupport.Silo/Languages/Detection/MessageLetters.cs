using System.Buffers;
using System.Text;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// The letters of a message, lower case, in words of one writing system, after everything that is not language (addresses, links,
/// order numbers, template variables, emoji, control characters, broken surrogates) was dropped.
/// </summary>
internal sealed class MessageLetters
{
    /// <summary>UTF-16 units read of a message. Customers state their matter first, and below it stand quoted mails and logs.</summary>
    private const int Longest = 4_000;

    /// <summary>A token without any of these is no identifier.</summary>
    private static readonly SearchValues<char> NotOfWords = SearchValues.Create("0123456789@_#.:{}");

    private static readonly string[] WebEndings = [".com", ".net", ".org", ".cn", ".de", ".co", ".io", ".html", ".jpg", ".png", ".pdf"];

    /// <summary>One word: its place in <see cref="Letters"/>.</summary>
    public readonly record struct Word(int Start, int Length, WritingSystem System);

    private readonly int[] _counts = new int[WritingSystems.Count];

    /// <summary>All letters one after the other.</summary>
    public List<char> Letters { get; } = new(128);

    /// <summary>The words in the order of the message.</summary>
    public List<Word> Words { get; } = new(32);

    /// <summary>How many letters of a writing system there are.</summary>
    public int CountOf(WritingSystem system) => _counts[(int)system];

    /// <summary>Reads a message; never throws.</summary>
    public static MessageLetters Read(string text)
    {
        var result = new MessageLetters();
        var clean = Clean(text.Length > Longest ? text[..Longest] : text);
        for (var at = 0; at < clean.Length;)
        {
            if (clean[at] is > ' ' and <= '~')
            {
                // A run of printable ASCII is one token: "SF1234567890" or "www.shop.com/x?id=y" holds letters but no language.
                var end = at + 1;
                while (end < clean.Length && (clean[end] is > ' ' and <= '~' || (char.IsLetter(clean[end]) && clean[end] < 0x250)))
                {
                    end++;
                }
                if (!IsIdentifier(clean.AsSpan(at, end - at)))
                {
                    result.Add(clean.AsSpan(at, end - at));
                }
                at = end;
            }
            else
            {
                var end = at + 1;
                while (end < clean.Length && clean[end] is not (> ' ' and <= '~'))
                {
                    end++;
                }
                result.Add(clean.AsSpan(at, end - at));
                at = end;
            }
        }
        return result;
    }

    /// <summary>The words joined by single spaces, for the phrase table; null if longer than <paramref name="limit"/>.</summary>
    public string? Phrase(int limit)
    {
        if (Letters.Count > limit || Words.Count > 8)
        {
            return null;
        }
        var phrase = new StringBuilder();
        foreach (var word in Words)
        {
            if (phrase.Length > 0)
            {
                phrase.Append(' ');
            }
            for (var i = 0; i < word.Length; i++)
            {
                phrase.Append(Letters[word.Start + i]);
            }
        }
        return phrase.ToString();
    }

    private void Add(ReadOnlySpan<char> run)
    {
        var (start, system) = (0, WritingSystem.None);
        foreach (var c in run)
        {
            var next = WritingSystems.Of(c);
            if (next == WritingSystem.None && IsSilentMark(c))
            {
                continue;
            }
            if (next != system)
            {
                Close(start, system);
                (start, system) = (Letters.Count, next);
            }
            if (next != WritingSystem.None)
            {
                _counts[(int)next]++;
                // Turkish capital dotted I has no one-character lower case outside Turkish.
                Letters.Add(c == 'İ' ? 'i' : char.ToLowerInvariant(c));
            }
        }
        Close(start, system);
    }

    private void Close(int start, WritingSystem system)
    {
        if (system != WritingSystem.None && Letters.Count > start)
        {
            Words.Add(new Word(start, Letters.Count - start, system));
        }
    }

    /// <summary>Arabic vowel points and stray accents stand inside words without ending them.</summary>
    private static bool IsSilentMark(char c) => c is (>= '\u0300' and <= '\u036F') or (>= '\u064B' and <= '\u0652') or '\u0640' or '\u200C' or '\u200D';

    private static bool IsIdentifier(ReadOnlySpan<char> token)
    {
        if (!token.ContainsAny(NotOfWords))
        {
            return false;
        }
        if (token.IndexOfAnyInRange('0', '9') >= 0 || token.IndexOfAny('@', '_', '#') >= 0
            || token.Contains("://", StringComparison.Ordinal) || token.Contains("{{", StringComparison.Ordinal)
            || token.Contains("}}", StringComparison.Ordinal) || token.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }
        var trimmed = token.TrimEnd(".,;:!?)]}\"'");
        foreach (var ending in WebEndings)
        {
            if (trimmed.Length > ending.Length && trimmed.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Surrogates out (emoji, and halves of them, on which Normalize throws), then composed form, as the models are.</summary>
    private static string Clean(string text)
    {
        var (surrogates, marks) = (false, false);
        foreach (var c in text)
        {
            surrogates |= char.IsSurrogate(c);
            marks |= c is (>= '\u0300' and <= '\u036F') or (>= '\u3099' and <= '\u309A') or (>= '\uFF66' and <= '\uFF9F');
        }
        var kept = surrogates ? WithoutSurrogates(text) : text;
        if (!marks)
        {
            return kept;
        }
        try
        {
            return kept.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return kept; // unassigned code points: score the text as it is
        }
    }

    private static string WithoutSurrogates(ReadOnlySpan<char> text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            kept.Append(char.IsSurrogate(c) ? ' ' : c);
        }
        return kept.ToString();
    }
}
