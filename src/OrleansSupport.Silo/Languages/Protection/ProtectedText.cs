using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// A text whose parts that must not be translated are known, and can be replaced by tokens: what must survive to the letter (order and
/// tracking numbers, links, addresses, prices, phones, article codes, template variables, emoji, mark-up), what is personal, and the terms
/// of a glossary.
/// </summary>
internal sealed partial class ProtectedText
{
    private readonly string _text;
    private readonly Found[] _parts;

    private ProtectedText(string text, Found[] parts) => (_text, _parts) = (text, parts);

    /// <summary>A part of a text.</summary>
    /// <param name="Block">Structure between texts, such as a paragraph's tag: no provider sees even a token of it.</param>
    /// <param name="Instead">What stands in the translation in its place; null is the part itself.</param>
    internal readonly record struct Found(int Start, int Length, bool Block = false, string? Instead = null)
    {
        public int End => Start + Length;
    }

    /// <summary>How many parts are protected.</summary>
    public int Count => _parts.Length;

    /// <summary>Finds the parts; linear in the length of the text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="personal">What is known of the people concerned; null also leaves in what only looks personal.</param>
    /// <param name="glossary">The terms of the store for the languages in question.</param>
    public static ProtectedText Of(string text, PersonalData? personal = null, Glossary? glossary = null)
    {
        var found = new List<Found>();
        foreach (var match in Blocks().EnumerateMatches(text))
        {
            found.Add(new Found(match.Index, match.Length, Block: true));
        }
        foreach (var match in Pattern().EnumerateMatches(text))
        {
            found.Add(new Found(match.Index, match.Length));
        }
        personal?.Find(text, found);
        glossary?.Find(text, found);
        return new ProtectedText(text, Merge(found));
    }

    /// <summary>A protected part as it stands in a translation, by its number.</summary>
    public ReadOnlySpan<char> Part(int number) => _parts[number] is { Instead: { } instead } ? instead : _text.AsSpan(_parts[number].Start, _parts[number].Length);

    /// <summary>Whether a part is structure, which stays where it is.</summary>
    public bool IsBlock(int number) => _parts[number].Block;

    /// <summary>The text with token <c>i</c> of <paramref name="style"/> in place of part <c>i</c>.</summary>
    public string Mask(TokenStyle style)
    {
        var masked = new StringBuilder(_text.Length);
        var at = 0;
        for (var i = 0; i < _parts.Length; i++)
        {
            masked.Append(_text, at, _parts[i].Start - at).Append(style.Write(i));
            at = _parts[i].End;
        }
        return masked.Append(_text, at, _text.Length - at).ToString();
    }

    /// <summary>Whether a style's tokens can be told from the text around them.</summary>
    public bool Fits(TokenStyle style) => style.Read(Mask(style)).Select(token => token.Number).SequenceEqual(Enumerable.Range(0, Count));

    /// <summary>Puts the parts back into a translation.</summary>
    /// <param name="style">The style <paramref name="masked"/> was made with.</param>
    /// <param name="masked">The text, or the piece of it, that was translated.</param>
    /// <param name="translated">Its translation.</param>
    /// <returns>Null unless every token of <paramref name="masked"/> is in <paramref name="translated"/> exactly once and no other is.</returns>
    public string? Restore(TokenStyle style, string masked, string translated) =>
        style.Survived(masked, translated) ? TokenStyle.Replace(translated, style.Read(translated), token => Part(token.Number).ToString()) : null;

    /// <summary>
    /// The opposite of <see cref="Restore"/> for words a person wrote: tokens of <see cref="TokenStyle.Kept"/> in place of the parts.
    /// Null unless each part stands in it as often as in the text.
    /// </summary>
    public string? Unrestore(string written)
    {
        var spans = new List<(int Start, int Length, int Number)>();
        foreach (var same in Enumerable.Range(0, Count).GroupBy(i => Part(i).ToString()).OrderByDescending(group => group.Key.Length))
        {
            var at = 0;
            foreach (var number in same)
            {
                do
                {
                    at = written.IndexOf(same.Key, at, StringComparison.Ordinal) + 1;
                }
                while (at > 0 && spans.Exists(span => at - 1 < span.Start + span.Length && span.Start < at - 1 + same.Key.Length));
                if (at == 0)
                {
                    return null;
                }
                spans.Add((at - 1, same.Key.Length, number));
                at += same.Key.Length - 1;
            }
        }
        var tokens = spans.OrderBy(span => span.Start).Select(span => new TokenStyle.Token(span.Number, span.Start, span.Length)).ToList();
        var masked = TokenStyle.Replace(written, tokens, token => TokenStyle.Kept.Write(token.Number));
        return TokenStyle.Kept.Survived(Mask(TokenStyle.Kept), masked) ? masked : null;
    }

    /// <summary>Whether a masked text holds a link or an e-mail address: an engine that puts one in where all were taken out is lying.</summary>
    public static bool HasAddress(string masked) => Addresses().IsMatch(masked);

    /// <summary>What overlaps becomes one part, kept as it stands.</summary>
    private static Found[] Merge(List<Found> found)
    {
        found.Sort((one, other) => one.Start != other.Start ? one.Start.CompareTo(other.Start) : other.Length.CompareTo(one.Length));
        var merged = new List<Found>(found.Count);
        foreach (var part in found)
        {
            if (merged.Count == 0 || merged[^1].End <= part.Start)
            {
                merged.Add(part);
            }
            else if (part.End > merged[^1].End)
            {
                ref var last = ref CollectionsMarshal.AsSpan(merged)[^1];
                last = new Found(last.Start, part.End - last.Start);
            }
        }
        return [.. merged];
    }

    // What stands between texts: quotation marks at the beginning of a line, and HTML's block tags with comments and styles.
    [GeneratedRegex(
        """
        (?<=^|\n)[\x20\t]*(?:>[\x20\t]?)+
        | <!--[^<]{0,20000}?--> | <![A-Za-z][^<>]{0,500}> | <style[^<>]{0,500}>[^<]{0,20000}</style\s*> | <script[^<>]{0,500}>[^<]{0,20000}</script\s*>
        | </?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|h[1-6]|blockquote|pre|html|head|body|title|meta|link|section|article|header|footer
          |center|address|figure|figcaption|main|nav|aside|form|img)(?:\s[^<>]{0,2000})?/?>
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"https?://|www\.[a-z0-9]|[a-z0-9]@[a-z0-9-]{1,60}\.[a-z]", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Addresses();

    // Boundaries are ASCII look-arounds, not \b: in "订单12345什么时候到" there is no \b beside the number.
    // Order matters: an address contains what looks like a phone or an article code.
    [GeneratedRegex(
        """
        \{\{[^{}\r\n]{1,80}\}\} | \{%[^{}\r\n]{1,80}%\} | \$?\{[A-Za-z_][A-Za-z0-9_.]{0,60}\} | %[A-Za-z_]{2,40}%          # template variables
        | ⟦\s?\d{1,6}\s?⟧ | \[\s?\[\s?[Pp]\s?\d{1,6}\s?\]\s?\] | __\s?[Pp][Hh]\s?\d{1,6}\s?__ | [\uE000\uE001]+ | ⟦=⟧      # look like our tokens
        | </?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>]{0,2000}=[^<>]{0,2000})?\s?/?> | &(?:\#\d{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30}); # tags, entities
        | (?:https?://|www\.)[A-Za-z0-9][!-~]*[A-Za-z0-9/=&_\#-]                                                           # links
        | (?<![A-Za-z0-9._%+\u00C0-\u024F-])[A-Za-z0-9\u00C0-\u024F][A-Za-z0-9._%+\u00C0-\u024F-]{0,63}@[A-Za-z0-9\u00C0-\u024F-]{1,63}(?:\.[A-Za-z0-9\u00C0-\u024F-]{1,63})+ # e-mail addresses
        | (?<![A-Za-z0-9])(?:[$€£¥￥₩₹₽₺₫฿₴]|(?:US|CA|AU|HK|NT|R)\$|(?:USD|EUR|GBP|CNY|RMB|JPY|KRW|INR|RUB|TRY|BRL|CAD|AUD|CHF|PLN|SEK|NOK|DKK|MXN)\s?)\s?\d+(?:[.,\u00A0]\d+)*(?![A-Za-z0-9])
        | (?<![A-Za-z0-9.,])\d+(?:[.,]\d+)*\s?(?:[$€£¥￥₩₹₽₺₫฿₴]|(?:USD|EUR|GBP|CNY|RMB|JPY|KRW|INR|RUB|TRY|BRL|CAD|AUD|CHF|PLN|SEK|NOK|DKK|MXN|zł|kr|Kč)(?![A-Za-z]))
        | (?<![A-Za-z0-9])(?:\#|№\s?)[A-Za-z0-9][A-Za-z0-9-]{0,40}                                                         # "#1042"
        | (?<![A-Za-z0-9])(?=[A-Za-z0-9-]{0,40}\d)(?=[0-9-]{0,40}[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*(?![A-Za-z0-9])(?<=[A-Z0-9-]{4}) # article codes
        | (?<![A-Za-z0-9])[A-Za-z]{1,5}-?\d{5,30}[A-Za-z]{0,3}(?![A-Za-z0-9])                                              # tracking numbers
        | (?<![A-Za-z0-9+])\+?\(?\d[\d()\x20./-]{6,22}\d(?![A-Za-z0-9]|[-.,/]\d)                                                 # phones, cards, 3-7-7 order numbers
        | (?<![A-Za-z0-9])\d{5,40}(?![A-Za-z0-9])                                                                          # long numbers
        | (?:(?:[\uD83C-\uD83E][\uDC00-\uDFFF]|[\u2600-\u27BF\u2B50\u2B55\u231A\u231B\u23E9-\u23FA])[\uFE0F\u20E3\u200D]*)+ # emoji
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
