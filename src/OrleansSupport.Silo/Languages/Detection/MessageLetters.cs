using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// The letters of a message, lower case, in words of one writing system, after everything that is not language (addresses, links,
/// order numbers, template variables, emoji, control characters, broken surrogates) was dropped.
/// </summary>
/// <remarks>Its memory is lent and given back, cleared, by <see cref="Dispose"/>: nothing is allocated for a message, and nothing of it stays.</remarks>
internal ref struct MessageLetters : IDisposable
{
    /// <summary>UTF-16 units read of a message. Customers state their matter first, and below it stand quoted mails and logs.</summary>
    private const int Longest = 4_000;

    /// <summary>What a run of printable ASCII and the Latin letters after it goes on with: <see cref="InRun"/>, or, without which it is no identifier, <see cref="NotOfWords"/> too.</summary>
    private static readonly byte[] Runs =
    [
        .. Enumerable.Range(0, 0x250).Select(c => (char)c).Select(c => "0123456789@_#.:{}".Contains(c, StringComparison.Ordinal) ? (byte)(InRun | NotOfWords)
            : c is > ' ' and <= '~' || char.IsLetter(c) ? InRun : (byte)0),
    ];

    private const byte InRun = 1, NotOfWords = 2;

    private static readonly string[] WebEndings = [".com", ".net", ".org", ".cn", ".de", ".co", ".io", ".html", ".jpg", ".png", ".pdf"];

    /// <summary>One word: its place in <see cref="Letters"/>.</summary>
    public readonly record struct Word(int Start, int Length, WritingSystem System);

    private readonly char[] _letters;
    private readonly Word[] _words;
    private Counts _counts;
    private int _letterCount, _wordCount;

    private MessageLetters(int longest)
    {
        _letters = ArrayPool<char>.Shared.Rent(longest);
        _words = ArrayPool<Word>.Shared.Rent(longest);
    }

    /// <summary>All letters one after the other.</summary>
    public readonly ReadOnlySpan<char> Letters => _letters.AsSpan(0, _letterCount);

    /// <summary>The words in the order of the message.</summary>
    public readonly ReadOnlySpan<Word> Words => _words.AsSpan(0, _wordCount);

    /// <summary>How many letters of a writing system there are.</summary>
    public readonly int CountOf(WritingSystem system) => _counts[(int)system];

    /// <summary>Reads a message; never throws.</summary>
    public static MessageLetters Read(string text)
    {
        var clean = Clean(text.Length > Longest ? text[..Longest] : text).AsSpan();
        var result = new MessageLetters(clean.Length);
        for (var at = 0; at < clean.Length;)
        {
            var end = at;
            if (clean[at] == ' ')
            {
                end++;
            }
            else if (clean[at] is > ' ' and <= '~')
            {
                // One token: "SF1234567890" or "www.shop.com/x?id=y" holds letters but no language.
                var kinds = 0;
                for (; end < clean.Length && clean[end] < Runs.Length && Runs[clean[end]] is > 0 and var kind; end++)
                {
                    kinds |= kind;
                }
                if ((kinds & NotOfWords) == 0 || !IsIdentifier(clean[at..end]))
                {
                    result.Add(clean[at..end]);
                }
            }
            else
            {
                while (end < clean.Length && clean[end] is not (> ' ' and <= '~'))
                {
                    end++;
                }
                result.Add(clean[at..end]);
            }
            at = end;
        }
        return result;
    }

    /// <summary>Gives the memory back. The letters must not be used afterwards.</summary>
    public readonly void Dispose()
    {
        _letters.AsSpan(0, _letterCount).Clear();
        ArrayPool<char>.Shared.Return(_letters);
        ArrayPool<Word>.Shared.Return(_words);
    }

    /// <summary>The words joined by single spaces, for the phrase table; null if longer than <paramref name="limit"/>.</summary>
    public readonly string? Phrase(int limit)
    {
        if (_letterCount > limit || _wordCount > 8)
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
            phrase.Append(Letters.Slice(word.Start, word.Length));
        }
        return phrase.ToString();
    }

    private void Add(ReadOnlySpan<char> run)
    {
        var (letters, count) = (_letters, _letterCount);
        var (start, system) = (count, WritingSystem.None);
        foreach (var c in run)
        {
            var next = WritingSystems.Of(c);
            if (next != system)
            {
                if (next == WritingSystem.None && IsSilentMark(c))
                {
                    continue;
                }
                Close(start, count, system);
                (start, system) = (count, next);
            }
            if (next != WritingSystem.None)
            {
                letters[count++] = Lower(c);
            }
        }
        Close(start, count, system);
        _letterCount = count;
    }

    private void Close(int start, int end, WritingSystem system)
    {
        if (system != WritingSystem.None)
        {
            _words[_wordCount++] = new Word(start, end - start, system);
            _counts[(int)system] += end - start;
        }
    }

    /// <summary>A letter's lower case. Turkish capital dotted I has none of one character outside Turkish.</summary>
    private static char Lower(char letter) => letter < 0x80 ? (char)(letter | 0x20) : letter == 'İ' ? 'i' : char.ToLowerInvariant(letter);

    /// <summary>Arabic vowel points and stray accents stand inside words without ending them.</summary>
    private static bool IsSilentMark(char c) => c is (>= '\u0300' and <= '\u036F') or (>= '\u064B' and <= '\u0652') or '\u0640' or '\u200C' or '\u200D';

    private static bool IsIdentifier(ReadOnlySpan<char> token)
    {
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
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF'))
        {
            return text;
        }
        var kept = text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? WithoutSurrogates(text) : text;
        if (!text.AsSpan().ContainsAnyInRange('\u0300', '\u036F') && !text.AsSpan().ContainsAnyInRange('\u3099', '\u309A') && !text.AsSpan().ContainsAnyInRange('\uFF66', '\uFF9F'))
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

    [InlineArray(WritingSystems.Count)]
    private struct Counts
    {
        private int _first;
    }
}
