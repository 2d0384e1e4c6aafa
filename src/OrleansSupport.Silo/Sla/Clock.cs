using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Silo.Sla;

/// <summary>One clock: what the facts and the terms make of it, and which signals it still has to give.</summary>
internal static class Clock
{
    private static readonly SlaSignalKind[] SignalKinds = [SlaSignalKind.PercentWarning, SlaSignalKind.TimeWarning, SlaSignalKind.Breach];

    /// <summary>Whether an open clock is what <see cref="Derive"/> would make of it again: it counts from the same facts towards the same promise.</summary>
    /// <remarks>The same promise has the same calendar and warnings; a calendar that changes comes with new terms.</remarks>
    public static bool Stands(SlaClockKind kind, SlaClock? old, SlaClocks before, SlaClocks facts, SlaTerms terms) =>
        old is { IsOpen: true } && StartOf(kind, facts) == old.StartedAt
        && (kind is not SlaClockKind.Resolution || (facts.RunningSince == before.RunningSince && facts.Ran == before.Ran))
        && Terms(kind, terms) is var (promise, target, _) && old.Promise == promise && old.Target == target && old.Priority == terms.Priority;

    /// <summary>The clock of <paramref name="kind"/> after the facts became <paramref name="facts"/>.</summary>
    /// <param name="old">The clock before; an ended one stays for the record until the next of its kind starts.</param>
    /// <param name="newTerms">Whether this is a new promise, whose signals may fire again.</param>
    public static SlaClock? Derive(SlaClockKind kind, SlaClocks facts, SlaClock? old, DateTimeOffset at, SlaTerms terms, bool newTerms)
    {
        if (StartOf(kind, facts) is not { } start)
        {
            return old is { IsOpen: true } ? End(old, at, facts) : old;
        }

        if (Terms(kind, terms) is not var (promise, target, calendar))
        {
            return null;
        }

        var warnings = terms.Policy?.Warnings ?? SlaWarnings.Default;
        var clock = new SlaClock(
            kind,
            kind is SlaClockKind.Resolution && facts.RunningSince is null ? SlaClockState.Paused : SlaClockState.Running,
            promise,
            terms.Priority,
            start,
            target,
            DueAt: Reaches(kind, facts, start, calendar, target),
            PercentWarningAt: warnings.Percent is { } percent
                ? Reaches(kind, facts, start, calendar, new TimeSpan((long)((Int128)target.Ticks * percent / 100)))
                : null,
            TimeWarningAt: warnings.Before < target ? Reaches(kind, facts, start, calendar, target - warnings.Before.Value) : null,
            SlaFired.None,
            BreachedAt: null,
            EndedAt: null,
            QuarterLeftAt: Reaches(kind, facts, start, calendar, target - (target / 4)));

        if (old is not { IsOpen: true } || old.StartedAt != start)
        {
            return clock;
        }

        if (!newTerms)
        {
            return clock with { Fired = old.Fired, BreachedAt = old.BreachedAt };
        }

        // What was told and lies in the past of the new promise too is not told twice; what lies ahead again may be told again.
        var fired = old.Fired;
        foreach (var signal in SignalKinds)
        {
            fired = At(clock, signal) <= at ? fired : fired & ~Flag(signal);
        }

        return clock with { Fired = fired, BreachedAt = fired.HasFlag(SlaFired.Breach) ? clock.DueAt : null };
    }

    /// <summary>The earliest instant of a signal not given yet.</summary>
    public static DateTimeOffset? NextSignalAt(SlaClock? clock)
    {
        DateTimeOffset? next = null;
        if (clock is { IsOpen: true })
        {
            foreach (var signal in SignalKinds)
            {
                if ((clock.Fired & Flag(signal)) == 0 && At(clock, signal) is { } at && !(next <= at))
                {
                    next = at;
                }
            }
        }

        return next;
    }

    /// <summary>The due instant of an answer still owed.</summary>
    public static DateTimeOffset? OpenDueAt(SlaClock? clock) => clock is { IsOpen: true } ? clock.DueAt : null;

    /// <summary>Gives the signals whose instants lie before <paramref name="end"/>.</summary>
    public static SlaClock? FireBefore(SlaClock? clock, DateTimeOffset end, List<SlaSignal> signals)
    {
        if (!(NextSignalAt(clock) < end))
        {
            return clock;
        }

        var fired = clock!.Fired;
        foreach (var signal in SignalKinds)
        {
            if ((fired & Flag(signal)) == 0 && At(clock, signal) is { } at && at < end)
            {
                fired |= Flag(signal);
                signals.Add(new SlaSignal(clock.Kind, signal, at, clock.StartedAt, clock.DueAt));
            }
        }

        return clock with { Fired = fired, BreachedAt = fired.HasFlag(SlaFired.Breach) ? clock.BreachedAt ?? clock.DueAt : null };
    }

    /// <summary>The clock with one more signal given; a breach's instant is the due instant.</summary>
    public static SlaClock? Told(SlaClock? clock, SlaSignalKind signal) => clock is not { IsOpen: true } ? clock : clock with
    {
        Fired = clock.Fired | Flag(signal),
        BreachedAt = signal is SlaSignalKind.Breach ? clock.BreachedAt ?? clock.DueAt : clock.BreachedAt,
    };

    /// <summary>From when an answer is owed; null when none is.</summary>
    private static DateTimeOffset? StartOf(SlaClockKind kind, SlaClocks facts) => kind switch
    {
        SlaClockKind.FirstResponse => facts.FirstResponseEndedAt is null ? facts.FirstInboundAt : null,
        SlaClockKind.NextResponse => facts.FirstResponseEndedAt is null ? null : facts.UnansweredSince,
        SlaClockKind.Resolution => facts.ResolvedAt is null ? facts.CycleStartedAt : null,
        _ => facts.UnansweredSince,
    };

    private static (string Promise, TimeSpan Target, BusinessCalendar Calendar)? Terms(SlaClockKind kind, SlaTerms terms)
    {
        if (kind is SlaClockKind.Marketplace)
        {
            return terms.Marketplace is { } market ? (market.Rule, market.Target, market.Calendar) : null;
        }

        var targets = terms.Policy?.For(terms.Priority);
        var target = kind switch
        {
            SlaClockKind.FirstResponse => targets?.FirstResponse,
            SlaClockKind.NextResponse => targets?.NextResponse,
            _ => targets?.Resolution,
        };
        return target is { } time ? (terms.Policy!.Id, time, terms.Calendar) : null;
    }

    /// <summary>When the clock has counted <paramref name="amount"/>; null while it is paused short of it, or when it never will.</summary>
    private static DateTimeOffset? Reaches(
        SlaClockKind kind, SlaClocks facts, DateTimeOffset start, BusinessCalendar calendar, TimeSpan amount)
    {
        if (kind is not SlaClockKind.Resolution)
        {
            return BusinessTime.AddBusinessTime(calendar, start, amount);
        }

        foreach (var span in facts.Ran)
        {
            // "No longer than", so that an instant once reached stays where it was when the clock pauses after it.
            var ran = BusinessTime.BusinessElapsed(calendar, span.From, span.To);
            if (amount <= ran)
            {
                return BusinessTime.AddBusinessTime(calendar, span.From, amount);
            }

            amount -= ran;
        }

        return facts.RunningSince is { } since ? BusinessTime.AddBusinessTime(calendar, since, amount) : null;
    }

    private static SlaClock End(SlaClock clock, DateTimeOffset at, SlaClocks facts) => clock with
    {
        EndedAt = at,
        State = clock.BreachedAt is not null ? SlaClockState.Missed
            : clock.Kind is not SlaClockKind.Resolution && facts.ResolvedAt == at ? SlaClockState.Dropped
            : SlaClockState.Met,
    };

    private static DateTimeOffset? At(SlaClock clock, SlaSignalKind signal) => signal switch
    {
        SlaSignalKind.PercentWarning => clock.PercentWarningAt,
        SlaSignalKind.TimeWarning => clock.TimeWarningAt,
        _ => clock.DueAt,
    };

    private static SlaFired Flag(SlaSignalKind signal) => (SlaFired)(1 << (int)signal);
}
