using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrleansSupport.Bench;

/// <summary>From the instant a message should leave the sender to its row on each console, at a steady rate that waits for nobody.</summary>
internal static class Latency
{
    private const int Rate = 100;

    public static async Task Run(Options options, Product product, FloorApp floor, Report report)
    {
        var table = report.Table($"Message to console at {Rate} messages/s, {options.Consoles} consoles (ms, each delivery counts)", "", "p50", "p99", "longest", "deliveries");
        var measured = new[] { ("product", (Subject)product), ("floor", floor) }.Select(s => (Name: s.Item1, Subject: s.Item2, All: new List<double>())).ToArray();
        foreach (var (_, subject, _) in measured)
        {
            await using var watchers = await Watchers.Connect(subject, options.Consoles);
            await Loop.Prepare(options, subject, watchers);
        }

        for (var round = 0; round < Math.Min(options.Rounds, 3); round++)
        {
            foreach (var (name, subject, all) in measured)
            {
                all.AddRange(await Measure(subject, options, options.Latency / Math.Min(options.Rounds, 3)));
                report.Progress($"latency round {round + 1}, {name}: {all.Count} deliveries");
            }
        }

        foreach (var (name, _, all) in measured)
        {
            var sorted = all.Order().ToArray();
            table.Row(name, sorted.Percentile(0.50).Of(2), sorted.Percentile(0.99).Of(2), sorted[^1].Of(1), sorted.Length);
            report.Figure($"latency.{name}.p50", sorted.Percentile(0.50), "ms");
            report.Figure($"latency.{name}.p99", sorted.Percentile(0.99), "ms");
        }
    }

    private static async Task<List<double>> Measure(Subject subject, Options options, TimeSpan time)
    {
        var sent = new ConcurrentDictionary<long, long>();
        var took = new ConcurrentBag<double>();
        await using var watchers = await Watchers.Connect(subject, options.Consoles, number =>
        {
            if (sent.TryGetValue(number, out var at))
            {
                took.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            }
        });
        await Task.Delay(500);
        var tasks = new List<Task>();
        var count = (int)(time.TotalSeconds * Rate);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = started + (i * Stopwatch.Frequency / Rate);
            while (Stopwatch.GetTimestamp() < due)
            {
                await Task.Delay(1);
            }

            var number = Generator.NewNumber();
            sent[number] = due;
            tasks.Add(subject.Generator.Send(i % options.Conversations, number));
        }

        await Task.WhenAll(tasks);
        for (var i = 0; i < 100 && took.Count < (long)count * watchers.Count; i++)
        {
            await Task.Delay(20);
        }

        return [.. took];
    }
}
