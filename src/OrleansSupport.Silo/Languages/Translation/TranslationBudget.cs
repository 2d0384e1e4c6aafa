using Npgsql;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// Characters that each store has sent to each provider this month. What a call needs is taken before it is made, by one statement, so that
/// no number of nodes asking at once sends more than the store allows.
/// </summary>
internal sealed class TranslationBudget(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>What a translation for nobody's store counts under.</summary>
    private const string Nobody = "";

    /// <param name="limit">Null counts without refusing.</param>
    /// <returns>False if it would exceed the limit: nothing is taken then.</returns>
    public async Task<bool> Spend(string? store, string provider, int characters, long? limit)
    {
        await using var command = database.CreateCommand("""
            INSERT INTO translation_usage AS u (store, provider, month, characters) SELECT $1, $2, $3, $4 WHERE $4 <= $5
            ON CONFLICT (store, provider, month) DO UPDATE SET characters = u.characters + excluded.characters WHERE u.characters + excluded.characters <= $5
            """);
        Key(command, store, provider);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = characters });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = limit ?? long.MaxValue / 2 });
        return await command.ExecuteNonQueryAsync() == 1;
    }

    /// <summary>Gives back what was taken for a call that nobody bills.</summary>
    public async Task Return(string? store, string provider, int characters)
    {
        await using var command = database.CreateCommand(
            "UPDATE translation_usage SET characters = greatest(0, characters - $4) WHERE store = $1 AND provider = $2 AND month = $3");
        Key(command, store, provider);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = characters });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Characters of the running month by provider.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Used(string store)
    {
        await using var command = database.CreateCommand("SELECT provider, characters FROM translation_usage WHERE store = $1 AND month = $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = store });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = Month });
        var used = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            used[reader.GetString(0)] = reader.GetInt64(1);
        }
        return used;
    }

    private DateOnly Month
    {
        get
        {
            var now = time.GetUtcNow();
            return new DateOnly(now.Year, now.Month, 1);
        }
    }

    private void Key(NpgsqlCommand command, string? store, string provider)
    {
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = store ?? Nobody });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = provider });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = Month });
    }
}
