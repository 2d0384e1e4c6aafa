using System.Collections.Concurrent;
using NodaTime;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Silo.Sla;

/// <summary>
/// A calendar laid out for arithmetic: each UTC year that is asked for becomes, once, the list of its open stretches with the
/// open time before each. A question is then two binary searches, however far apart its ends lie inside a year.
/// </summary>
/// <remarks>
/// Ticks are 100 ns since 0001-01-01, in UTC unless named local. Between two changes of the zone's offset local time is UTC plus
/// a constant, so the windows are plain whole numbers there, and a window that a change cuts or repeats comes out right by
/// itself: it is clipped at the change and looked up again behind it. Safe to share between threads.
/// </remarks>
internal sealed class OpenHours
{
    private const long Day = TimeSpan.TicksPerDay;
    private const int LastYear = 9999;

    private static readonly long EpochTicks = DateTime.UnixEpoch.Ticks;
    private static readonly long EndOfTime = DateTime.MaxValue.Ticks;

    private readonly ConcurrentDictionary<int, Year> _years = new(concurrencyLevel: 1, capacity: 3);
    private readonly DateTimeZone _zone;
    private readonly (long From, long To)[][] _windows; // by weekday, Monday first, in ticks since local midnight
    private readonly HashSet<int> _holidays; // day numbers
    private readonly Dictionary<int, (long From, long To)[]> _days; // by day number: in place of weekday and holiday
    private readonly bool _never;
    private readonly bool _always;

    private OpenHours(DateTimeZone zone, (long From, long To)[][] windows, HashSet<int> holidays, Dictionary<int, (long From, long To)[]> days)
    {
        _zone = zone;
        _windows = windows;
        _holidays = holidays;
        _days = days;
        var openInWeek = windows.Sum(day => day.Sum(window => window.To - window.From));
        _never = openInWeek == 0 && days.Count == 0;
        _always = openInWeek == 7 * Day && holidays.Count == 0 && days.Count == 0;
    }

    /// <summary>Lays out a calendar; throws <see cref="ArgumentException"/> when it is not valid.</summary>
    /// <param name="days">Dates with windows of their own.</param>
    public static OpenHours Of(BusinessCalendar calendar, IReadOnlyList<ShiftDay>? days = null)
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
                .Select(window => Ticks(window.FromMinute, window.ToMinute))];
        }

        var holidays = SlaData.Resolve(calendar).Holidays;
        var own = (days ?? []).GroupBy(day => day.Date.DayNumber)
            .ToDictionary(date => date.Key, date => date.OrderBy(day => day.FromMinute).Select(day => Ticks(day.FromMinute, day.ToMinute)).ToArray());
        return new OpenHours(DateTimeZoneProviders.Tzdb[calendar.Zone], windows, [.. holidays.Select(date => date.DayNumber)], own);

        static (long, long) Ticks(int from, int to) => (from * TimeSpan.TicksPerMinute, to * TimeSpan.TicksPerMinute);
    }

    /// <summary>The earliest tick by which <paramref name="amount"/> open ticks have passed since <paramref name="start"/>.</summary>
    /// <returns>False when that never happens before the year 10000.</returns>
    public bool TryAdd(long start, long amount, out long due)
    {
        due = start;
        if (amount <= 0)
        {
            return true;
        }

        if (_never || amount > EndOfTime - start)
        {
            return false;
        }

        if (_always)
        {
            due = start + amount;
            return true;
        }

        var number = YearOf(start);
        var year = In(number);
        for (var wanted = year.OpenBefore(start) + amount; ;)
        {
            if (wanted <= year.Open)
            {
                due = year.Reaches(wanted);
                return true;
            }

            if (number == LastYear)
            {
                return false;
            }

            wanted -= year.Open;
            year = In(++number);
        }
    }

    /// <summary>Open ticks between two instants.</summary>
    public long Elapsed(long from, long to)
    {
        if (to <= from || _never)
        {
            return 0;
        }

        if (_always)
        {
            return to - from;
        }

        var (first, last) = (YearOf(from), YearOf(to));
        var open = In(last).OpenBefore(to) - In(first).OpenBefore(from);
        for (var number = first; number < last; number++)
        {
            open += In(number).Open;
        }

        return open;
    }

    /// <summary>Whether the store is open at an instant.</summary>
    public bool IsOpen(long at) => at < EndOfTime && Elapsed(at, at + 1) > 0;

    /// <summary>The first closed tick from an open one on; null when that is more than a year away.</summary>
    public long? ClosesAt(long at)
    {
        for (var (number, last) = (YearOf(at), YearOf(at) + 1); !_always && number <= Math.Min(last, LastYear); number++)
        {
            var year = In(number);
            at = year.OpenUntil(at);
            if (at < End(number))
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>The first open tick after a closed one; null when that is more than a year away.</summary>
    public long? OpensAt(long at) => TryAdd(at, 1, out var after) && after - at <= 366 * Day ? after - 1 : null;

    private static long End(int year) => year == LastYear ? EndOfTime : new DateTime(year + 1, 1, 1).Ticks;

    private static int YearOf(long at) => new DateTime(at).Year;

    private Year In(int number) => _years.TryGetValue(number, out var year) ? year : _years.GetOrAdd(number, LayOut(number));

    private Year LayOut(int number)
    {
        var end = End(number);
        var stretches = new List<(long From, long To)>();
        for (var cursor = new DateTime(number, 1, 1).Ticks; cursor < end;)
        {
            var interval = _zone.GetZoneInterval(Instant.FromUnixTimeTicks(cursor - EpochTicks));
            var offset = interval.WallOffset.Ticks;
            var until = interval.HasEnd ? Math.Min(end, interval.End.ToUnixTimeTicks() + EpochTicks) : end;
            AddLocal(cursor + offset, until + offset, offset, stretches);
            cursor = until;
        }

        return new Year(stretches);
    }

    /// <summary>The open stretches between two local instants between which the zone's clock runs evenly.</summary>
    private void AddLocal(long local, long end, long offset, List<(long From, long To)> stretches)
    {
        for (var day = Math.Max(0, local / Day); day * Day < end; day++)
        {
            var windows = _days.TryGetValue((int)day, out var own) ? own
                : _holidays.Contains((int)day) ? []
                : _windows[day % 7]; // day 0 is a Monday
            foreach (var (windowFrom, windowTo) in windows)
            {
                var from = Math.Max(local, (day * Day) + windowFrom);
                var to = Math.Min(end, (day * Day) + windowTo);
                if (from < to)
                {
                    stretches.Add((from - offset, to - offset));
                }
            }
        }
    }

    /// <summary>One UTC year: open stretches in order, and the open ticks of the year before each.</summary>
    private sealed class Year
    {
        private readonly long[] _from;
        private readonly long[] _before; // one longer than _from: the last is the whole year's

        public Year(List<(long From, long To)> stretches)
        {
            _from = new long[stretches.Count];
            _before = new long[stretches.Count + 1];
            for (var i = 0; i < _from.Length; i++)
            {
                _from[i] = stretches[i].From;
                _before[i + 1] = _before[i] + stretches[i].To - stretches[i].From;
            }
        }

        public long Open => _before[^1];

        /// <summary>Open ticks from the beginning of the year to <paramref name="at"/>.</summary>
        public long OpenBefore(long at)
        {
            var i = Last(_from, at);
            return i < 0 ? 0 : Math.Min(_before[i] + at - _from[i], _before[i + 1]);
        }

        /// <summary>The end of the stretch that <paramref name="at"/> is in, and of those that touch it; <paramref name="at"/> when it is in none.</summary>
        public long OpenUntil(long at)
        {
            for (var i = Math.Max(0, Last(_from, at)); i < _from.Length && _from[i] <= at; i++)
            {
                at = Math.Max(at, _from[i] + _before[i + 1] - _before[i]);
            }

            return at;
        }

        /// <summary>The first tick by which the year has been open for <paramref name="wanted"/> ticks, 1 … <see cref="Open"/>.</summary>
        public long Reaches(long wanted)
        {
            var i = Last(_before, wanted - 1); // the stretch in which the last of them passes: at closing it is over, not at the next opening
            return _from[i] + wanted - _before[i];
        }

        /// <summary>Index of the last item not greater than <paramref name="value"/>; -1 when all are.</summary>
        private static int Last(long[] ascending, long value)
        {
            var index = Array.BinarySearch(ascending, value);
            return index >= 0 ? index : ~index - 1;
        }
    }
}
