using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Faults;

/// <param name="Rule">Which promise was broken.</param>
internal sealed record Violation(string Rule, string What)
{
    public override string ToString() => $"{Rule}: {What}";
}

/// <summary>
/// Holds what the outside saw against what the database says. Pure, and on purpose without the product's own folds: it would
/// share their mistakes.
/// </summary>
internal static class Checker
{
    private static readonly TimeSpan ReserveToCommit = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<Violation> Check(History history, Dump dump)
    {
        var found = new List<Violation>();
        var logs = dump.Log.GroupBy(l => l.Conversation).ToDictionary(g => g.Key, g => g.OrderBy(l => l.Sequence).ToArray());
        found.AddRange(history.Refusals.Select(r => new Violation(Rules.Refused, r)));
        Chains(logs, dump, found);
        Inbound(history, dump, found);
        Order(history, found);
        Replies(history, dump, found);
        OneConversation(logs, found);
        Assignees(history, logs, dump, found);
        Capacity(logs, dump, found);
        Deadlines(history, dump, found);
        Outbound(history, logs, dump, found);
        Screens(history, dump, found);
        return found;
    }

    /// <summary>Sequences without gap or fork, hashes that stand on each other, a summary row that is the log's last word.</summary>
    private static void Chains(Dictionary<ConversationId, Line[]> logs, Dump dump, List<Violation> found)
    {
        foreach (var (conversation, log) in logs)
        {
            var hash = new byte[32];
            for (var i = 0; i < log.Length; i++)
            {
                if (log[i].Sequence != i + 1)
                {
                    found.Add(new(Rules.Chain, $"{conversation} has {log[i].Sequence} where {i + 1} belongs"));
                    break;
                }

                hash = Link(hash, log[i]);
                if (!hash.AsSpan().SequenceEqual(log[i].Hash))
                {
                    found.Add(new(Rules.Chain, $"{conversation} was changed at {log[i].Sequence}"));
                    break;
                }
            }
        }

        foreach (var row in dump.Conversations)
        {
            var log = logs.GetValueOrDefault(row.Id);
            if (log is null || log[^1].Sequence != row.Version || !log[^1].Hash.AsSpan().SequenceEqual(row.Hash))
            {
                found.Add(new(Rules.Chain, $"{row.Id} is at {log?[^1].Sequence} by its log and at {row.Version} by its row"));
            }
        }

        foreach (var conversation in logs.Keys.Except(dump.Conversations.Select(c => c.Id)))
        {
            found.Add(new(Rules.Chain, $"{conversation} has a log and no row"));
        }
    }

    private static byte[] Link(byte[] previous, Line line)
    {
        var payload = Encoding.UTF8.GetBytes(line.Payload);
        var all = new byte[48 + payload.Length];
        previous.CopyTo(all, 0);
        BinaryPrimitives.WriteInt64BigEndian(all.AsSpan(32), line.Sequence);
        BinaryPrimitives.WriteInt64BigEndian(all.AsSpan(40), line.At.UtcTicks);
        payload.CopyTo(all, 48);
        return SHA256.HashData(all);
    }

    /// <summary>Every acknowledged message in the log once, where its acknowledgement said; none of the others twice.</summary>
    private static void Inbound(History history, Dump dump, List<Violation> found)
    {
        var logged = dump.Log.Where(l => l.Event is MessageReceived).ToLookup(l => ((MessageReceived)l.Event).Message);
        foreach (var twice in logged.Where(g => g.Count() > 1))
        {
            found.Add(new(Rules.Once, $"{twice.Key} is logged {twice.Count()} times"));
        }

        foreach (var accepted in history.Accepted)
        {
            var lines = logged[accepted.Message].ToArray();
            if (lines.Length == 0)
            {
                found.Add(new(Rules.Lost, $"{accepted.Message} of {accepted.Lane} was acknowledged and is not in the log"));
            }
            else if (lines[0].Conversation != accepted.Conversation || lines[0].Sequence != accepted.Sequence)
            {
                found.Add(new(Rules.Once, $"{accepted.Message} was acknowledged elsewhere than it is logged"));
            }
        }

        foreach (var message in logged)
        {
            var line = message.First();
            if (!dump.Inbound.TryGetValue(message.Key, out var place) || place != (line.Conversation, line.Sequence))
            {
                found.Add(new(Rules.Once, $"{message.Key} stands in the log and not in the index of inbound messages"));
            }
        }
    }

    /// <summary>Who waits for each answer finds the messages in the log as they were sent.</summary>
    private static void Order(History history, List<Violation> found)
    {
        foreach (var lane in history.Accepted.GroupBy(a => (a.Lane, a.Conversation)))
        {
            var last = 0L;
            foreach (var accepted in lane.OrderBy(a => a.Number))
            {
                if (accepted.Sequence <= last)
                {
                    found.Add(new(Rules.Order, $"{accepted.Message} of {accepted.Lane} stands before one sent earlier"));
                }

                last = accepted.Sequence;
            }
        }
    }

    private static void Replies(History history, Dump dump, List<Violation> found)
    {
        var written = dump.Log.Where(l => l.Event is ReplyWritten).ToLookup(l => ((ReplyWritten)l.Event).Message);
        foreach (var replied in history.Replied)
        {
            var lines = written[replied.Message].ToArray();
            if (lines.Length == 0)
            {
                found.Add(new(Rules.Lost, $"reply {replied.Message} was acknowledged and is not in the log"));
            }
            else if (lines[0].Conversation != replied.Conversation || lines[0].Sequence != replied.Sequence)
            {
                found.Add(new(Rules.Once, $"reply {replied.Message} was acknowledged elsewhere than it is logged"));
            }
        }

        foreach (var twice in written.Where(g => g.Count() > 1))
        {
            found.Add(new(Rules.Once, $"reply {twice.Key} is logged {twice.Count()} times"));
        }

        foreach (var twice in dump.Log.Where(l => l.Event is ReplyDispatched).GroupBy(l => ((ReplyDispatched)l.Event).Message).Where(g => g.Count() > 1))
        {
            found.Add(new(Rules.Once, $"reply {twice.Key} was dispatched {twice.Count()} times"));
        }
    }

    /// <summary>A buyer has one conversation at a time, however many first messages came at once.</summary>
    private static void OneConversation(Dictionary<ConversationId, Line[]> logs, List<Violation> found)
    {
        var open = logs
            .Where(l => !l.Value.Any(e => e.Event is StatusChanged { Status: ConversationStatus.Closed }))
            .GroupBy(l => l.Value.Select(e => e.Event).OfType<ConversationOpened>().FirstOrDefault()?.Customer);
        foreach (var customer in open.Where(g => g.Count() > 1))
        {
            found.Add(new(Rules.OneConversation, $"{customer.Key} has {customer.Count()} conversations"));
        }
    }

    /// <summary>One assignee at each version, whoever looks: the log's.</summary>
    private static void Assignees(History history, Dictionary<ConversationId, Line[]> logs, Dump dump, List<Violation> found)
    {
        var seen = history.Seen.ToLookup(s => s.Conversation);
        var rows = dump.Conversations.ToDictionary(c => c.Id);
        foreach (var (conversation, log) in logs)
        {
            var at = new (AgentId? Assignee, ConversationStatus Status)[log.Length + 1];
            for (var i = 0; i < log.Length; i++)
            {
                var before = at[i];
                if (log[i].Event is Assigned { By: null } && before.Assignee is not null)
                {
                    found.Add(new(Rules.TwoHands, $"{conversation} was assigned by the queue at {log[i].Sequence} and had somebody"));
                }

                at[i + 1] = After(before, log[i].Event);
            }

            foreach (var row in seen[conversation])
            {
                if (row.Version < 1 || row.Version >= at.Length || at[row.Version] != (row.Assignee, row.Status))
                {
                    found.Add(new(Rules.TwoHands, $"{conversation} was shown at {row.Version} with {row.Assignee} as {row.Status}, which the log does not say"));
                }
            }

            if (rows.TryGetValue(conversation, out var summary) && at[^1] != (summary.Assignee, summary.Status))
            {
                found.Add(new(Rules.TwoHands, $"{conversation} has another assignee or status in its row than in its log"));
            }
        }
    }

    private static (AgentId? Assignee, ConversationStatus Status) After((AgentId? Assignee, ConversationStatus Status) before, ConversationEvent what) => what switch
    {
        MessageReceived => before with { Status = ConversationStatus.Open },
        ReplyWritten => before with { Status = ConversationStatus.Waiting },
        StatusChanged e => before with { Status = e.Status },
        Snoozed => before with { Status = ConversationStatus.Waiting },
        SnoozeEnded => before with { Status = ConversationStatus.Open },
        Queued => before with { Assignee = null },
        Assigned e => before with { Assignee = e.Agent },
        _ => before,
    };

    /// <summary>
    /// Replays who held what. A place is given back by a commit before anybody takes it, and whoever takes it reads the clock
    /// after that: so the events' instants order them across conversations.
    /// </summary>
    private static void Capacity(Dictionary<ConversationId, Line[]> logs, Dump dump, List<Violation> found)
    {
        var weights = dump.Conversations.ToDictionary(c => c.Id, c => c.Weight);
        var changes = new List<(DateTimeOffset At, bool Takes, bool ByHand, AgentId Agent, ConversationId Conversation)>();
        foreach (var (conversation, log) in logs)
        {
            (AgentId? Assignee, ConversationStatus Status) state = default;
            foreach (var commit in log.GroupBy(l => l.At).OrderBy(g => g.Key))
            {
                // The events of one commit share their instant, and only the state after it was ever true.
                var before = Holder(state);
                var byHand = false;
                foreach (var line in commit)
                {
                    state = After(state, line.Event);
                    byHand |= line.Event is Assigned { By: not null } or StatusChanged { By: not null };
                }

                var after = Holder(state);
                if (before == after)
                {
                    continue;
                }

                if (before is { } left)
                {
                    changes.Add((commit.Key, false, false, left, conversation));
                }

                if (after is { } taken)
                {
                    changes.Add((commit.Key, true, byHand, taken, conversation));
                }
            }
        }

        var holds = new Dictionary<ConversationId, (AgentId Agent, DateTimeOffset ByHandAt)>();
        foreach (var (at, takes, byHand, agent, conversation) in changes.OrderBy(c => c.At).ThenBy(c => c.Takes))
        {
            if (!takes)
            {
                holds.Remove(conversation);
                continue;
            }

            // A person may go beyond it, also between the queue's reserving a place and its commit.
            holds[conversation] = (agent, byHand ? at : DateTimeOffset.MinValue);
            var load = holds.Where(h => h.Value.Agent == agent && h.Value.ByHandAt < at - ReserveToCommit).Sum(h => weights.GetValueOrDefault(h.Key, 1));
            if (!byHand && dump.Capacities.TryGetValue(agent, out var capacity) && load > capacity)
            {
                found.Add(new(Rules.Capacity, $"{agent} got {conversation} at {at:HH:mm:ss.ffffff} and carried {load} of {capacity}"));
            }
        }

        static AgentId? Holder((AgentId? Assignee, ConversationStatus Status) state) => state.Status == ConversationStatus.Open ? state.Assignee : null;
    }

    private static void Deadlines(History history, Dump dump, List<Violation> found)
    {
        var signals = dump.Log.Where(l => l.Event is SlaSignalled).ToLookup(l => (l.Conversation, (SlaSignalled)l.Event));
        foreach (var twice in signals.Where(g => g.Count() > 1))
        {
            found.Add(new(Rules.Deadline, $"{twice.Key.Conversation}: {twice.Key.Item2.Clock} {twice.Key.Item2.Signal} fired {twice.Count()} times"));
        }

        var breached = signals.Where(g => g.Key.Item2.Signal == SlaSignalKind.Breach).Select(g => (g.Key.Conversation, g.Key.Item2.DueAt)).ToHashSet();
        foreach (var promise in history.Promises.Where(p => !breached.Contains((p.Conversation, p.DueAt))))
        {
            found.Add(new(Rules.Deadline, $"{promise.Conversation} was due at {promise.DueAt:HH:mm:ss.fff} and nothing happened"));
        }
    }

    /// <summary>Every reply that the log hands to the outbox arrived under its own id, or still waits there.</summary>
    private static void Outbound(History history, Dictionary<ConversationId, Line[]> logs, Dump dump, List<Violation> found)
    {
        var carried = history.Carried.ToLookup(c => c.Message);
        var waiting = dump.Outbox.Select(l => l.Message).ToHashSet();
        foreach (var log in logs.Values)
        {
            foreach (var line in log)
            {
                if (line.Event is not DeliveryChanged { State: DeliveryState.Queued } queued)
                {
                    continue;
                }

                var reply = log.Select(l => l.Event).OfType<ReplyWritten>().First(r => r.Message == queued.Message);
                var text = log.Select(l => l.Event).OfType<ReplyDispatched>().First(r => r.Message == queued.Message).Text;
                var got = carried[queued.Message].ToArray();
                if (got.Length == 0 && !waiting.Contains(queued.Message))
                {
                    found.Add(new(Rules.Outbound, $"{queued.Message} never reached {reply.Channel}"));
                }
                else if (got.Any(c => c.Id != queued.Message.ToString() || c.Text != text || c.Endpoint != dump.Outbound.GetValueOrDefault(reply.Channel)))
                {
                    found.Add(new(Rules.Outbound, $"{queued.Message} arrived under another id, with other words or elsewhere"));
                }
            }
        }
    }

    /// <summary>With nothing moving, every screen shows what the database holds.</summary>
    private static void Screens(History history, Dump dump, List<Violation> found)
    {
        var rows = dump.Conversations.ToDictionary(c => c.Id);
        var held = dump.Conversations.Where(c => c.Assignee is not null && c.Status is ConversationStatus.Open).ToLookup(c => c.Assignee!.Value);
        foreach (var screen in history.Screens)
        {
            foreach (var (conversation, version) in screen.Rows)
            {
                if (rows.GetValueOrDefault(conversation)?.Version != version)
                {
                    found.Add(new(Rules.Screen, $"{screen.Console} shows {conversation} at {version}, it is at {rows.GetValueOrDefault(conversation)?.Version}"));
                }
            }

            foreach (var missing in held[screen.Agent].Where(c => !screen.Rows.ContainsKey(c.Id)))
            {
                found.Add(new(Rules.Screen, $"{screen.Console} does not show {missing.Id}, which its agent has"));
            }

            foreach (var (conversation, sequences) in screen.Logs)
            {
                if (!sequences.SequenceEqual(Enumerable.Range(1, (int)(rows.GetValueOrDefault(conversation)?.Version ?? 0)).Select(i => (long)i)))
                {
                    found.Add(new(Rules.Screen, $"{screen.Console} has {conversation} open and does not hold its whole log in order"));
                }
            }
        }
    }
}

/// <summary>The promises, as the checker names them.</summary>
internal static class Rules
{
    public const string Refused = "refused";
    public const string Chain = "chain";
    public const string Lost = "lost";
    public const string Once = "once";
    public const string Order = "order";
    public const string OneConversation = "one conversation";
    public const string TwoHands = "two hands";
    public const string Capacity = "capacity";
    public const string Deadline = "deadline";
    public const string Outbound = "outbound";
    public const string Screen = "screen";
    public const string Place = "place";
    public const string Turn = "turn";
    public const string Step = "step";
    public const string Starved = "starved";

    public static readonly string[] All = [Refused, Chain, Lost, Once, Order, OneConversation, TwoHands, Capacity, Deadline, Outbound, Screen, Place, Turn, Step, Starved];
}
