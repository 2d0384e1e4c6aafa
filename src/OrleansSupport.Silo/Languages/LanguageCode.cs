namespace OrleansSupport.Silo.Languages;

/// <summary>Language tags as channels, browsers and vendors write them, reduced to the primary codes used inside.</summary>
public static class LanguageCode
{
    /// <summary>Superseded and three-letter codes still sent by browsers, Android and Apertium.</summary>
    private static readonly Dictionary<string, string> Aliases = (
        "iw=he in=id ji=yi no=nb fil=tl cmn=zh yue=zh sh=hr mo=ro eng=en spa=es fra=fr por=pt ita=it cat=ca deu=de "
        + "ron=ro glg=gl oci=oc nob=nb nno=nn swe=sv dan=da rus=ru ukr=uk pol=pl nld=nl afr=af isl=is hbs=hr mkd=mk bul=bg "
        + "bel=be epo=eo eus=eu srd=sc arg=an zho=zh jpn=ja kor=ko ara=ar hin=hi urd=ur ind=id msa=ms tur=tr kaz=kk tat=tt "
        + "slv=sl")
        .Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>
    /// The primary code of a tag: "zh-CN" and "zh_Hant" become "zh", "iw" becomes "he", "spa" becomes "es".
    /// </summary>
    /// <returns>Null for null, blank, "und", "auto" and whatever is not a language tag.</returns>
    public static string? Normalize(string? tag)
    {
        if (tag is [>= 'a' and <= 'z', >= 'a' and <= 'z'])
        {
            return Aliases.GetValueOrDefault(tag, tag);
        }
        if (string.IsNullOrWhiteSpace(tag))
        {
            return null;
        }
        var text = tag.AsSpan().Trim();
        var end = text.IndexOfAny('-', '_');
        var primary = end < 0 ? text : text[..end];
        if (primary.Length is < 2 or > 3 || !IsLetters(primary))
        {
            return null;
        }
        var code = primary.ToString().ToLowerInvariant();
        return code == Detection.Unknown ? null : Aliases.GetValueOrDefault(code, code);
    }

    private static bool IsLetters(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetter(letter))
            {
                return false;
            }
        }
        return true;
    }
}
