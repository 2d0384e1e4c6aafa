using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Sla;
using static OrleansSupport.Tests.Sla.Instants;

namespace OrleansSupport.Tests.Sla;

/// <summary>What a change of priority, policy or calendar does to open clocks, and what is promised when.</summary>
public sealed class SlaTermsTests
{
    private static readonly SlaTerms Normal = new(BusinessCalendar.AlwaysOpen, SlaPolicy.Default, Priority.Normal);
    private static readonly SlaTerms Urgent = Normal with { Priority = Priority.Urgent };
    private static readonly DateTimeOffset Start = At("2026-06-01T08:00Z");

    [Fact]
    public void A_higher_priority_is_computed_from_the_original_start()
    {
        var step = SlaRules.OnTermsChanged(Opened(), Start + Minutes(30), Urgent);
        Assert.Equal(Start + Hours(1), step.Clocks.FirstResponse!.DueAt);
        Assert.Equal(Start + Hours(8), step.Clocks.Resolution!.DueAt);
    }

    [Fact]
    public void A_change_that_puts_the_due_instant_into_the_past_breaches_at_once()
    {
        var clocks = SlaRules.OnTermsChanged(Opened(), Start + Hours(2), Urgent).Clocks;
        Assert.Equal(Start + Minutes(45), SlaRules.NextTick(clocks));
        var breach = SlaRules.Fire(clocks, Start + Hours(2)).Signals.Single(signal => signal.Kind is SlaSignalKind.Breach);
        Assert.Equal(Start + Hours(1), breach.At);
    }

    [Fact]
    public void A_relaxed_promise_can_be_breached_anew_and_what_stays_past_is_not_told_twice()
    {
        var urgent = SlaRules.OnInbound(SlaClocks.None, Start, Urgent).Clocks;
        (urgent, _) = SlaRules.Fire(urgent, Start + Hours(3.5));
        var clocks = SlaRules.OnTermsChanged(urgent, Start + Hours(3.5), Normal).Clocks;
        Assert.Null(clocks.FirstResponse!.BreachedAt);
        Assert.Equal(SlaFired.PercentWarning, clocks.FirstResponse.Fired);
        Assert.Equal(Start + Hours(3.75), SlaRules.NextTick(clocks));
        Assert.Equal(
            [SlaSignalKind.TimeWarning, SlaSignalKind.Breach],
            SlaRules.Fire(clocks, Start + Hours(4)).Signals.Select(signal => signal.Kind));
    }

    [Fact]
    public void A_policy_that_no_longer_matches_clears_the_open_clocks_and_a_later_one_starts_them_where_they_would_have_started()
    {
        var cleared = SlaRules.OnTermsChanged(Opened(), Start + Hours(1), Normal with { Policy = null });
        Assert.Null(cleared.Clocks.FirstResponse);
        Assert.Null(cleared.Clocks.Resolution);
        Assert.Null(SlaRules.NextTick(cleared.Clocks));
        Assert.All(cleared.Promises, promise => Assert.Null(promise.Promise));
        Assert.Equal(2, cleared.Promises.Length);
        var again = SlaRules.OnTermsChanged(cleared.Clocks, Start + Hours(2), Normal).Clocks;
        Assert.Equal(Start + Hours(4), again.FirstResponse!.DueAt);
    }

    [Fact]
    public void Ended_clocks_keep_what_they_were()
    {
        var answered = SlaRules.OnReply(Opened(), AnswerKind.PublicReply, Start + Hours(2), Normal).Clocks;
        Assert.Equal(answered.FirstResponse, SlaRules.OnTermsChanged(answered, Start + Hours(3), Urgent).Clocks.FirstResponse);
        Assert.Equal(answered.FirstResponse, SlaRules.OnTermsChanged(answered, Start + Hours(3), Urgent with { Policy = null }).Clocks.FirstResponse);
    }

    [Fact]
    public void A_calendar_change_counts_earlier_stretches_of_a_paused_resolution_by_the_new_calendar()
    {
        var clocks = SlaRules.OnReply(Opened(), AnswerKind.PublicReply, Start + Hours(1), Normal).Clocks;
        clocks = SlaRules.OnWaiting(clocks, Start + Hours(24), Normal).Clocks;
        clocks = SlaRules.OnInbound(clocks, Start + Hours(48), Normal).Clocks;
        Assert.Equal(Start + Hours(48 + 16), clocks.Resolution!.DueAt);
        var office = Normal with { Calendar = Calendar("Etc/UTC", "1-5 08:00-18:00") };
        clocks = SlaRules.OnTermsChanged(clocks, Start + Hours(49), office).Clocks;
        // 10 h of Monday count; 30 h from Wednesday 08:00 end with Friday.
        Assert.Equal(At("2026-06-05T18:00Z"), clocks.Resolution!.DueAt);
    }

    [Fact]
    public void Every_promise_is_noted_when_made_changed_or_suspended()
    {
        var opened = SlaRules.OnInbound(SlaClocks.None, Start, Normal);
        Assert.Equal(
            [(SlaClockKind.FirstResponse, (DateTimeOffset?)(Start + Hours(4))), (SlaClockKind.Resolution, Start + Hours(40))],
            opened.Promises.Select(promise => (promise.Clock, promise.DueAt)));
        Assert.Empty(SlaRules.OnInbound(opened.Clocks, Start + Hours(1), Normal).Promises);
        var changed = SlaRules.OnTermsChanged(opened.Clocks, Start + Hours(1), Urgent);
        Assert.All(changed.Promises, promise => Assert.Equal((Start + Hours(1), Priority.Urgent), (promise.At, promise.Priority)));
        var paused = SlaRules.OnWaiting(opened.Clocks, Start + Hours(1), Normal);
        Assert.Equal((SlaClockKind.Resolution, null), paused.Promises.Select(promise => (promise.Clock, promise.DueAt)).Single());
    }

    [Fact]
    public void A_calendar_that_never_opens_owes_without_a_due_instant()
    {
        var clocks = SlaRules.OnInbound(SlaClocks.None, Start, Normal with { Calendar = Calendar("Etc/UTC", "") }).Clocks;
        Assert.True(clocks.FirstResponse!.IsOpen);
        Assert.Null(clocks.FirstResponse.DueAt);
        Assert.Null(SlaRules.NextTick(clocks));
    }

    [Fact]
    public void Whenever_ticks_come_each_signal_of_a_promise_is_told_exactly_once()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var (clocks, now) = (SlaClocks.None, Start);
            var told = new HashSet<(SlaClockKind, DateTimeOffset, SlaSignalKind)>();
            for (var i = 0; i < 40; i++)
            {
                now += Minutes(random.Next(0, 300));
                var signals = SlaRules.Fire(clocks, now).Signals;
                if (random.Next(3) > 0)
                {
                    (clocks, signals) = SlaRules.Fire(clocks, now);
                    Assert.All(signals, signal => Assert.True(told.Add((signal.Clock, signal.StartedAt, signal.Kind))));
                }

                var step = Happen(random.Next(6), clocks, now);
                clocks = step.Clocks;
                Assert.All(step.Signals, signal => Assert.True(told.Add((signal.Clock, signal.StartedAt, signal.Kind))));
                Assert.All(
                    new[] { clocks.FirstResponse, clocks.NextResponse, clocks.Resolution },
                    clock => Assert.Equal(clock?.BreachedAt is not null, clock is not null && told.Contains((clock.Kind, clock.StartedAt, SlaSignalKind.Breach))));
            }
        }
    }

    private static SlaStep Happen(int what, SlaClocks clocks, DateTimeOffset at) => what switch
    {
        0 => SlaRules.OnReply(clocks, AnswerKind.PublicReply, at, Normal),
        1 => SlaRules.OnWaiting(clocks, at, Normal),
        2 => SlaRules.OnResumed(clocks, at, Normal),
        3 => SlaRules.OnResolved(clocks, at, Normal),
        _ => SlaRules.OnInbound(clocks, at, Normal),
    };

    private static SlaClocks Opened() => SlaRules.OnInbound(SlaClocks.None, Start, Normal).Clocks;
}
