using System.Collections.Immutable;
using System.Text;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Faults;
using OrleansSupport.Faults.Histories;
using OrleansSupport.Silo.Conversations;

namespace OrleansSupport.Tests.Faults;

/// <summary>What holds a history's decisions against the promises of dispatching: each test tampers with a good history in one way.</summary>
public sealed class DispatchingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly Desk Mia = new("mia", 1, AgentRole.Agent, new Dictionary<string, Proficiency> { ["es"] = Proficiency.Native });
    private static readonly Desk Leo = new("leo", 1, AgentRole.Agent, new Dictionary<string, Proficiency> { ["es"] = Proficiency.Fluent });
    private static readonly ConversationId First = Id(1);
    private static readonly ConversationId Second = Id(2);

    /// <summary>Everybody has ten seconds for the first answer; a fluent speaker may have it after two, anybody after four.</summary>
    private static readonly TeamPlan Plan = new(
        1, "team", [Mia, Leo],
        TeamRules.Default with
        {
            Steps = new RelaxationSteps([new(TimeSpan.Zero, Proficiency.Native, 0), new(TimeSpan.FromSeconds(2), Proficiency.Fluent, 4), new(TimeSpan.FromSeconds(4), Proficiency.Assisted, 4)]),
            AtRisk = TimeSpan.FromSeconds(1),
        },
        Only(TimeSpan.FromSeconds(30)));

    [Fact]
    public void A_good_history_has_no_violation() => Assert.Empty(new World().Check());

    [Fact]
    public void A_place_that_was_lost_is_found() =>
        Finds(Rules.Place, w => w.Looks.Add(new Look(Start.AddSeconds(6), Second, Start.AddSeconds(5), false, 2, null, Plain: true)));

    [Fact]
    public void A_step_that_falls_is_found() => Finds(Rules.Step, w => w.Looks.Add(new Look(Start.AddSeconds(7), Second, Start.AddSeconds(1), false, 0, null, Plain: true)));

    [Fact]
    public void A_step_that_falls_while_the_queue_does_not_know_its_team_yet_is_none() =>
        Assert.Empty(new World { Looks = { new Look(Start.AddSeconds(7), Second, Start.AddSeconds(1), false, 0, null, Plain: false) } }.Check());

    [Fact]
    public void An_assignment_before_its_step_is_found() => Finds(Rules.Step, w => w.Log(Second, 1.5, Given(Leo, 1.5, Second)));

    [Fact]
    public void An_assignment_out_of_turn_is_found() => Finds(Rules.Turn, w =>
    {
        w.Lines.RemoveAll(l => l.Conversation == First && l.Event is not (ConversationOpened or MessageReceived));
        w.Log(Second, 12, Given(Mia, 12, Second));
    });

    [Fact]
    public void What_a_fault_was_at_work_in_is_no_ones_turn() => Assert.DoesNotContain(
        new World
        {
            Troubles = { new Trouble(Start.AddSeconds(9), Start.AddSeconds(11)) },
            Tamper = w =>
            {
                w.Lines.RemoveAll(l => l.Conversation == First && l.Event is not (ConversationOpened or MessageReceived));
                w.Log(Second, 12, Given(Mia, 12, Second));
            },
        }.Check(),
        v => v.Rule == Rules.Turn);

    [Fact]
    public void Somebody_free_beside_one_who_waits_for_long_is_found() => Finds(Rules.Starved, w =>
        w.Looks.AddRange([new Look(Start.AddSeconds(8), Second, Start.AddSeconds(1), false, 2, Mia.Agent, true), new Look(Start.AddSeconds(15), Second, Start.AddSeconds(1), false, 2, Mia.Agent, true)]));

    [Fact]
    public void Somebody_free_beside_one_who_waits_at_the_end_is_found() => Finds(Rules.Starved, w => w.Lines.RemoveAll(l => l.Conversation == First));

    private static void Finds(string rule, Action<World> tamper) => Assert.Contains(new World { Tamper = tamper }.Check(), v => v.Rule == rule);

    private static SlaPolicy Only(TimeSpan first)
    {
        var targets = new SlaTargets(first, null, null);
        return SlaPolicy.Default with { Low = targets, Normal = targets, High = targets, Urgent = targets };
    }

    private static ConversationId Id(int number) => ConversationId.From(Guid.Parse($"00000000-0000-7000-8000-00000000000{number}"));

    private static Assigned Given(Desk desk, double second, ConversationId conversation) =>
        new(desk.Agent, desk.Email, "es", null, new Decision(conversation, desk.Agent, 2, Start.AddSeconds(second), [], null), []);

    /// <summary>Two Spanish buyers: Mia has the first for good and Leo one whom a person gave him; the second waits.</summary>
    private sealed class World
    {
        public World()
        {
            var third = Id(3);
            Open(First, 0);
            Log(First, 0.1, Given(Mia, 0.1, First));
            Open(Second, 1);
            Open(third, 0);
            Log(third, 0.2, new Assigned(Leo.Agent, "leo", "es", Mia.Agent, null, []));
            Looks.Add(new Look(Start.AddSeconds(2), Second, Start.AddSeconds(1), false, 0, null, Plain: true));
            Looks.Add(new Look(Start.AddSeconds(6), Second, Start.AddSeconds(1), false, 2, null, Plain: true));
        }

        public List<Line> Lines { get; } = [];

        public List<Look> Looks { get; } = [];

        public List<Trouble> Troubles { get; } = [];

        public Action<World> Tamper { get; init; } = _ => { };

        public void Log(ConversationId conversation, double second, ConversationEvent what)
        {
            var stored = EventChain.Link(EventChain.Root, Lines.Count(l => l.Conversation == conversation) + 1, Start.AddSeconds(second), what);
            Lines.Add(new Line(conversation, stored.Sequence, stored.At, Encoding.UTF8.GetString(stored.Payload), stored.Hash));
        }

        public IReadOnlyList<Violation> Check()
        {
            Tamper(this);
            var rows = Lines.Select(l => l.Conversation).Distinct().Select(id => new Summary(id, 0, [], null, ConversationStatus.Open, 1, Plan.Name, default)).ToList();
            return Dispatching.Check(Plan, Looks, Troubles, new Dump(Lines, rows, ImmutableDictionary<MessageId, (ConversationId, long)>.Empty, [], ImmutableDictionary<AgentId, int>.Empty, ImmutableDictionary<string, string>.Empty));
        }

        private void Open(ConversationId id, double second)
        {
            Log(id, second, new ConversationOpened(Plan.Name, default, "light", $"{id}", "Ana", Plan.Name, Priority.Normal, null, CustomerTier.Standard));
            Log(id, second, new MessageReceived(MessageId.Of(Plan.Name, "light", $"{id}"), "light", $"{id}", $"{id}", "¿Dónde está?", "es", 1, null));
            Log(id, second, new Queued(Plan.Name, "new", null));
        }
    }
}
