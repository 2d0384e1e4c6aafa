using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansSupport.Bench;

/// <summary>Tables for people, figures for programs.</summary>
internal sealed class Report
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly List<Table> _tables = [];
    private readonly List<string> _notes = [];
    private readonly JsonObject _figures = [];

    /// <summary>What happens meanwhile goes to the other stream: the tables can be redirected alone.</summary>
    public void Progress(string text) => Console.Error.WriteLine($"[{Stopwatch.GetElapsedTime(_started).TotalSeconds.Of(0),5} s] {text}");

    public void Note(string text) => _notes.Add(text);

    public void Figure(string name, double value, string unit) =>
        _figures[name] = new JsonObject { ["value"] = double.IsFinite(value) ? value : null, ["unit"] = unit };

    public Table Table(string title, params string[] columns)
    {
        var table = new Table(title, columns);
        _tables.Add(table);
        return table;
    }

    public static string Spread(IEnumerable<double> values, int digits = 0) => string.Join(" ", values.Select(v => v.Of(digits)));

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm}Z, {Environment.ProcessorCount} processors, .NET {Environment.Version}, {Environment.OSVersion.VersionString}");
        _notes.ForEach(Console.WriteLine);
        _tables.ForEach(t => t.Print());
    }

    public Task Save(string file) => File.WriteAllTextAsync(file, new JsonObject
    {
        ["at"] = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        ["processors"] = Environment.ProcessorCount,
        ["notes"] = new JsonArray([.. _notes.Select(n => (JsonNode)n)]),
        ["figures"] = _figures.DeepClone(),
    }.ToString());
}

internal sealed class Table(string title, string[] columns)
{
    private readonly List<string[]> _rows = [columns];

    public void Row(params object[] cells) => _rows.Add([.. cells.Select(c => Convert.ToString(c, CultureInfo.InvariantCulture)!)]);

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine(title);
        var widths = columns.Select((_, i) => _rows.Max(r => r[i].Length)).ToArray();
        for (var r = 0; r < _rows.Count; r++)
        {
            Console.WriteLine("| " + string.Join(" | ", _rows[r].Select((c, i) => c.PadLeft(widths[i]))) + " |");
            if (r == 0)
            {
                Console.WriteLine("|" + string.Join("|", widths.Select(w => new string('-', w + 1) + ":")) + "|");
            }
        }
    }
}
