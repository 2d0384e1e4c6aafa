using System.Runtime.CompilerServices;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Silo.Sla;

/// <summary>
/// Business time: the time that passes on the zone's real time line while the store is open. One definition answers both
/// questions: the due instant is the earliest one, from the start on, by which the target's business time has elapsed. So a
/// target used up exactly at closing is due at the closing instant, and a target of nothing is due at its start, open or closed.
/// </summary>
public static class BusinessTime
{
    // Laying a calendar out costs a hundred times what using it does. The layout lives as long as the record it belongs to.
    private static readonly ConditionalWeakTable<BusinessCalendar, OpenHours> Layouts = [];

    /// <summary>The instant (UTC) by which <paramref name="target"/> of business time has elapsed since <paramref name="start"/>.</summary>
    /// <returns>Null when it never does: the calendar has no open time, or the instant lies beyond the year 9999.</returns>
    /// <exception cref="ArgumentException">The calendar is not valid, see <see cref="CalendarRules"/>.</exception>
    public static DateTimeOffset? AddBusinessTime(BusinessCalendar calendar, DateTimeOffset start, TimeSpan target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target, TimeSpan.Zero);
        return Layout(calendar).TryAdd(start.UtcTicks, target.Ticks, out var due) ? new DateTimeOffset(due, TimeSpan.Zero) : null;
    }

    /// <summary>Business time from <paramref name="from"/> to <paramref name="to"/>; nothing when that is not later.</summary>
    /// <exception cref="ArgumentException">The calendar is not valid, see <see cref="CalendarRules"/>.</exception>
    public static TimeSpan BusinessElapsed(BusinessCalendar calendar, DateTimeOffset from, DateTimeOffset to) =>
        new(Layout(calendar).Elapsed(from.UtcTicks, to.UtcTicks));

    /// <summary>Whether the store is open, or the shift on, at an instant; the closing instant itself is closed.</summary>
    /// <exception cref="ArgumentException">The calendar is not valid, see <see cref="CalendarRules"/>.</exception>
    public static bool IsOpen(BusinessCalendar calendar, DateTimeOffset at) => Layout(calendar).IsOpen(at.UtcTicks);

    private static OpenHours Layout(BusinessCalendar calendar) => Layouts.GetValue(calendar, static c => OpenHours.Of(c));
}
