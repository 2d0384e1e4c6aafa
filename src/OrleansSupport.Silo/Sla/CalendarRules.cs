using NodaTime;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Silo.Sla;

/// <summary>What a business calendar must satisfy before it is stored.</summary>
public static class CalendarRules
{
    /// <summary>Everything wrong with <paramref name="calendar"/>, in English sentences for an API client; empty when valid.</summary>
    public static IReadOnlyList<string> Problems(BusinessCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(calendar.Zone) || DateTimeZoneProviders.Tzdb.GetZoneOrNull(calendar.Zone) is null)
        {
            problems.Add($"'{calendar.Zone}' is not an IANA time zone.");
        }

        if (calendar.Windows.IsDefault || calendar.Holidays.IsDefault)
        {
            problems.Add("Windows and holidays must be given; they may be empty.");
            return problems;
        }

        if (calendar.HolidayCountries?.FirstOrDefault(country => !SlaData.Holidays.ContainsKey(country)) is { } unknown)
        {
            problems.Add($"No public holidays are known for '{unknown}'.");
        }

        var sound = new List<DayWindow>();
        foreach (var window in calendar.Windows)
        {
            if (window.IsoDay is < 1 or > 7)
            {
                problems.Add($"Weekday {window.IsoDay} is not 1 (Monday) to 7 (Sunday).");
            }
            else if (window.FromMinute < 0 || window.ToMinute > DayWindow.EndOfDay)
            {
                problems.Add($"{Name(window)} does not lie between 00:00 and 24:00.");
            }
            else if (window.FromMinute >= window.ToMinute)
            {
                problems.Add($"{Name(window)} does not end after it begins; one that crosses midnight is two windows.");
            }
            else
            {
                sound.Add(window);
            }
        }

        foreach (var day in sound.GroupBy(window => window.IsoDay))
        {
            var ordered = day.OrderBy(window => window.FromMinute).ThenBy(window => window.ToMinute).ToList();
            for (var i = 1; i < ordered.Count; i++)
            {
                if (ordered[i].FromMinute < ordered[i - 1].ToMinute)
                {
                    problems.Add($"{Name(ordered[i - 1])} and {Name(ordered[i])} overlap.");
                }
            }
        }

        return problems;
    }

    private static string Name(DayWindow window) => $"{(IsoDayOfWeek)window.IsoDay} {Clock(window.FromMinute)}-{Clock(window.ToMinute)}";

    private static string Clock(int minute) => minute < 0 ? $"{minute} min" : FormattableString.Invariant($"{minute / 60:00}:{minute % 60:00}");
}
