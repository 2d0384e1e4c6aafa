using System.Globalization;

namespace OrleansSupport.Bench;

/// <summary>
/// What an idle console costs the server: resident memory and live heap before and after so many more connect, each after full
/// collections. Those of earlier rounds stay: what a round finds free, or finds compiled, is not what a console costs.
/// </summary>
internal static class Memory
{
    public const string Clients = "idle-consoles";

    /// <summary>
    /// A heap gives back a few megabytes of what is free at each collection. It has settled when so many in a row have not lowered
    /// what is resident by <see cref="Step"/> kilobytes; pings and leases of thousands of consoles fill it anew all the while.
    /// </summary>
    private const int Steady = 8;
    private const int Most = 60;
    private const int Step = 1000;

    public static async Task Run(Options options, Product product, FloorApp floor, Report report)
    {
        var table = report.Table(
            $"{options.IdleConsoles} more idle consoles", "", "round", "resident before", "after", "kB per console", "heap before", "after", "kB per console");
        var subjects = new[] { new Crowd("product", product), new Crowd("floor", floor) };
        try
        {
            foreach (var crowd in subjects)
            {
                await crowd.Begin();
            }

            for (var round = 1; round <= options.Rounds; round++)
            {
                foreach (var crowd in subjects)
                {
                    report.Progress($"memory of idle consoles, round {round}: {crowd.Name}");
                    var (before, after) = await crowd.Grow(options.IdleConsoles);
                    table.Row(
                        crowd.Name, $"{round}", $"{before.Resident.Of(0)} kB", $"{after.Resident.Of(0)} kB", crowd.Resident[^1].Of(1),
                        $"{before.Heap.Of(0)} kB", $"{after.Heap.Of(0)} kB", crowd.Heap[^1].Of(1));
                }
            }

            foreach (var crowd in subjects)
            {
                table.Row($"{crowd.Name}, median", "", "", "", crowd.Resident.Median().Of(1), "", "", crowd.Heap.Median().Of(1));
                var mean = crowd.Mean(options.IdleConsoles);
                table.Row($"{crowd.Name}, mean", "", "", "", mean.Resident.Of(1), "", "", mean.Heap.Of(1));
                report.Figure($"memory.{crowd.Name}.resident.mean", mean.Resident, "kB");
                report.Figure($"memory.{crowd.Name}.resident", crowd.Resident.Median(), "kB");
                report.Figure($"memory.{crowd.Name}.heap", crowd.Heap.Median(), "kB");
            }
        }
        finally
        {
            foreach (var crowd in subjects)
            {
                await crowd.DisposeAsync();
            }
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

    /// <summary>The consoles of one server, more with each round.</summary>
    private sealed class Crowd(string name, Subject subject) : IAsyncDisposable
    {
        private readonly string _log = Path.GetTempFileName();
        private readonly List<Child> _clients = [];
        private (double Resident, double Heap) _first;
        private (double Resident, double Heap) _now;

        public string Name => name;

        /// <summary>Kilobytes of a console, a figure a round.</summary>
        public List<double> Resident { get; } = [];

        public List<double> Heap { get; } = [];

        /// <summary>Over all rounds: what one round finds free another has left.</summary>
        public (double Resident, double Heap) Mean(int consoles) =>
            ((_now.Resident - _first.Resident) / consoles / Resident.Count, (_now.Heap - _first.Heap) / consoles / Heap.Count);

        /// <summary>The first consoles bring code and pools with them that do not come again.</summary>
        public async Task Begin()
        {
            await using (await Connect(50))
            {
            }

            await Task.Delay(2000);
            _first = _now = await Measure();
        }

        public async Task<((double Resident, double Heap) Before, (double Resident, double Heap) After)> Grow(int consoles)
        {
            var before = _now;
            _clients.Add(await Connect(consoles));
            _now = await Measure();
            Resident.Add((_now.Resident - before.Resident) / consoles);
            Heap.Add((_now.Heap - before.Heap) / consoles);
            return (before, _now);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var client in _clients)
            {
                await client.DisposeAsync();
            }

            File.Delete(_log);
        }

        private async Task<Child> Connect(int count)
        {
            var (clients, _) = await Child.Start(
                Environment.ProcessPath!, [Clients, subject.Address.ToString(), count.ToString(CultureInfo.InvariantCulture), subject.SaysHello ? "hello" : "silent"],
                new Dictionary<string, string>(), _log, line => line == "connected", input: string.Join('\t', subject.Agents));
            return clients;
        }

        private async Task<(double Resident, double Heap)> Measure()
        {
            await Task.Delay(1000);
            var resident = double.PositiveInfinity;
            for (var (all, steady) = (0, 0); steady < Steady && all < Most; all++)
            {
                await Diagnostics.Collect(subject.Process);
                var now = ProcessorTime.ResidentKilobytes(subject.Process);
                steady = now < resident - Step ? 0 : steady + 1;
                resident = Math.Min(resident, now);
            }

            return (resident, await Diagnostics.LiveHeap(subject.Process) / 1000);
        }
    }
}
