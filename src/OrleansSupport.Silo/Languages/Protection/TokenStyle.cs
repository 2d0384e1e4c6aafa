using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansSupport.Silo.Languages;

/// <summary>A way to write tokens. Every engine destroys some style, and hardly any destroys all of them.</summary>
internal sealed partial class TokenStyle
{
    private readonly string _format;
    private readonly Regex _pattern;

    private TokenStyle(string format, Regex pattern) => (_format, _pattern) = (format, pattern);

    /// <summary>All styles, the one that survives most often first.</summary>
    public static IReadOnlyList<TokenStyle> All { get; } = [new("⟦{0}⟧", Brackets()), new("[[P{0}]]", Squares()), new("__PH{0}__", Underlines())];

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

    [GeneratedRegex(@"⟦\s?(\d{1,6})\s?⟧", RegexOptions.CultureInvariant)]
    private static partial Regex Brackets();

    [GeneratedRegex(@"\[\s?\[\s?[Pp]\s?(\d{1,6})\s?\]\s?\]", RegexOptions.CultureInvariant)]
    private static partial Regex Squares();

    [GeneratedRegex(@"__\s?[Pp][Hh]\s?(\d{1,6})\s?__", RegexOptions.CultureInvariant)]
    private static partial Regex Underlines();
}
