using System.Text.RegularExpressions;

namespace OrleansSupport.FakeVendors;

/// <summary>Recognisable translations, spoiled on demand.</summary>
internal static partial class FakeTranslation
{
    /// <summary>"[es] " + the text; several lines keep their breaks, the first one bears the mark.</summary>
    public static string Of(string text, string target, string mode)
    {
        text = mode switch
        {
            "drop" => Brackets().Replace(text, "", 1),
            "double" => Brackets().Replace(text, "$0 $0", 1),
            "doubleall" => AnyToken().Replace(text, "$0 $0"),
            "translate" => AnyToken().Replace(text, "token"),
            "recase" => AnyToken().Replace(text, match => match.Value.ToLowerInvariant()),
            "dropall" => AnyToken().Replace(text, ""),
            "reorder" => Reordered(text),
            "joinlines" => text.Replace('\n', ' '),
            "essay" => string.Concat(Enumerable.Repeat("As an assistant I would rather talk about something else. ", 40 + text.Length)),
            _ => text,
        };
        if (mode is "ok" or "hold" && Phrases.Translate(text, target.ToLowerInvariant().Split('-')[0]) is { } sentence)
        {
            return sentence;
        }
        return mode == "echo" ? text : $"[{target.ToLowerInvariant().Split('-')[0]}] {text}";
    }

    private static string Reordered(string text)
    {
        var tokens = new Stack<string>(AnyToken().Matches(text).Select(match => match.Value));
        return AnyToken().Replace(text, _ => tokens.Pop());
    }

    [GeneratedRegex(@"⟦\d+⟧")]
    private static partial Regex Brackets();

    [GeneratedRegex(@"⟦\d+⟧|\[\[P\d+\]\]|__PH\d+__")]
    private static partial Regex AnyToken();
}
