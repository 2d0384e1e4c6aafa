using Npgsql;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Silo.Storage;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Conversations;

public sealed class ListTests(PostgresFixture postgres) : OnCluster(postgres)
{
    private static readonly string[] Stores = ["aurora", SupportCluster.Store, "vega"];
    private static readonly AgentId[] Agents = [AgentId.Of("ana@lumen.example"), AgentId.Of("ben@lumen.example")];
    private static readonly CustomerId[] Customers = [CustomerId.Of("aurora", "erp", "x"), CustomerId.Of("vega", "erp", "y")];

    [Fact]
    public async Task Every_list_has_just_the_conversations_that_it_is_narrowed_to_newest_first_page_by_page()
    {
        foreach (var store in Stores)
        {
            await Cluster.Grains.GetGrain<IDirectoryGrain>(0).AddStore(store);
        }

        var rows = await Write(180);
        var lists = Cluster.Grains.GetGrain<IConversationQueries>(0);
        var filters =
            from stores in new string[][] { ["*"], ["vega"], ["aurora", "vega"], ["nowhere"] }
            from open in new bool?[] { null, true, false }
            from assignee in new AgentId?[] { null, Agents[0] }
            from customer in new CustomerId?[] { null, Customers[1] }
            from unassigned in new[] { false, true }
            select new ConversationFilter(stores, open, assignee, customer, unassigned, Limit: 7);
        foreach (var filter in filters)
        {
            var wanted = rows.Where(row => Fits(row, filter)).OrderByDescending(row => row.Id).Select(row => row.Id).ToList();
            Assert.Equal(wanted, await All(lists, filter));
        }
    }

    private static bool Fits(ConversationRow row, ConversationFilter filter) =>
        (filter.Stores.Contains("*") || filter.Stores.Contains(row.Store))
        && (filter.Open is not { } open || open == row.Status is ConversationStatus.Open or ConversationStatus.Waiting)
        && (filter.Assignee is null || filter.Assignee == row.Assignee)
        && (filter.Customer is null || filter.Customer == row.Customer)
        && (!filter.Unassigned || row is { Assignee: null, Status: ConversationStatus.Open });

    private static async Task<List<ConversationId>> All(IConversationQueries lists, ConversationFilter filter)
    {
        var found = new List<ConversationId>();
        while (true)
        {
            var page = await lists.List(filter);
            Assert.True(page.Data.Count <= filter.Limit);
            Assert.Equal(page.HasMore ? page.Data[^1].Id : null, page.NextCursor);
            found.AddRange(page.Data.Select(row => row.Id));
            if (!page.HasMore)
            {
                return found;
            }

            filter = filter with { StartingAfter = page.NextCursor };
        }
    }

    /// <summary>Every combination of store, status and holder, in turns, so that a page of any list reaches over several of the others.</summary>
    private async Task<List<ConversationRow>> Write(int count)
    {
        var rows = new List<ConversationRow>();
        for (var i = 0; i < count; i++)
        {
            var at = Cluster.Time.GetUtcNow().AddMinutes(i);
            AgentId? assignee = (i / 12 % 3) switch { 0 => null, var n => Agents[n - 1] };
            rows.Add(new ConversationRow(
                ConversationId.New(at), 1, Stores[i % 3], "erp", Customers[i / 5 % 2], "Ana", "en", null, CustomerTier.Standard, SupportCluster.Team, assignee, null,
                (ConversationStatus)(i / 3 % 4), Priority.Normal, "Hello", true, at, at, null, null, null, false, 1, []));
        }

        await using var connection = await Cluster.Database.OpenConnectionAsync(Cancellation);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var row in rows)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("""
                INSERT INTO conversation (id, version, hash, store, customer, team, assignee, status, weight, summary) VALUES ($1, 1, '', $2, $3, $4, $5, $6, 1, $7)
                """)
            {
                Parameters =
                {
                    new() { Value = row.Id.Value },
                    new() { Value = row.Store },
                    new() { Value = row.Customer.Value },
                    new() { Value = row.Team },
                    new() { Value = (object?)row.Assignee?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid },
                    new() { Value = (short)row.Status },
                    new() { Value = System.Text.Encoding.UTF8.GetString(SupportJson.Write(row)) },
                },
            });
        }

        await batch.ExecuteNonQueryAsync(Cancellation);
        return rows;
    }
}
