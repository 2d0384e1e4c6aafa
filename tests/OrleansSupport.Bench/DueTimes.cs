using System.Collections.Immutable;
using System.Diagnostics;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Sla;

namespace OrleansSupport.Bench;

/// <summary>Due instants on one thread: calendars of many zones, random starts over three years, targets from minutes to weeks.</summary>
internal static class DueTimes
{
    private const int Questions = 1 << 16;

    private static readonly string[] Zones =
    [
        "Europe/Madrid", "America/New_York", "Asia/Shanghai", "Asia/Tokyo", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu", "Europe/Istanbul",
    ];

    private static readonly (string Name, Func<string, BusinessCalendar> Calendar)[] Kinds =
    [
        ("office hours", zone => BusinessCalendar.Weekly(zone, 1, 5, 9 * 60, 18 * 60)),
        ("two windows a day, Saturdays, 14 holidays a year", TwoWindows),
        ("around the clock less holidays", zone => BusinessCalendar.Weekly(zone, 1, 7, 0, DayWindow.EndOfDay) with { Holidays = Holidays }),
    ];

    private static ImmutableArray<DateOnly> Holidays { get; } =
        [.. Enumerable.Range(2025, 5).SelectMany(year => Enumerable.Range(0, 14).Select(i => new DateOnly(year, 1 + (i * 5 % 12), 1 + (i * 7 % 27))))];

    public static void Run(Options options, Report report)
    {
        report.Progress("due instants");
        var table = report.Table("Due instants, one thread (median of rounds)", "calendars", "instants/s", "rounds");
        foreach (var (name, calendar) in Kinds)
        {
            var calendars = Array.ConvertAll(Zones, zone => calendar(zone));
            Row(name, () => Instants(calendars));
        }

        var terms = Array.ConvertAll(Zones, zone => new SlaTerms(TwoWindows(zone), SlaPolicy.Default, Priority.Normal));
        Row("whole clocks of a first message (six instants each)", () => 6 * Messages(terms));

        void Row(string name, Func<long> work)
        {
            work();
            var rates = new double[options.Rounds];
            for (var i = 0; i < rates.Length; i++)
            {
                var (started, done) = (Stopwatch.GetTimestamp(), 0L);
                while (Stopwatch.GetElapsedTime(started) < options.Slice / 4)
                {
                    done += work();
                }

                rates[i] = done / Stopwatch.GetElapsedTime(started).TotalSeconds;
            }

            var median = rates.Order().ElementAt(rates.Length / 2);
            table.Row(name, median.Of(0), Report.Spread(rates));
            report.Figure("sla " + name, median, "1/s");
        }
    }

    private static long Instants(BusinessCalendar[] calendars)
    {
        var random = new Random(1);
        for (var i = 0; i < Questions; i++)
        {
            var target = new TimeSpan(random.NextInt64(TimeSpan.TicksPerMinute, (i % 8 == 0 ? 400 : 40) * TimeSpan.TicksPerHour));
            if (BusinessTime.AddBusinessTime(calendars[i % calendars.Length], Start(random), target) is null)
            {
                throw new InvalidOperationException("A calendar that opens has a due instant.");
            }
        }

        return Questions;
    }

    private static long Messages(SlaTerms[] terms)
    {
        var random = new Random(1);
        for (var i = 0; i < Questions / 8; i++)
        {
            if (SlaRules.OnInbound(Contracts.Sla.SlaClocks.None, Start(random), terms[i % terms.Length]).Clocks.FirstResponse?.DueAt is null)
            {
                throw new InvalidOperationException("A message starts a clock.");
            }
        }

        return Questions / 8;
    }

    private static DateTimeOffset Start(Random random) =>
        new(new DateTime(2026, 1, 1).Ticks + random.NextInt64(3 * 365 * TimeSpan.TicksPerDay), TimeSpan.Zero);

    private static BusinessCalendar TwoWindows(string zone) => new(
        zone,
        [.. Enumerable.Range(1, 5).SelectMany(day => new[] { new DayWindow(day, 540, 840), new DayWindow(day, 990, 1200) }), new DayWindow(6, 600, 840)],
        Holidays);
}
