using System.Text;
using OrleansSupport.Silo.Languages;

namespace OrleansSupport.LanguageTable;

/// <summary>Merges all languages into the layout of <see cref="LanguageTableFormat"/>.</summary>
internal static class TableWriter
{
    /// <summary>Writes the table and returns how many n-grams and probabilities it holds.</summary>
    public static (int Keys, int Postings) Write(string path, string[] codes, List<Ngram>[] models)
    {
        // slot (34 bits) | language (8) | cost (8): one sort of plain integers orders everything the file needs.
        var all = new ulong[models.Sum(model => model.Count)];
        var next = 0;
        for (var language = 0; language < models.Length; language++)
        {
            foreach (var ngram in models[language])
            {
                all[next++] = ngram.Slot << 16 | (ulong)language << 8 | ngram.Cost;
            }
        }
        Array.Sort(all);

        const int buckets = 1 << LanguageTableFormat.BucketBits;
        var index = new uint[buckets + 1];
        var body = new MemoryStream(all.Length * 3);
        var (keys, postings, at) = (0, 0, 0);
        var entries = new List<(ushort Remainder, byte[] Pairs)>();
        var pairs = new List<byte>();
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            entries.Clear();
            while (at < all.Length && (int)(all[at] >> 32) == bucket)
            {
                var slot = all[at] >> 16;
                pairs.Clear();
                for (; at < all.Length && all[at] >> 16 == slot; at++)
                {
                    var language = (byte)(all[at] >> 8);
                    if (pairs.Count > 0 && pairs[^2] == language)
                    {
                        continue; // two n-grams of a language share a slot: the likelier one, sorted first, stays
                    }
                    pairs.Add(language);
                    pairs.Add((byte)all[at]);
                }
                entries.Add(((ushort)slot, [.. pairs]));
                postings += pairs.Count / 2;
            }
            foreach (var (remainder, known) in entries.OrderByDescending(entry => entry.Pairs.Length))
            {
                body.WriteByte((byte)remainder);
                body.WriteByte((byte)(remainder >> 8));
                Write(body, known, LanguageTableFormat.RowBytes(codes.Length));
            }
            keys += entries.Count;
            index[bucket + 1] = (uint)body.Length;
        }

        using var file = new BinaryWriter(File.Create(path));
        file.Write(LanguageTableFormat.Magic);
        file.Write(codes.Length);
        foreach (var code in codes)
        {
            file.Write(Encoding.ASCII.GetBytes(code.PadRight(LanguageTableFormat.CodeBytes, '\0')));
        }
        foreach (var offset in index)
        {
            file.Write(offset);
        }
        file.Write(body.GetBuffer(), 0, (int)body.Length);
        return (keys, postings);
    }

    /// <summary>The costs of one n-gram, as pairs or as a row.</summary>
    private static void Write(MemoryStream body, byte[] pairs, int rowBytes)
    {
        var count = pairs.Length / 2;
        if (count < LanguageTableFormat.FewestInRow)
        {
            body.WriteByte((byte)count);
            body.Write(pairs);
            return;
        }
        var row = new byte[rowBytes];
        Array.Fill(row, LanguageTableFormat.UnknownCost);
        for (var i = 0; i < pairs.Length; i += 2)
        {
            row[pairs[i]] = pairs[i + 1];
        }
        body.WriteByte(LanguageTableFormat.Row);
        body.Write(row);
    }
}
