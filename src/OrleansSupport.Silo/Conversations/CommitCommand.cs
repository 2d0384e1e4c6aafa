namespace OrleansSupport.Silo.Conversations;

/// <summary>Fills the group commit's arrays.</summary>
internal static class CommitCommand
{
    /// <returns>The statement that writes the batch, to be executed next.</returns>
    public static CommitStatement For(CommitConnection connection, List<ConversationLog.Pending> batch)
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

        var statement = connection.Statement(
            Part(CommitSql.Parts.New, made) | Part(CommitSql.Parts.Existing, changed) | (moved ? CommitSql.Parts.Moved : CommitSql.Parts.None)
            | Part(CommitSql.Parts.Inbound, inbound) | Part(CommitSql.Parts.Due, due) | Part(CommitSql.Parts.NotDue, notDue) | Part(CommitSql.Parts.Outbox, outbox)
            | Part(CommitSql.Parts.Answers, answers) | Part(CommitSql.Parts.Fences, fences));
        AddEvents(statement, batch);
        if (made.Count > 0)
        {
            AddSummaries(statement, made);
            Add(statement, made, static a => a.Row.Store);
            Add(statement, made, static a => a.Row.Customer.Value);
            AddListings(statement, made);
        }

        if (changed.Count > 0)
        {
            AddSummaries(statement, changed);
            Add(statement, changed, static a => a.Expected);
            if (moved)
            {
                AddListings(statement, changed);
            }
        }

        if (inbound.Count > 0)
        {
            Add(statement, inbound, static a => a.Inbound!.Value.Value);
            Add(statement, inbound, static a => a.Conversation);
            Add(statement, inbound, static a => a.InboundSequence);
        }

        if (due.Count > 0)
        {
            Add(statement, due, static a => a.Conversation);
            Add(statement, due, static a => a.DueAt!.Value.UtcDateTime);
        }

        if (notDue.Count > 0)
        {
            Add(statement, notDue, static a => a.Conversation);
        }

        if (outbox.Count > 0)
        {
            AddOutbox(statement, outbox);
        }

        if (answers.Count > 0)
        {
            AddAnswers(statement, answers);
        }

        if (fences.Count > 0)
        {
            Add(statement, fences, static a => a.Fence!.Value.Agent);
            Add(statement, fences, static a => a.Fence!.Value.Epoch);
        }

        if (changed.Count > 0)
        {
            statement.Add((long)changed.Count);
        }

        if (fences.Count > 0)
        {
            statement.Add((long)fences.Count);
        }

        return statement;
    }

    private static CommitSql.Parts Part(CommitSql.Parts part, List<ConversationLog.Pending> rows) => rows.Count > 0 ? part : CommitSql.Parts.None;

    private static void AddEvents(CommitStatement statement, List<ConversationLog.Pending> batch)
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

        statement.Add(conversation);
        statement.Add(sequence);
        statement.Add(at);
        statement.Add(type);
        statement.AddText(payload);
        statement.Add(hash);
    }

    private static void AddSummaries(CommitStatement statement, List<ConversationLog.Pending> rows)
    {
        Add(statement, rows, static a => a.Conversation);
        Add(statement, rows, static a => a.Version);
        Add(statement, rows, static a => a.Hash);
        statement.AddText(Column(rows, static a => a.Summary));
    }

    private static void AddListings(CommitStatement statement, List<ConversationLog.Pending> rows)
    {
        Add(statement, rows, static a => a.Listing.Team);
        Add(statement, rows, static a => a.Listing.Assignee?.Value);
        Add(statement, rows, static a => (short)a.Listing.Status);
        Add(statement, rows, static a => (short)a.Listing.Weight);
    }

    private static void AddOutbox(CommitStatement statement, List<ConversationLog.Pending> rows)
    {
        Add(statement, rows, static a => a.Conversation);
        Add(statement, rows, static a => a.Outbox!.Message.Value);
        Add(statement, rows, static a => a.Outbox!.Store);
        Add(statement, rows, static a => a.Outbox!.Channel);
        Add(statement, rows, static a => a.Outbox!.Identity);
        Add(statement, rows, static a => a.Outbox!.Body);
        Add(statement, rows, static a => a.Outbox!.Language);
        Add(statement, rows, static a => a.Events[^1].At.UtcDateTime);
    }

    private static void AddAnswers(CommitStatement statement, List<ConversationLog.Pending> rows)
    {
        Add(statement, rows, static a => a.Conversation);
        Add(statement, rows, static a => a.Answer!.StartedAt.UtcDateTime);
        Add(statement, rows, static a => a.Answer!.Store);
        Add(statement, rows, static a => a.Answer!.Channel);
        Add(statement, rows, static a => a.Answer!.Rule);
        Add(statement, rows, static a => a.Answer!.DueAt.UtcDateTime);
        Add(statement, rows, static a => a.Answer!.EndedAt?.UtcDateTime);
        Add(statement, rows, static a => (short)a.Answer!.State);
    }

    private static void Add<T>(CommitStatement statement, List<ConversationLog.Pending> rows, Func<Append, T> column) => statement.Add(Column(rows, column));

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
