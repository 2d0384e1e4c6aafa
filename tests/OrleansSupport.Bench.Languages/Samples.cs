namespace OrleansSupport.Bench.Languages;

/// <summary>A text and the language it is written in.</summary>
internal readonly record struct Sample(string Language, string Text);

/// <summary>The texts that detectors are measured on. Those for tuning are files and lines of their own.</summary>
internal static class Samples
{
    /// <summary>Lingua's kinds of test data, by the names of its folders.</summary>
    public static readonly IReadOnlyList<string> LinguaKinds = ["single-words", "word-pairs", "sentences"];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Data");

    /// <summary>Malay is reported beside the 29: nothing but a prior tells most of its short messages from Indonesian.</summary>
    public const string Beside = "ms";

    /// <summary>Ten support messages in each language.</summary>
    public static List<Sample> Chat(bool tuning) => Read(tuning ? "chat-tuning.txt" : "chat.txt");

    /// <summary>Messages of a word or two, and mixed ones, whose answer is certain.</summary>
    public static List<Sample> Short(bool tuning) => Read(tuning ? "short-tuning.txt" : "short.txt");

    /// <summary>
    /// One kind of Lingua's test data, 1,000 lines a language. Odd lines (the second, the fourth, ...) are left for tuning and never measured;
    /// of the others every <paramref name="every"/>th is taken.
    /// </summary>
    public static List<Sample> Lingua(string folder, string kind, IEnumerable<string> languages, int every, bool tuning) =>
    [
        .. from language in languages
           let file = Path.Combine(folder, kind, language + ".txt")
           where File.Exists(file)
           from line in File.ReadLines(file).Where((_, i) => i % 2 == (tuning ? 1 : 0)).Where((_, i) => i % every == 0)
           where !string.IsNullOrWhiteSpace(line)
           select new Sample(language, line),
    ];

    private static List<Sample> Read(string file) =>
    [
        .. from line in File.ReadLines(Path.Combine(Folder, file))
           where line.Length > 0 && line[0] != '#'
           let tab = line.IndexOf('\t', StringComparison.Ordinal)
           select new Sample(line[..tab], line[(tab + 1)..]),
    ];
}
