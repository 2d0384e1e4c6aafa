using Npgsql;

namespace OrleansSupport.Silo.Conversations;

/// <summary>Fills the group commit's arrays.</summary>
internal static class CommitCommand
{
    public static NpgsqlCommand For(NpgsqlDataSource database, List<ConversationLog.Pending> batch)
    {
        var parts = CommitSql.Parts.None;
        var events = 0;
        var due = 0;
        var notDue = 0;
        var outbox = 0;
        var answers = 0;
        foreach (var pending in batch)
        {
            var append = pending.Append;
            parts |= append.Expected == 0 ? CommitSql.Parts.New : CommitSql.Parts.Existing;
            parts |= append.Inbound is null ? 0 : CommitSql.Parts.Inbound;
            events += append.Events.Count;
            due += append is { DueChanged: true, DueAt: not null } ? 1 : 0;
            notDue += append is { DueChanged: true, DueAt: null } ? 1 : 0;
            outbox += append.Outbox is null ? 0 : 1;
            answers += append.Answer is null ? 0 : 1;
        }

        parts |= (due > 0 ? CommitSql.Parts.Due : 0) | (notDue > 0 ? CommitSql.Parts.NotDue : 0)
            | (outbox > 0 ? CommitSql.Parts.Outbox : 0) | (answers > 0 ? CommitSql.Parts.Answers : 0);
        var command = database.CreateCommand(CommitSql.For(parts));
        AddSummaries(command.Parameters, batch);
        AddEvents(command.Parameters, batch, events);
        if (due > 0)
        {
            var changed = batch.Where(p => p.Append is { DueChanged: true, DueAt: not null }).ToArray();
            Add(command.Parameters, Array.ConvertAll(changed, p => p.Append.Conversation));
            Add(command.Parameters, Array.ConvertAll(changed, p => p.Append.DueAt!.Value.UtcDateTime));
        }

        if (notDue > 0)
        {
            Add(command.Parameters, batch.Where(p => p.Append is { DueChanged: true, DueAt: null }).Select(p => p.Append.Conversation).ToArray());
        }

        if (outbox > 0)
        {
            AddOutbox(command.Parameters, batch);
        }

        if (answers > 0)
        {
            AddAnswers(command.Parameters, batch);
        }

        return command;
    }

    private static void AddSummaries(NpgsqlParameterCollection parameters, List<ConversationLog.Pending> batch)
    {
        var count = batch.Count;
        var id = new Guid[count];
        var expected = new long[count];
        var version = new long[count];
        var hash = new byte[count][];
        var store = new string[count];
        var customer = new Guid[count];
        var team = new string[count];
        var assignee = new Guid?[count];
        var status = new short[count];
        var weight = new short[count];
        var summary = new string[count];
        var message = new Guid?[count];
        var messageSequence = new long[count];
        for (var i = 0; i < count; i++)
        {
            var append = batch[i].Append;
            var row = append.Row;
            id[i] = append.Conversation;
            expected[i] = append.Expected;
            version[i] = append.Version;
            hash[i] = append.Hash;
            store[i] = row.Store;
            customer[i] = row.Customer.Value;
            team[i] = row.Team;
            assignee[i] = row.Assignee?.Value;
            status[i] = (short)row.Status;
            weight[i] = (short)append.Weight;
            summary[i] = Storage.SupportJson.Write(row);
            message[i] = append.Inbound?.Value;
            messageSequence[i] = append.InboundSequence;
        }

        Add(parameters, id);
        Add(parameters, expected);
        Add(parameters, version);
        Add(parameters, hash);
        Add(parameters, store);
        Add(parameters, customer);
        Add(parameters, team);
        Add(parameters, assignee);
        Add(parameters, status);
        Add(parameters, weight);
        Add(parameters, summary);
        Add(parameters, message);
        Add(parameters, messageSequence);
    }

    private static void AddEvents(NpgsqlParameterCollection parameters, List<ConversationLog.Pending> batch, int count)
    {
        var conversation = new Guid[count];
        var sequence = new long[count];
        var at = new DateTime[count];
        var type = new string[count];
        var payload = new string[count];
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
        Add(parameters, payload);
        Add(parameters, hash);
    }

    private static void AddOutbox(NpgsqlParameterCollection parameters, List<ConversationLog.Pending> batch)
    {
        var items = batch.Where(p => p.Append.Outbox is not null).Select(p => p.Append).ToArray();
        Add(parameters, Array.ConvertAll(items, a => a.Conversation));
        Add(parameters, Array.ConvertAll(items, a => a.Outbox!.Message.Value));
        Add(parameters, Array.ConvertAll(items, a => a.Outbox!.Store));
        Add(parameters, Array.ConvertAll(items, a => a.Outbox!.Channel));
        Add(parameters, Array.ConvertAll(items, a => a.Outbox!.Identity));
        Add(parameters, Array.ConvertAll(items, a => a.Outbox!.Body));
        Add(parameters, Array.ConvertAll(items, a => a.Outbox!.Language));
        Add(parameters, Array.ConvertAll(items, a => a.Events[^1].At.UtcDateTime));
    }

    private static void AddAnswers(NpgsqlParameterCollection parameters, List<ConversationLog.Pending> batch)
    {
        var items = batch.Where(p => p.Append.Answer is not null).Select(p => p.Append).ToArray();
        Add(parameters, Array.ConvertAll(items, a => a.Conversation));
        Add(parameters, Array.ConvertAll(items, a => a.Answer!.StartedAt.UtcDateTime));
        Add(parameters, Array.ConvertAll(items, a => a.Answer!.Store));
        Add(parameters, Array.ConvertAll(items, a => a.Answer!.Channel));
        Add(parameters, Array.ConvertAll(items, a => a.Answer!.Rule));
        Add(parameters, Array.ConvertAll(items, a => a.Answer!.DueAt.UtcDateTime));
        Add(parameters, Array.ConvertAll(items, a => a.Answer!.EndedAt?.UtcDateTime));
        Add(parameters, Array.ConvertAll(items, a => (short)a.Answer!.State));
    }

    private static void Add<T>(NpgsqlParameterCollection parameters, T value) => parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
}
