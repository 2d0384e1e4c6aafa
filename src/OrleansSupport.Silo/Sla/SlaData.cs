using System.Collections.Frozen;
using System.Globalization;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Silo.Sla;

/// <summary>The dated facts that lie in <c>Sla/Data</c>: public holidays and marketplaces' rules.</summary>
public static class SlaData
{
    /// <summary>Public holidays by ISO 3166 code of the country, in the order of their dates.</summary>
    public static FrozenDictionary<string, IReadOnlyList<Holiday>> Holidays { get; } = Lines("holidays.tsv")
        .GroupBy(cells => cells[0], cells => new Holiday(Date(cells[1]), cells[2]))
        .ToFrozenDictionary(country => country.Key, country => (IReadOnlyList<Holiday>)[.. country], StringComparer.Ordinal);

    /// <summary>Every rule of every marketplace, older ones too.</summary>
    public static IReadOnlyList<MarketplaceRule> Marketplaces { get; } = [.. Lines("marketplaces.tsv").Select(cells => new MarketplaceRule(
        cells[0], cells[1], Date(cells[2]), cells[3] == "-" ? null : Date(cells[3]), Number(cells[4]), cells[5] == "yes",
        cells[6] == "-" ? null : Number(cells[6]), cells[7]))];

    /// <summary>The calendar with its countries' holidays written out as dates, so that it means the same for ever.</summary>
    public static BusinessCalendar Resolve(BusinessCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        if (calendar.HolidayCountries is not { Count: > 0 } countries)
        {
            return calendar;
        }

        var closed = countries.SelectMany(country => Holidays[country]).Select(day => day.Date).Except(calendar.OpenOn ?? []);
        return calendar with { Holidays = [.. calendar.Holidays.Union(closed).Order()], HolidayCountries = null, OpenOn = null };
    }

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Lines(string name)
    {
        using var reader = new StreamReader(typeof(SlaData).Assembly.GetManifestResourceStream(name)!);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Skip(1).Select(line => line.Split('\t'))];
    }
}
