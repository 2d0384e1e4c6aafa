using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using OrleansSupport.Bench;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Conversations;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Faults;

/// <summary>Many conversations whose first response falls due at a steady rate, and a node that dies while they do.</summary>
internal static class DeadlineLoad
{
    private const int Pending = 100_000;
    private const int PerSecond = 500;
    private const double Aim = 0.3; // seconds late, at most, for 99 of 100
    private const int Fired = 40 * PerSecond; // the others fall due long after
    private static readonly TimeSpan Target = TimeSpan.FromHours(4);

    // Only a first response and no warnings: each conversation has one deadline.
    private static readonly SlaPolicy Policy = Only(Target);

    public static async Task Play(Stage stage)
    {
        await stage.Office.Promise(Policy);
        var first = TimeProvider.System.GetUtcNow().AddSeconds(25);
        await Fill(stage, first);
        var late = (first - TimeProvider.System.GetUtcNow()).TotalSeconds;
        Stage.Say($"{stage.Name}: {Pending} deadlines are in; the first falls due in {late.Of(1)} s");
        await Stage.Wait(Math.Max(0, late) + 20);
        stage.Fault("node 1 is killed");
        await stage.Rig.KillNode(0);
        await Stage.Wait(20 + 6);
        await Report(stage, first);
    }

    private static SlaPolicy Only(TimeSpan first)
    {
        var targets = new SlaTargets(first, null, null);
        return SlaPolicy.Default with { Low = targets, Normal = targets, High = targets, Urgent = targets, Warnings = new SlaWarnings(null, null) };
    }

    /// <summary>Straight into the tables, as the product would have written them: through its entrances it would take minutes.</summary>
    private static async Task Fill(Stage stage, DateTimeOffset first)
    {
        await using var connection = await stage.Rig.Open();
        var rows = new List<(Summary Row, string Json, Line[] Log, DateTimeOffset Due)>(Pending);
        for (var i = 0; i < Pending; i++)
        {
            var due = i < Fired ? first.AddSeconds((double)i / PerSecond) : first.AddHours(1).AddMilliseconds(i);
            var at = EventChain.Micros(due - Target);
            due = at + Target;
            var id = ConversationId.New(at);
            var buyer = string.Create(CultureInfo.InvariantCulture, $"late-{i}");
            var customer = CustomerId.Of(Office.Store, "quiet", buyer);
            var agent = AgentId.Of(string.Create(CultureInfo.InvariantCulture, $"absent-{i % 1000}")); // held by somebody: nothing here is about queues
            var hash = EventChain.Root;
            var log = new List<Line>();
            foreach (ConversationEvent what in new ConversationEvent[]
                     {
                         new ConversationOpened(Office.Store, customer, "quiet", buyer, buyer, "care", Priority.Normal, null, CustomerTier.Standard),
                         new MessageReceived(MessageId.Of(Office.Store, "quiet", buyer), "quiet", buyer, buyer, "Where is my parcel?", "en", 1, null),
                         new Assigned(agent, "Absent", "en", null, null, ["en"]),
                     })
            {
                var stored = EventChain.Link(hash, log.Count + 1, at, what);
                hash = stored.Hash;
                log.Add(new Line(id, stored.Sequence, stored.At, Encoding.UTF8.GetString(stored.Payload), stored.Hash));
            }

            var row = new ConversationRow(
                id, log.Count, Office.Store, "quiet", customer, buyer, "en", null, CustomerTier.Standard, "care", agent, "Absent", ConversationStatus.Open, Priority.Normal,
                "Where is my parcel?", true, at, at, at, due, SlaClockKind.FirstResponse, false, 1, []);
            rows.Add((new Summary(id, log.Count, hash, agent, ConversationStatus.Open, 1, Office.Store, customer), Encoding.UTF8.GetString(SupportJson.Write(row)), [.. log], due));
            if (i < Fired)
            {
                stage.Promises.Add(new Promise(id, due));
            }
        }

        await Copy(connection, "conversation (id, version, hash, store, customer, team, assignee, status, weight, summary)", rows, async (copy, r) =>
        {
            await copy.WriteAsync(r.Row.Id.Value);
            await copy.WriteAsync(r.Row.Version);
            await copy.WriteAsync(r.Row.Hash);
            await copy.WriteAsync(r.Row.Store);
            await copy.WriteAsync(r.Row.Customer.Value);
            await copy.WriteAsync("care");
            await copy.WriteAsync(r.Row.Assignee!.Value.Value);
            await copy.WriteAsync((short)r.Row.Status);
            await copy.WriteAsync((short)1);
            await copy.WriteAsync(r.Json);
        });
        await Copy(connection, "conversation_event (conversation, sequence, at, type, payload, hash)", rows.SelectMany(r => r.Log), async (copy, line) =>
        {
            await copy.WriteAsync(line.Conversation.Value);
            await copy.WriteAsync(line.Sequence);
            await copy.WriteAsync(line.At.UtcDateTime, NpgsqlDbType.TimestampTz);
            await copy.WriteAsync(line.Sequence switch { 1 => "opened", 2 => "received", _ => "assigned" });
            await copy.WriteAsync(line.Payload);
            await copy.WriteAsync(line.Hash);
        });
        await Copy(connection, "inbound_message (message, conversation, sequence)", rows, async (copy, r) =>
        {
            await copy.WriteAsync(((MessageReceived)r.Log[1].Event).Message.Value);
            await copy.WriteAsync(r.Row.Id.Value);
            await copy.WriteAsync(2L);
        });
        await Copy(connection, "deadline (conversation, due_at)", rows, async (copy, r) =>
        {
            await copy.WriteAsync(r.Row.Id.Value);
            await copy.WriteAsync(r.Due.UtcDateTime, NpgsqlDbType.TimestampTz);
        });
        await stage.Rig.Execute("ANALYZE");
    }

    private static async Task Copy<T>(NpgsqlConnection connection, string into, IEnumerable<T> rows, Func<NpgsqlBinaryImporter, T, Task> write)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {into} FROM STDIN BINARY");
        foreach (var row in rows)
        {
            await copy.StartRowAsync();
            await write(copy, row);
        }

        await copy.CompleteAsync();
    }

    private static async Task Report(Stage stage, DateTimeOffset first)
    {
        var dump = await Dump.Read(stage.Rig.ConnectionString, stage.Office.Capacities, stage.Office.Outbound);
        var killed = stage.Faults[^1].At;
        var signals = dump.Log.Where(l => l.Event is SlaSignalled).Select(l => (((SlaSignalled)l.Event).DueAt, Late: (l.At - ((SlaSignalled)l.Event).DueAt).TotalSeconds)).ToArray();
        Say("while healthy", s => s.DueAt < killed.AddSeconds(-2));
        Say("around the death of a node", s => s.DueAt >= killed.AddSeconds(-2));

        void Say(string when, Func<(DateTimeOffset DueAt, double Late), bool> among)
        {
            var chosen = signals.Where(among).ToArray();
            var late = chosen.Select(s => s.Late).Order().ToArray();
            Stage.Say($"{stage.Name}: {when} {late.Length} fired: p50 {late.Percentile(0.5).Of(3)} s late, p99 {late.Percentile(0.99).Of(3)} s, at most {late.LastOrDefault().Of(3)} s");
            var slow = chosen.Where(s => s.Late > Aim).CountBy(s => (int)(s.DueAt - first).TotalSeconds).OrderBy(second => second.Key);
            Stage.Say($"{stage.Name}: {when} later than {Aim.Of(1)} s, by the second of the run: {string.Join(", ", slow.Select(second => $"{second.Key}: {second.Value}"))}");
        }
    }
}
