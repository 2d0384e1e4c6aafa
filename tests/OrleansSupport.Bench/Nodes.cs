using System.Globalization;

namespace OrleansSupport.Bench;

/// <summary>
/// What a message costs on one, two and three nodes: clusters of their own, all running at once, measured in turns. Not how much more they carry:
/// they share one machine.
/// </summary>
internal static class Nodes
{
    private const int InFlight = 12;
    private static readonly int[] Counts = [1, 2, 3];

    public static async Task Run(Options options, string folder, Report report)
    {
        var (child, database) = await Product.StartDatabase(folder, new Dictionary<string, string> { ["Postgres__Settings__max_connections"] = "900" });
        await using var server = child;
        var clusters = new List<NodeCluster>();
        try
        {
            foreach (var count in Counts)
            {
                clusters.Add(await NodeCluster.Start(database, count, folder, options));
                report.Progress($"{count} nodes: started");
            }

            foreach (var cluster in clusters)
            {
                await cluster.WarmUp(options);
            }

            var table = report.Table(
                $"CPU ms per message by nodes of one machine, {InFlight} in flight, {options.Consoles} consoles",
                "nodes", "message", "= servers", "+ database", "beside one node", "new buyer", "= servers", "+ database", "beside one node", "idle, ms CPU a second and node");
            var known = clusters.Select(_ => new List<Cost>()).ToArray();
            var fresh = clusters.Select(_ => new List<Cost>()).ToArray();
            var idle = clusters.Select(_ => new List<double>()).ToArray();
            for (var round = 0; round < options.Rounds; round++)
            {
                for (var i = 0; i < clusters.Count; i++)
                {
                    idle[i].Add(await clusters[i].Idle(options.Slice));
                    known[i].Add(await clusters[i].Measure(options, fresh: false));
                    fresh[i].Add(await clusters[i].Measure(options, fresh: true));
                }

                report.Progress($"nodes, round {round + 1}");
            }

            for (var i = 0; i < clusters.Count; i++)
            {
                table.Row(
                    Counts[i], known[i].Select(c => c.Total).Median().Of(3), known[i].Select(c => c.Servers).Median().Of(3), known[i].Select(c => c.Database).Median().Of(3),
                    Ratio(known[i], known[0]), fresh[i].Select(c => c.Total).Median().Of(3), fresh[i].Select(c => c.Servers).Median().Of(3),
                    fresh[i].Select(c => c.Database).Median().Of(3), Ratio(fresh[i], fresh[0]), idle[i].Median().Of(1));
                report.Figure($"nodes.{Counts[i]}.cpu", known[i].Select(c => c.Total).Median(), "ms");
                report.Figure($"nodes.{Counts[i]}.new.cpu", fresh[i].Select(c => c.Total).Median(), "ms");
            }
        }
        finally
        {
            foreach (var cluster in clusters)
            {
                await cluster.DisposeAsync();
            }
        }
    }

    private static string Ratio(List<Cost> many, List<Cost> one) => many.Zip(one, (m, o) => m.Total / o.Total).Median().Of(2);

    private sealed record Cost(double Servers, double Database)
    {
        public double Total => Servers + Database;
    }

    /// <summary>Nodes on one database. Messages and consoles are spread over them as a load balancer does.</summary>
    private sealed class NodeCluster(List<Product> nodes, List<Watchers> consoles) : IAsyncDisposable
    {
        public static async Task<NodeCluster> Start(DatabaseServer database, int count, string folder, Options options)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"bench_nodes_{count}");
            await database.Make(name);
            var nodes = new List<Product>();
            for (var i = 0; i < count; i++)
            {
                nodes.Add(await Product.On(database, name, folder, options));
                if (i == 0)
                {
                    await Scale.Furnish(nodes[0]);
                }
            }

            var consoles = new List<Watchers>();
            for (var i = 0; i < count; i++)
            {
                var cookies = new List<string>();
                for (var agent = i; agent < options.Consoles; agent += count)
                {
                    var (client, cookie) = await Session.SignIn(nodes[i].Address, Scale.Email(agent % Scale.Agents), Product.Password);
                    client.Dispose();
                    cookies.Add(cookie);
                }

                nodes[i].Seat(cookies);
                consoles.Add(await Watchers.Connect(nodes[i], cookies.Count));
            }

            return new NodeCluster(nodes, consoles);
        }

        public async Task WarmUp(Options options)
        {
            await Send(options.Conversations, options.WarmUp / 2, fresh: false);
            await Send(options.Conversations, options.WarmUp / 2, fresh: true);
        }

        public async Task<double> Idle(TimeSpan time)
        {
            await Task.Delay(1000); // what the one before has left to do
            var before = Read();
            await Task.Delay(time);
            return Between(before).Servers / time.TotalSeconds / nodes.Count;
        }

        public async Task<Cost> Measure(Options options, bool fresh)
        {
            await Task.Delay(300);
            var rows = Rows;
            var before = Read();
            var messages = await Send(options.Conversations, options.Slice, fresh);
            var expected = messages * (fresh ? 2 : 1) * consoles.Sum(c => c.Count);
            for (var waited = 0; Rows - rows < expected; waited++)
            {
                if (waited == 1000)
                {
                    throw new InvalidOperationException($"Of {expected} pushes only {Rows - rows} came.");
                }

                await Task.Delay(10);
            }

            var (servers, database) = Between(before);
            return new Cost(servers / messages, database / messages);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var watchers in consoles)
            {
                await watchers.DisposeAsync();
            }

            await Task.WhenAll(nodes.Select(n => n.DisposeAsync().AsTask()));
        }

        private long Rows => consoles.Sum(c => c.Rows);

        private async Task<long> Send(int conversations, TimeSpan time, bool fresh)
        {
            var sent = await Task.WhenAll(nodes.Select(n => n.Generator.Run(InFlight / nodes.Count, conversations, time, fresh)));
            return sent.Sum(s => s.Messages);
        }

        private List<Dictionary<int, (double Milliseconds, bool Database)>> Read() => [.. nodes.Select(n => n.Processor.Read())];

        /// <summary>Each node's reading has the whole database in it, which counts once.</summary>
        private (double Servers, double Database) Between(List<Dictionary<int, (double Milliseconds, bool Database)>> before)
        {
            var spent = Read().Zip(before, (after, earlier) => ProcessorTime.Between(earlier, after)).ToList();
            return (spent.Sum(s => s.Server), spent[0].Database);
        }
    }
}
