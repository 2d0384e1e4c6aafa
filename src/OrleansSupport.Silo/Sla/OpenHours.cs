using NodaTime;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Silo.Sla;

/// <summary>
/// A calendar laid out for arithmetic. Between two changes of the zone's offset local time is UTC plus a constant, so the
/// windows are plain whole-number arithmetic there, and a window that a change cuts or repeats comes out right by itself: it is
/// clipped at the change and looked up again behind it.
/// </summary>
/// <remarks>Ticks are 100 ns since 0001-01-01, in UTC or on the local clock as named. Immutable, safe to share.</remarks>
internal sealed class OpenHours
{
    private const long Day = TimeSpan.TicksPerDay;
    private const long Week = 7 * Day;
    private const long Never = long.MaxValue;

    private static readonly long EpochTicks = DateTime.UnixEpoch.Ticks;
    private static readonly long EndOfTime = DateTime.MaxValue.Ticks;

    private readonly DateTimeZone _zone;
    private readonly (long From, long To)[][] _windows; // by weekday, Monday first, in ticks since local midnight
    private readonly int[] _holidays; // day numbers, ascending
    private readonly long _openInWeek;
    private readonly bool _always;

    private OpenHours(DateTimeZone zone, (long From, long To)[][] windows, int[] holidays)
    {
        _zone = zone;
        _windows = windows;
        _holidays = holidays;
        _openInWeek = windows.Sum(day => day.Sum(window => window.To - window.From));
        _always = _openInWeek == Week && holidays.Length == 0;
    }

    /// <summary>Lays out a calendar; throws <see cref="ArgumentException"/> when it is not valid.</summary>
    public static OpenHours Of(BusinessCalendar calendar)
    {
        var problems = CalendarRules.Problems(calendar);
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", problems), nameof(calendar));
        }

        var windows = new (long, long)[7][];
        for (var day = 0; day < 7; day++)
        {
            windows[day] = [.. calendar.Windows.Where(window => window.IsoDay == day + 1).OrderBy(window => window.FromMinute)
                .Select(window => (window.FromMinute * TimeSpan.TicksPerMinute, window.ToMinute * TimeSpan.TicksPerMinute))];
        }

        var holidays = calendar.Holidays.Select(date => date.DayNumber).Distinct().Order().ToArray();
        return new OpenHours(DateTimeZoneProviders.Tzdb[calendar.Zone], windows, holidays);
    }

    /// <summary>The earliest UTC tick at which <paramref name="amount"/> open ticks have passed since <paramref name="start"/>.</summary>
    /// <returns>False when that never happens before the year 10000.</returns>
    public bool TryAdd(long start, long amount, out long due)
    {
        due = start;
        if (amount <= 0)
        {
            return true;
        }

        if (_always)
        {
            due = start + amount;
            return amount <= EndOfTime - start;
        }

        due = Never;
        Walk(start, EndOfTime, amount, ref due);
        return due != Never;
    }

    /// <summary>Open ticks between two UTC ticks.</summary>
    public long Elapsed(long from, long to)
    {
        if (to <= from)
        {
            return 0;
        }

        var due = Never;
        return _always ? to - from : Walk(from, to, Never, ref due);
    }

    /// <summary>Whether the store is open at a UTC tick.</summary>
    public bool IsOpen(long at) => at < EndOfTime && Elapsed(at, at + 1) > 0;

    /// <summary>
    /// Adds up open ticks from <paramref name="start"/> to <paramref name="end"/> and stops where they come to
    /// <paramref name="wanted"/>, which is then in <paramref name="due"/>.
    /// </summary>
    private long Walk(long start, long end, long wanted, ref long due)
    {
        long open = 0;
        if (_openInWeek == 0)
        {
            return open;
        }

        for (var cursor = start; cursor < end;)
        {
            var interval = _zone.GetZoneInterval(Instant.FromUnixTimeTicks(cursor - EpochTicks));
            var offset = interval.WallOffset.Ticks;
            var until = end;
            if (interval.HasEnd)
            {
                until = Math.Min(end, interval.End.ToUnixTimeTicks() + EpochTicks);
            }

            if (WalkLocal(cursor + offset, until + offset, wanted, ref open, out var localDue))
            {
                due = localDue - offset;
                return open;
            }

            cursor = until;
        }

        return open;
    }

    /// <summary>The same on the local clock, within a stretch where it runs evenly.</summary>
    private bool WalkLocal(long local, long end, long wanted, ref long open, out long due)
    {
        var day = Math.Max(0, local / Day);
        var holiday = NextHoliday((int)day);
        while (day * Day < end)
        {
            if (day * Day >= local)
            {
                // Whole weeks without a holiday or a change of offset are counted, not walked. One tick less than wanted, so that
                // the day walk below finds the closing instant when the weeks use the amount up exactly.
                var weeks = Math.Min((wanted - open - 1) / _openInWeek, (end - (day * Day)) / Week);
                weeks = holiday < _holidays.Length ? Math.Min(weeks, (_holidays[holiday] - day) / 7) : weeks;
                open += weeks * _openInWeek;
                day += weeks * 7;
            }

            if (holiday < _holidays.Length && _holidays[holiday] == day)
            {
                holiday++;
                day++;
                continue;
            }

            foreach (var (windowFrom, windowTo) in _windows[day % 7]) // day 0 is a Monday
            {
                var from = Math.Max(local, (day * Day) + windowFrom);
                var length = Math.Min(end, (day * Day) + windowTo) - from;
                if (length <= 0)
                {
                    continue;
                }

                if (wanted - open <= length)
                {
                    due = from + wanted - open;
                    open = wanted;
                    return true;
                }

                open += length;
            }

            day++;
        }

        due = Never;
        return false;
    }

    private int NextHoliday(int day)
    {
        var index = Array.BinarySearch(_holidays, day);
        return index >= 0 ? index : ~index;
    }
}
