using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OrleansSupport.Contracts;

namespace OrleansSupport.Web.Api;

/// <summary>Size and form of what comes in. What the words mean is for the grains to judge.</summary>
internal static partial class Check
{
    /// <summary>Names of stores, channels and teams as they stand in addresses.</summary>
    public static bool IsSlug(string? text) => text is not null && Slug().IsMatch(text);

    /// <summary>Null when the text may go on.</summary>
    public static Problem? Text(string text) => text.Length > WebLimits.Text
        ? Problems.Refused(Refusals.TooLong, $"At most {WebLimits.Text} characters are taken.")
        : string.IsNullOrWhiteSpace(text) ? Problems.Refused(Refusals.Empty) : null;

    /// <summary>An id given by somebody else's system: 1 to 200 characters, all of them visible.</summary>
    public static Problem? ExternalId(string id, string member) =>
        id.Length is 0 or > WebLimits.ExternalId || !id.EnumerateRunes().All(IsVisible)
            ? Problems.Invalid($"{member}: 1 to {WebLimits.ExternalId} visible characters are expected.")
            : null;

    public static Problem? Name(string? name) => name is { Length: > WebLimits.Name }
        ? Problems.Invalid($"name: at most {WebLimits.Name} characters are taken.")
        : null;

    /// <summary>BCP 47 tag or nothing.</summary>
    public static Problem? Language(string? tag) => tag is null || LanguageTag().IsMatch(tag)
        ? null
        : Problems.Invalid("language: a BCP 47 tag such as es or zh-Hans is expected.");

    public static Problem? Country(string? code) => code is null || CountryCode().IsMatch(code)
        ? null
        : Problems.Invalid("country: a two-letter ISO 3166 code is expected.");

    /// <summary>
    /// A name on one line: control characters and line breaks would break the lists it stands in, and a database's text column
    /// takes no NUL. Null when nothing is left.
    /// </summary>
    public static string? CleanName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        var clean = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            var shown = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                ? new Rune(' ')
                : rune;
            clean.Append(shown.ToString());
        }

        var text = clean.ToString().Trim();
        return text.Length == 0 ? null : text;
    }

    public static int Limit(int? asked, int usual, int most) => Math.Clamp(asked ?? usual, 1, most);

    private static bool IsVisible(Rune rune) => !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);

    [GeneratedRegex(@"\A[a-z0-9-]{1,40}\z")]
    private static partial Regex Slug();

    [GeneratedRegex(@"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}\z")]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"\A[A-Z]{2}\z")]
    private static partial Regex CountryCode();
}
