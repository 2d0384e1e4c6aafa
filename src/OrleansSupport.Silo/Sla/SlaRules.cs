using System.Collections.Immutable;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Silo.Sla;

/// <summary>
/// Folds what happens on a conversation into its clocks. Pure: the caller gives the instant of each happening and the terms that
/// hold, stores the result, and calls <see cref="Fire"/> at <see cref="NextTick"/>.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>First response runs from the first inbound message; until it has ended no next response runs beside it.</item>
/// <item>Next response starts with the first inbound message after that and is not moved by further ones.</item>
/// <item>An answer at the due instant itself is in time.</item>
/// <item>A conversation an agent opened owes nothing before the customer writes.</item>
/// </list>
/// </remarks>
public static class SlaRules
{
    /// <summary>The customer wrote: reopens a resolved conversation and ends waiting.</summary>
    public static SlaStep OnInbound(SlaClocks clocks, DateTimeOffset at, SlaTerms terms) => Step(clocks, at, terms, facts =>
    {
        facts = facts.ResolvedAt is not null || facts.CycleStartedAt is null ? StartCycle(facts, at) : Resume(facts, at);
        return facts is { FirstInboundAt: not null, UnansweredSince: not null }
            ? facts
            : facts with { FirstInboundAt = facts.FirstInboundAt ?? at, UnansweredSince = facts.UnansweredSince ?? at };
    });

    /// <summary>Something was sent or noted on our side. Only a public reply by an agent answers anything.</summary>
    public static SlaStep OnReply(SlaClocks clocks, AnswerKind kind, DateTimeOffset at, SlaTerms terms) =>
        kind is not AnswerKind.PublicReply
            ? Unchanged(clocks)
            : Step(clocks, at, terms, facts => facts with
            {
                FirstResponseEndedAt = facts.FirstInboundAt is null ? null : facts.FirstResponseEndedAt ?? at,
                UnansweredSince = null,
            });

    /// <summary>Now waiting on the customer, or snoozed: resolution pauses. Twice is the same as once.</summary>
    public static SlaStep OnWaiting(SlaClocks clocks, DateTimeOffset at, SlaTerms terms) =>
        Step(clocks, at, terms, facts => Pause(facts, at));

    /// <summary>No longer waiting nor snoozed, without the customer having written: resolution goes on.</summary>
    public static SlaStep OnResumed(SlaClocks clocks, DateTimeOffset at, SlaTerms terms) =>
        Step(clocks, at, terms, facts => Resume(facts, at));

    /// <summary>Resolved: every clock ends. A response still owed is dropped when in time, missed when overdue.</summary>
    public static SlaStep OnResolved(SlaClocks clocks, DateTimeOffset at, SlaTerms terms) => Step(clocks, at, terms, facts =>
        facts.ResolvedAt is not null ? facts : Pause(facts, at) with
        {
            ResolvedAt = at,
            FirstResponseEndedAt = facts.FirstInboundAt is null ? null : facts.FirstResponseEndedAt ?? at,
            UnansweredSince = null,
        });

    /// <summary>Reopened by a person: a new resolution cycle, and no response owed until the customer writes.</summary>
    public static SlaStep OnReopened(SlaClocks clocks, DateTimeOffset at, SlaTerms terms) =>
        Step(clocks, at, terms, facts => facts.ResolvedAt is null ? facts : StartCycle(facts, at));

    /// <summary>
    /// Priority, tier, policy or calendar changed: open clocks are computed again from their original start, those without a
    /// target any more are cleared, and a target that is new starts its clock where it would have started. Signals whose
    /// instants come to lie after <paramref name="at"/> can fire again, for the new promise.
    /// </summary>
    public static SlaStep OnTermsChanged(SlaClocks clocks, DateTimeOffset at, SlaTerms terms) =>
        Step(clocks, at, terms, facts => facts, newTerms: true);

    /// <summary>When <see cref="Fire"/> must be called next; a past instant means at once, null that nothing is to come.</summary>
    public static DateTimeOffset? NextTick(SlaClocks clocks)
    {
        ArgumentNullException.ThrowIfNull(clocks);
        return Earliest(
            Earliest(Clock.NextSignalAt(clocks.FirstResponse), Clock.NextSignalAt(clocks.NextResponse)),
            Earliest(Clock.NextSignalAt(clocks.Resolution), Clock.NextSignalAt(clocks.Marketplace)));
    }

    /// <summary>Tells every warning and breach up to <paramref name="now"/> that was not told yet; calling again tells nothing.</summary>
    public static (SlaClocks Clocks, ImmutableArray<SlaSignal> Signals) Fire(SlaClocks clocks, DateTimeOffset now) =>
        FireBefore(clocks, now.AddTicks(1));

    /// <summary>Notes that a signal was told, as the log says; nothing when its clock has ended since.</summary>
    public static SlaClocks Told(SlaClocks clocks, SlaClockKind clock, SlaSignalKind signal)
    {
        ArgumentNullException.ThrowIfNull(clocks);
        return clock switch
        {
            SlaClockKind.FirstResponse => clocks with { FirstResponse = Clock.Told(clocks.FirstResponse, signal) },
            SlaClockKind.NextResponse => clocks with { NextResponse = Clock.Told(clocks.NextResponse, signal) },
            SlaClockKind.Resolution => clocks with { Resolution = Clock.Told(clocks.Resolution, signal) },
            _ => clocks with { Marketplace = Clock.Told(clocks.Marketplace, signal) },
        };
    }

    /// <summary>The clock of a kind; null when there is none.</summary>
    public static SlaClock? Of(SlaClocks clocks, SlaClockKind kind)
    {
        ArgumentNullException.ThrowIfNull(clocks);
        return kind switch
        {
            SlaClockKind.FirstResponse => clocks.FirstResponse,
            SlaClockKind.NextResponse => clocks.NextResponse,
            SlaClockKind.Resolution => clocks.Resolution,
            _ => clocks.Marketplace,
        };
    }

    /// <summary>The queue's effective deadline: the earliest due instant among open clocks, overdue ones included.</summary>
    public static DateTimeOffset? EarliestDue(SlaClocks clocks)
    {
        ArgumentNullException.ThrowIfNull(clocks);
        return Earliest(
            Earliest(Clock.OpenDueAt(clocks.FirstResponse), Clock.OpenDueAt(clocks.NextResponse)),
            Earliest(Clock.OpenDueAt(clocks.Resolution), Clock.OpenDueAt(clocks.Marketplace)));
    }

    private static SlaStep Step(
        SlaClocks clocks, DateTimeOffset at, SlaTerms terms, Func<SlaClocks, SlaClocks> change, bool newTerms = false)
    {
        ArgumentNullException.ThrowIfNull(clocks);
        ArgumentNullException.ThrowIfNull(terms);
        var (before, signals) = FireBefore(clocks, at);
        var facts = change(before);
        var after = Derived(facts);
        return new SlaStep(after, signals, Promises(before, after, at));

        SlaClocks Derived(SlaClocks facts)
        {
            var (first, next) = (Derive(SlaClockKind.FirstResponse, facts.FirstResponse), Derive(SlaClockKind.NextResponse, facts.NextResponse));
            var (resolution, marketplace) = (Derive(SlaClockKind.Resolution, facts.Resolution), Derive(SlaClockKind.Marketplace, facts.Marketplace));
            return ReferenceEquals(first, facts.FirstResponse) && ReferenceEquals(next, facts.NextResponse)
                && ReferenceEquals(resolution, facts.Resolution) && ReferenceEquals(marketplace, facts.Marketplace)
                ? facts
                : facts with { FirstResponse = first, NextResponse = next, Resolution = resolution, Marketplace = marketplace };
        }

        // Another message before the answer, most often: neither what happened nor what is promised has changed, so every instant stands.
        SlaClock? Derive(SlaClockKind kind, SlaClock? old) =>
            !newTerms && Clock.Stands(kind, old, before, facts, terms) ? old : Clock.Derive(kind, facts, old, at, terms, newTerms);
    }

    private static SlaStep Unchanged(SlaClocks clocks) => new(clocks, [], []);

    private static (SlaClocks Clocks, ImmutableArray<SlaSignal> Signals) FireBefore(SlaClocks clocks, DateTimeOffset end)
    {
        if (!(NextTick(clocks) < end))
        {
            return (clocks, []);
        }

        var signals = new List<SlaSignal>();
        var fired = clocks with
        {
            FirstResponse = Clock.FireBefore(clocks.FirstResponse, end, signals),
            NextResponse = Clock.FireBefore(clocks.NextResponse, end, signals),
            Resolution = Clock.FireBefore(clocks.Resolution, end, signals),
            Marketplace = Clock.FireBefore(clocks.Marketplace, end, signals),
        };
        return (fired, [.. signals.OrderBy(signal => signal.At)]); // stable: equal instants stay in the order of clocks and kinds
    }

    private static SlaClocks StartCycle(SlaClocks facts, DateTimeOffset at) => facts with
    {
        Cycle = facts.Cycle + 1,
        CycleStartedAt = at,
        RunningSince = at,
        Ran = [],
        ResolvedAt = null,
    };

    private static SlaClocks Pause(SlaClocks facts, DateTimeOffset at)
    {
        if (facts.RunningSince is not { } since)
        {
            return facts;
        }

        return facts with { RunningSince = null, Ran = at > since ? facts.Ran.Add(new SlaSpan(since, at)) : facts.Ran };
    }

    private static SlaClocks Resume(SlaClocks facts, DateTimeOffset at) =>
        facts.CycleStartedAt is null || facts.ResolvedAt is not null || facts.RunningSince is not null
            ? facts
            : facts with { RunningSince = at };

    private static ImmutableArray<SlaPromise> Promises(SlaClocks before, SlaClocks after, DateTimeOffset at)
    {
        if (ReferenceEquals(before, after))
        {
            return [];
        }

        var promises = ImmutableArray.CreateBuilder<SlaPromise>();
        Note(before.FirstResponse, after.FirstResponse);
        Note(before.NextResponse, after.NextResponse);
        Note(before.Resolution, after.Resolution);
        Note(before.Marketplace, after.Marketplace);
        return promises.ToImmutable();

        void Note(SlaClock? old, SlaClock? now)
        {
            if (now is { IsOpen: true })
            {
                var same = old is { IsOpen: true } && old.StartedAt == now.StartedAt && old.DueAt == now.DueAt
                    && old.Target == now.Target && old.Promise == now.Promise && old.Priority == now.Priority;
                if (!same)
                {
                    promises.Add(new SlaPromise(now.Kind, now.StartedAt, at, now.Promise, now.Priority, now.Target, now.DueAt));
                }
            }
            else if (now is null && old is { IsOpen: true })
            {
                promises.Add(new SlaPromise(old.Kind, old.StartedAt, at, null, old.Priority, null, null));
            }
        }
    }

    private static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
