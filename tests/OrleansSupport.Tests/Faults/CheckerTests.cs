using System.Collections.Immutable;
using System.Text;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Faults;
using OrleansSupport.Silo.Conversations;

namespace OrleansSupport.Tests.Faults;

/// <summary>The fault harness is worth what its checker finds: each test tampers with a history that is whole, in one way.</summary>
public sealed class CheckerTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly AgentId Mia = AgentId.Of("mia");
    private static readonly AgentId Leo = AgentId.Of("leo");
    private static readonly ConversationId First = ConversationId.From(Guid.Parse("00000000-0000-7000-8000-000000000001"));
    private static readonly ConversationId Second = ConversationId.From(Guid.Parse("00000000-0000-7000-8000-000000000002"));
    private static readonly MessageId Answer = MessageId.From(Guid.Parse("00000000-0000-4000-8000-0000000000aa"));

    [Fact]
    public void A_whole_history_has_no_violation() => Assert.Empty(Checker.Check(new World().History, new World().Dump));

    [Fact]
    public void An_acknowledged_message_that_is_not_in_the_log_is_lost() =>
        Finds(Rules.Lost, w => w.History = w.History with { Accepted = [.. w.History.Accepted, Accepted("ana", 9, "missing", First, 9)] });

    [Fact]
    public void A_message_logged_twice_is_found() => Finds(Rules.Once, w => w.Log(First, 20, Received("ana", "a-2")));

    [Fact]
    public void A_message_logged_elsewhere_than_acknowledged_is_found() =>
        Finds(Rules.Once, w => w.History = w.History with { Accepted = [w.History.Accepted[0] with { Sequence = 5 }, .. w.History.Accepted.Skip(1)] });

    [Fact]
    public void A_message_that_the_index_of_inbound_messages_does_not_know_is_found() =>
        Finds(Rules.Once, w => w.Dump = w.Dump with { Inbound = w.Dump.Inbound.Skip(1).ToDictionary() });

    [Fact]
    public void Messages_in_another_order_than_sent_are_found() => Finds(Rules.Order, w =>
        w.History = w.History with { Accepted = [w.History.Accepted[0] with { Number = 2 }, w.History.Accepted[1] with { Number = 1 }, .. w.History.Accepted.Skip(2)] });

    [Fact]
    public void A_gap_in_a_log_is_found() => Finds(Rules.Chain, w => w.Dump = w.Dump with { Log = [.. w.Dump.Log.Where(l => l.Conversation != First || l.Sequence != 3)] });

    [Fact]
    public void A_log_changed_afterwards_is_found() => Finds(Rules.Chain, w => w.Dump = w.Dump with
    {
        Log = [.. w.Dump.Log.Select(l => l.Event is MessageReceived { ExternalId: "a-1" } ? l with { Payload = l.Payload.Replace("Where", "There", StringComparison.Ordinal) } : l)],
    });

    [Fact]
    public void A_row_ahead_of_its_log_is_found() => Finds(Rules.Chain, w => w.Dump = w.Dump with
    {
        Conversations = [.. w.Dump.Conversations.Select(c => c.Id == First ? c with { Version = c.Version + 1 } : c)],
    });

    [Fact]
    public void An_acknowledged_reply_that_is_not_in_the_log_is_lost() => Finds(Rules.Lost, w =>
        w.History = w.History with { Replied = [new Replied(MessageId.From(Guid.Parse("00000000-0000-4000-8000-0000000000bb")), First, 4)] });

    [Fact]
    public void A_reply_dispatched_twice_is_found() => Finds(Rules.Once, w => w.Log(First, 20, new ReplyDispatched(Answer, "On its way.", "en", "Mia")));

    [Fact]
    public void Two_conversations_of_one_buyer_are_found() => Finds(Rules.OneConversation, w =>
    {
        var third = ConversationId.From(Guid.Parse("00000000-0000-7000-8000-000000000003"));
        w.Log(third, 20, Opened("ana"));
    });

    [Fact]
    public void An_assignment_by_the_queue_of_what_somebody_has_is_found() => Finds(Rules.TwoHands, w => w.Log(Second, 20, Assigned(Leo)));

    [Fact]
    public void Two_assignees_shown_at_one_version_are_found() =>
        Finds(Rules.TwoHands, w => w.History = w.History with { Seen = [.. w.History.Seen, new Seen(Second, 3, Leo, ConversationStatus.Open)] });

    [Fact]
    public void A_row_with_another_assignee_than_its_log_is_found() => Finds(Rules.TwoHands, w => w.Dump = w.Dump with
    {
        Conversations = [.. w.Dump.Conversations.Select(c => c.Id == Second ? c with { Assignee = Leo } : c)],
    });

    [Fact]
    public void An_agent_over_capacity_is_found() => Finds(Rules.Capacity, w => w.Dump = w.Dump with { Capacities = new Dictionary<AgentId, int> { [Mia] = 0 } });

    [Fact]
    public void A_place_given_back_is_free_again_at_that_instant() => Assert.DoesNotContain(
        Checker.Check(new World().History, new World().Dump with { Capacities = new Dictionary<AgentId, int> { [Mia] = 1 } }), v => v.Rule == Rules.Capacity);

    [Fact]
    public void A_deadline_that_fired_twice_is_found() => Finds(Rules.Deadline, w => w.Log(Second, 20, Breach()));

    [Fact]
    public void A_deadline_that_never_fired_is_found() =>
        Finds(Rules.Deadline, w => w.History = w.History with { Promises = [.. w.History.Promises, new Promise(First, Start.AddSeconds(30))] });

    [Fact]
    public void A_reply_that_never_reached_its_endpoint_is_found() => Finds(Rules.Outbound, w => w.History = w.History with { Carried = [] });

    [Fact]
    public void A_reply_that_still_waits_in_the_outbox_is_not_lost() => Assert.Empty(Checker.Check(
        new World().History with { Carried = [] }, new World().Dump with { Outbox = [new OrleansSupport.Faults.Letter(First, Answer, "shop", Dead: false)] }));

    [Fact]
    public void A_reply_delivered_twice_under_one_id_is_allowed() => Assert.Empty(Checker.Check(
        new World().History with { Carried = [.. new World().History.Carried, .. new World().History.Carried] }, new World().Dump));

    [Fact]
    public void A_reply_under_another_id_is_found() =>
        Finds(Rules.Outbound, w => w.History = w.History with { Carried = [w.History.Carried[0], w.History.Carried[0] with { Id = "msg_other" }] });

    [Fact]
    public void A_screen_that_stays_behind_is_found() => Finds(Rules.Screen, w => w.Screen(s => s with { Rows = new Dictionary<ConversationId, long> { [First] = 5, [Second] = 3 } }));

    [Fact]
    public void A_screen_without_a_conversation_of_its_agent_is_found() =>
        Finds(Rules.Screen, w => w.Screen(s => s with { Rows = s.Rows.Where(r => r.Key != Second).ToDictionary() }));

    [Fact]
    public void An_open_conversation_with_a_gap_is_found() =>
        Finds(Rules.Screen, w => w.Screen(s => s with { Logs = new Dictionary<ConversationId, IReadOnlyList<long>> { [Second] = [1, 3, 4] } }));

    [Fact]
    public void A_refusal_is_a_violation() => Finds(Rules.Refused, w => w.History = w.History with { Refusals = ["no"] });

    private static void Finds(string rule, Action<World> tamper)
    {
        var world = new World();
        tamper(world);
        Assert.Contains(Checker.Check(world.History, world.Dump), v => v.Rule == rule);
    }

    private static Accepted Accepted(string lane, long number, string id, ConversationId conversation, long sequence) =>
        new(lane, number, MessageId.Of("lumen", "shop", id), conversation, sequence, Start, 0.01, 1);

    private static ConversationOpened Opened(string buyer) => new(
        "lumen", CustomerId.Of("lumen", "shop", buyer), "shop", buyer, buyer, "care", Priority.Normal, null, CustomerTier.Standard);

    private static MessageReceived Received(string buyer, string id) => new(MessageId.Of("lumen", "shop", id), "shop", id, buyer, "Where is my parcel?", "en", 1, null);

    private static Assigned Assigned(AgentId agent) => new(agent, "Mia", "en", null, null, ["en"]);

    private static SlaSignalled Breach() => new(SlaClockKind.FirstResponse, SlaSignalKind.Breach, Start.AddSeconds(6));

    /// <summary>Two buyers and one agent with room for one: Ana gets an answer, then Bob is assigned, waits too long and is on the agent's screen.</summary>
    private sealed class World
    {
        public World()
        {
            Dump = new Dump([], [], new Dictionary<MessageId, (ConversationId, long)>(), [], new Dictionary<AgentId, int> { [Mia] = 1 }, new Dictionary<string, string> { ["shop"] = "works" });
            Log(First, 0, Opened("ana"), Received("ana", "a-1"));
            Log(First, 1, Received("ana", "a-2"));
            Log(First, 2, Assigned(Mia));
            Log(First, 3, new ReplyWritten(Answer, Mia, "Mia", "On its way.", "en", "en", "shop", "ana"), new ReplyDispatched(Answer, "On its way.", "en", "Mia"), new DeliveryChanged(Answer, DeliveryState.Queued, 0, null));
            Log(Second, 2, Opened("bob"), Received("bob", "b-1"));
            Log(Second, 3, Assigned(Mia));
            Log(Second, 6, Breach());
            Dump = Dump with
            {
                Inbound = new Dictionary<MessageId, (ConversationId, long)>
                {
                    [MessageId.Of("lumen", "shop", "a-1")] = (First, 2),
                    [MessageId.Of("lumen", "shop", "a-2")] = (First, 3),
                    [MessageId.Of("lumen", "shop", "b-1")] = (Second, 2),
                },
            };
            History = History.Empty with
            {
                Accepted = [Accepted("ana", 1, "a-1", First, 2), Accepted("ana", 2, "a-2", First, 3), Accepted("bob", 1, "b-1", Second, 2)],
                Replied = [new Replied(Answer, First, 5)],
                Carried = [new Carried("works", Answer.ToString(), Answer, "On its way.")],
                Seen = [new Seen(First, 4, Mia, ConversationStatus.Open), new Seen(Second, 3, Mia, ConversationStatus.Open)],
                Screens = [new Screen("console 0", Mia, new Dictionary<ConversationId, long> { [First] = 7, [Second] = 4 }, new Dictionary<ConversationId, IReadOnlyList<long>> { [Second] = [1, 2, 3, 4] })],
                Promises = [new Promise(Second, Start.AddSeconds(6))],
            };
        }

        public History History { get; set; } = History.Empty;

        public Dump Dump { get; set; }

        /// <summary>One commit, so many seconds after the start; the row follows the log.</summary>
        public void Log(ConversationId conversation, double seconds, params ConversationEvent[] events)
        {
            var lines = Dump.Log.ToImmutableList();
            var row = Dump.Conversations.FirstOrDefault(c => c.Id == conversation)
                ?? new Summary(conversation, 0, EventChain.Root, null, ConversationStatus.Open, 1, "lumen", ((ConversationOpened)events[0]).Customer);
            foreach (var what in events)
            {
                var stored = EventChain.Link(row.Hash, row.Version + 1, Start.AddSeconds(seconds), what);
                lines = lines.Add(new Line(conversation, stored.Sequence, stored.At, Encoding.UTF8.GetString(stored.Payload), stored.Hash));
                row = row with
                {
                    Version = stored.Sequence,
                    Hash = stored.Hash,
                    Assignee = what is Assigned assigned ? assigned.Agent : row.Assignee,
                    Status = what is ReplyWritten ? ConversationStatus.Waiting : row.Status,
                };
            }

            Dump = Dump with { Log = lines, Conversations = [.. Dump.Conversations.Where(c => c.Id != conversation), row] };
        }

        public void Screen(Func<Screen, Screen> change) => History = History with { Screens = [change(History.Screens[0])] };
    }
}
