namespace OrleansSupport.Silo.Languages;

/// <summary>
/// The layout of <c>languages.bin</c>, shared by the build tool that writes it and the detector that reads it.
/// </summary>
/// <remarks>
/// Little endian. Header: <see cref="Magic"/> (4 bytes), language count (4), then <see cref="CodeBytes"/> ASCII bytes per language,
/// zero padded. Index: 2^<see cref="BucketBits"/> + 1 offsets (4 bytes each) relative to the end of the index. Bucket: entries, those that most
/// languages know first, of remainder (2 bytes), posting count (1) and that many pairs of language number (1) and cost (1); or, with <see cref="Row"/>
/// for the count, a row of <see cref="RowBytes"/> costs, one a language. A cost is the negated natural logarithm of P(last character | the characters
/// before it), in sixteenths, so 0..255 covers probabilities down to 1.2e-7; in a row <see cref="UnknownCost"/> also stands for none.
/// </remarks>
internal static class LanguageTableFormat
{
    public const uint Magic = 0x32544C4F; // "OLT2"
    public const int CodeBytes = 8;
    public const int BucketBits = 18;
    public const int LongestNgram = 5;
    public const double CostPerNat = 16;
    public const ulong HashSeed = 0xCBF29CE484222325;

    /// <summary>Stands for the count of an entry that is a row.</summary>
    public const byte Row = byte.MaxValue;

    /// <summary>From this many languages on an entry is a row, which is read at once. Pairs are shorter than a row, so that their length tells them apart.</summary>
    public const int FewestInRow = 16;

    /// <summary>So improbable that it is worth nothing.</summary>
    public const byte UnknownCost = byte.MaxValue;

    /// <summary>Bytes of a row: as many as there are languages, up to whole vectors of 16, and more than those of any pairs.</summary>
    public static int RowBytes(int languages) => (Math.Max(languages, 2 * FewestInRow) + 15) / 16 * 16;

    /// <summary>Extends the hash of an n-gram by one more character; start from <see cref="HashSeed"/>.</summary>
    public static ulong Extend(ulong hash, char next) => (hash ^ next) * 0x100000001B3 + 0x9E3779B97F4A7C15;

    /// <summary>The place of an n-gram: bucket number in the upper bits, 16-bit remainder in the lower ones.</summary>
    public static ulong Slot(ulong hash)
    {
        hash ^= hash >> 33;
        hash *= 0xFF51AFD7ED558CCD;
        hash ^= hash >> 33;
        hash *= 0xC4CEB9FE1A85EC53;
        return hash >> (64 - BucketBits - 16);
    }
}
