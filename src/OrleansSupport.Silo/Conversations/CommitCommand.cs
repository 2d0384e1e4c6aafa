using Npgsql;
using NpgsqlTypes;

namespace OrleansSupport.Silo.Conversations;

/// <summary>Fills the group commit's arrays.</summary>
internal static class CommitCommand
{
    public static NpgsqlCommand For(NpgsqlDataSource database, List<ConversationLog.Pending> batch)
    {
        var made = batch.FindAll(static p => p.Append.Expected == 0);
        var changed = made.Count == 0 ? batch : batch.FindAll(static p => p.Append.Expected > 0);
        var moved = changed.Exists(static p => p.Append.Moved);
        var inbound = batch.FindAll(static p => p.Append.Inbound is not null);
        var due = batch.FindAll(static p => p.Append is { DueChanged: true, DueAt: not null });
        var notDue = batch.FindAll(static p => p.Append is { DueChanged: true, DueAt: null });
        var outbox = batch.FindAll(static p => p.Append.Outbox is not null);
        var answers = batch.FindAll(static p => p.Append.Answer is not null);
        var fences = batch.FindAll(static p => p.Append.Fence is not null);

        var command = database.CreateCommand(CommitSql.For(
            Part(CommitSql.Parts.New, made) | Part(CommitSql.Parts.Existing, changed) | (moved ? CommitSql.Parts.Moved : CommitSql.Parts.None)
            | Part(CommitSql.Parts.Inbound, inbound) | Part(CommitSql.Parts.Due, due) | Part(CommitSql.Parts.NotDue, notDue) | Part(CommitSql.Parts.Outbox, outbox)
            | Part(CommitSql.Parts.Answers, answers) | Part(CommitSql.Parts.Fences, fences)));
        var parameters = command.Parameters;
        AddEvents(parameters, batch);
        if (made.Count > 0)
        {
            AddSummaries(parameters, made);
            Add(parameters, made, static a => a.Row.Store);
            Add(parameters, made, static a => a.Row.Customer.Value);
            AddListings(parameters, made);
        }

        if (changed.Count > 0)
        {
            AddSummaries(parameters, changed);
            Add(parameters, changed, static a => a.Expected);
            if (moved)
            {
                AddListings(parameters, changed);
            }
        }

        if (inbound.Count > 0)
        {
            Add(parameters, inbound, static a => a.Inbound!.Value.Value);
            Add(parameters, inbound, static a => a.Conversation);
            Add(parameters, inbound, static a => a.InboundSequence);
        }

        if (due.Count > 0)
        {
            Add(parameters, due, static a => a.Conversation);
            Add(parameters, due, static a => a.DueAt!.Value.UtcDateTime);
        }

        if (notDue.Count > 0)
        {
            Add(parameters, notDue, static a => a.Conversation);
        }

        if (outbox.Count > 0)
        {
            AddOutbox(parameters, outbox);
        }

        if (answers.Count > 0)
        {
            AddAnswers(parameters, answers);
        }

        if (fences.Count > 0)
        {
            Add(parameters, fences, static a => a.Fence!.Value.Agent);
            Add(parameters, fences, static a => a.Fence!.Value.Epoch);
        }

        if (changed.Count > 0)
        {
            parameters.Add(new NpgsqlParameter<long> { TypedValue = changed.Count });
        }

        if (fences.Count > 0)
        {
            parameters.Add(new NpgsqlParameter<long> { TypedValue = fences.Count });
        }

        return command;
    }

    private static CommitSql.Parts Part(CommitSql.Parts part, List<ConversationLog.Pending> rows) => rows.Count > 0 ? part : CommitSql.Parts.None;

    private static void AddEvents(NpgsqlParameterCollection parameters, List<ConversationLog.Pending> batch)
    {
        var count = 0;
        foreach (var pending in batch)
        {
            count += pending.Append.Events.Count;
        }

        var conversation = new Guid[count];
        var sequence = new long[count];
        var at = new DateTime[count];
        var type = new string[count];
        var payload = new byte[count][];
        var hash = new byte[count][];
        var i = 0;
        foreach (var pending in batch)
        {
            foreach (var stored in pending.Append.Events)
            {
                conversation[i] = pending.Append.Conversation;
                sequence[i] = stored.Sequence;
                at[i] = stored.At.UtcDateTime;
                type[i] = stored.Type;
                payload[i] = stored.Payload;
                hash[i] = stored.Hash;
                i++;
            }
        }

        Add(parameters, conversation);
        Add(parameters, sequence);
        Add(parameters, at);
        Add(parameters, type);
        AddText(parameters, payload);
        Add(parameters, hash);
    }

    private static void AddSummaries(NpgsqlParameterCollection parameters, List<ConversationLog.Pending> rows)
    {
        Add(parameters, rows, static a => a.Conversation);
        Add(parameters, rows, static a => a.Version);
        Add(parameters, rows, static a => a.Hash);
        AddText(parameters, Column(rows, static a => a.Summary));
    }

    private static void AddListings(NpgsqlParameterCollection parameters, List<ConversationLog.Pending> rows)
    {
        Add(parameters, rows, static a => a.Listing.Team);
        Add(parameters, rows, static a => a.Listing.Assignee?.Value);
        Add(parameters, rows, static a => (short)a.Listing.Status);
        Add(parameters, rows, static a => (short)a.Listing.Weight);
    }

    private static void AddOutbox(NpgsqlParameterCollection parameters, List<ConversationLog.Pending> rows)
    {
        Add(parameters, rows, static a => a.Conversation);
        Add(parameters, rows, static a => a.Outbox!.Message.Value);
        Add(parameters, rows, static a => a.Outbox!.Store);
        Add(parameters, rows, static a => a.Outbox!.Channel);
        Add(parameters, rows, static a => a.Outbox!.Identity);
        Add(parameters, rows, static a => a.Outbox!.Body);
        Add(parameters, rows, static a => a.Outbox!.Language);
        Add(parameters, rows, static a => a.Events[^1].At.UtcDateTime);
    }

    private static void AddAnswers(NpgsqlParameterCollection parameters, List<ConversationLog.Pending> rows)
    {
        Add(parameters, rows, static a => a.Conversation);
        Add(parameters, rows, static a => a.Answer!.StartedAt.UtcDateTime);
        Add(parameters, rows, static a => a.Answer!.Store);
        Add(parameters, rows, static a => a.Answer!.Channel);
        Add(parameters, rows, static a => a.Answer!.Rule);
        Add(parameters, rows, static a => a.Answer!.DueAt.UtcDateTime);
        Add(parameters, rows, static a => a.Answer!.EndedAt?.UtcDateTime);
        Add(parameters, rows, static a => (short)a.Answer!.State);
    }

    private static void Add<T>(NpgsqlParameterCollection parameters, List<ConversationLog.Pending> rows, Func<Append, T> column) =>
        Add(parameters, Column(rows, column));

    private static void Add<T>(NpgsqlParameterCollection parameters, T[] values) => parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values });

    /// <summary>JSON goes out as the bytes that it was made as.</summary>
    private static void AddText(NpgsqlParameterCollection parameters, byte[][] values) =>
        parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });

    private static T[] Column<T>(List<ConversationLog.Pending> rows, Func<Append, T> column)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = column(rows[i].Append);
        }

        return values;
    }
}
