using System.Collections.Concurrent;
using Npgsql;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Sla;

/// <summary>Every <see cref="StoreClocks"/> that a conversation was ever promised, by the hash of its content. Written once, never changed.</summary>
internal sealed class TermsBook(NpgsqlDataSource database)
{
    private readonly ConcurrentDictionary<string, StoreClocks> _known = new(StringComparer.Ordinal);

    /// <summary>Keeps it, before any log names it.</summary>
    public async Task<StoreClocks> Keep(string key, StoreClocks clocks)
    {
        if (_known.TryGetValue(key, out var known))
        {
            return known; // the same content: its calendars are laid out already
        }

        await using var command = database.CreateCommand("INSERT INTO sla_terms (key, terms) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = SupportJson.Write(clocks) });
        await command.ExecuteNonQueryAsync();
        return _known.GetOrAdd(key, clocks);
    }

    /// <exception cref="InvalidOperationException">The log names terms that were never kept.</exception>
    public async ValueTask<StoreClocks> Get(string key)
    {
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        await using var command = database.CreateCommand("SELECT terms FROM sla_terms WHERE key = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        return await command.ExecuteScalarAsync() is string terms
            ? _known.GetOrAdd(key, SupportJson.ReadTerms(terms))
            : throw new InvalidOperationException($"There are no terms {key}.");
    }
}
