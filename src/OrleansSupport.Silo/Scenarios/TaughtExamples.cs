using Npgsql;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Scenarios;

/// <summary>
/// What agents chose and corrected, read from the conversations' logs: nothing is copied, so what is erased there is forgotten with the next training.
/// </summary>
internal sealed class TaughtExamples(NpgsqlDataSource database)
{
    /// <summary>Examples beyond it are left out, the oldest first.</summary>
    private const int Most = 20_000;

    /// <summary>One example for each message that an agent said something of, the last word counting, up to an instant.</summary>
    public async Task<List<ScenarioExample>> Read(DateTimeOffset until, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            SELECT taught.conversation, taught.payload, message.payload
            FROM (SELECT conversation, sequence, at, payload FROM conversation_event WHERE type = 'taught' AND at <= $1 ORDER BY at DESC LIMIT $2) taught
            JOIN conversation_event message ON message.conversation = taught.conversation AND message.sequence = (taught.payload::json ->> 'sequence')::bigint
            ORDER BY taught.at, taught.conversation, taught.sequence
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = until });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Most });
        var examples = new Dictionary<(Guid, long), ScenarioExample>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (SupportJson.ReadEvent(reader.GetFieldValue<byte[]>(1)) is ScenarioTaught taught && SupportJson.ReadEvent(reader.GetFieldValue<byte[]>(2)) is MessageReceived message
                && ScenarioClassifier.Reads(message.Language))
            {
                examples[(reader.GetGuid(0), taught.Sequence)] = new ScenarioExample(taught.Scenario, message.Language, message.Text);
            }
        }

        return [.. examples.Values];
    }

    /// <summary>How often each template of a store was sent in the last months: what agents choose comes first.</summary>
    public async Task<Dictionary<string, int>> Chosen(string store, DateTimeOffset since)
    {
        await using var command = database.CreateCommand("""
            SELECT taught.payload::json ->> 'template', count(*)
            FROM conversation_event taught JOIN conversation ON conversation.id = taught.conversation
            WHERE taught.type = 'taught' AND taught.at > $2 AND conversation.store = $1 AND taught.payload::json ->> 'template' IS NOT NULL
            GROUP BY 1
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = store });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = since });
        var chosen = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            chosen[reader.GetString(0)] = (int)reader.GetInt64(1);
        }

        return chosen;
    }
}
