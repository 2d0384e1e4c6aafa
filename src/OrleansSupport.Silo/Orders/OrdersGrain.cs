using Npgsql;
using Orleans.Concurrency;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Orders;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Orders;

[StatelessWorker]
internal sealed class OrdersGrain(NpgsqlDataSource database) : Grain, IOrdersGrain
{
    public async Task<Outcome> Put(Order order)
    {
        if (order.Store != this.GetPrimaryKeyString())
        {
            return Outcome.Refuse(Refusals.Invalid, "The order belongs to another store.");
        }

        await using var command = database.CreateCommand("""
            INSERT INTO shop_order (store, id, buyer, placed_at, data) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (store, id) DO UPDATE SET buyer = excluded.buyer, placed_at = excluded.placed_at, data = excluded.data
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = order.Store });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = order.Id });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)order.Buyer ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = order.PlacedAt.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = SupportJson.Write(order) });
        await command.ExecuteNonQueryAsync();
        return Outcome.Done();
    }

    public async Task<Order?> Get(string id) => (await Of([], [id], 1)).FirstOrDefault();

    public async Task<IReadOnlyList<Order>> Of(IReadOnlyList<string> buyers, IReadOnlyList<string> named, int limit)
    {
        await using var command = database.CreateCommand("""
            SELECT data FROM (
              SELECT id, placed_at, data FROM shop_order WHERE store = $1 AND id = ANY ($3)
              UNION
              (SELECT id, placed_at, data FROM shop_order WHERE store = $1 AND buyer = ANY ($2) ORDER BY placed_at DESC LIMIT $4)
            ) found ORDER BY array_position($3, id), placed_at DESC LIMIT $4
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = this.GetPrimaryKeyString() });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. buyers] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. named] });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var orders = new List<Order>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            orders.Add(SupportJson.ReadOrder(reader.GetString(0)));
        }

        return orders;
    }
}
