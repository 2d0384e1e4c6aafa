using System.Diagnostics;
using System.Globalization;
using OrleansSupport.Bench.Languages;

// What the product understands, measured: see README.md.
if (args is ["measure", var name, var data, var step, var use, var show])
{
    Measurement.Run(name, data.Length > 0 ? data : null, int.Parse(step, CultureInfo.InvariantCulture), use == "tuning", show == "mistakes");
    return 0;
}

if (args is not ["detection", .. var options])
{
    Console.Error.WriteLine("""
        Usage: dotnet run -c Release --project tests/OrleansSupport.Bench.Languages -- detection [options]
          --lingua-data <folder>  Lingua's test data, the folder with single-words, word-pairs and sentences; downloaded unless given
          --every 5               takes every fifth held-out line of it, 100 of each kind and language; 1 takes all
          --mistakes              prints what was taken for another language
          --tuning                measures what the detector was tuned on instead
        """);
    return 2;
}

var at = Array.IndexOf(options, "--lingua-data");
var linguaData = at >= 0 && at + 1 < options.Length ? Path.GetFullPath(options[at + 1]) : await LinguaData.Download();
at = Array.IndexOf(options, "--every");
var every = at >= 0 && at + 1 < options.Length ? options[at + 1] : "5";
var table = new List<(string Name, Dictionary<string, string> Figures)>();
foreach (var detector in Detectors.Names)
{
    Console.Error.WriteLine($"measuring {detector}");
    using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [
        .. Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? new[] { typeof(Detectors).Assembly.Location } : [],
        "measure", detector, linguaData ?? "", every, options.Contains("--tuning") ? "tuning" : "held-out", options.Contains("--mistakes") ? "mistakes" : "figures"])
    {
        RedirectStandardOutput = true,
        Environment = { ["DOTNET_GCgen0size"] = "0x1000000" }, // 16 MB of fresh garbage for each, not the size of the processor's cache
    })!;
    var figures = new Dictionary<string, string>();
    while (await child.StandardOutput.ReadLineAsync() is { } line)
    {
        if (line.Split('\t') is [var figure, var value])
        {
            figures[figure] = value;
        }
        else
        {
            Console.WriteLine($"{detector} {line}");
        }
    }

    await child.WaitForExitAsync();
    table.Add((detector, figures));
}

Print("", "chat", "chat, prior", "short", "Malay", "single-words", "word-pairs", "sentences", "single-words, prior", "word-pairs, prior", "ready", "memory", "speed");
Print("chat by language", [.. table[0].Figures.Keys.Where(key => key.StartsWith("chat ", StringComparison.Ordinal))]);
return table.All(row => row.Figures.Count > 0) ? 0 : 1;

void Print(string title, params string[] columns)
{
    Console.WriteLine($"\n| {title} | {string.Join(" | ", columns)} |\n|---|{string.Concat(columns.Select(_ => "---:|"))}");
    foreach (var (detector, figures) in table)
    {
        Console.WriteLine($"| {detector} | {string.Join(" | ", columns.Select(column => figures.GetValueOrDefault(column, "-")))} |");
    }
}
