using System.Collections.Immutable;
using System.Globalization;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Tests.Sla;

/// <summary>Short ways to write instants and calendars.</summary>
internal static class Instants
{
    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public static TimeSpan Hours(double hours) => TimeSpan.FromHours(hours);

    public static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    /// <summary>Windows as "1-5 09:00-13:00 13:00-18:00; 6 10:00-24:00": weekdays, then their openings.</summary>
    public static BusinessCalendar Calendar(string zone, string windows, params string[] holidays)
    {
        var list = ImmutableArray.CreateBuilder<DayWindow>();
        foreach (var part in windows.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = part.Split(' ');
            for (var day = words[0][0] - '0'; day <= words[0][^1] - '0'; day++)
            {
                list.AddRange(words[1..].Select(word => word.Split('-')).Select(ends => new DayWindow(day, Minute(ends[0]), Minute(ends[1]))));
            }
        }

        return new BusinessCalendar(zone, list.ToImmutable(), [.. holidays.Select(day => DateOnly.Parse(day, CultureInfo.InvariantCulture))]);
    }

    private static int Minute(string clock) =>
        (int.Parse(clock[..2], CultureInfo.InvariantCulture) * 60) + int.Parse(clock[3..], CultureInfo.InvariantCulture);
}
