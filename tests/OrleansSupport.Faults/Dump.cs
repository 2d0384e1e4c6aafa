using System.Text;
using Npgsql;
using NpgsqlTypes;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Faults;

/// <summary>An event as the log keeps it.</summary>
internal sealed record Line(ConversationId Conversation, long Sequence, DateTimeOffset At, string Payload, byte[] Hash)
{
    public ConversationEvent Event { get; } = SupportJson.ReadEvent(Encoding.UTF8.GetBytes(Payload));
}

/// <summary>A summary row's own columns.</summary>
internal sealed record Summary(ConversationId Id, long Version, byte[] Hash, AgentId? Assignee, ConversationStatus Status, int Weight, string Store, CustomerId Customer);

/// <param name="Dead">Given up; waits for somebody to replay it.</param>
internal sealed record Letter(ConversationId Conversation, MessageId Message, string Channel, bool Dead);

/// <summary>The product's tables, read when nothing moves any more.</summary>
/// <param name="Log">By conversation and sequence.</param>
/// <param name="Inbound">The message's place in the log, by the table that makes a repeat change nothing.</param>
/// <param name="Capacities">By agent.</param>
/// <param name="Outbound">Channels whose replies leave through the outbox, and the endpoint that they go to.</param>
internal sealed record Dump(
    IReadOnlyList<Line> Log,
    IReadOnlyList<Summary> Conversations,
    IReadOnlyDictionary<MessageId, (ConversationId Conversation, long Sequence)> Inbound,
    IReadOnlyList<Letter> Outbox,
    IReadOnlyDictionary<AgentId, int> Capacities,
    IReadOnlyDictionary<string, string> Outbound)
{
    /// <param name="stores">Only these; all when null.</param>
    public static async Task<Dump> Read(
        string connection, IReadOnlyDictionary<AgentId, int> capacities, IReadOnlyDictionary<string, string> outbound, string[]? stores = null)
    {
        // One snapshot: rows and log must be of the same instant.
        await using var source = new NpgsqlConnection(connection);
        await source.OpenAsync();
        await using var transaction = await source.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        return new Dump(
            await All(source, "SELECT conversation, sequence, at, payload, hash FROM conversation_event WHERE " + Of("conversation") + " ORDER BY conversation, sequence", stores, r => new Line(
                new ConversationId(r.GetGuid(0)), r.GetInt64(1), r.GetFieldValue<DateTimeOffset>(2), r.GetString(3), r.GetFieldValue<byte[]>(4))),
            await All(source, "SELECT id, version, hash, assignee, status, weight, store, customer FROM conversation WHERE " + Of("id"), stores, r => new Summary(
                new ConversationId(r.GetGuid(0)), r.GetInt64(1), r.GetFieldValue<byte[]>(2), r.IsDBNull(3) ? null : new AgentId(r.GetGuid(3)),
                (ConversationStatus)r.GetInt16(4), r.GetInt16(5), r.GetString(6), new CustomerId(r.GetGuid(7)))),
            (await All(source, "SELECT message, conversation, sequence FROM inbound_message WHERE " + Of("conversation"), stores, r => (
                Message: new MessageId(r.GetGuid(0)), Place: (new ConversationId(r.GetGuid(1)), r.GetInt64(2))))).ToDictionary(m => m.Message, m => m.Place),
            await All(source, "SELECT conversation, message, channel, dead FROM outbox WHERE " + Of("conversation"), stores, r => new Letter(
                new ConversationId(r.GetGuid(0)), new MessageId(r.GetGuid(1)), r.GetString(2), r.GetBoolean(3))),
            capacities,
            outbound);

        static string Of(string column) => $"($1::text[] IS NULL OR {column} IN (SELECT id FROM conversation WHERE store = ANY ($1)))";
    }

    private static async Task<List<T>> All<T>(NpgsqlConnection source, string sql, string[]? stores, Func<NpgsqlDataReader, T> make)
    {
        await using var command = new NpgsqlCommand(sql, source) { CommandTimeout = 120 };
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)stores ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(make(reader));
        }

        return rows;
    }
}
