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
        var (keys, postings, bucket, at) = (0, 0, 0, 0);
        Span<byte> pairs = stackalloc byte[512];
        while (at < all.Length)
        {
            var slot = all[at] >> 16;
            var (count, last) = (0, -1);
            for (; at < all.Length && all[at] >> 16 == slot; at++)
            {
                var language = (byte)(all[at] >> 8);
                if (language == last)
                {
                    continue; // two n-grams of a language share a slot: the likelier one, sorted first, stays
                }
                last = language;
                pairs[count * 2] = language;
                pairs[count * 2 + 1] = (byte)all[at];
                count++;
            }
            for (var target = (int)(slot >> 16); bucket < target; bucket++)
            {
                index[bucket + 1] = (uint)body.Length;
            }
            body.WriteByte((byte)slot);
            body.WriteByte((byte)(slot >> 8));
            body.WriteByte((byte)count);
            body.Write(pairs[..(count * 2)]);
            keys++;
            postings += count;
        }
        for (; bucket < buckets; bucket++)
        {
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
}
