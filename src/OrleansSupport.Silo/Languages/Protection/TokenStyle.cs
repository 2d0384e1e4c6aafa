using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OrleansSupport.Silo.Languages;

/// <summary>A way to write tokens. Every engine destroys some style, and hardly any destroys all of them.</summary>
internal sealed partial class TokenStyle
{
    private readonly string _format;
    private readonly Regex _pattern;

    private TokenStyle(string format, Regex pattern) => (_format, _pattern) = (format, pattern);

    /// <summary>The styles that providers get, the one that survives most often first.</summary>
    public static IReadOnlyList<TokenStyle> All { get; } = [new("⟦{0}⟧", Brackets()), new("[[P{0}]]", Squares()), new("__PH{0}__", Underlines())];

    /// <summary>Tokens as they stand in memory: private characters, which <see cref="ProtectedText"/> never leaves in a text.</summary>
    public static TokenStyle Kept { get; } = new("\uE000{0}\uE001", Private());

    /// <summary>A token found in a text.</summary>
    internal readonly record struct Token(int Number, int Start, int Length);

    /// <summary>Token number <paramref name="number"/>.</summary>
    public string Write(int number) => string.Format(CultureInfo.InvariantCulture, _format, number);

    /// <summary>All tokens of this style in a text, tolerating spaces inside the marks, letter case and the digits of other scripts.</summary>
    public List<Token> Read(string text)
    {
        var tokens = new List<Token>();
        foreach (Match match in _pattern.Matches(text))
        {
            var number = 0;
            foreach (var digit in match.Groups[1].ValueSpan)
            {
                number = number * 10 + (int)char.GetNumericValue(digit);
            }
            tokens.Add(new Token(number, match.Index, match.Length));
        }
        return tokens;
    }

    /// <summary>The text with this style's tokens written in another.</summary>
    public string Rewrite(string text, TokenStyle other) => Replace(text, Read(text), token => other.Write(token.Number));

    /// <summary>
    /// Whether every token of <paramref name="before"/> stands in <paramref name="after"/> exactly once, and nothing else that looks like a
    /// token of any style does.
    /// </summary>
    public bool Survived(string before, string after)
    {
        var expected = Read(before).Select(token => token.Number).ToHashSet();
        var found = Read(after);
        return found.Count == expected.Count && found.All(token => expected.Remove(token.Number))
            && All.Append(Kept).All(style => style == this || !style._pattern.IsMatch(after));
    }

    /// <summary>Writes something in place of each of the tokens found in a text.</summary>
    public static string Replace(string text, List<Token> tokens, Func<Token, string> write)
    {
        var written = new StringBuilder(text.Length);
        var at = 0;
        foreach (var token in tokens)
        {
            written.Append(text, at, token.Start - at).Append(write(token));
            at = token.Start + token.Length;
        }
        return written.Append(text, at, text.Length - at).ToString();
    }

    [GeneratedRegex(@"⟦\s?(\d{1,6})\s?⟧", RegexOptions.CultureInvariant)]
    private static partial Regex Brackets();

    [GeneratedRegex(@"\[\s?\[\s?[Pp]\s?(\d{1,6})\s?\]\s?\]", RegexOptions.CultureInvariant)]
    private static partial Regex Squares();

    [GeneratedRegex(@"__\s?[Pp][Hh]\s?(\d{1,6})\s?__", RegexOptions.CultureInvariant)]
    private static partial Regex Underlines();

    [GeneratedRegex("\uE000([0-9]{1,6})\uE001", RegexOptions.CultureInvariant)]
    private static partial Regex Private();
}
