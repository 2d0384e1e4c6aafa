using System.Collections.Immutable;

namespace OrleansSupport.Contracts.Sla;

/// <summary>
/// One opening of a weekday, in minutes since local midnight; the end is exclusive. An opening that crosses midnight is two
/// windows (… to <see cref="EndOfDay"/>, and 0 to … on the next day): they touch and count as one.
/// </summary>
/// <param name="IsoDay">ISO weekday: 1 Monday … 7 Sunday.</param>
/// <param name="FromMinute">First open minute, 0 … 1439.</param>
/// <param name="ToMinute">First closed minute, 1 … 1440; 1440 is 24:00.</param>
[GenerateSerializer, Immutable, Alias("sla.DayWindow")]
public readonly record struct DayWindow(
    [property: Id(0)] int IsoDay,
    [property: Id(1)] int FromMinute,
    [property: Id(2)] int ToMinute)
{
    /// <summary>24:00, the end of the local day.</summary>
    public const int EndOfDay = 24 * 60;
}

/// <summary>
/// When a store works: weekly windows on the wall clock of an IANA zone, less the holidays. The store is open at an instant when
/// the zone's clock shows a date that is no holiday and a time inside one of that weekday's windows. So an hour that the clock
/// skips is never open, and an hour that it shows twice is open twice.
/// </summary>
/// <param name="Zone">IANA zone identifier, such as <c>Europe/Madrid</c>.</param>
/// <param name="Windows">Weekly openings in any order; windows of a day may touch and must not overlap.</param>
/// <param name="Holidays">Local dates closed from midnight to midnight.</param>
/// <param name="HolidayCountries">ISO 3166 codes of countries whose public holidays are closed too; null for none.</param>
/// <param name="OpenOn">Public holidays of those countries on which the store works all the same; null for none.</param>
[GenerateSerializer, Immutable, Alias("sla.BusinessCalendar")]
public sealed record BusinessCalendar(
    [property: Id(0)] string Zone,
    [property: Id(1)] ImmutableArray<DayWindow> Windows,
    [property: Id(2)] ImmutableArray<DateOnly> Holidays,
    [property: Id(3)] IReadOnlyList<string>? HolidayCountries = null,
    [property: Id(4)] IReadOnlyList<DateOnly>? OpenOn = null)
{
    /// <summary>Every hour of every day: business time is elapsed time. Marketplace clocks run on it.</summary>
    public static BusinessCalendar AlwaysOpen { get; } = Weekly("Etc/UTC", 1, 7, 0, DayWindow.EndOfDay);

    /// <summary>The same single window on each weekday from <paramref name="firstIsoDay"/> to <paramref name="lastIsoDay"/>.</summary>
    public static BusinessCalendar Weekly(string zone, int firstIsoDay, int lastIsoDay, int fromMinute, int toMinute) =>
        new(zone, [.. Enumerable.Range(firstIsoDay, lastIsoDay - firstIsoDay + 1).Select(day => new DayWindow(day, fromMinute, toMinute))], []);
}
