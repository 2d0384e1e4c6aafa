using System.Buffers.Binary;
using System.Text;

namespace OrleansSupport.Silo.Languages;

/// <summary>The n-gram table in memory: one array, immutable, shared by all threads.</summary>
internal sealed class LanguageTable
{
    private readonly byte[] _bytes;
    private readonly int _index;
    private readonly int _body;

    /// <summary>Language codes; a language's number is its place here.</summary>
    public string[] Codes { get; }

    /// <summary>Bytes of a row, of which the last few stand for no language.</summary>
    public int RowBytes { get; }

    private LanguageTable(byte[] bytes)
    {
        _bytes = bytes;
        if (bytes.Length < 8 || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != LanguageTableFormat.Magic)
        {
            throw new InvalidDataException("languages.bin is not a language table of this version; rebuild the product.");
        }
        Codes = new string[BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4))];
        for (var i = 0; i < Codes.Length; i++)
        {
            Codes[i] = Encoding.ASCII.GetString(bytes, 8 + i * LanguageTableFormat.CodeBytes, LanguageTableFormat.CodeBytes).TrimEnd('\0');
        }
        RowBytes = LanguageTableFormat.RowBytes(Codes.Length);
        _index = 8 + Codes.Length * LanguageTableFormat.CodeBytes;
        _body = _index + 4 * ((1 << LanguageTableFormat.BucketBits) + 1);
    }

    /// <summary>Reads the table, about 16 MB.</summary>
    /// <exception cref="FileNotFoundException">The file is missing: the product was copied without it.</exception>
    /// <exception cref="InvalidDataException">The file is of another version.</exception>
    public static LanguageTable Load(string path) => File.Exists(path)
        ? new(File.ReadAllBytes(path))
        : throw new FileNotFoundException($"The language table {path} is missing; it is part of every build and publish of the product.", path);

    /// <summary>
    /// The costs of an n-gram: one for each language if they are <see cref="RowBytes"/>, else pairs of language number and cost; empty if no language knows it.
    /// </summary>
    public ReadOnlySpan<byte> Find(ulong hash)
    {
        var slot = LanguageTableFormat.Slot(hash);
        var entry = _index + (int)(slot >> 16) * 4;
        var at = _body + (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(entry));
        var end = _body + (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(entry + 4));
        var remainder = (ushort)slot;
        while (at < end)
        {
            var length = _bytes[at + 2] == LanguageTableFormat.Row ? RowBytes : _bytes[at + 2] * 2;
            if (BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at)) == remainder)
            {
                return _bytes.AsSpan(at + 3, length);
            }
            at += 3 + length;
        }
        return default;
    }
}
