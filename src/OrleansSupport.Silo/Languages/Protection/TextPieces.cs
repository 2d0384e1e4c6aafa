namespace OrleansSupport.Silo.Languages;

/// <summary>Cuts texts for providers that take only so much at once.</summary>
internal static class TextPieces
{
    private const string SentenceEnds = "。！？!?.…;；";

    /// <summary>
    /// Splits at paragraphs, else lines, else sentences, else spaces, else anywhere but inside a token or a surrogate pair.
    /// </summary>
    /// <param name="text">The masked text.</param>
    /// <param name="limit">UTF-16 units per piece, at least 20.</param>
    /// <param name="style">The token style in the text.</param>
    /// <returns>Pieces that, joined, are the text.</returns>
    public static IReadOnlyList<string> Split(string text, int limit, TokenStyle style)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 20);
        if (text.Length <= limit)
        {
            return [text];
        }
        var tokens = style.Read(text);
        var pieces = new List<string>();
        var at = 0;
        while (text.Length - at > limit)
        {
            var cut = Cut(text, at, limit);
            foreach (var token in tokens)
            {
                if (token.Start < cut && cut < token.Start + token.Length && token.Start > at)
                {
                    cut = token.Start;
                }
            }
            pieces.Add(text[at..cut]);
            at = cut;
        }
        pieces.Add(text[at..]);
        return pieces;
    }

    /// <summary>Takes the white space off both ends: engines drop it, and the layout lives in it.</summary>
    public static (string Lead, string Core, string Trail) Trim(string text)
    {
        var core = text.Trim();
        if (core.Length == 0)
        {
            return (text, "", "");
        }
        var start = text.IndexOf(core, StringComparison.Ordinal);
        return (text[..start], core, text[(start + core.Length)..]);
    }

    private static int Cut(string text, int at, int limit)
    {
        var window = text.AsSpan(at, limit);
        var paragraph = window.LastIndexOf("\n\n");
        if (paragraph > 0)
        {
            return at + paragraph + 2;
        }
        var line = window.LastIndexOf('\n');
        if (line > 0)
        {
            return at + line + 1;
        }
        for (var i = limit - 1; i > limit / 4; i--)
        {
            // A full stop ends a sentence before a space; Chinese and Japanese ones need none.
            if (SentenceEnds.Contains(window[i - 1], StringComparison.Ordinal) && (char.IsWhiteSpace(window[i]) || window[i - 1] > '\u2FFF'))
            {
                return at + i;
            }
        }
        var space = window.LastIndexOf(' ');
        if (space > 0)
        {
            return at + space + 1;
        }
        return char.IsHighSurrogate(window[^1]) ? at + limit - 1 : at + limit;
    }
}
