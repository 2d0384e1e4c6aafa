using Npgsql;
using NpgsqlTypes;
using Orleans.Concurrency;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Silo.Channels;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Conversations;

[StatelessWorker]
internal sealed class ConversationQueries(NpgsqlDataSource database, OutboxDispatcher outbox) : Grain, IConversationQueries
{
    public async Task<ConversationPage> List(ConversationFilter filter)
    {
        var limit = Math.Clamp(filter.Limit, 1, 200);
        await using var command = database.CreateCommand();
        var where = new List<string>();
        if (!filter.Stores.Contains("*"))
        {
            where.Add("store = ANY (@stores)");
            command.Parameters.Add(new NpgsqlParameter("stores", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = filter.Stores.ToArray() });
        }

        if (filter.Assignee is { } assignee)
        {
            where.Add("assignee = @assignee");
            command.Parameters.AddWithValue("assignee", assignee.Value);
        }

        if (filter.Customer is { } customer)
        {
            where.Add("customer = @customer");
            command.Parameters.AddWithValue("customer", customer.Value);
        }

        if (filter.Unassigned)
        {
            where.Add("assignee IS NULL AND status = 0");
        }

        if (filter.Open is { } open)
        {
            where.Add(open ? "status < 2" : "status >= 2");
        }

        if (filter.StartingAfter is { } after)
        {
            where.Add("id < @after");
            command.Parameters.AddWithValue("after", after.Value);
        }

        command.Parameters.AddWithValue("limit", limit + 1);
        command.CommandText = $"SELECT summary FROM conversation{(where.Count > 0 ? " WHERE " + string.Join(" AND ", where) : "")} ORDER BY id DESC LIMIT @limit";
        var rows = new List<ConversationRow>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(SupportJson.ReadRow(reader.GetString(0)));
        }

        var more = rows.Count > limit;
        var page = more ? rows.GetRange(0, limit) : rows;
        return new ConversationPage(page, more, more ? page[^1].Id : null);
    }

    public async Task<IReadOnlyList<DeadLetter>> DeadLetters(IReadOnlyList<string> stores, int limit)
    {
        await using var command = database.CreateCommand("""
            SELECT conversation, message, store, channel, attempts, reason, created_at FROM outbox
            WHERE dead AND ('*' = ANY ($1) OR store = ANY ($1)) ORDER BY created_at DESC LIMIT $2
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. stores] });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Math.Clamp(limit, 1, 200) });
        var letters = new List<DeadLetter>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            letters.Add(new DeadLetter(
                new ConversationId(reader.GetGuid(0)), new MessageId(reader.GetGuid(1)), reader.GetString(2), reader.GetString(3), reader.GetInt32(4),
                await reader.IsDBNullAsync(5) ? null : reader.GetString(5), reader.GetFieldValue<DateTimeOffset>(6)));
        }

        return letters;
    }

    public async Task<Outcome> Replay(ConversationId conversation, MessageId message) =>
        await outbox.Replay(conversation, message) ? Outcome.Done() : Outcome.Refuse(Refusals.NotFound);
}
