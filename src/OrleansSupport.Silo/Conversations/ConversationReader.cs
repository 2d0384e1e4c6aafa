using System.Text;
using Npgsql;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Conversations;

/// <summary>Reads the log.</summary>
internal sealed class ConversationReader(NpgsqlDataSource database)
{
    /// <summary>Every event of a conversation in order, and the instant at which the due index will call it.</summary>
    public async Task<(List<(StoredEvent Stored, ConversationEvent What)> Events, DateTimeOffset? Due)> Load(Guid conversation)
    {
        var events = new List<(StoredEvent, ConversationEvent)>();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Command("SELECT sequence, at, type, payload, hash FROM conversation_event WHERE conversation = $1 ORDER BY sequence", conversation));
        batch.BatchCommands.Add(Command("SELECT due_at FROM deadline WHERE conversation = $1", conversation));
        await using var reader = await batch.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var stored = new StoredEvent(
                reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4));
            events.Add((stored, SupportJson.ReadEvent(stored.Payload)));
        }

        await reader.NextResultAsync();
        return (events, await reader.ReadAsync() ? reader.GetFieldValue<DateTimeOffset>(0) : null);
    }

    public async Task<EventPage> Page(Guid conversation, long after, int limit)
    {
        limit = Math.Clamp(limit, 1, 1000);
        await using var command = database.CreateCommand(
            "SELECT sequence, at, payload FROM conversation_event WHERE conversation = $1 AND sequence > $2 ORDER BY sequence LIMIT $3");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = conversation });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        var events = new List<LoggedEvent>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            events.Add(new LoggedEvent(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), SupportJson.ReadEvent(reader.GetFieldValue<byte[]>(2))));
        }

        var more = events.Count > limit;
        return new EventPage(more ? events.GetRange(0, limit) : events, more);
    }

    public async Task<ConversationEvent?> Event(Guid conversation, long sequence)
    {
        await using var command = database.CreateCommand("SELECT payload FROM conversation_event WHERE conversation = $1 AND sequence = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = conversation });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence });
        return await command.ExecuteScalarAsync() is string payload ? SupportJson.ReadEvent(Encoding.UTF8.GetBytes(payload)) : null;
    }

    /// <summary>The lines that the buyer may see: own messages, and the words that were sent.</summary>
    public async Task<Transcript> Transcript(Guid conversation, long after)
    {
        await using var command = database.CreateCommand("""
            SELECT sequence, at, payload FROM conversation_event
            WHERE conversation = $1 AND sequence > $2 AND type IN ('received', 'dispatched') ORDER BY sequence LIMIT 1000
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = conversation });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        var lines = new List<TranscriptLine>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var (sequence, at) = (reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1));
            lines.Add(SupportJson.ReadEvent(reader.GetFieldValue<byte[]>(2)) switch
            {
                MessageReceived e => new TranscriptLine(sequence, e.Message, true, e.Text, null, at, e.ExternalId),
                ReplyDispatched e => new TranscriptLine(sequence, e.Message, false, e.Text, e.AgentName, at, null),
                var other => throw new InvalidOperationException($"A {other.GetType().Name} is no line of a transcript."),
            });
        }

        return new Transcript(new ConversationId(conversation), lines.Count == 0 ? after : lines[^1].Sequence, lines);
    }

    /// <summary>Moves or removes a conversation's deadline without an event: a tick found nothing due.</summary>
    public async Task SetDue(Guid conversation, DateTimeOffset? due)
    {
        await using var command = due is null
            ? database.CreateCommand("DELETE FROM deadline WHERE conversation = $1")
            : database.CreateCommand("UPDATE deadline SET due_at = $2, lease_until = NULL WHERE conversation = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = conversation });
        if (due is { } at)
        {
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = at.UtcDateTime });
        }

        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlBatchCommand Command(string sql, Guid conversation) =>
        new(sql) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = conversation } } };
}
