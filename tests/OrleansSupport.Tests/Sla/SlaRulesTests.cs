using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Sla;
using static OrleansSupport.Tests.Sla.Instants;

namespace OrleansSupport.Tests.Sla;

public sealed class SlaRulesTests
{
    // Round-the-clock terms keep the arithmetic of these tests plain: first 4 h, next 8 h, resolution 40 h.
    private static readonly SlaTerms Plain = new(BusinessCalendar.AlwaysOpen, SlaPolicy.Default, Priority.Normal);
    private static readonly DateTimeOffset Start = At("2026-06-01T08:00Z");

    [Fact]
    public void The_first_inbound_message_starts_first_response_and_resolution_and_no_next_response()
    {
        var clocks = Inbound(SlaClocks.None, 0);
        Assert.Equal(Start + Hours(4), clocks.FirstResponse!.DueAt);
        Assert.Equal(Start + Hours(40), clocks.Resolution!.DueAt);
        Assert.Null(clocks.NextResponse);
        Assert.Equal(1, clocks.Cycle);
        Assert.Equal(Start + Hours(4), SlaRules.EarliestDue(clocks));
    }

    [Fact]
    public void Further_inbound_messages_move_neither_first_nor_next_response()
    {
        var clocks = Inbound(Inbound(SlaClocks.None, 0), 1);
        Assert.Equal(Start + Hours(4), clocks.FirstResponse!.DueAt);
        clocks = Inbound(Inbound(Reply(clocks, 2), 5), 6);
        Assert.Equal(Start + Hours(5) + Hours(8), clocks.NextResponse!.DueAt);
        Assert.Equal(SlaClockState.Met, clocks.FirstResponse!.State);
    }

    [Fact]
    public void A_message_under_another_promise_is_counted_by_that_one_from_the_same_start()
    {
        var clocks = SlaRules.OnInbound(Inbound(SlaClocks.None, 0), Start + Hours(0.5), Plain with { Priority = Priority.Urgent }).Clocks;
        Assert.Equal(Priority.Urgent, clocks.FirstResponse!.Priority);
        Assert.Equal(Start, clocks.FirstResponse.StartedAt);
        Assert.Equal(Start + SlaPolicy.Default.For(Priority.Urgent).FirstResponse!.Value, clocks.FirstResponse.DueAt);
    }

    [Theory]
    [InlineData(AnswerKind.AutomaticReply)]
    [InlineData(AnswerKind.InternalNote)]
    public void Notes_and_automatic_replies_answer_nothing(AnswerKind kind)
    {
        var before = Inbound(SlaClocks.None, 0);
        var step = SlaRules.OnReply(before, kind, Start + Hours(1), Plain);
        Assert.Same(before, step.Clocks);
        Assert.Empty(step.Promises);
    }

    [Fact]
    public void A_public_reply_ends_the_response_clock_and_resolution_goes_on()
    {
        var clocks = Reply(Inbound(Reply(Inbound(SlaClocks.None, 0), 2), 3), 4);
        Assert.Equal(SlaClockState.Met, clocks.NextResponse!.State);
        Assert.Equal(Start + Hours(4), clocks.NextResponse.EndedAt);
        Assert.True(clocks.Resolution!.IsOpen);
        Assert.Equal(Start + Hours(30), SlaRules.NextTick(clocks));
    }

    [Fact]
    public void An_answer_at_the_due_instant_is_in_time_and_one_tick_later_is_not()
    {
        var clocks = Inbound(SlaClocks.None, 0);
        var due = Start + Hours(4);
        Assert.Equal(SlaClockState.Met, SlaRules.OnReply(clocks, AnswerKind.PublicReply, due, Plain).Clocks.FirstResponse!.State);
        var late = SlaRules.OnReply(clocks, AnswerKind.PublicReply, due.AddTicks(1), Plain);
        Assert.Equal(SlaClockState.Missed, late.Clocks.FirstResponse!.State);
        Assert.Equal(due, late.Clocks.FirstResponse.BreachedAt);
    }

    [Fact]
    public void A_breach_answered_before_its_tick_is_told_with_the_answer()
    {
        var step = SlaRules.OnReply(Inbound(SlaClocks.None, 0), AnswerKind.PublicReply, Start + Hours(4.1), Plain);
        Assert.Equal(
            [(SlaSignalKind.PercentWarning, Start + Hours(3)), (SlaSignalKind.TimeWarning, Start + Hours(3.75)), (SlaSignalKind.Breach, Start + Hours(4))],
            step.Signals.Select(signal => (signal.Kind, signal.At)));
    }

    [Fact]
    public void Each_signal_fires_once_at_its_tick()
    {
        var clocks = Inbound(SlaClocks.None, 0);
        var told = new List<(SlaClockKind, SlaSignalKind, double)>();
        for (var tick = SlaRules.NextTick(clocks); tick is { } now; tick = SlaRules.NextTick(clocks))
        {
            Assert.Empty(SlaRules.Fire(clocks, now.AddTicks(-1)).Signals);
            (clocks, var signals) = SlaRules.Fire(clocks, now);
            Assert.NotEmpty(signals);
            Assert.Empty(SlaRules.Fire(clocks, now).Signals);
            told.AddRange(signals.Select(signal => (signal.Clock, signal.Kind, (signal.At - Start).TotalHours)));
        }

        Assert.Equal(
            [
                (SlaClockKind.FirstResponse, SlaSignalKind.PercentWarning, 3), (SlaClockKind.FirstResponse, SlaSignalKind.TimeWarning, 3.75),
                (SlaClockKind.FirstResponse, SlaSignalKind.Breach, 4), (SlaClockKind.Resolution, SlaSignalKind.PercentWarning, 30),
                (SlaClockKind.Resolution, SlaSignalKind.TimeWarning, 39.75), (SlaClockKind.Resolution, SlaSignalKind.Breach, 40),
            ],
            told);
    }

    [Fact]
    public void A_clock_due_soon_after_opening_warns_on_the_business_day_before()
    {
        var terms = new SlaTerms(Calendar("Europe/Madrid", "1-5 09:00-18:00"), SlaPolicy.Default, Priority.Normal);
        var clocks = SlaRules.OnInbound(SlaClocks.None, At("2026-06-05T14:05+02:00"), terms).Clocks;
        Assert.Equal(At("2026-06-08T09:05+02:00"), clocks.FirstResponse!.DueAt);
        Assert.Equal(At("2026-06-05T17:50+02:00"), clocks.FirstResponse.TimeWarningAt);
    }

    [Fact]
    public void A_target_not_longer_than_the_warning_time_has_no_such_warning()
    {
        var targets = new SlaTargets(Minutes(15), null, null);
        var clocks = SlaRules.OnInbound(SlaClocks.None, Start, Plain with { Policy = SlaPolicy.Default with { Normal = targets } }).Clocks;
        Assert.Null(clocks.FirstResponse!.TimeWarningAt);
        Assert.Equal(Start + Minutes(11.25), clocks.FirstResponse.PercentWarningAt);
        Assert.Null(clocks.Resolution);
    }

    [Fact]
    public void Resolution_pauses_while_waiting_on_the_customer_and_goes_on_with_the_next_message()
    {
        var clocks = Waiting(Reply(Inbound(SlaClocks.None, 0), 1), 1);
        Assert.Equal(SlaClockState.Paused, clocks.Resolution!.State);
        Assert.Null(clocks.Resolution.DueAt);
        Assert.Null(SlaRules.NextTick(clocks));
        Assert.Equal(clocks, Waiting(clocks, 5));
        clocks = Inbound(clocks, 25);
        Assert.Equal(Start + Hours(25 + 39), clocks.Resolution!.DueAt);
        clocks = SlaRules.OnResumed(Waiting(clocks, 26), Start + Hours(36), Plain).Clocks;
        Assert.Equal(Start + Hours(36 + 38), clocks.Resolution!.DueAt);
    }

    [Fact]
    public void A_resolution_breached_before_a_pause_stays_due_where_it_was_and_is_told_once()
    {
        var (clocks, _) = SlaRules.Fire(Reply(Inbound(SlaClocks.None, 0), 1), Start + Hours(40));
        clocks = Waiting(clocks, 41);
        Assert.Equal(Start + Hours(40), clocks.Resolution!.DueAt);
        Assert.Equal(Start + Hours(40), clocks.Resolution.BreachedAt);
        clocks = Inbound(clocks, 50);
        Assert.Equal(Start + Hours(40), clocks.Resolution!.DueAt);
        Assert.DoesNotContain(SlaRules.Fire(clocks, Start + Hours(100)).Signals, signal => signal.Clock is SlaClockKind.Resolution);
    }

    [Fact]
    public void Resolving_ends_every_clock_and_drops_an_answer_owed_in_time()
    {
        var clocks = Resolve(Inbound(SlaClocks.None, 0), 3);
        Assert.Equal(SlaClockState.Dropped, clocks.FirstResponse!.State);
        Assert.Equal(SlaClockState.Met, clocks.Resolution!.State);
        Assert.Null(SlaRules.NextTick(clocks));
        Assert.Null(SlaRules.EarliestDue(clocks));
        Assert.Equal(SlaClockState.Missed, Resolve(Inbound(SlaClocks.None, 0), 5).FirstResponse!.State);
    }

    [Fact]
    public void A_message_after_resolving_starts_a_new_resolution_cycle_and_asks_no_first_response_again()
    {
        var clocks = Inbound(Resolve(Reply(Inbound(SlaClocks.None, 0), 1), 10), 100);
        Assert.Equal(2, clocks.Cycle);
        Assert.Equal(Start + Hours(140), clocks.Resolution!.DueAt);
        Assert.Equal(Start + Hours(108), clocks.NextResponse!.DueAt);
        Assert.Equal(Start + Hours(1), clocks.FirstResponse!.EndedAt);
    }

    [Fact]
    public void Even_a_first_response_never_given_is_not_asked_for_again_after_resolving()
    {
        var clocks = Inbound(Resolve(Inbound(SlaClocks.None, 0), 1), 2);
        Assert.False(clocks.FirstResponse!.IsOpen);
        Assert.Equal(Start + Hours(10), clocks.NextResponse!.DueAt);
    }

    [Fact]
    public void Reopening_by_hand_owes_a_resolution_and_no_response()
    {
        var clocks = SlaRules.OnReopened(Resolve(Reply(Inbound(SlaClocks.None, 0), 1), 10), Start + Hours(20), Plain).Clocks;
        Assert.Equal(Start + Hours(60), clocks.Resolution!.DueAt);
        Assert.Null(clocks.NextResponse);
    }

    [Fact]
    public void A_conversation_an_agent_opened_owes_nothing_until_the_customer_writes()
    {
        var clocks = Waiting(Reply(SlaClocks.None, 0), 0);
        Assert.Null(SlaRules.NextTick(clocks));
        clocks = Inbound(clocks, 5);
        Assert.Equal(Start + Hours(9), clocks.FirstResponse!.DueAt);
    }

    [Fact]
    public void A_marketplace_clock_runs_beside_the_stores_own_from_the_oldest_unanswered_message()
    {
        var office = Calendar("Asia/Shanghai", "1-5 09:00-18:00");
        var terms = new SlaTerms(office, SlaPolicy.Default, Priority.Normal, new MarketplaceTarget("amazon-2026", Hours(24), BusinessCalendar.AlwaysOpen));
        var friday = At("2026-06-05T17:00+08:00");
        var clocks = SlaRules.OnInbound(SlaClocks.None, friday, terms).Clocks;
        Assert.Equal(At("2026-06-08T12:00+08:00"), clocks.FirstResponse!.DueAt);
        Assert.Equal(friday + Hours(24), clocks.Marketplace!.DueAt);
        Assert.Equal(friday + Hours(24), SlaRules.EarliestDue(clocks));
        clocks = SlaRules.OnReply(clocks, AnswerKind.PublicReply, friday + Hours(20), terms).Clocks;
        Assert.Equal(SlaClockState.Met, clocks.Marketplace!.State);
        clocks = SlaRules.OnInbound(clocks, friday + Hours(30), terms).Clocks;
        Assert.Equal(friday + Hours(54), clocks.Marketplace!.DueAt);
    }

    private static SlaClocks Inbound(SlaClocks clocks, double hour) => SlaRules.OnInbound(clocks, Start + Hours(hour), Plain).Clocks;

    private static SlaClocks Reply(SlaClocks clocks, double hour) =>
        SlaRules.OnReply(clocks, AnswerKind.PublicReply, Start + Hours(hour), Plain).Clocks;

    private static SlaClocks Waiting(SlaClocks clocks, double hour) => SlaRules.OnWaiting(clocks, Start + Hours(hour), Plain).Clocks;

    private static SlaClocks Resolve(SlaClocks clocks, double hour) => SlaRules.OnResolved(clocks, Start + Hours(hour), Plain).Clocks;
}
