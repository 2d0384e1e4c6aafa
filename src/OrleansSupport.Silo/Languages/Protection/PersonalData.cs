using System.Text.RegularExpressions;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// What is known of the people whom a text concerns, and what personal data looks like. E-mail addresses, phone and card numbers are taken
/// out of every text (<see cref="ProtectedText"/>); this adds names and postal addresses.
/// </summary>
public sealed partial class PersonalData
{
    /// <summary>Shorter ones are words: masking every "de" and "la" of a Spanish name would leave no sentence.</summary>
    private const int ShortestLatin = 3, ShortestHan = 2;

    private readonly Regex? _known;

    private PersonalData(Regex? known) => _known = known;

    /// <summary>Nobody is known: only what looks personal is taken out.</summary>
    public static PersonalData Unknown { get; } = new(null);

    /// <summary>Names, addresses, identities on channels: whole, and word by word.</summary>
    /// <param name="names">Of people: each of their words alone counts too.</param>
    /// <param name="others">Only whole, such as a street with its number or an e-mail address.</param>
    public static PersonalData Of(IEnumerable<string?> names, IEnumerable<string?> others)
    {
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names.OfType<string>().Select(n => n.Trim()))
        {
            Add(name);
            foreach (var word in name.Split([' ', '\u3000', '-', ',', '·', '.'], StringSplitOptions.RemoveEmptyEntries))
            {
                Add(word);
            }
        }
        foreach (var other in others.OfType<string>().Select(o => o.Trim()))
        {
            Add(other);
        }
        if (known.Count == 0)
        {
            return Unknown;
        }
        var longest = known.OrderByDescending(word => word.Length).Select(word => Regex.Escape(word).Replace("\\ ", "\\s+", StringComparison.Ordinal));
        return new PersonalData(new Regex(
            $@"(?<![\p{{L}}\p{{N}}-[\p{{Lo}}]])(?:{string.Join('|', longest)})(?![\p{{L}}\p{{N}}-[\p{{Lo}}]])",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

        void Add(string word)
        {
            if (word.Length >= (word.Any(c => c is >= '\u2E80' and <= '\uD7AF') ? ShortestHan : ShortestLatin) && word.Any(char.IsLetterOrDigit))
            {
                known.Add(word);
            }
        }
    }

    /// <summary>Adds what is personal in a text to the parts found in it.</summary>
    internal void Find(string text, List<ProtectedText.Found> found)
    {
        if (_known is not null)
        {
            foreach (var match in _known.EnumerateMatches(text))
            {
                found.Add(new(match.Index, match.Length));
            }
        }
        foreach (var match in Streets().EnumerateMatches(text))
        {
            found.Add(new(match.Index, match.Length));
        }
        foreach (Match match in Names().Matches(text))
        {
            var name = match.Groups["name"];
            found.Add(new(name.Index, name.Length));
        }
    }

    // Street and number as they are written in the languages of most buyers, with the postal code and town after them; IBANs.
    [GeneratedRegex(
        """
        (?<![\p{L}\p{N}])(?:
            (?:\p{Lu}[\p{L}.'-]{1,30}[\x20-])?\p{Lu}?[\p{L}.'-]{0,30}(?:[Ss]traße|[Ss]trasse|[Ss]tr\.|[Ww]eg|[Pp]latz|[Aa]llee|[Gg]asse|[Dd]amm|[Uu]fer|straat|laan|gatan|vej|gade)\s\d{1,4}\s?[a-zA-Z]?(?!\p{L})
          | (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Cc]hemin|[Ii]mpasse|[Qq]uai|[Cc]alle|[Aa]venida|[Aa]vda\.?|[Pp]laza|[Pp]aseo|[Cc]arrera|[Rr]ua|[Tt]ravessa|[Pp]raça|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Uu]l\.|[Uu]lica)
            \s(?:[\p{L}.'’-]{1,30},?\s){1,5}?(?:n[ºo°.]\s?)?\d{1,4}\s?[a-zA-Z]?(?!\p{L})
          | \d{1,5}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|av\.|boulevard|bd|place|chemin|impasse|allée|quai|route)(?:\s(?:de|du|des|la|le|les|l['’]\p{L}+))*\s\p{L}[\p{L}'’-]{1,30}(?:\s\p{Lu}[\p{L}'’-]{1,30}){0,3}
          | \d{1,5}[A-Za-z]?\s(?:\p{Lu}[\p{L}'’.-]{0,30}\s){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Square|Sq|Terrace|Close|Place|Pl|Crescent)(?!\p{L})\.?
        )
        (?:,?\s(?:(?:Apt|Apartment|Flat|Unit|Suite|Piso|piso|apto)\.?\s?\#?[\p{L}\p{N}-]{1,6}))?
        (?:[,\s]\s?(?:[A-Z]{1,2}-)?\d{4,6}(?:\s(?:\p{Lu}[\p{L}'’-]{1,30})(?:[\x20-]\p{Lu}[\p{L}'’-]{1,30}){0,2})?)?
        | (?:\p{Lo}{2,4}(?:省|自治区))?(?:\p{Lo}{2,4}市)?(?:\p{Lo}{1,4}[区县镇])?\p{Lo}{1,8}(?:路|街|大道|巷|弄|胡同)\s?\d{1,5}\s?号(?:\s?\d{1,4}\s?(?:号楼|栋|幢|单元|楼|层|室))*
        | 〒?\s?\d{3}-\d{4}(?=\s?\p{Lo}) | \p{Lo}{1,6}[都道府県]\p{Lo}{1,6}[市区町村]\p{Lo}{1,10}?\d{1,3}(?:丁目|[-－]\d{1,3}|番地?|号|\d)*
        | (?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?(?![\p{L}\p{N}])
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Streets();

    // "my name is", and the line after a closing formula.
    [GeneratedRegex(
        """
        (?:(?:[Mm]y\sname\sis|[Tt]his\sis|[Ii]ch\sheiße|[Mm]ein\sName\sist|[Mm]e\sllamo|[Mm]i\snombre\ses|[Jj]e\sm['’]appelle|[Mm]on\snom\sest|[Mm]eu\snome\sé|[Mm]i\schiamo|[Ii]l\smio\snome\sè|[Nn]azywam\ssię)\s
          |(?:[Rr]egards|[Ss]incerely|[Tt]hanks|[Gg]rüßen?|[Gg]ruß|[Ss]aludos|[Cc]ordialement|[Ss]alutations|[Aa]tentamente|[Aa]tenciosamente|[Ss]aluti),?[\x20]*\r?\n[\x20]*)
          (?<name>\p{Lu}[\p{L}'’.-]{1,30}(?:\x20(?:(?:de|la|von|van|der|da|di|del|do|dos)\x20){0,2}\p{Lu}[\p{L}'’.-]{0,30}){0,3})
        | (?:我叫|我的名字是|我是|收件人[：:]?|姓名[：:]?)(?<name>[\u4E00-\u9FFF]{2,4})(?=[，,。；;！!\s（(]|$)
        | (?:私の名前は|名前は)(?<name>[\u3040-\u30FF\u4E00-\u9FFF\x20\u3000]{2,12}?)(?=です|と申|、|。)
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
