using NodaTime;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Sla;

namespace OrleansSupport.Tests.Sla;

/// <summary>Random calendars around changes of offset, against a reference that looks at the zone's clock minute by minute.</summary>
public sealed class BusinessTimeProperties
{
    private static readonly (string Zone, string Around)[] Places =
    [
        ("Europe/Madrid", "2026-03-29T01:00Z"), ("Europe/Madrid", "2026-10-25T01:00Z"), ("America/New_York", "2026-03-08T07:00Z"),
        ("America/New_York", "2026-11-01T06:00Z"), ("Australia/Lord_Howe", "2026-04-04T15:00Z"), ("Australia/Lord_Howe", "2026-10-03T15:30Z"),
        ("Asia/Kathmandu", "2026-05-01T00:00Z"), ("Pacific/Apia", "2011-12-30T10:00Z"), ("America/Sao_Paulo", "2018-11-04T03:00Z"),
        ("America/Sao_Paulo", "2018-02-18T02:00Z"), ("Africa/Casablanca", "2026-02-15T02:00Z"), ("Etc/UTC", "2028-02-29T00:00Z"),
    ];

    [Fact]
    public void Agrees_with_counting_minute_by_minute()
    {
        var random = new Random(20261123);
        for (var round = 0; round < 240; round++)
        {
            var (zone, around) = Places[round % Places.Length];
            var calendar = RandomCalendar(random, zone, Instants.At(around));
            var start = Instants.At(around).AddMinutes(random.Next(-8 * 1440, 3 * 1440));
            var end = start.AddMinutes(random.Next(0, 12 * 1440));
            var target = random.Next(1, 3000);
            var (elapsed, due) = Count(calendar, start, end, target);
            Assert.Equal(TimeSpan.FromMinutes(elapsed), BusinessTime.BusinessElapsed(calendar, start, end));
            if (due is not null)
            {
                Assert.Equal(due, BusinessTime.AddBusinessTime(calendar, start, TimeSpan.FromMinutes(target)));
            }
        }
    }

    [Fact]
    public void The_due_instant_is_the_first_by_which_the_target_has_elapsed()
    {
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var (zone, around) = Places[round % Places.Length];
            var calendar = RandomCalendar(random, zone, Instants.At(around));
            var start = Instants.At(around).AddTicks(random.NextInt64(-30, 30) * TimeSpan.TicksPerDay + random.NextInt64(TimeSpan.TicksPerDay));
            var target = new TimeSpan(random.NextInt64(1, (round % 2 == 0 ? 40 : 4000) * TimeSpan.TicksPerHour));
            if (BusinessTime.AddBusinessTime(calendar, start, target) is not { } due)
            {
                Assert.True(calendar.Windows.IsEmpty);
                continue;
            }

            Assert.Equal(target, BusinessTime.BusinessElapsed(calendar, start, due));
            Assert.Equal(target - new TimeSpan(1), BusinessTime.BusinessElapsed(calendar, start, due.AddTicks(-1)));
        }
    }

    [Fact]
    public void Business_time_adds_up()
    {
        var random = new Random(11);
        for (var round = 0; round < 3000; round++)
        {
            var (zone, around) = Places[round % Places.Length];
            var calendar = RandomCalendar(random, zone, Instants.At(around));
            var a = Instants.At(around).AddTicks(-random.NextInt64(60 * TimeSpan.TicksPerDay));
            var b = a.AddTicks(random.NextInt64(60 * TimeSpan.TicksPerDay));
            var c = b.AddTicks(random.NextInt64(400 * TimeSpan.TicksPerDay));
            Assert.Equal(
                BusinessTime.BusinessElapsed(calendar, a, c),
                BusinessTime.BusinessElapsed(calendar, a, b) + BusinessTime.BusinessElapsed(calendar, b, c));
        }
    }

    private static (int Elapsed, DateTimeOffset? Due) Count(BusinessCalendar calendar, DateTimeOffset start, DateTimeOffset end, int target)
    {
        var zone = DateTimeZoneProviders.Tzdb[calendar.Zone];
        var (open, elapsed) = (0, 0);
        DateTimeOffset? due = null;
        for (var at = start; at < end || (due is null && at < start.AddDays(20)); at = at.AddMinutes(1))
        {
            var local = Instant.FromDateTimeOffset(at).InZone(zone).LocalDateTime;
            var minute = (local.Hour * 60) + local.Minute;
            var isOpen = !calendar.Holidays.Contains(local.Date.ToDateOnly())
                && calendar.Windows.Any(window => window.IsoDay == (int)local.DayOfWeek && window.FromMinute <= minute && minute < window.ToMinute);
            open += isOpen ? 1 : 0;
            elapsed += isOpen && at < end ? 1 : 0;
            due ??= open == target ? at.AddMinutes(1) : null;
        }

        return (elapsed, due);
    }

    private static BusinessCalendar RandomCalendar(Random random, string zone, DateTimeOffset around)
    {
        var windows = new List<DayWindow>();
        for (var day = 1; day <= 7; day++)
        {
            var cuts = Enumerable.Range(0, random.Next(0, 3) * 2)
                .Select(_ => random.Next(4) == 0 ? random.Next(2) * DayWindow.EndOfDay : random.Next(DayWindow.EndOfDay)).Order().ToArray();
            for (var i = 0; i + 1 < cuts.Length; i += random.Next(1, 3)) // sometimes touching
            {
                if (cuts[i] < cuts[i + 1] && (windows.Count == 0 || windows[^1].IsoDay != day || windows[^1].ToMinute <= cuts[i]))
                {
                    windows.Add(new DayWindow(day, cuts[i], cuts[i + 1]));
                }
            }
        }

        var holidays = Enumerable.Range(0, random.Next(0, 5)).Select(_ => DateOnly.FromDateTime(around.UtcDateTime).AddDays(random.Next(-10, 14)));
        return new BusinessCalendar(zone, [.. windows], [.. holidays]);
    }
}
