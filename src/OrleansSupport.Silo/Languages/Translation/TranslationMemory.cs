using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;
using Npgsql;
using NpgsqlTypes;
using OrleansSupport.Contracts.Languages;

namespace OrleansSupport.Silo.Languages;

/// <summary>What a remembered translation is found by: a hash over everything that makes it what it is.</summary>
internal readonly record struct MemoryKey(string Store, byte[] Hash)
{
    /// <summary>The translator of what agents corrected; it goes before every provider's.</summary>
    public const string Agents = "";

    /// <param name="masked">The text with tokens of <see cref="TokenStyle.Kept"/>: another order number makes no other key.</param>
    /// <param name="glossary">Version of the store's glossary.</param>
    public static MemoryKey Of(string store, string translator, string version, TranslationRequest request, int glossary, string masked) => new(
        store, SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\u001F', translator, version, request.Source, request.Target, request.Tone, translator == Agents ? 0 : glossary, masked))));

    public override string ToString() => "translation/" + Store + "/" + Convert.ToHexString(Hash);
}

/// <summary>Translations that a store has had already, by exact match of the masked text. PostgreSQL keeps them, a cache stands in front.</summary>
internal sealed class TranslationMemory(HybridCache cache, NpgsqlDataSource database, TimeProvider time)
{
    private static readonly HybridCacheEntryOptions Peek = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

    // Short, because another node may learn a correction meanwhile.
    private static readonly HybridCacheEntryOptions Hold = new() { Expiration = TimeSpan.FromMinutes(5), LocalCacheExpiration = TimeSpan.FromMinutes(5) };

    /// <summary>The translation with its tokens, or null. What is not there is looked for again next time.</summary>
    public async Task<string?> Find(MemoryKey key, CancellationToken ct)
    {
        if (await cache.GetOrCreateAsync<string?>(key.ToString(), static _ => default, Peek, cancellationToken: ct) is { } cached)
        {
            return cached;
        }
        await using var command = database.CreateCommand("SELECT translated FROM translation_memory WHERE store = $1 AND key = $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Store });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key.Hash });
        if (await command.ExecuteScalarAsync(ct) is not string found)
        {
            return null;
        }
        await cache.SetAsync(key.ToString(), found, Hold, cancellationToken: ct);
        return found;
    }

    /// <summary>Remembers; a later correction replaces an earlier one.</summary>
    public async Task Keep(MemoryKey key, string translated, string translator, CancellationToken ct)
    {
        if (translated.Contains('\0', StringComparison.Ordinal))
        {
            return; // a text column takes none
        }
        await using (var command = database.CreateCommand("""
            INSERT INTO translation_memory (store, key, translated, translator, at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (store, key) DO UPDATE SET translated = excluded.translated, translator = excluded.translator, at = excluded.at
            """))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Store });
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key.Hash });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = translated });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = translator });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime });
            await command.ExecuteNonQueryAsync(ct);
        }
        await cache.SetAsync(key.ToString(), translated, Hold, cancellationToken: ct);
    }

    /// <summary>A store's memory, the newest first.</summary>
    public async Task<IReadOnlyList<RememberedTranslation>> List(string store, string? contains, int limit)
    {
        await using var command = database.CreateCommand("""
            SELECT key, translated, translator, at FROM translation_memory
            WHERE store = $1 AND ($2 IS NULL OR strpos(lower(translated), lower($2)) > 0) ORDER BY at DESC, key LIMIT $3
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = store });
        command.Parameters.Add(Text(contains));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var found = new List<RememberedTranslation>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var text = reader.GetString(1);
            found.Add(new(
                Convert.ToHexString(reader.GetFieldValue<byte[]>(0)), TokenStyle.Replace(text, TokenStyle.Kept.Read(text), _ => "…"),
                reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3)));
        }
        return found;
    }

    /// <summary>Forgets what answers to all that is given; null is any.</summary>
    /// <param name="key">Hexadecimal; what is no key has nothing.</param>
    public async Task<int> Forget(string store, string? key, string? contains, DateTimeOffset? until)
    {
        byte[]? hash = null;
        if (key is not null && (key.Length != 2 * SHA256.HashSizeInBytes || Convert.FromHexString(key, hash = new byte[SHA256.HashSizeInBytes], out _, out _) != System.Buffers.OperationStatus.Done))
        {
            return 0;
        }
        await using var command = database.CreateCommand("""
            DELETE FROM translation_memory
            WHERE store = $1 AND ($2 IS NULL OR key = $2) AND ($3 IS NULL OR strpos(lower(translated), lower($3)) > 0) AND ($4 IS NULL OR at <= $4) RETURNING key
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = store });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)hash ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        command.Parameters.Add(Text(contains));
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)until?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        var count = 0;
        await using var reader = await command.ExecuteReaderAsync();
        for (; await reader.ReadAsync(); count++)
        {
            await cache.RemoveAsync(new MemoryKey(store, reader.GetFieldValue<byte[]>(0)).ToString());
        }
        return count;
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value?.Replace("\0", "", StringComparison.Ordinal) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
