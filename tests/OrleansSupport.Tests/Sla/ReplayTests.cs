using CsCheck;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Silo.Conversations;
using OrleansSupport.Silo.Languages;
using OrleansSupport.Silo.Sla;
using OrleansSupport.Silo.Storage;
using static OrleansSupport.Tests.Sla.Instants;

namespace OrleansSupport.Tests.Sla;

/// <summary>A log that is folded again, at any time and under whatever settings hold by then, gives the clocks that it gave.</summary>
public sealed class ReplayTests
{
    private static readonly AgentId Agent = AgentId.Of("mia@lumen.example");
    private static readonly AgentRef Mia = new(Agent, "Mia", "en", ["en"]);

    private static readonly StoreTerms[] Terms =
    [
        Store(BusinessCalendar.AlwaysOpen, SlaSettings.None),
        Store(Calendar("Europe/Madrid", "1-5 09:00-14:00 16:30-20:00") with { HolidayCountries = ["ES"] }, SlaSettings.None),
        Store(Calendar("Australia/Lord_Howe", "1-7 01:00-03:00"), SlaSettings.None with
        {
            Escalations = [new(SlaSignalKind.Breach, null, true, true, true, Priority.Urgent, "experts"), new(SlaSignalKind.PercentWarning, [SlaClockKind.Resolution], true, false, false, Priority.High)],
        }),
        Store(BusinessCalendar.AlwaysOpen, new SlaSettings(
            [new NamedCalendar("nights", "Nights", Calendar("Asia/Tokyo", "5 22:00-24:00; 6 00:00-02:00"))],
            [
                SlaPolicy.Default with { Id = "urgent", Priorities = [Priority.Urgent], Calendar = "nights" },
                SlaPolicy.Default with { Id = "vip", Tiers = [CustomerTier.Vip], Normal = new SlaTargets(Minutes(10), null, Hours(2)) },
            ],
            EscalationRule.Usual)),
    ];

    private static readonly Gen<(int What, int Minutes, int Terms)[]> AnyHistory =
        Gen.Select(Gen.Int[0, 9], Gen.Frequency((3, Gen.Int[0, 600]), (1, Gen.Int[0, 6000])), Gen.Int[0, Terms.Length - 1]).Array[1, 40];

    [Fact]
    public void Any_history_folded_again_from_what_was_stored_has_the_same_clocks_at_every_step() => AnyHistory.Sample(history =>
    {
        var (state, now, number) = (new ConversationState(Guid.NewGuid()), At("2026-03-27T08:00Z"), 0);
        var log = new List<StoredEvent>();
        var seen = new List<SlaClocks>();
        foreach (var (what, minutes, terms) in history)
        {
            now += Minutes(minutes);
            var around = new Surroundings(now, Terms[terms], (_, _) => false);
            var events = Happen(state, state.Exists ? what : 0, ref number, around);
            foreach (var one in events)
            {
                var stored = EventChain.Link(state.Hash, state.Version + 1, now, one);
                state = state.Apply(stored, one, Terms[terms].Book);
                log.Add(stored);
                seen.Add(state.Clocks);
            }
        }

        var book = Terms.ToDictionary(t => t.ClocksKey, t => SupportJson.ReadTerms(SupportJson.Write(t.Clocks)));
        var again = new ConversationState(state.Id);
        for (var i = 0; i < log.Count; i++)
        {
            again = again.Apply(log[i], SupportJson.ReadEvent(log[i].Payload), book);
            Assert.Equivalent(seen[i], again.Clocks, strict: true);
        }

        Assert.Equal(state.Unescalated, again.Unescalated);
        Assert.Equal(state.SnoozedUntil, again.SnoozedUntil);
    }, iter: 300);

    [Fact]
    public void A_breach_that_was_answered_before_its_tick_is_told_and_not_carried_further()
    {
        var (state, number) = (new ConversationState(Guid.NewGuid()), 0);
        var opened = At("2026-06-01T08:00Z");
        Go(0, opened);
        Go(1, opened.AddHours(4).AddMilliseconds(1));
        Assert.Equal(SlaClockState.Missed, state.Clocks.FirstResponse!.State);
        Assert.Empty(state.Unescalated);
        Assert.Empty(ConversationRules.Tick(state, new Surroundings(opened.AddHours(5), Terms[0], (_, _) => false)));

        // The same without the answer is carried further, once.
        (state, number) = (new ConversationState(Guid.NewGuid()), 0);
        Go(0, opened);
        Go(9, opened.AddHours(4));
        Assert.Equal([SlaSignalKind.TimeWarning, SlaSignalKind.Breach], Go(9, opened.AddHours(4)).Cast<Escalated>().Select(e => e.Signal));
        Assert.Empty(Go(9, opened.AddHours(4)));

        List<ConversationEvent> Go(int what, DateTimeOffset at)
        {
            var events = Happen(state, what, ref number, new Surroundings(at, Terms[0], (_, _) => false));
            foreach (var one in events)
            {
                state = state.Apply(EventChain.Link(state.Hash, state.Version + 1, at, one), one, Terms[0].Book);
            }

            return events;
        }
    }

    [Fact]
    public void A_customer_who_has_become_a_vip_is_promised_a_vips_answer_from_the_original_start()
    {
        var opened = At("2026-06-01T09:00Z"); // the tier follows the hour: standard at nine, VIP at eleven
        var (state, number) = (new ConversationState(Guid.NewGuid()), 0);
        foreach (var at in new[] { opened, opened.AddMinutes(1), opened.AddHours(2) })
        {
            var around = new Surroundings(at, Terms[3], (_, _) => false);
            foreach (var one in Happen(state, 0, ref number, around))
            {
                state = state.Apply(EventChain.Link(state.Hash, state.Version + 1, at, one), one, Terms[3].Book);
            }
        }

        Assert.Equal(CustomerTier.Vip, state.Tier);
        Assert.Equal(("vip", opened.AddMinutes(10)), (state.Clocks.FirstResponse!.Promise, state.Clocks.FirstResponse.DueAt!.Value));
    }

    [Fact]
    public void What_the_buyer_wants_has_the_promises_of_its_own_policy_as_soon_as_it_is_understood()
    {
        var opened = At("2026-06-01T09:00Z");
        var store = Store(BusinessCalendar.AlwaysOpen, new SlaSettings(
            [], [SlaPolicy.Default with { Id = "complaints", Scenarios = ["complaint"], Normal = new SlaTargets(Minutes(10), null, Hours(2)) }], EscalationRule.Usual));
        var state = new ConversationState(Guid.NewGuid());
        Fold(opened, new ConversationOpened("lumen", CustomerId.Of("lumen", "web", "ana"), "Ana", "web", "ana", "care", Priority.Normal, null, CustomerTier.Standard, store.ClocksKey));
        var message = MessageId.From(Guid.NewGuid());
        Fold(opened, new MessageReceived(message, "web", "1", "ana", "hm", "en", 1, null));
        var usual = state.Clocks.FirstResponse!.DueAt!.Value;
        Assert.True(usual > opened.AddMinutes(10));

        Fold(opened.AddMinutes(3), new ScenarioDetected(message, "complaint", 0.9));
        Assert.Equal(("complaints", opened.AddMinutes(10)), (state.Clocks.FirstResponse!.Promise, state.Clocks.FirstResponse.DueAt!.Value));

        Fold(opened.AddMinutes(4), new ScenarioTaught(state.LastInbound, "praise", Agent, null, false));
        Assert.Equal(usual, state.Clocks.FirstResponse!.DueAt!.Value);

        Fold(opened.AddMinutes(5), new MessageReceived(MessageId.From(Guid.NewGuid()), "web", "2", "ana", "so bad", "en", 1, null, "complaint", 0.9));
        Assert.Equal(opened.AddMinutes(10), state.Clocks.FirstResponse!.DueAt!.Value);

        void Fold(DateTimeOffset at, ConversationEvent what) => state = state.Apply(EventChain.Link(state.Hash, state.Version + 1, at, what), what, store.Book);
    }

    [Fact]
    public void The_key_of_terms_is_that_of_their_content()
    {
        Assert.Equal(Terms.Length, Terms.Select(terms => terms.ClocksKey).Distinct().Count());
        Assert.All(Terms, terms => Assert.Equal(terms.ClocksKey, SupportJson.ReadTerms(SupportJson.Write(terms.Clocks)).Key()));
    }

    private static List<ConversationEvent> Happen(ConversationState state, int what, ref int number, Surroundings around)
    {
        if (what == 9)
        {
            return ConversationRules.Tick(state, around);
        }

        List<ConversationEvent> events = what switch
        {
            1 when state.Status is not ConversationStatus.Closed => ConversationRules.Reply(
                state, new WriteReply(MessageId.From(Guid.NewGuid()), Mia, "Hello", AsWritten: true), "en", around),
            2 => ConversationRules.SetStatus(state, ConversationStatus.Waiting, Agent, queue: false),
            3 => ConversationRules.SetStatus(state, ConversationStatus.Open, Agent, queue: false),
            4 => ConversationRules.SetStatus(state, ConversationStatus.Resolved, Agent, queue: false),
            5 => [new PriorityChanged((Priority)(around.Now.Minute % 4), null)],
            6 => ConversationRules.RefuseSnooze(state, around.Now.AddHours(5), around.Now) is null ? [new Snoozed(around.Now.AddHours(5), Agent)] : [],
            7 => state.SnoozedUntil is null ? [] : [new SnoozeEnded()],
            8 => [new NoteAdded(MessageId.From(Guid.NewGuid()), Agent, "Mia", "Hm")],
            _ => ConversationRules.Receive(
                state,
                new ReceiveMessage(
                    "lumen", "web", $"m-{number++}", CustomerId.Of("lumen", "web", "ana"), "Ana", "ana", "Hola", null, "ES", (CustomerTier)(around.Now.Hour % 3), null),
                new Detection("es", 1, true), "new", around),
        };
        return [.. ConversationRules.Before(state, around), .. events];
    }

    private static StoreTerms Store(BusinessCalendar calendar, SlaSettings sla)
    {
        var clocks = StoreClocks.Of(new StoreSettings(
            "lumen", "Lumen", "en", "care", calendar, SlaPolicy.Default, [new ChannelSettings("web", ChannelKind.Widget, Marketplace: "ebay")], Sla: sla));
        return new StoreTerms("en", "care", clocks.Key(), clocks, []);
    }
}
