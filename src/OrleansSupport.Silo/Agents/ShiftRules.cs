using System.Runtime.CompilerServices;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Sla;

namespace OrleansSupport.Silo.Agents;

/// <param name="On">Whether the agent is on shift; true as well when no shift is planned.</param>
/// <param name="Until">When that changes; null when it does not within a year.</param>
internal readonly record struct ShiftNow(bool On, DateTimeOffset? Until);

/// <summary>When an agent works: the weekly pattern on the wall clock of the agent's zone, less holidays, with dates that have hours of their own.</summary>
internal static class ShiftRules
{
    public const int MostDays = 400;

    // As in BusinessTime: the layout lives as long as the record that it belongs to.
    private static readonly ConditionalWeakTable<AgentProfile, OpenHours> Layouts = [];

    public static ShiftNow At(AgentProfile profile, DateTimeOffset now)
    {
        if (profile.Shift is null)
        {
            return new ShiftNow(true, null);
        }

        var hours = Hours(profile);
        var on = hours.IsOpen(now.UtcTicks);
        var change = on ? hours.ClosesAt(now.UtcTicks) : hours.OpensAt(now.UtcTicks);
        return new ShiftNow(on, change is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : null);
    }

    /// <summary>The stretches on shift between two instants, in order; what touches is one.</summary>
    public static List<(DateTimeOffset From, DateTimeOffset To)> Between(AgentProfile profile, DateTimeOffset from, DateTimeOffset to)
    {
        var stretches = new List<(DateTimeOffset, DateTimeOffset)>();
        for (var at = from; at < to;)
        {
            var (on, until) = At(profile, at);
            var end = until < to ? until.Value : to;
            if (on)
            {
                stretches.Add((at, end));
            }

            at = end;
        }

        return stretches;
    }

    /// <summary>What is wrong with a planned shift, in English; null when it can be kept.</summary>
    public static string? Problem(BusinessCalendar? shift, IReadOnlyList<ShiftDay>? days)
    {
        if (shift is not null && CalendarRules.Problems(shift) is { Count: > 0 } problems)
        {
            return problems[0];
        }

        if (days is null)
        {
            return null;
        }

        var ordered = days.OrderBy(day => day.Date).ThenBy(day => day.FromMinute).ToList();
        return days.Count > MostDays ? $"At most {MostDays} dates have hours of their own."
            : days.Any(day => day.FromMinute < 0 || day.ToMinute > DayWindow.EndOfDay || day.FromMinute >= day.ToMinute) ? "A date's hours lie between 00:00 and 24:00 and end after they begin."
            : ordered.Zip(ordered.Skip(1)).Any(pair => pair.First.Date == pair.Second.Date && pair.Second.FromMinute < pair.First.ToMinute) ? "A date's hours overlap."
            : null;
    }

    private static OpenHours Hours(AgentProfile profile) => Layouts.GetValue(profile, static p => OpenHours.Of(p.Shift!, p.ShiftDays));
}
