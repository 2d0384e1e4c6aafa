using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// Detects languages with one table of n-gram probabilities: phrases first, then the writing system, then the sum of
/// log-probabilities of all n-grams of one to five letters, plus what single words tell and a bonus for what was known before.
/// </summary>
/// <remarks>The table is read on first use (16 MB, tens of milliseconds) and shared by all threads. Nothing of a message is kept.</remarks>
internal sealed class LanguageDetector : ILanguageDetector
{
    /// <summary>Letters scored; more would not change an answer, and bounds the time for one message.</summary>
    private const int ScoredLetters = 400;

    /// <summary>Words of the first pass over a message; the passes between them follow.</summary>
    private const int SampledAtOnce = 8;

    /// <summary>
    /// What an n-gram of one to five letters is worth to a language, by its cost: as much as the language is ahead of one that does not know it
    /// (a rare known one never falls behind), times the weight of its length, in 512ths. Chosen on the tuning half of the data that the bench names.
    /// </summary>
    private static readonly (byte Unknown, short Weight)[] Worth =
    [
        .. new (double Nats, double Weight)[] { (12, 2), (5, 1), (10, 0.6), (6.5, 1), (10, 1) }
            .Select(unknown => ((byte)(unknown.Nats * LanguageTableFormat.CostPerNat), (short)Math.Round(512 * unknown.Weight))),
    ];

    /// <summary>What one of <see cref="TellingWords"/> is worth to its languages.</summary>
    private const int TellingWorth = (int)(5 * LanguageTableFormat.CostPerNat);

    private const int ConversationBonus = (int)(16 * LanguageTableFormat.CostPerNat);
    private const int CustomerBonus = (int)(10 * LanguageTableFormat.CostPerNat);
    private const int RegionBonus = (int)(6 * LanguageTableFormat.CostPerNat);
    private const int LargestBonus = (int)(20 * LanguageTableFormat.CostPerNat);

    /// <summary>Nats ahead of every other language below which the text alone is no proof.</summary>
    private const double ProofMargin = 12;

    /// <summary>Chinese characters without any kana from which on a text is not Japanese, even in a Japanese conversation.</summary>
    private const int EnoughHan = 4;

    /// <summary>Languages whose short messages look alike: the prior decides unless the text speaks very clearly.</summary>
    private static readonly string[][] LookAlikes = [["nb", "nn", "da"], ["id", "ms"], ["hr", "bs", "sr"], ["cs", "sk"], ["es", "pt", "ca"], ["bg", "mk"]];

    /// <summary>Written by far more customers than the languages they are mistaken for (Malay, Macedonian, Marathi, Galician words).</summary>
    private static readonly HashSet<string> Frequent = ["en", "es", "pt", "fr", "de", "it", "nl", "pl", "tr", "ru", "uk", "id", "hi", "ar", "zh", "vi", "sv", "cs"];

    private const int FrequentBonus = (int)(3 * LanguageTableFormat.CostPerNat);

    /// <summary>Written less, but by whole countries of customers.</summary>
    private static readonly HashSet<string> Usual = ["da", "nb", "fi", "hu", "ro", "bg", "el", "he", "th", "ja", "ko"];

    /// <summary>
    /// What any other language of <see cref="DefaultLanguages"/> has to make up for: the sums are of overlapping n-grams and far too sure of themselves, so
    /// that a rare one would win by a letter. Chosen on the tuning data with nine messages in ten in the frequent and usual ones.
    /// </summary>
    private const int RareHandicap = (int)(6 * LanguageTableFormat.CostPerNat);

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
        var known = prior.Conversation ?? prior.Customer ?? prior.Region;
        var keep = new Detection(known ?? Detection.Unknown, 0, false);
        using var letters = MessageLetters.Read(text ?? "");
        if (letters.Words.IsEmpty)
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

    private static WritingSystem Dominant(in MessageLetters letters, string? known)
    {
        var (kana, han) = (letters.CountOf(WritingSystem.Kana), letters.CountOf(WritingSystem.Han));
        var (best, most) = (WritingSystem.None, 0);
        var borrowed = ShortPhrases.BorrowedLetters(letters);
        for (var i = 1; i < WritingSystems.Count; i++)
        {
            var system = (WritingSystem)i;
            var weight = letters.CountOf(system) * WritingSystems.Weight(system);
            if (weight == 0)
            {
                continue;
            }
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

    private Detection Score(in MessageLetters letters, WritingSystem system, LanguagePrior prior, Detection keep)
    {
        var model = _model.Value;
        var codes = model.Table.Codes;
        var candidates = model.Candidates(system, prior);
        var (conversation, customer, region) = (model.Place(prior.Conversation), model.Place(prior.Customer), model.Place(prior.Region));
        Span<int> gains = stackalloc int[model.Table.RowBytes];
        var starts = model.Starts(prior.Among);
        gains.Fill(int.MinValue / 2); // whatever is no candidate never leads
        foreach (var i in candidates)
        {
            gains[i] = starts[i];
        }
        Sum(model, letters, system, conversation, gains);

        var best = (Language: -1, Score: int.MinValue);
        var (text, second) = (best, best);
        foreach (var i in candidates)
        {
            var score = gains[i];
            if (score > text.Score)
            {
                second = text;
                text = (i, score);
            }
            else if (score > second.Score)
            {
                second = (i, score);
            }
            if (i == conversation || i == customer || i == region)
            {
                var bonus = (i == conversation ? ConversationBonus : 0) + (i == customer ? CustomerBonus : 0) + (i == region ? RegionBonus : 0);
                score += Math.Min(LargestBonus, bonus) - Math.Min(0, starts[i]); // what is expected is not rare here
            }
            if (score > best.Score)
            {
                best = (i, score);
            }
        }
        if (best.Language < 0 || text.Score <= FrequentBonus)
        {
            return keep;
        }
        var language = codes[best.Language];
        if (best.Language != text.Language)
        {
            return new Detection(language, 0.5, false); // the prior spoke, not the text
        }
        var margin = second.Language < 0 ? 40 : (text.Score - second.Score) / LanguageTableFormat.CostPerNat;
        // Serbian in Latin letters reads as Croatian: the table has no such Serbian, but the store knows.
        if (keep.Language == "sr" && (language is "hr" or "bs"))
        {
            language = "sr";
        }
        var proof = second.Language >= 0 && AreAlike(language, codes[second.Language]) ? ProofMargin * 1.5 : ProofMargin;
        return new Detection(language, 1 / (1 + Math.Exp(-margin / 8)), margin >= proof);
    }

    private static void Sum(Model model, in MessageLetters letters, WritingSystem system, int expected, Span<int> gains)
    {
        var words = letters.Words;
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
                var span = letters.Letters.Slice(word.Start, Math.Min(word.Length, left));
                if (model.Gains(span) is { IsEmpty: false } known)
                {
                    Add(known, gains);
                }
                else
                {
                    SumWord(model.Table, span, gains);
                }

                left -= word.Length;
                if (left <= 0 || IsDecided(gains, expected))
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
                var costs = table.Find(hash);
                var (unknown, weight) = Worth[order];
                if (costs.Length == table.RowBytes)
                {
                    AddRow(costs, unknown, weight, gains);
                    continue;
                }
                for (var i = 0; i < costs.Length; i += 2)
                {
                    gains[costs[i]] += (Math.Max(0, unknown - costs[i + 1]) * weight + 256) >> 9;
                }
            }
        }
    }

    private static void AddRow(ReadOnlySpan<byte> costs, byte unknown, int weight, Span<int> gains)
    {
        var sums = MemoryMarshal.Cast<int, Vector256<int>>(gains);
        var half = Vector256.Create(256);
        var at = 0;
        foreach (var part in MemoryMarshal.Cast<byte, Vector128<byte>>(costs))
        {
            var ahead = Vector128.SubtractSaturate(Vector128.Create(unknown), part);
            var (low, high) = Vector256.Widen(Vector256.WidenLower(ahead.ToVector256Unsafe()).AsInt16());
            sums[at] += (low * weight + half) >> 9;
            sums[at + 1] += (high * weight + half) >> 9;
            at += 2;
        }
    }

    private static void Add(ReadOnlySpan<int> row, Span<int> gains)
    {
        var sums = MemoryMarshal.Cast<int, Vector256<int>>(gains);
        var at = 0;
        foreach (var part in MemoryMarshal.Cast<int, Vector256<int>>(row))
        {
            sums[at++] += part;
        }
    }

    /// <summary>True if a language is so far ahead that nothing else needs reading.</summary>
    private static bool IsDecided(ReadOnlySpan<int> gains, int expected)
    {
        var (mosts, nexts) = (Vector256<int>.Zero, Vector256<int>.Zero);
        foreach (var part in MemoryMarshal.Cast<int, Vector256<int>>(gains))
        {
            nexts = Vector256.Max(nexts, Vector256.Min(mosts, part));
            mosts = Vector256.Max(mosts, part);
        }
        var (most, next) = (0, 0);
        foreach (var gain in (ReadOnlySpan<int>)MemoryMarshal.Cast<Vector256<int>, int>([mosts, nexts]))
        {
            next = Math.Max(next, Math.Min(most, gain));
            most = Math.Max(most, gain);
        }
        return most - next >= (expected >= 0 && gains[expected] == most ? Confirmed : Decided);
    }

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
        private readonly FrozenDictionary<string, int> _places;
        private readonly FrozenDictionary<string, Telling>.AlternateLookup<ReadOnlySpan<char>> _telling;

        /// <param name="enabled">Null for <see cref="DefaultLanguages"/>.</param>
        public Model(LanguageTable table, HashSet<string>? enabled)
        {
            Table = table;
            _places = table.Codes.Index().ToFrozenDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
            _startsAmong = [.. table.Codes.Select(code => Frequent.Contains(code) ? FrequentBonus : 0)];
            _starts = enabled is not null ? _startsAmong
                : [.. table.Codes.Select((code, place) => Frequent.Contains(code) || Usual.Contains(code) ? _startsAmong[place] : -RareHandicap)];
            _telling = TellingWords.All.ToFrozenDictionary(telling => telling.Word, telling => new Telling([.. telling.Languages.Select(Place)]), StringComparer.Ordinal)
                .GetAlternateLookup<ReadOnlySpan<char>>();
            _enabled = Places(enabled ?? [.. DefaultLanguages]);
        }

        public LanguageTable Table { get; }

        /// <summary>What each language starts with, in the table's units. Who names the languages means the rare ones, too.</summary>
        public int[] Starts(IReadOnlyList<string>? among) => among is { Count: > 0 } ? _startsAmong : _starts;

        /// <summary>The place of a language in the table; -1 if it is not there.</summary>
        public int Place(string? code) => code is not null && _places.TryGetValue(code, out var place) ? place : -1;

        /// <summary>What one of <see cref="TellingWords"/> is worth to each language, its n-grams and all; empty for any other word.</summary>
        public ReadOnlySpan<int> Gains(ReadOnlySpan<char> word) => _telling.TryGetValue(word, out var telling) ? telling.Gains ??= Sum(word, telling.Languages) : null;

        private int[] Sum(ReadOnlySpan<char> word, int[] languages)
        {
            var gains = new int[Table.RowBytes];
            SumWord(Table, word, gains);
            foreach (var language in languages)
            {
                gains[language] += TellingWorth;
            }

            return gains;
        }

        /// <summary>The places of the languages that a text in a writing system may be in: those enabled or named by the store, and those known before.</summary>
        public int[] Candidates(WritingSystem system, LanguagePrior prior)
        {
            var candidates = (prior.Among is { Count: > 0 } among ? _among.GetValue(among, codes => Places([.. codes])) : _enabled)[(int)system];
            foreach (var known in (ReadOnlySpan<string?>)[prior.Conversation, prior.Customer, prior.Region])
            {
                if (known is not null && Place(known) is >= 0 and var place && Array.IndexOf(candidates, place) < 0 && WritingSystems.Writes(known, system))
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

        /// <summary>One of <see cref="TellingWords"/>.</summary>
        private sealed class Telling(int[] languages)
        {
            public int[] Languages => languages;

            /// <summary>Worked out when the word is first read; whoever does so finds the same.</summary>
            public int[]? Gains { get; set; }
        }
    }
}
