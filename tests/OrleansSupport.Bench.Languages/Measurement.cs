using System.Diagnostics;
using System.Globalization;

namespace OrleansSupport.Bench.Languages;

/// <summary>Measures one detector in a process of its own, so that start and memory are its alone, and prints a figure a line: name, tab, value.</summary>
internal static class Measurement
{
    /// <summary>How often a prior is right in the figures that have one.</summary>
    private const double PriorIsRight = 0.9;

    public static void Run(string name, string? linguaData, int every, bool tuning, bool mistakes)
    {
        var chat = Samples.Chat(tuning);
        string[] languages = [.. Samples.Chat(tuning: false).Select(sample => sample.Language).Distinct().Where(language => language != Samples.Beside)];

        var started = Stopwatch.GetTimestamp();
        var detect = Detectors.Load(name, languages);
        detect("Where is my order?", null);
        Print("ready", Stopwatch.GetElapsedTime(started).TotalSeconds);

        Accuracy("chat", [.. chat.Where(sample => sample.Language != Samples.Beside)], detect, languages, mistakes);
        Accuracy("short", Samples.Short(tuning), detect, null, mistakes);
        if (name == Detectors.Names[0]) // the others are told to choose among 29
        {
            Accuracy("Malay", [.. chat.Where(sample => sample.Language == Samples.Beside)], detect, null, mistakes);
        }

        Print("speed", Speed(chat, detect));
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        Print("memory", process.WorkingSet64 / 1e6);

        if (linguaData is not null)
        {
            foreach (var kind in Samples.LinguaKinds)
            {
                Accuracy(kind, Samples.Lingua(linguaData, kind, languages, every, tuning), detect, languages, mistakes: false);
            }
        }
    }

    private static void Accuracy(string kind, List<Sample> samples, Detect detect, string[]? languages, bool mistakes)
    {
        var wrong = samples.Where(sample => detect(sample.Text, null) != sample.Language).ToArray();
        Print(kind, 100d - 100d * wrong.Length / Math.Max(1, samples.Count));
        if (mistakes)
        {
            foreach (var sample in wrong)
            {
                Console.WriteLine($"# {kind}: {sample.Language} taken for {detect(sample.Text, null)}: {sample.Text}");
            }
        }

        if (languages is null)
        {
            return;
        }

        foreach (var of in samples.GroupBy(sample => sample.Language))
        {
            Print($"{kind} {of.Key}", 100d * of.Count(sample => !wrong.Contains(sample)) / of.Count());
        }

        var random = new Random(29);
        var right = samples.Count(sample => detect(sample.Text, Prior(sample.Language)) == sample.Language);
        Print($"{kind}, prior", 100d * right / samples.Count);

        string Prior(string language)
        {
            if (random.NextDouble() < PriorIsRight)
            {
                return language;
            }

            var other = languages[random.Next(languages.Length - 1)];
            return other == language ? languages[^1] : other;
        }
    }

    /// <summary>Messages a second on one thread, the best of five half-second slices: what the machine can do while nobody else uses it.</summary>
    private static double Speed(List<Sample> samples, Detect detect) => Enumerable.Range(0, 5).Max(_ =>
    {
        var (started, count) = (Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < 0.5)
        {
            detect(samples[count++ % samples.Count].Text, null);
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    });

    private static void Print(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{value:0.00}"));
}
