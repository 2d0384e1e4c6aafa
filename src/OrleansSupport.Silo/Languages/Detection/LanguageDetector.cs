using System.Runtime.InteropServices;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// Detects languages with one table of n-gram probabilities: phrases first, then the writing system, then the sum of
/// log-probabilities of all n-grams of one to five letters, plus a bonus for what was known before.
/// </summary>
/// <remarks>The table is read on first use (15 MB, tens of milliseconds) and shared by all threads; nothing is written afterwards.</remarks>
internal sealed class LanguageDetector : ILanguageDetector
{
    /// <summary>Letters scored; more would not change an answer, and bounds the time for one message.</summary>
    private const int ScoredLetters = 400;

    /// <summary>Nats that an n-gram unknown to a language costs, for orders one to five; a rare known one never costs more.</summary>
    private static readonly int[] Unknown = [.. new[] { 11.0, 9.0, 8.0, 7.0, 6.0 }.Select(nats => (int)(nats * LanguageTableFormat.CostPerNat))];

    private const double ConversationBonus = 16;
    private const double CustomerBonus = 10;
    private const double StoreBonus = 6;
    private const double LargestBonus = 20;

    /// <summary>Nats ahead of every other language below which the text alone is no proof.</summary>
    private const double ProofMargin = 12;

    /// <summary>Chinese characters without any kana from which on a text is not Japanese.</summary>
    private const int EnoughHan = 4;

    /// <summary>Languages whose short messages look alike: the prior decides unless the text speaks very clearly.</summary>
    private static readonly string[][] LookAlikes = [["nb", "nn", "da"], ["id", "ms"], ["hr", "bs", "sr"], ["cs", "sk"], ["es", "pt", "ca"], ["bg", "mk"]];

    /// <summary>Written by far more customers than the languages they are mistaken for (Malay, Macedonian, Marathi, Galician words).</summary>
    private static readonly HashSet<string> Frequent = ["en", "es", "pt", "fr", "de", "it", "nl", "pl", "tr", "ru", "uk", "id", "hi", "ar", "zh", "vi", "sv", "cs"];

    private const double FrequentBonus = 3;

    private readonly Lazy<LanguageTable> _table;
    private readonly HashSet<string> _enabled;

    /// <param name="path">Where <c>languages.bin</c> lies.</param>
    /// <param name="enabled">Languages considered when the prior does not name them; null for <see cref="DefaultLanguages"/>.</param>
    public LanguageDetector(string path, IEnumerable<string>? enabled = null)
    {
        _table = new Lazy<LanguageTable>(() => LanguageTable.Load(path), LazyThreadSafetyMode.ExecutionAndPublication);
        _enabled = [.. enabled ?? DefaultLanguages];
    }

    /// <summary>
    /// What shops of the world are written to in. The table knows more (Latin, Zulu, ...), but every rare language in the race costs
    /// accuracy on short messages in frequent ones.
    /// </summary>
    public static IReadOnlyList<string> DefaultLanguages { get; } =
    [
        "en", "es", "fr", "de", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "sl", "hr", "hu", "ro", "tr", "vi", "id", "ms", "tl", "ca",
        "lt", "lv", "et", "sq", "az", "ru", "uk", "be", "bg", "mk", "sr", "kk", "mn", "ar", "fa", "ur", "hi", "mr", "am", "zh", "ja",
        "el", "he", "th", "ko", "hy", "ka", "bn", "pa", "gu", "ta", "te",
    ];

    /// <summary>Reads the table now instead of with the first message.</summary>
    /// <returns>All languages the table knows.</returns>
    public IReadOnlyList<string> Warm() => _table.Value.Codes;

    /// <inheritdoc/>
    public Detection Detect(string text, LanguagePrior prior)
    {
        prior = new(LanguageCode.Normalize(prior.Conversation), LanguageCode.Normalize(prior.Customer), LanguageCode.Normalize(prior.Store));
        var known = prior.Strongest;
        var keep = new Detection(known ?? Detection.Unknown, 0, false);
        var letters = MessageLetters.Read(text ?? "");
        if (letters.Words.Count == 0)
        {
            return keep;
        }
        if (letters.Phrase(ShortPhrases.Longest) is { } words && ShortPhrases.TryFind(words, out var phrase))
        {
            return FromPhrase(phrase, prior, keep);
        }
        var system = Dominant(letters, known);
        if (system is WritingSystem.None or WritingSystem.Other)
        {
            return keep;
        }
        if (system == WritingSystem.Han && known != "ja" && letters.CountOf(system) >= EnoughHan)
        {
            return new Detection("zh", 0.97, true); // Japanese of that length has kana
        }
        if (WritingSystems.OnlyLanguage(system) is { } only)
        {
            return new Detection(only, 0.99, letters.CountOf(system) > 1);
        }
        return Score(letters, system, prior, keep);
    }

    private static Detection FromPhrase(ShortPhrases.Phrase phrase, LanguagePrior prior, Detection keep)
    {
        foreach (var known in new[] { prior.Conversation, prior.Customer, prior.Store })
        {
            if (known is not null && phrase.Languages.Contains(known))
            {
                return new Detection(known, 0.95, !phrase.Borrowed);
            }
        }
        if (phrase.Languages.Length == 0)
        {
            return keep;
        }
        // "thanks" in a Chinese conversation changes nothing; as somebody's first word it is the best there is.
        return phrase.Borrowed && prior.Conversation is not null
            ? keep
            : new Detection(phrase.Languages[0], phrase.Borrowed ? 0.6 : 0.9, !phrase.Borrowed && phrase.Languages.Length == 1);
    }

    private static WritingSystem Dominant(MessageLetters letters, string? known)
    {
        var (kana, han) = (letters.CountOf(WritingSystem.Kana), letters.CountOf(WritingSystem.Han));
        var (best, most) = (WritingSystem.None, 0);
        for (var i = 1; i < WritingSystems.Count; i++)
        {
            var system = (WritingSystem)i;
            var weight = letters.CountOf(system) * WritingSystems.Weight(system);
            if (system is WritingSystem.Han or WritingSystem.Kana)
            {
                // Chinese borrows single kana and Japanese always writes both: they count as one, and the share of kana decides.
                weight = kana * WritingSystems.Weight(WritingSystem.Kana) + han * WritingSystems.Weight(WritingSystem.Han);
                system = kana * 6 >= kana + han ? WritingSystem.Kana : WritingSystem.Han;
            }
            // Brand and model names ("iPhone 15 Pro Max 屏幕坏了") must not outvote the language a conversation is held in.
            if (known is not null && WritingSystems.Writes(known, system) && system != WritingSystem.Latin)
            {
                weight *= 2;
            }
            if (weight > most)
            {
                (best, most) = (system, weight);
            }
        }
        return best;
    }

    private Detection Score(MessageLetters letters, WritingSystem system, LanguagePrior prior, Detection keep)
    {
        var table = _table.Value;
        Span<int> gains = stackalloc int[table.Codes.Length];
        gains.Clear();
        Sum(table, letters, system, gains);

        var best = (Language: -1, Score: double.MinValue);
        var (text, second) = (best, best);
        for (var i = 0; i < gains.Length; i++)
        {
            var code = table.Codes[i];
            var bonus = Bonus(code, prior);
            if (!WritingSystems.Writes(code, system) || (bonus == 0 && !_enabled.Contains(code)))
            {
                continue;
            }
            var score = gains[i] / LanguageTableFormat.CostPerNat + (Frequent.Contains(code) ? FrequentBonus : 0);
            if (score > text.Score)
            {
                second = text;
                text = (i, score);
            }
            else if (score > second.Score)
            {
                second = (i, score);
            }
            if (score + bonus > best.Score)
            {
                best = (i, score + bonus);
            }
        }
        if (best.Language < 0 || text.Score <= FrequentBonus)
        {
            return keep;
        }
        var language = table.Codes[best.Language];
        if (best.Language != text.Language)
        {
            return new Detection(language, 0.5, false); // the prior spoke, not the text
        }
        var margin = second.Language < 0 ? 40 : text.Score - second.Score;
        // Serbian in Latin letters reads as Croatian: the table has no such Serbian, but the store knows.
        if (keep.Language == "sr" && (language is "hr" or "bs"))
        {
            language = "sr";
        }
        var proof = second.Language >= 0 && AreAlike(language, table.Codes[second.Language]) ? ProofMargin * 1.5 : ProofMargin;
        return new Detection(language, 1 / (1 + Math.Exp(-margin / 8)), margin >= proof);
    }

    private static void Sum(LanguageTable table, MessageLetters letters, WritingSystem system, Span<int> gains)
    {
        var all = CollectionsMarshal.AsSpan(letters.Letters);
        var left = ScoredLetters;
        foreach (var word in letters.Words)
        {
            if (word.System != system)
            {
                continue;
            }
            var span = all.Slice(word.Start, Math.Min(word.Length, left));
            for (var start = 0; start < span.Length; start++)
            {
                var hash = LanguageTableFormat.HashSeed;
                for (var order = 0; order < LanguageTableFormat.LongestNgram && start + order < span.Length; order++)
                {
                    hash = LanguageTableFormat.Extend(hash, span[start + order]);
                    var pairs = table.Find(hash);
                    for (var i = 0; i < pairs.Length; i += 2)
                    {
                        gains[pairs[i]] += Math.Max(0, Unknown[order] - pairs[i + 1]);
                    }
                }
            }
            left -= span.Length;
            if (left <= 0)
            {
                return;
            }
        }
    }

    private static double Bonus(string code, LanguagePrior prior) =>
        Math.Min(LargestBonus, (code == prior.Conversation ? ConversationBonus : 0) + (code == prior.Customer ? CustomerBonus : 0)
            + (code == prior.Store ? StoreBonus : 0));

    private static bool AreAlike(string one, string other)
    {
        foreach (var group in LookAlikes)
        {
            if (group.Contains(one) && group.Contains(other))
            {
                return true;
            }
        }
        return false;
    }
}
