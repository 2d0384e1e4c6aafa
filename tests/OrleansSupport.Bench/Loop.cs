using System.Diagnostics;

namespace OrleansSupport.Bench;

/// <summary>The whole loop over HTTP with consoles listening: messages/s, and what one costs in processor time.</summary>
internal static class Loop
{
    public static async Task Run(Options options, Product product, FloorApp floor, Report report)
    {
        await using var watchingProduct = await Watchers.Connect(product, options.Consoles);
        await using var watchingFloor = await Watchers.Connect(floor, options.Consoles);
        await Prepare(options, product, watchingProduct);
        await Prepare(options, floor, watchingFloor);
        if (options.Hold > TimeSpan.Zero)
        {
            report.Progress($"product is process {product.Process}, its database {product.Database.Process}, the floor {floor.Process}; loads for {options.Hold.TotalSeconds.Of(0)} s");
            await product.Generator.Run(options.InFlight[0], options.Conversations, options.Hold, options.NewBuyers);
            return;
        }

        var table = report.Table(
            $"Whole HTTP loop, {options.Consoles} consoles: CPU ms per message (server + database)",
            "in flight", "product/s", "floor/s", "product ms", "= server", "+ database", "floor ms", "= server", "+ database", "product / floor", "ratios");
        foreach (var (name, fresh, levels) in new[] { ("", false, options.InFlight), ("new buyers, ", true, [options.InFlight.Contains(32) ? 32 : options.InFlight[0]]) })
        {
            var measured = levels.Select(n => (InFlight: n, Product: new List<Cost>(), Floor: new List<Cost>())).ToArray();
            var slice = fresh ? options.Slice / 2 : options.Slice;
            if (fresh)
            {
                // A first message runs code that the others do not.
                await product.Generator.Run(32, options.Conversations, options.WarmUp, fresh: true);
            }

            for (var round = 0; round < options.Rounds; round++)
            {
                foreach (var (inFlight, p, f) in measured)
                {
                    f.Add(await Measure(floor, watchingFloor, inFlight, options.Conversations, slice, fresh));
                    p.Add(await Measure(product, watchingProduct, inFlight, options.Conversations, slice, fresh));
                    report.Progress($"loop round {round + 1}, {name}{inFlight} in flight: product {p[^1]}, floor {f[^1]}");
                }
            }

            foreach (var (inFlight, p, f) in measured)
            {
                var ratios = p.Zip(f, (a, b) => a.Total / b.Total).ToList();
                table.Row(
                    name + inFlight, p.Select(c => c.Rate).Median().Of(0), f.Select(c => c.Rate).Median().Of(0),
                    p.Select(c => c.Total).Median().Of(3), p.Select(c => c.Server).Median().Of(3), p.Select(c => c.Database).Median().Of(3),
                    f.Select(c => c.Total).Median().Of(3), f.Select(c => c.Server).Median().Of(3), f.Select(c => c.Database).Median().Of(3),
                    ratios.Median().Of(2), Report.Spread(ratios, 2));
                var key = $"loop.{(fresh ? "new." : "")}{inFlight}";
                report.Figure(key + ".product.rate", p.Select(c => c.Rate).Median(), "1/s");
                report.Figure(key + ".floor.rate", f.Select(c => c.Rate).Median(), "1/s");
                report.Figure(key + ".product.cpu", p.Select(c => c.Total).Median(), "ms");
                report.Figure(key + ".product.cpu.server", p.Select(c => c.Server).Median(), "ms");
                report.Figure(key + ".product.cpu.database", p.Select(c => c.Database).Median(), "ms");
                report.Figure(key + ".floor.cpu", f.Select(c => c.Total).Median(), "ms");
                report.Figure(key + ".floor.cpu.server", f.Select(c => c.Server).Median(), "ms");
                report.Figure(key + ".floor.cpu.database", f.Select(c => c.Database).Median(), "ms");
                report.Figure(key + ".ratio", ratios.Median(), "");
            }
        }
    }

    /// <summary>Every buyer has a conversation, and in the product an agent; then it runs until the code is warm.</summary>
    public static async Task Prepare(Options options, Subject subject, Watchers watchers)
    {
        await Parallel.ForAsync(0, options.Conversations, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (buyer, _) => await subject.Generator.Send(buyer, Generator.NewNumber()));
        if (subject is Product && watchers.Count > 0)
        {
            await Until(async () => await subject.Database.Count(DatabaseServer.Product, "SELECT count(*) FROM conversation WHERE assignee IS NULL") == 0, TimeSpan.FromSeconds(60));
        }

        await subject.Generator.Run(32, options.Conversations, options.WarmUp);
        await subject.Generator.Run(1, options.Conversations, options.WarmUp / 4);
    }

    private static async Task<Cost> Measure(Subject subject, Watchers watchers, int inFlight, int buyers, TimeSpan time, bool fresh)
    {
        await Task.Delay(300); // what the one before has left to do
        var rows = watchers.Rows;
        var before = subject.Processor.Read();
        var (messages, seconds) = await subject.Generator.Run(inFlight, buyers, time, fresh);
        if (!await Until(() => Task.FromResult(watchers.Rows - rows >= messages * watchers.Count), TimeSpan.FromSeconds(10)))
        {
            throw new InvalidOperationException($"Of {messages * watchers.Count} pushes only {watchers.Rows - rows} came.");
        }

        var (server, database) = ProcessorTime.Between(before, subject.Processor.Read());
        return new Cost(messages / seconds, server / messages, database / messages);
    }

    private static async Task<bool> Until(Func<Task<bool>> reached, TimeSpan patience)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < patience; await Task.Delay(20))
        {
            if (await reached())
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Cost(double Rate, double Server, double Database)
    {
        public double Total => Server + Database;

        public override string ToString() => $"{Rate.Of(0)}/s {Total.Of(3)} ms ({Server.Of(3)} + {Database.Of(3)})";
    }
}

/// <summary>Connected consoles of one subject.</summary>
internal sealed class Watchers(List<ConsoleClient> consoles) : IAsyncDisposable
{
    public int Count => consoles.Count;

    public long Rows => consoles.Sum(c => c.Rows);

    public static async Task<Watchers> Connect(Subject subject, int count, Action<long>? seen = null)
    {
        var consoles = new List<ConsoleClient>();
        for (var i = 0; i < count; i++)
        {
            consoles.Add(await ConsoleClient.Connect(subject.Address, subject.Agents[i % subject.Agents.Count], subject.SaysHello, seen));
        }

        return new Watchers(consoles);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var console in consoles)
        {
            await console.DisposeAsync();
        }
    }
}
