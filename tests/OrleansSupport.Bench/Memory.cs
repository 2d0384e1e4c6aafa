using System.Globalization;

namespace OrleansSupport.Bench;

/// <summary>What an idle console costs the server: resident memory and live heap before and after, each after a full collection.</summary>
internal static class Memory
{
    public const string Clients = "idle-consoles";

    public static async Task Run(Options options, Product product, FloorApp floor, Report report)
    {
        var table = report.Table($"{options.IdleConsoles} idle consoles", "", "resident before", "after", "kB per console", "heap before", "after", "kB per console");
        foreach (var (name, subject) in new[] { ("product", (Subject)product), ("floor", floor) })
        {
            // The first consoles bring code and pools with them that do not come again.
            await Connected(subject, 50, () => Task.CompletedTask);
            var before = await Now(subject);
            var after = before;
            await Connected(subject, options.IdleConsoles, async () => after = await Now(subject));
            var resident = (after.Resident - before.Resident) / options.IdleConsoles;
            var heap = (after.Heap - before.Heap) / options.IdleConsoles;
            table.Row(name, $"{before.Resident.Of(0)} kB", $"{after.Resident.Of(0)} kB", resident.Of(1), $"{before.Heap.Of(0)} kB", $"{after.Heap.Of(0)} kB", heap.Of(1));
            report.Figure($"memory.{name}.resident", resident, "kB");
            report.Figure($"memory.{name}.heap", heap, "kB");
        }
    }

    /// <summary>The client side, in a process of its own: connects, says so, and stays until its input ends.</summary>
    public static async Task BeClients(string address, int count, bool hello)
    {
        var cookies = (await Console.In.ReadLineAsync())!.Split('\t');
        var consoles = new List<ConsoleClient>();
        for (var i = 0; i < count; i++)
        {
            consoles.Add(await ConsoleClient.Connect(new Uri(address), cookies[i % cookies.Length], hello));
        }

        await Console.Out.WriteLineAsync("connected");
        await Console.In.ReadLineAsync();
        foreach (var console in consoles)
        {
            await console.DisposeAsync();
        }
    }

    private static async Task Connected(Subject subject, int count, Func<Task> meanwhile)
    {
        var log = Path.GetTempFileName();
        var starting = Child.Start(
            Environment.ProcessPath!, [Clients, subject.Address.ToString(), count.ToString(CultureInfo.InvariantCulture), subject.SaysHello ? "hello" : "silent"],
            new Dictionary<string, string>(), log, line => line == "connected", input: string.Join('\t', subject.Agents));
        var (clients, _) = await starting;
        await using (clients)
        {
            await meanwhile();
        }

        File.Delete(log);
        await Task.Delay(2000);
    }

    private static async Task<(double Resident, double Heap)> Now(Subject subject)
    {
        await Task.Delay(3000);
        var heap = double.NaN;
        for (var i = 0; i < 3; i++)
        {
            heap = await Diagnostics.CollectAndMeasure(subject.Process);
        }

        return (ProcessorTime.ResidentKilobytes(subject.Process), heap / 1000);
    }
}
