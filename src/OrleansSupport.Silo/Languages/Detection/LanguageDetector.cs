using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// Detects languages with one table of n-gram probabilities: phrases first, then the writing system, then the sum of
/// log-probabilities of all n-grams of one to five letters, plus what single words tell and a bonus for what was known before.
/// </summary>
/// <remarks>The table is read on first use (15 MB, tens of milliseconds) and shared by all threads; nothing is written afterwards.</remarks>
internal sealed class LanguageDetector : ILanguageDetector
{
    /// <summary>Letters scored; more would not change an answer, and bounds the time for one message.</summary>
    private const int ScoredLetters = 400;

    /// <summary>Words of the first pass over a message; the passes between them follow.</summary>
    private const int SampledAtOnce = 8;

    /// <summary>
    /// What an n-gram of one to five letters is worth to a language, by its cost: as much as the language is ahead of one that does not know it
    /// (a rare known one never falls behind), times the weight of its length. Chosen on the tuning half of the data that the bench names.
    /// </summary>
    private static readonly int[][] Worth =
    [
        .. new (double Nats, double Weight)[] { (12, 2), (5, 1), (10, 0.6), (6.5, 1), (10, 1) }.Select(unknown => Enumerable.Range(0, 256)
            .Select(cost => (int)Math.Round(unknown.Weight * Math.Max(0, unknown.Nats * LanguageTableFormat.CostPerNat - cost))).ToArray()),
    ];

    /// <summary>What one of <see cref="TellingWords"/> is worth to its languages.</summary>
    private const int TellingWorth = (int)(5 * LanguageTableFormat.CostPerNat);

    private const double ConversationBonus = 16;
    private const double CustomerBonus = 10;
    private const double RegionBonus = 6;
    private const double LargestBonus = 20;

    /// <summary>Nats ahead of every other language below which the text alone is no proof.</summary>
    private const double ProofMargin = 12;

    /// <summary>Chinese characters without any kana from which on a text is not Japanese, even in a Japanese conversation.</summary>
    private const int EnoughHan = 4;

    /// <summary>Languages whose short messages look alike: the prior decides unless the text speaks very clearly.</summary>
    private static readonly string[][] LookAlikes = [["nb", "nn", "da"], ["id", "ms"], ["hr", "bs", "sr"], ["cs", "sk"], ["es", "pt", "ca"], ["bg", "mk"]];

    /// <summary>Written by far more customers than the languages they are mistaken for (Malay, Macedonian, Marathi, Galician words).</summary>
    private static readonly HashSet<string> Frequent = ["en", "es", "pt", "fr", "de", "it", "nl", "pl", "tr", "ru", "uk", "id", "hi", "ar", "zh", "vi", "sv", "cs"];

    private const double FrequentBonus = 3;

    /// <summary>Written less, but by whole countries of customers.</summary>
    private static readonly HashSet<string> Usual = ["da", "nb", "fi", "hu", "ro", "bg", "el", "he", "th", "ja", "ko"];

    /// <summary>
    /// What any other language of <see cref="DefaultLanguages"/> has to make up for: the sums are of overlapping n-grams and far too sure of themselves, so
    /// that a rare one would win by a letter. Chosen on the tuning data with nine messages in ten in the frequent and usual ones.
    /// </summary>
    private const double RareHandicap = 6;

    /// <summary>
    /// A language this many nats ahead has won, whatever the rest of the message says: no prior and no other bonus makes up for it.
    /// Words are read from all over the message, so that it is not the salutation that wins.
    /// </summary>
    private const int Decided = (int)(40 * LanguageTableFormat.CostPerNat);

    /// <summary>The same for the language that the conversation is in already: what was known before speaks for it, and this much is proof among look-alikes too.</summary>
    private const int Confirmed = (int)(20 * LanguageTableFormat.CostPerNat);

    private readonly Lazy<Model> _model;

    /// <param name="path">Where <c>languages.bin</c> lies.</param>
    /// <param name="enabled">Languages considered when the prior does not name them; null for <see cref="DefaultLanguages"/>.</param>
    public LanguageDetector(string path, IEnumerable<string>? enabled = null)
    {
        _model = new Lazy<Model>(() => new Model(LanguageTable.Load(path), enabled is null ? null : [.. enabled]), LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>
    /// What shops of the world are written to in. The table knows 79 (Latin, Zulu, ...), but every rare language in the race costs
    /// accuracy on short messages in frequent ones; a store that is written to in them says so (<see cref="LanguagePrior.Among"/>).
    /// </summary>
    public static IReadOnlyList<string> DefaultLanguages { get; } =
    [
        "en", "es", "fr", "de", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "sl", "hr", "hu", "ro", "tr", "vi", "id", "ms", "tl", "ca",
        "lt", "lv", "et", "sq", "az", "ru", "uk", "be", "bg", "mk", "sr", "kk", "mn", "ar", "fa", "ur", "hi", "mr", "am", "zh", "ja",
        "el", "he", "th", "ko", "hy", "ka", "bn", "pa", "gu", "ta", "te",
    ];

    /// <summary>Reads the table now instead of with the first message.</summary>
    /// <returns>All languages the table knows.</returns>
    public IReadOnlyList<string> Warm() => _model.Value.Table.Codes;

    /// <inheritdoc/>
    public Detection Detect(string text, LanguagePrior prior)
    {
        prior = prior with { Conversation = LanguageCode.Normalize(prior.Conversation), Customer = LanguageCode.Normalize(prior.Customer), Region = LanguageCode.Normalize(prior.Region) };
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
        if (system == WritingSystem.Han)
        {
            var count = letters.CountOf(system);
            return JapaneseHan.IsWrittenIn(letters) ? new Detection("ja", 0.95, count > 1)
                : known == "ja" && count < EnoughHan ? keep
                : new Detection("zh", 0.97, count > 1);
        }
        if (WritingSystems.OnlyLanguage(system) is { } only)
        {
            return new Detection(only, 0.99, letters.CountOf(system) > 1);
        }
        return Score(letters, system, prior, keep);
    }

    private static Detection FromPhrase(ShortPhrases.Phrase phrase, LanguagePrior prior, Detection keep)
    {
        foreach (var known in new[] { prior.Conversation, prior.Customer, prior.Region })
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
        var borrowed = ShortPhrases.BorrowedLetters(letters);
        for (var i = 1; i < WritingSystems.Count; i++)
        {
            var system = (WritingSystem)i;
            var weight = letters.CountOf(system) * WritingSystems.Weight(system);
            if (system == WritingSystem.Latin)
            {
                weight -= borrowed; // "iPhone 15 Pro Max 屏幕坏了"
            }
            if (system is WritingSystem.Han or WritingSystem.Kana)
            {
                // Chinese borrows single kana and Japanese always writes both: they count as one, and the share of kana decides.
                weight = kana * WritingSystems.Weight(WritingSystem.Kana) + han * WritingSystems.Weight(WritingSystem.Han);
                system = kana * 6 >= kana + han ? WritingSystem.Kana : WritingSystem.Han;
            }
            // Names of products must not outvote the language a conversation is held in.
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
        var model = _model.Value;
        var table = model.Table;
        var candidates = model.Candidates(system, prior);
        Span<int> gains = stackalloc int[table.Codes.Length];
        var starts = model.Starts(prior.Among);
        starts.CopyTo(gains);
        Sum(model, letters, system, candidates, prior.Conversation is null ? -1 : Array.IndexOf(table.Codes, prior.Conversation), gains);

        var best = (Language: -1, Score: double.MinValue);
        var (text, second) = (best, best);
        foreach (var i in candidates)
        {
            var score = gains[i] / LanguageTableFormat.CostPerNat;
            if (score > text.Score)
            {
                second = text;
                text = (i, score);
            }
            else if (score > second.Score)
            {
                second = (i, score);
            }
            var bonus = Bonus(table.Codes[i], prior);
            score += bonus > 0 ? bonus - Math.Min(0, starts[i] / LanguageTableFormat.CostPerNat) : 0; // what is expected is not rare here
            if (score > best.Score)
            {
                best = (i, score);
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

    private static void Sum(Model model, MessageLetters letters, WritingSystem system, ReadOnlySpan<int> candidates, int expected, Span<int> gains)
    {
        var all = CollectionsMarshal.AsSpan(letters.Letters);
        var words = CollectionsMarshal.AsSpan(letters.Words);
        var stride = Math.Max(1, words.Length / SampledAtOnce);
        var left = ScoredLetters;
        for (var first = 0; first < stride; first++)
        {
            for (var next = first; next < words.Length; next += stride)
            {
                var word = words[next];
                if (word.System != system)
                {
                    continue;
                }
                var span = all.Slice(word.Start, Math.Min(word.Length, left));
                SumWord(model.Table, span, gains);
                foreach (var language in model.Tells(span))
                {
                    gains[language] += TellingWorth;
                }

                left -= word.Length;
                var (leader, lead) = Lead(candidates, gains);
                if (left <= 0 || lead >= (leader == expected ? Confirmed : Decided))
                {
                    return;
                }
            }
        }
    }

    private static void SumWord(LanguageTable table, ReadOnlySpan<char> word, Span<int> gains)
    {
        for (var start = 0; start < word.Length; start++)
        {
            var hash = LanguageTableFormat.HashSeed;
            for (var order = 0; order < LanguageTableFormat.LongestNgram && start + order < word.Length; order++)
            {
                hash = LanguageTableFormat.Extend(hash, word[start + order]);
                var pairs = table.Find(hash);
                var worth = Worth[order];
                for (var i = 0; i < pairs.Length; i += 2)
                {
                    gains[pairs[i]] += worth[pairs[i + 1]];
                }
            }
        }
    }

    private static (int Language, int By) Lead(ReadOnlySpan<int> candidates, ReadOnlySpan<int> gains)
    {
        var (leader, best, second) = (-1, 0, 0);
        foreach (var i in candidates)
        {
            if (gains[i] > best)
            {
                (leader, best, second) = (i, gains[i], best);
            }
            else if (gains[i] > second)
            {
                second = gains[i];
            }
        }
        return (leader, best - second);
    }

    private static double Bonus(string code, LanguagePrior prior) =>
        Math.Min(LargestBonus, (code == prior.Conversation ? ConversationBonus : 0) + (code == prior.Customer ? CustomerBonus : 0)
            + (code == prior.Region ? RegionBonus : 0));

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

    /// <summary>The table and what follows from it and the settings, worked out once.</summary>
    private sealed class Model
    {
        private readonly int[][] _enabled;
        private readonly int[] _starts, _startsAmong;
        private readonly ConditionalWeakTable<IReadOnlyList<string>, int[][]> _among = [];
        private readonly FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _telling;

        /// <param name="enabled">Null for <see cref="DefaultLanguages"/>.</param>
        public Model(LanguageTable table, HashSet<string>? enabled)
        {
            Table = table;
            _startsAmong = [.. table.Codes.Select(code => Units(Frequent.Contains(code) ? FrequentBonus : 0))];
            _starts = enabled is not null ? _startsAmong
                : [.. table.Codes.Select((code, place) => Frequent.Contains(code) || Usual.Contains(code) ? _startsAmong[place] : Units(-RareHandicap))];
            _telling = TellingWords.All.ToFrozenDictionary(
                telling => telling.Word, telling => telling.Languages.Select(code => Array.IndexOf(table.Codes, code)).ToArray(), StringComparer.Ordinal)
                .GetAlternateLookup<ReadOnlySpan<char>>();
            _enabled = Places(enabled ?? [.. DefaultLanguages]);

            static int Units(double nats) => (int)(nats * LanguageTableFormat.CostPerNat);
        }

        public LanguageTable Table { get; }

        /// <summary>What each language starts with, in the table's units. Who names the languages means the rare ones, too.</summary>
        public int[] Starts(IReadOnlyList<string>? among) => among is { Count: > 0 } ? _startsAmong : _starts;

        /// <summary>The places of the languages that a word tells.</summary>
        public ReadOnlySpan<int> Tells(ReadOnlySpan<char> word) => _telling.TryGetValue(word, out var languages) ? languages : [];

        /// <summary>The places of the languages that a text in a writing system may be in: those enabled or named by the store, and those known before.</summary>
        public int[] Candidates(WritingSystem system, LanguagePrior prior)
        {
            var candidates = (prior.Among is { Count: > 0 } among ? _among.GetValue(among, codes => Places([.. codes])) : _enabled)[(int)system];
            foreach (var known in (ReadOnlySpan<string?>)[prior.Conversation, prior.Customer, prior.Region])
            {
                if (known is not null && WritingSystems.Writes(known, system) && Array.IndexOf(Table.Codes, known) is >= 0 and var place
                    && Array.IndexOf(candidates, place) < 0)
                {
                    candidates = [.. candidates, place];
                }
            }

            return candidates;
        }

        /// <summary>The places of some languages in the table, by writing system.</summary>
        private int[][] Places(HashSet<string> codes) =>
        [
            .. Enumerable.Range(0, WritingSystems.Count).Select(system => Enumerable.Range(0, Table.Codes.Length)
                .Where(place => codes.Contains(Table.Codes[place]) && WritingSystems.Writes(Table.Codes[place], (WritingSystem)system)).ToArray()),
        ];
    }
}
