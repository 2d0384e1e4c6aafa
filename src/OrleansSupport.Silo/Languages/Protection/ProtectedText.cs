using System.Text;
using System.Text.RegularExpressions;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// A text whose parts that must survive translation to the letter (order and tracking numbers, links, addresses, prices, phones,
/// article codes, template variables, emoji) are known, and can be replaced by tokens.
/// </summary>
internal sealed partial class ProtectedText
{
    private readonly string _text;
    private readonly (int Start, int Length)[] _parts;

    private ProtectedText(string text, (int Start, int Length)[] parts) => (_text, _parts) = (text, parts);

    /// <summary>How many parts are protected.</summary>
    public int Count => _parts.Length;

    /// <summary>Finds the parts; linear in the length of the text.</summary>
    public static ProtectedText Of(string text)
    {
        var parts = new List<(int Start, int Length)>();
        foreach (var match in Pattern().EnumerateMatches(text))
        {
            parts.Add((match.Index, match.Length));
        }
        return new ProtectedText(text, [.. parts]);
    }

    /// <summary>A protected part, by its number.</summary>
    public ReadOnlySpan<char> Part(int number) => _text.AsSpan(_parts[number].Start, _parts[number].Length);

    /// <summary>The text with token <c>i</c> of <paramref name="style"/> in place of part <c>i</c>.</summary>
    public string Mask(TokenStyle style)
    {
        var masked = new StringBuilder(_text.Length);
        var at = 0;
        for (var i = 0; i < _parts.Length; i++)
        {
            masked.Append(_text, at, _parts[i].Start - at).Append(style.Write(i));
            at = _parts[i].Start + _parts[i].Length;
        }
        return masked.Append(_text, at, _text.Length - at).ToString();
    }

    /// <summary>Puts the parts back into a translation.</summary>
    /// <param name="style">The style <paramref name="masked"/> was made with.</param>
    /// <param name="masked">The text, or the piece of it, that was translated.</param>
    /// <param name="translated">Its translation.</param>
    /// <returns>Null unless every token of <paramref name="masked"/> is in <paramref name="translated"/> exactly once and no other is.</returns>
    public string? Restore(TokenStyle style, string masked, string translated)
    {
        var expected = style.Read(masked).Select(token => token.Number).ToHashSet();
        var found = style.Read(translated);
        if (found.Count != expected.Count || !found.All(token => expected.Remove(token.Number)))
        {
            return null;
        }
        var restored = new StringBuilder(translated.Length);
        var at = 0;
        foreach (var token in found)
        {
            restored.Append(translated, at, token.Start - at).Append(Part(token.Number));
            at = token.Start + token.Length;
        }
        return restored.Append(translated, at, translated.Length - at).ToString();
    }

    // Boundaries are ASCII look-arounds, not \b: in "订单12345什么时候到" there is no \b beside the number.
    // Order matters: an address contains what looks like a phone or an article code.
    [GeneratedRegex(
        """
        \{\{[^{}\r\n]{1,80}\}\} | \{%[^{}\r\n]{1,80}%\} | \$?\{[A-Za-z_][A-Za-z0-9_.]{0,60}\} | %[A-Za-z_]{2,40}%          # template variables
        | ⟦\s?\d{1,6}\s?⟧ | \[\[P\d{1,6}\]\] | __PH\d{1,6}__ | </?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>=\r\n]{1,40}=[^<>\r\n]{1,200})?/?> # look like our tokens; tags
        | (?:https?://|www\.)[A-Za-z0-9][!-~]*[A-Za-z0-9/=&_\#-]                                                           # links
        | (?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+                # e-mail addresses
        | (?<![A-Za-z0-9])(?:[$€£¥￥₩₹₽₺₫฿₴]|(?:US|CA|AU|HK|NT|R)\$|(?:USD|EUR|GBP|CNY|RMB|JPY|KRW|INR|RUB|TRY|BRL|CAD|AUD|CHF|PLN|SEK|NOK|DKK|MXN)\s?)\s?\d+(?:[.,\u00A0]\d+)*(?![A-Za-z0-9])
        | (?<![A-Za-z0-9.,])\d+(?:[.,]\d+)*\s?(?:[$€£¥￥₩₹₽₺₫฿₴]|(?:USD|EUR|GBP|CNY|RMB|JPY|KRW|INR|RUB|TRY|BRL|CAD|AUD|CHF|PLN|SEK|NOK|DKK|MXN|zł|kr|Kč)(?![A-Za-z]))
        | (?<![A-Za-z0-9])(?:\#|№\s?)[A-Za-z0-9][A-Za-z0-9-]{0,40}                                                         # "#1042"
        | (?<![A-Za-z0-9])(?=[A-Za-z0-9-]{0,40}\d)(?=[0-9-]{0,40}[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*(?![A-Za-z0-9])(?<=[A-Z0-9-]{4}) # article codes
        | (?<![A-Za-z0-9])[A-Za-z]{1,5}-?\d{5,30}[A-Za-z]{0,3}(?![A-Za-z0-9])                                              # tracking numbers
        | (?<![A-Za-z0-9+])\+?\(?\d[\d()\x20./-]{6,22}\d(?![A-Za-z0-9])                                                    # phones, 3-7-7 order numbers
        | (?<![A-Za-z0-9])\d{5,40}(?![A-Za-z0-9])                                                                          # long numbers
        | (?:(?:[\uD83C-\uD83E][\uDC00-\uDFFF]|[\u2600-\u27BF\u2B50\u2B55\u231A\u231B\u23E9-\u23FA])[\uFE0F\u20E3\u200D]*)+ # emoji
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
