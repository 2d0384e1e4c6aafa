using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;
using Npgsql;

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
}
