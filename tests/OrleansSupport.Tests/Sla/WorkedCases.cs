using System.Globalization;
using System.Runtime.CompilerServices;

namespace OrleansSupport.Tests.Sla;

/// <summary>The tables of worked cases that lie beside this file.</summary>
internal static class WorkedCases
{
    /// <param name="Due">Null when the calendar never gets there.</param>
    public sealed record DueCase(string Zone, string Windows, string[] Holidays, DateTimeOffset Start, int Minutes, DateTimeOffset? Due, string What);

    /// <param name="Happenings">A word, with its argument where it has one, and when.</param>
    /// <param name="Clocks">First response, next response, resolution: state and due instant; <c>-</c> for none.</param>
    public sealed record History(
        string What, string Zone, string Windows, string[] Holidays, string Targets, (string What, DateTimeOffset At)[] Happenings, string[] Clocks);

    public static IReadOnlyList<DueCase> DueInstants { get; } = [.. Lines("worked-cases.tsv").Select(cells => new DueCase(
        cells[0], Optional(cells[1]), Optional(cells[2]).Split(' ', StringSplitOptions.RemoveEmptyEntries), Instants.At(cells[3]),
        int.Parse(cells[4], CultureInfo.InvariantCulture), cells[5] == "never" ? null : Instants.At(cells[5]), cells[6]))];

    public static IReadOnlyList<History> Histories { get; } = [.. Lines("clock-histories.tsv").Select(cells => new History(
        cells[0], cells[1], cells[2], Optional(cells[3]).Split(' ', StringSplitOptions.RemoveEmptyEntries), cells[4],
        [.. cells[5].Split(" | ").Select(part => (part[..part.LastIndexOf(' ')], Instants.At(part[(part.LastIndexOf(' ') + 1)..])))],
        cells[6..9]))];

    private static string Optional(string cell) => cell == "-" ? "" : cell;

    private static IEnumerable<string[]> Lines(string file, [CallerFilePath] string here = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, file)).Where(line => !line.StartsWith('#')).Skip(1).Select(line => line.Split('\t'));
}
