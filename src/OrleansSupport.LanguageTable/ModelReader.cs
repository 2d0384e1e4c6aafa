using System.IO.Compression;
using System.Text.Json;
using OrleansSupport.Silo.Languages;

namespace OrleansSupport.LanguageTable;

/// <summary>One n-gram of one language: its slot in the table and the cost of its last character given the others.</summary>
internal readonly record struct Ngram(ulong Slot, byte Cost);

/// <summary>Reads one language's models and keeps what decides most messages.</summary>
/// <remarks>
/// A model file is Brotli-compressed JSON: <c>{"language": ..., "ngrams": {"3/17": "abc abd ...", ...}}</c>, the key being the
/// conditional probability of the last character. Those fractions are reduced, so the frequency of an n-gram is rebuilt as the product
/// of the conditional probabilities of all its beginnings.
/// </remarks>
internal static class ModelReader
{
    private static readonly string[] Files =
        ["unigrams.json.br", "bigrams.json.br", "trigrams.json.br", "quadrigrams.json.br", "fivegrams.json.br"];

    /// <summary>How many n-grams of each order are kept; single characters are few except in Chinese and Japanese.</summary>
    private static readonly int[] Kept = [6_000, 3_000, 8_000, 20_000, 30_000];

    private readonly record struct Candidate(float Frequency, ulong Slot, byte Cost);

    /// <summary>Reads the five orders under <paramref name="folder"/>; a missing order (Chinese has only the first) is no error.</summary>
    /// <exception cref="InvalidDataException">A model's probability is not a fraction.</exception>
    public static List<Ngram> Read(string folder)
    {
        var result = new List<Ngram>();
        var shorter = new Dictionary<ulong, float> { [LanguageTableFormat.HashSeed] = 0 };
        for (var order = 1; order <= Files.Length; order++)
        {
            var path = Path.Combine(folder, Files[order - 1]);
            if (!File.Exists(path))
            {
                break;
            }
            var longest = order == Files.Length;
            var frequencies = new Dictionary<ulong, float>(longest ? 0 : 100_000);
            var candidates = new List<Candidate>(100_000);
            ReadOrder(Decompress(path), order, shorter, longest ? null : frequencies, candidates);
            candidates.Sort((a, b) => b.Frequency.CompareTo(a.Frequency));
            result.AddRange(candidates.Take(Kept[order - 1]).Select(c => new Ngram(c.Slot, c.Cost)));
            shorter = frequencies;
        }
        return result;
    }

    private static byte[] Decompress(string path)
    {
        using var brotli = new BrotliStream(File.OpenRead(path), CompressionMode.Decompress);
        var memory = new MemoryStream(4 << 20);
        brotli.CopyTo(memory);
        return memory.ToArray();
    }

    private static void ReadOrder(
        byte[] json, int order, Dictionary<ulong, float> shorter, Dictionary<ulong, float>? frequencies, List<Candidate> candidates)
    {
        var reader = new Utf8JsonReader(json);
        var probability = 0d;
        var buffer = Array.Empty<char>();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 2)
            {
                probability = Fraction(reader.GetString()!);
            }
            else if (reader.TokenType == JsonTokenType.String && reader.CurrentDepth == 2)
            {
                if (buffer.Length < reader.ValueSpan.Length)
                {
                    buffer = new char[reader.ValueSpan.Length * 2];
                }
                var text = buffer.AsSpan(0, reader.CopyString(buffer));
                var logarithm = (float)Math.Log(probability);
                var cost = (byte)Math.Clamp(Math.Round(-logarithm * LanguageTableFormat.CostPerNat), 0, 255);
                foreach (var range in text.Split(' '))
                {
                    var ngram = text[range];
                    if (ngram.Length != order)
                    {
                        continue; // outside the basic plane: the detector drops surrogates too
                    }
                    var prefix = LanguageTableFormat.HashSeed;
                    foreach (var letter in ngram[..^1])
                    {
                        prefix = LanguageTableFormat.Extend(prefix, letter);
                    }
                    if (!shorter.TryGetValue(prefix, out var beginning))
                    {
                        continue;
                    }
                    var hash = LanguageTableFormat.Extend(prefix, ngram[^1]);
                    frequencies?.TryAdd(hash, beginning + logarithm);
                    candidates.Add(new Candidate(beginning + logarithm, LanguageTableFormat.Slot(hash), cost));
                }
            }
        }
    }

    private static double Fraction(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? double.Parse(text.AsSpan(0, slash), System.Globalization.CultureInfo.InvariantCulture)
                / double.Parse(text.AsSpan(slash + 1), System.Globalization.CultureInfo.InvariantCulture)
            : throw new InvalidDataException($"Not a fraction: {text}");
    }
}
