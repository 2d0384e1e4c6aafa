using System.Collections.Frozen;

namespace OrleansSupport.Silo.Languages;

/// <summary>The language that most buyers in a country write; no answer where it is not one (Switzerland, Belgium, Canada, India, Singapore).</summary>
internal static class CountryLanguage
{
    private static readonly FrozenDictionary<string, string> All = new[]
    {
        "en=US GB IE AU NZ", "es=ES MX AR CO CL PE EC VE GT CU BO DO HN PY SV NI CR PA UY PR", "pt=PT BR AO MZ", "fr=FR SN CI MC", "de=DE AT LI", "it=IT SM", "nl=NL",
        "sv=SE", "da=DK", "nb=NO", "fi=FI", "pl=PL", "cs=CZ", "sk=SK", "sl=SI", "hr=HR", "hu=HU", "ro=RO MD", "bg=BG", "el=GR", "tr=TR", "ru=RU", "uk=UA", "he=IL",
        "ar=SA AE EG JO KW QA BH OM IQ YE LY", "th=TH", "vi=VN", "id=ID", "ms=MY BN", "ja=JP", "ko=KR", "zh=CN TW HK MO", "lt=LT", "lv=LV", "et=EE", "sq=AL",
        "az=AZ", "mk=MK", "sr=RS", "hy=AM", "ka=GE", "fa=IR", "ur=PK", "bn=BD", "mn=MN",
    }.SelectMany(line => line[3..].Split(' ').Select(country => (country, line[..2])))
        .ToFrozenDictionary(pair => pair.country, pair => pair.Item2, StringComparer.OrdinalIgnoreCase);

    /// <summary>The language of a country given as two letters (ISO 3166-1), or null.</summary>
    public static string? Of(string? country) => country is not null && All.TryGetValue(country, out var language) ? language : null;
}
