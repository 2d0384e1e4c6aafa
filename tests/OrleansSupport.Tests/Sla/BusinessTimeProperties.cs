using System.Collections.Immutable;
using CsCheck;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Sla;

namespace OrleansSupport.Tests.Sla;

/// <summary>Random calendars, holidays and instants around changes of offset.</summary>
public sealed class BusinessTimeProperties
{
    private static readonly (string Zone, string Around)[] Places =
    [
        ("Europe/Madrid", "2026-03-29T01:00Z"), ("Europe/Madrid", "2026-10-25T01:00Z"), ("America/New_York", "2026-03-08T07:00Z"),
        ("America/New_York", "2026-11-01T06:00Z"), ("Australia/Lord_Howe", "2026-04-04T15:00Z"), ("Australia/Lord_Howe", "2026-10-03T15:30Z"),
        ("Asia/Kathmandu", "1985-12-31T18:30Z"), ("Pacific/Apia", "2011-12-30T10:00Z"), ("America/Sao_Paulo", "2018-11-04T03:00Z"),
        ("America/Sao_Paulo", "2018-02-18T02:00Z"), ("Africa/Casablanca", "2026-02-15T02:00Z"), ("Asia/Tehran", "2022-03-21T20:30Z"),
        ("America/Havana", "2025-03-09T05:00Z"), ("Antarctica/Troll", "2026-03-29T01:00Z"), ("Pacific/Chatham", "2026-04-04T14:00Z"),
        ("Etc/UTC", "2028-02-29T00:00Z"), ("Asia/Shanghai", "2026-12-31T16:00Z"),
    ];

    private static readonly Gen<(string Zone, DateTimeOffset Around)> AnyPlace = Gen.OneOf(Places).Select(place => (place.Zone, Instants.At(place.Around)));

    // Midnight, touching windows and the hours in which clocks change come up more often than chance would have it.
    private static readonly Gen<int> Minute = Gen.Frequency((3, Gen.Int[0, DayWindow.EndOfDay]), (1, Gen.OneOf(0, 60, 90, 120, 150, 180, 1380, DayWindow.EndOfDay)));

    private static readonly Gen<DayWindow[][]> Week =
        Gen.Select(Minute.Array[0, 5], Gen.Bool, (minutes, touching) =>
        {
            var cuts = minutes.Distinct().Order().ToArray();
            return Enumerable.Range(0, Math.Max(0, cuts.Length - 1)).Where(i => touching || i % 2 == 0)
                .Select(i => new DayWindow(1, cuts[i], cuts[i + 1])).ToArray();
        }).Array[7];

    private static readonly Gen<(BusinessCalendar Calendar, DateTimeOffset Around)> AnyCalendar =
        Gen.Select(AnyPlace, Week, Gen.Int[-10, 14].Array[0, 5], (place, week, holidays) => (
            new BusinessCalendar(
                place.Zone,
                [.. week.SelectMany((day, i) => day.Select(window => window with { IsoDay = i + 1 }))],
                [.. holidays.Select(DateOnly.FromDateTime(place.Around.UtcDateTime).AddDays)]),
            place.Around));

    private static readonly Gen<long> Ticks = Gen.Long[0, 60 * TimeSpan.TicksPerDay];

    [Fact]
    public void Agrees_with_counting_minute_by_minute() =>
        Gen.Select(AnyCalendar, Gen.Int[-8 * 1440, 3 * 1440], Gen.Int[0, 6 * 1440], Gen.Int[1, 3000]).Sample((c, before, length, target) =>
        {
            var reference = new ReferenceClock(c.Calendar);
            var (start, step) = (c.Around.AddMinutes(before), TimeSpan.FromMinutes(1));
            var end = start.AddMinutes(length);
            Assert.Equal(reference.Elapsed(start, end, step), BusinessTime.BusinessElapsed(c.Calendar, start, end));
            Assert.Equal(reference.IsOpen(start), BusinessTime.IsOpen(c.Calendar, start));
            if (reference.Due(start, TimeSpan.FromMinutes(target), step, TimeSpan.FromDays(12)) is { } due)
            {
                Assert.Equal(due, BusinessTime.AddBusinessTime(c.Calendar, start, TimeSpan.FromMinutes(target)));
            }
        }, iter: 400);

    [Fact]
    public void The_due_instant_is_the_first_by_which_the_target_has_elapsed() =>
        Gen.Select(AnyCalendar, Ticks, Gen.Long[1, 4000 * TimeSpan.TicksPerHour]).Sample((c, after, ticks) =>
        {
            var (start, target) = (c.Around.AddDays(-30).AddTicks(after), new TimeSpan(ticks));
            if (BusinessTime.AddBusinessTime(c.Calendar, start, target) is not { } due)
            {
                Assert.True(c.Calendar.Windows.IsEmpty);
                return;
            }

            Assert.Equal(target, BusinessTime.BusinessElapsed(c.Calendar, start, due));
            Assert.Equal(target - new TimeSpan(1), BusinessTime.BusinessElapsed(c.Calendar, start, due.AddTicks(-1)));
        }, iter: 2000);

    [Fact]
    public void Elapsed_time_adds_up_over_any_instant_between() =>
        Gen.Select(AnyCalendar, Ticks, Ticks, Gen.Long[0, 400 * TimeSpan.TicksPerDay]).Sample((c, x, y, z) =>
        {
            var a = c.Around.AddDays(-60).AddTicks(x);
            var b = a.AddTicks(y);
            var end = b.AddTicks(z);
            Assert.Equal(
                BusinessTime.BusinessElapsed(c.Calendar, a, end),
                BusinessTime.BusinessElapsed(c.Calendar, a, b) + BusinessTime.BusinessElapsed(c.Calendar, b, end));
        }, iter: 2000);

    [Fact]
    public void A_target_in_two_parts_is_due_when_the_whole_is() =>
        Gen.Select(AnyCalendar, Ticks, Ticks, Ticks).Sample((c, after, one, other) =>
        {
            var start = c.Around.AddDays(-30).AddTicks(after);
            var between = BusinessTime.AddBusinessTime(c.Calendar, start, new TimeSpan(one));
            Assert.Equal(
                BusinessTime.AddBusinessTime(c.Calendar, start, new TimeSpan(one + other)),
                between is { } at ? BusinessTime.AddBusinessTime(c.Calendar, at, new TimeSpan(other)) ?? (other == 0 ? at : null) : null);
        }, iter: 2000);

    [Fact]
    public void A_later_start_or_a_longer_target_is_never_due_earlier() =>
        Gen.Select(AnyCalendar.Where(c => !c.Calendar.Windows.IsEmpty), Ticks, Ticks, Ticks, Ticks).Sample((c, after, later, target, more) =>
        {
            var start = c.Around.AddDays(-30).AddTicks(after);
            var due = BusinessTime.AddBusinessTime(c.Calendar, start, new TimeSpan(target));
            Assert.True(due >= start);
            Assert.True(BusinessTime.AddBusinessTime(c.Calendar, start.AddTicks(later), new TimeSpan(target)) >= due);
            Assert.True(BusinessTime.AddBusinessTime(c.Calendar, start, new TimeSpan(target + more)) >= due);
        }, iter: 2000);

    [Fact]
    public void A_pause_of_no_business_time_changes_nothing() =>
        Gen.Select(AnyCalendar, Ticks, Ticks, Gen.Long[0, 2 * TimeSpan.TicksPerDay], Gen.Long[1, 200 * TimeSpan.TicksPerHour]).Sample((c, after, until, length, target) =>
        {
            var terms = new SlaTerms(c.Calendar, SlaPolicy.Default with { Normal = new SlaTargets(null, null, new TimeSpan(target)) }, Priority.Normal);
            var start = c.Around.AddDays(-30).AddTicks(after);
            var clocks = SlaRules.OnInbound(SlaClocks.None, start, terms).Clocks;

            // While the store is closed, however long; else of no length at all.
            var from = start.AddTicks(until);
            var to = BusinessTime.BusinessElapsed(c.Calendar, from, from.AddTicks(length)) == TimeSpan.Zero ? from.AddTicks(length) : from;
            var paused = SlaRules.OnResumed(SlaRules.OnWaiting(clocks, from, terms).Clocks, to, terms).Clocks;
            Assert.Equal(clocks.Resolution!.DueAt, paused.Resolution!.DueAt);
            Assert.Equal(clocks.Resolution.PercentWarningAt, paused.Resolution.PercentWarningAt);
        }, iter: 2000);
}
