using Npgsql;
using Orleans.Concurrency;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Silo.Channels;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Conversations;

[StatelessWorker]
internal sealed class ConversationQueries(NpgsqlDataSource database, OutboxDispatcher outbox) : Grain, IConversationQueries
{
    private static readonly short[] OpenOnes = [(short)ConversationStatus.Open, (short)ConversationStatus.Waiting];
    private static readonly short[] DoneOnes = [(short)ConversationStatus.Resolved, (short)ConversationStatus.Closed];

    public async Task<ConversationPage> List(ConversationFilter filter)
    {
        var limit = Math.Clamp(filter.Limit, 1, 200);
        await using var command = database.CreateCommand();
        command.CommandText = $"SELECT summary FROM {await Source(filter, command.Parameters)} ORDER BY id DESC LIMIT @limit";
        command.Parameters.AddWithValue("limit", limit + 1);
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

    /// <summary>
    /// The rows that a list may show, always read off the end of an index that has just these in their order: of each store, or each status of an
    /// agent, one page at most, of which the newest are taken. A plain condition would leave it to estimates whether all is sorted or searched.
    /// </summary>
    private async Task<string> Source(ConversationFilter filter, NpgsqlParameterCollection parameters)
    {
        var after = "";
        if (filter.StartingAfter is { } start)
        {
            after = " AND id < @after";
            parameters.AddWithValue("after", start.Value);
        }

        var (all, narrow) = (filter.Stores.Contains(AgentProfile.EveryStore), filter.Customer is not null || filter.Assignee is not null);
        if (!narrow || !all)
        {
            var stores = all ? await GrainFactory.GetGrain<IDirectoryGrain>(0).Stores() : filter.Stores;
            parameters.Add(new NpgsqlParameter<string[]>("stores", [.. stores]));
        }

        var kept = all ? "" : " AND store = ANY (@stores)";
        var unassigned = filter.Unassigned ? " AND assignee IS NULL AND status = 0" : "";
        if (filter.Customer is { } customer)
        {
            parameters.AddWithValue("customer", customer.Value);
            var status = filter.Open switch { true => " AND status < 2", false => " AND status >= 2", null => "" };
            var assigned = filter.Assignee is null ? "" : " AND assignee = @assignee";
            if (filter.Assignee is { } holder)
            {
                parameters.AddWithValue("assignee", holder.Value);
            }

            return $"conversation WHERE customer = @customer{assigned}{kept}{status}{unassigned}{after}";
        }

        if (filter.Assignee is { } assignee)
        {
            parameters.AddWithValue("assignee", assignee.Value);
            parameters.Add(new NpgsqlParameter<short[]>("statuses", filter.Open switch { true => OpenOnes, false => DoneOnes, null => [.. OpenOnes, .. DoneOnes] }));
            return $"unnest(@statuses) AS each (status) CROSS JOIN LATERAL {Page($"assignee = @assignee AND status = each.status{kept}{unassigned}{after}", "id DESC")}";
        }

        var pages = filter switch
        {
            { Unassigned: true, Open: not false } => OfStore("assignee IS NULL AND status = 0"),
            { Unassigned: true } => "(SELECT NULL::uuid AS id, NULL AS summary WHERE false) AS none", // what is done waits for nobody
            { Open: true } => OfStore("status < 2"),
            { Open: false } => OfStore("status >= 2"),
            _ => $"(SELECT * FROM {OfStore("status < 2")} UNION ALL SELECT * FROM {OfStore("status >= 2")}) AS either",
        };
        return $"unnest(@stores) AS each (store) CROSS JOIN LATERAL {pages}";

        // From and to the same store, and not "=": with that the order would be by id alone, which the primary key has as well, and among a large store's
        // conversations it is walked for those of a small one.
        string OfStore(string which)
        {
            var end = after.Length > 0 ? "(store, id) < (each.store, @after)" : "store <= each.store";
            return Page($"store >= each.store AND {end} AND {which}", "store DESC, id DESC");
        }

        static string Page(string of, string order) => $"(SELECT id, summary FROM conversation WHERE {of} ORDER BY {order} LIMIT @limit) AS page";
    }
}
