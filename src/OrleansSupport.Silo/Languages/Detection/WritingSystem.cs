namespace OrleansSupport.Silo.Languages;

/// <summary>The writing systems that are told apart before any language is scored.</summary>
internal enum WritingSystem
{
    None, Latin, Cyrillic, Greek, Armenian, Hebrew, Arabic, Ethiopic, Devanagari, Bengali, Gurmukhi, Gujarati, Tamil, Telugu, Sinhala, Thai, Georgian,
    Han, Kana, Hangul, Other,
}

/// <summary>Which character belongs to which writing system, and which languages are written in it.</summary>
internal static class WritingSystems
{
    public const int Count = (int)WritingSystem.Other + 1;

    /// <summary>Languages per writing system; every other language of the table is written in Latin letters.</summary>
    private static readonly Dictionary<WritingSystem, string[]> Languages = new()
    {
        [WritingSystem.Cyrillic] = ["ru", "uk", "be", "bg", "mk", "sr", "kk", "mn"],
        [WritingSystem.Greek] = ["el"],
        [WritingSystem.Armenian] = ["hy"],
        [WritingSystem.Hebrew] = ["he"],
        [WritingSystem.Arabic] = ["ar", "fa", "ur"],
        [WritingSystem.Ethiopic] = ["am", "ti"],
        [WritingSystem.Devanagari] = ["hi", "mr"],
        [WritingSystem.Bengali] = ["bn"],
        [WritingSystem.Gurmukhi] = ["pa"],
        [WritingSystem.Gujarati] = ["gu"],
        [WritingSystem.Tamil] = ["ta"],
        [WritingSystem.Telugu] = ["te"],
        [WritingSystem.Sinhala] = ["si"],
        [WritingSystem.Thai] = ["th"],
        [WritingSystem.Georgian] = ["ka"],
        [WritingSystem.Han] = ["zh", "ja"],
        [WritingSystem.Kana] = ["ja"],
        [WritingSystem.Hangul] = ["ko"],
    };

    private static readonly HashSet<string> NotLatin = [.. Languages.Values.SelectMany(codes => codes)];

    /// <summary>True if <paramref name="language"/> is written in <paramref name="system"/>.</summary>
    public static bool Writes(string language, WritingSystem system) => system == WritingSystem.Latin
        ? !NotLatin.Contains(language)
        : Languages.TryGetValue(system, out var codes) && codes.Contains(language);

    /// <summary>The only language of a writing system, or null if several share it.</summary>
    public static string? OnlyLanguage(WritingSystem system) =>
        Languages.TryGetValue(system, out var codes) && codes.Length == 1 ? codes[0] : null;

    /// <summary>How many alphabetic letters one character says as much as: "我要退款 thanks" is Chinese.</summary>
    public static int Weight(WritingSystem system) => system switch
    {
        WritingSystem.Han => 3,
        WritingSystem.Kana or WritingSystem.Hangul => 2,
        _ => 1,
    };

    /// <summary>The writing system of every character.</summary>
    private static readonly byte[] Systems = FindAll();

    /// <summary>The writing system of a letter; <see cref="WritingSystem.None"/> for whatever is not a letter.</summary>
    public static WritingSystem Of(char c) => (WritingSystem)Systems[c];

    private static byte[] FindAll()
    {
        var systems = new byte[char.MaxValue + 1];
        for (var c = 0; c < systems.Length; c++)
        {
            systems[c] = (byte)Find((char)c);
        }
        return systems;
    }

    private static WritingSystem Find(char c)
    {
        if (c < 0x80)
        {
            return char.IsAsciiLetter(c) ? WritingSystem.Latin : WritingSystem.None;
        }
        if (!char.IsLetter(c))
        {
            return WritingSystem.None;
        }
        return c switch
        {
            < '\u0250' or (>= '\u1E00' and <= '\u1EFF') => WritingSystem.Latin,
            (>= '\u0370' and <= '\u03FF') or (>= '\u1F00' and <= '\u1FFF') => WritingSystem.Greek,
            >= '\u0400' and <= '\u052F' => WritingSystem.Cyrillic,
            >= '\u0531' and <= '\u058F' => WritingSystem.Armenian,
            >= '\u0590' and <= '\u05FF' => WritingSystem.Hebrew,
            (>= '\u0600' and <= '\u077F') or (>= '\uFB50' and <= '\uFEFF') => WritingSystem.Arabic,
            >= '\u0900' and <= '\u097F' => WritingSystem.Devanagari,
            >= '\u0980' and <= '\u09FF' => WritingSystem.Bengali,
            >= '\u0A00' and <= '\u0A7F' => WritingSystem.Gurmukhi,
            >= '\u0A80' and <= '\u0AFF' => WritingSystem.Gujarati,
            >= '\u0B80' and <= '\u0BFF' => WritingSystem.Tamil,
            >= '\u0C00' and <= '\u0C7F' => WritingSystem.Telugu,
            >= '\u0D80' and <= '\u0DFF' => WritingSystem.Sinhala,
            >= '\u0E00' and <= '\u0E7F' => WritingSystem.Thai,
            >= '\u10A0' and <= '\u10FF' => WritingSystem.Georgian,
            (>= '\u1100' and <= '\u11FF') or (>= '\uAC00' and <= '\uD7AF') or (>= '\u3130' and <= '\u318F') => WritingSystem.Hangul,
            >= '\u1200' and <= '\u137F' => WritingSystem.Ethiopic,
            '\u30FC' => WritingSystem.Kana,
            (>= '\u3041' and <= '\u30FF') or (>= '\uFF66' and <= '\uFF9F') => WritingSystem.Kana,
            (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or '\u3005' or '\u3007' => WritingSystem.Han,
            _ => WritingSystem.Other,
        };
    }
}
