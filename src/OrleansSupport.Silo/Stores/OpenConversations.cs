using Npgsql;

namespace OrleansSupport.Silo.Stores;

/// <summary>Has every open conversation of a store called by the due index: its clocks have to be computed again.</summary>
internal sealed class OpenConversations(NpgsqlDataSource database)
{
    private const int Batch = 2000;

    // In the order of the keys, as the group commit writes them, and in batches: no commit waits long for its rows.
    private const string Next = """
        WITH next AS (SELECT id FROM conversation WHERE store = $1 AND status < 2 AND id > $2 ORDER BY id LIMIT $3),
             called AS (
               INSERT INTO deadline (conversation, due_at) SELECT id, $4 FROM next ORDER BY id
               ON CONFLICT (conversation) DO UPDATE SET due_at = LEAST(deadline.due_at, excluded.due_at)
             )
        SELECT id FROM next ORDER BY id DESC LIMIT 1
        """;

    public async Task Call(string store, DateTimeOffset at)
    {
        for (Guid? last = Guid.Empty; last is { } after;)
        {
            await using var command = database.CreateCommand(Next);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = store });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Batch });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = at.UtcDateTime });
            last = await command.ExecuteScalarAsync() as Guid?;
        }
    }
}
