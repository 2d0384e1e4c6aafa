using NodaTime;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Tests.Sla;

/// <summary>Business time the slow and obvious way: looks at the zone's clock at every step and counts the steps that begin in an open window.</summary>
internal sealed class ReferenceClock(BusinessCalendar calendar)
{
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[calendar.Zone];
    private readonly HashSet<LocalDate> _holidays = [.. calendar.Holidays.Select(LocalDate.FromDateOnly)];
    private readonly ILookup<int, DayWindow> _windows = calendar.Windows.ToLookup(window => window.IsoDay);

    public bool IsOpen(DateTimeOffset at)
    {
        var local = Instant.FromDateTimeOffset(at).InZone(_zone).LocalDateTime;
        var minute = (local.Hour * 60) + local.Minute;
        return !_holidays.Contains(local.Date)
            && _windows[(int)local.DayOfWeek].Any(window => window.FromMinute <= minute && minute < window.ToMinute);
    }

    /// <summary>Both instants on the grid of <paramref name="step"/>.</summary>
    public TimeSpan Elapsed(DateTimeOffset from, DateTimeOffset to, TimeSpan step)
    {
        var open = TimeSpan.Zero;
        for (var at = from; at < to; at += step)
        {
            open += IsOpen(at) ? step : TimeSpan.Zero;
        }

        return open;
    }

    /// <summary>Null when it is not reached within <paramref name="patience"/>.</summary>
    public DateTimeOffset? Due(DateTimeOffset start, TimeSpan target, TimeSpan step, TimeSpan patience)
    {
        var open = TimeSpan.Zero;
        var at = start;
        for (; open < target; at += step)
        {
            if (at - start > patience)
            {
                return null;
            }

            open += IsOpen(at) ? step : TimeSpan.Zero;
        }

        return at;
    }
}
