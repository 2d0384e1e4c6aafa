using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;
using Orleans.Configuration;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Web;

namespace OrleansSupport.Bench;

/// <summary>
/// What a message, an assignment and each inbox query cost with few and with many open conversations: a database and a product of its
/// own for every size, all running at once, measured in turns.
/// </summary>
internal static partial class Scale
{
    /// <summary>Calls of a slice; as many as the smallest size has conversations that nobody has touched in any round.</summary>
    private const int Calls = 60;
    private const int Brought = 3000;
    public const int Agents = 20;

    public static async Task Run(Options options, string folder, Report report)
    {
        if (options.Keep is not null)
        {
            Generator.CountFrom(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        }

        var (child, database) = await Product.StartDatabase(folder, new Dictionary<string, string> { ["Postgres__Settings__max_connections"] = "500" });
        await using var server = child;
        foreach (var size in options.Sizes)
        {
            await Prepare(database, size, folder, options, report);
        }

        var started = report.Table("Start on the filled database", "open conversations", "in all", "listening after s", "queue of", "known after s", "CPU ms until then (server + database)", "resident MB");
        var sizes = new List<Sized>();
        try
        {
            foreach (var size in options.Sizes)
            {
                sizes.Add(await Sized.Start(database, size, folder, options, started));
                report.Progress($"{size.ToString("N0", CultureInfo.InvariantCulture)} open conversations: started");
            }

            await Measure(options, sizes, report);
            report.Note(await sizes[^1].Volume());
            var memory = report.Table(
                $"Conversations in memory, each with its customer, until idle for {new GrainCollectionOptions().CollectionAge.TotalMinutes.Of(0)} minutes", "open conversations", "brought in", "heap before, MB", "after", "kB each");
            foreach (var size in sizes.Where(s => s.Size >= 10 * Brought))
            {
                await size.BringIn(memory);
            }
        }
        finally
        {
            foreach (var size in sizes)
            {
                await size.DisposeAsync();
            }
        }
    }

    private static string Name(int size) => string.Create(CultureInfo.InvariantCulture, $"bench_scale_{size}");

    /// <summary>Large ones that an earlier run has kept are taken as they are; small ones would be used up.</summary>
    private static async Task Prepare(DatabaseServer database, int size, string folder, Options options, Report report)
    {
        const int Small = 10_000;
        var name = Name(size);
        if (await database.Count(DatabaseServer.Product, $"SELECT count(*) FROM pg_database WHERE datname = '{name}'") > 0)
        {
            if (size > Small && await database.Count(name, "SELECT count(*) FROM conversation WHERE status < 2") >= size)
            {
                return;
            }

            await database.Count(DatabaseServer.Product, $"DROP DATABASE {name} WITH (FORCE)");
        }

        await database.Make(name);
        await using var product = await Product.On(database, name, folder, options);
        var agents = await Furnish(product);
        await product.Generator.Send(0, Generator.NewNumber()); // its log names the store's promises
        await Task.Delay(TimeSpan.FromSeconds(8)); // until the store has told its conversations of them
        await using var source = NpgsqlDataSource.Create(database.ConnectionString(name));
        var begun = Stopwatch.GetTimestamp();
        var filled = await new ScaleFill(source, agents).Fill(size, report.Progress);
        report.Progress($"{filled.ToString("N0", CultureInfo.InvariantCulture)} conversations written in {Stopwatch.GetElapsedTime(begun).TotalSeconds.Of(0)} s");
    }

    /// <summary>Two stores, their agents, and promises so long that nothing falls due meanwhile.</summary>
    public static async Task<List<AgentProfile>> Furnish(Product product)
    {
        // Nothing falls due while it is measured, and not before a kept database is measured again.
        var days = new SlaTargets(TimeSpan.FromDays(120), TimeSpan.FromDays(120), TimeSpan.FromDays(240));
        var policy = JsonSerializer.SerializeToNode(new SlaPolicy("bench", "Bench", [], [], days, days, days, days, SlaWarnings.Default), WireJson.Options);
        var (admin, _) = await Session.SignIn(product.Address, Product.AdminEmail, Product.Password);
        using (admin)
        {
            foreach (var store in new[] { Generator.Store, ScaleFill.Corner })
            {
                await Session.Put(admin, $"/api/v1/stores/{store}", new JsonObject
                {
                    ["name"] = store,
                    ["language"] = "en",
                    ["team"] = store,
                    ["policy"] = policy!.DeepClone(),
                    ["channels"] = new JsonArray(new JsonObject
                    {
                        ["id"] = Generator.Channel,
                        ["kind"] = "Signed",
                        ["weight"] = 1,
                        ["secret"] = "whsec_" + Convert.ToBase64String(Generator.Key),
                    }),
                });
            }

            var agents = new List<AgentProfile>();
            for (var i = 0; i <= Agents; i++)
            {
                var store = i < Agents ? Generator.Store : ScaleFill.Corner;
                var profile = new AgentProfile(default, $"Agent {i}", AgentRole.Agent, 1000, [new AgentLanguage("en", Proficiency.Native)], [], [store], [store]);
                using var answer = await admin.PutAsJsonAsync($"/api/v1/agents/{Email(i)}", new JsonObject
                {
                    ["name"] = profile.Name,
                    ["role"] = "Agent",
                    ["capacity"] = profile.Capacity,
                    ["email"] = Email(i),
                    ["password"] = Product.Password,
                    ["languages"] = new JsonArray(new JsonObject { ["code"] = "en", ["proficiency"] = "Native" }),
                    ["teams"] = new JsonArray(store),
                    ["stores"] = new JsonArray(store),
                });
                answer.EnsureSuccessStatusCode();
                agents.Add(profile with { Id = AgentId.Of(Email(i)) });
            }

            return agents[..Agents];
        }
    }

    public static string Email(int agent) => string.Create(CultureInfo.InvariantCulture, $"agent{agent}@bench.example");

    private static async Task Measure(Options options, List<Sized> sizes, Report report)
    {
        foreach (var size in sizes)
        {
            await size.WarmUp(options.WarmUp);
            report.Progress($"{size.Label}: warm");
        }

        var kinds = sizes[0].Kinds.Keys.ToArray();
        var costs = sizes.Select(_ => kinds.Select(_ => new List<Cost>()).ToArray()).ToArray();
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var kind = 0; kind < kinds.Length; kind++)
            {
                for (var i = 0; i < sizes.Count; i++)
                {
                    costs[i][kind].Add(await sizes[i].Measure(kinds[kind]));
                }
            }

            report.Progress($"sizes, round {round + 1}");
        }

        var table = report.Table(
            $"CPU ms each (server + database), p50 ms, and CPU beside {sizes[0].Label} open conversations; {Agents} consoles",
            ["", .. sizes.SelectMany((s, i) => i == 0 ? [s.Label, "p50"] : new[] { s.Label, "p50", "ratio" })]);
        for (var kind = 0; kind < kinds.Length; kind++)
        {
            var cells = new List<object> { kinds[kind] };
            for (var i = 0; i < sizes.Count; i++)
            {
                var all = costs[i][kind];
                cells.Add($"{all.Select(c => c.Server).Median().Of(2)} + {all.Select(c => c.Database).Median().Of(2)}");
                cells.Add(all.Select(c => c.P50).Median().Of(1));
                var key = $"scale.{sizes[i].Size}.{kinds[kind].Replace(' ', '_')}";
                report.Figure(key + ".cpu", all.Select(c => c.Total).Median(), "ms");
                report.Figure(key + ".p50", all.Select(c => c.P50).Median(), "ms");
                if (i > 0)
                {
                    var ratio = all.Zip(costs[0][kind], (c, first) => c.Total / first.Total).Median();
                    cells.Add(ratio.Of(2));
                    report.Figure(key + ".ratio", ratio, "");
                }
            }

            table.Row([.. cells]);
        }
    }

    private sealed record Cost(double Server, double Database, double P50)
    {
        public double Total => Server + Database;
    }

    /// <summary>One product on a database of one size, with its consoles.</summary>
    private sealed partial class Sized(int size, Product product, Watchers consoles, ConsoleClient agent, ConsoleClient corner, ConsoleClient admin, HttpClient api) : IAsyncDisposable
    {
        private const int Warm = 100;
        private readonly Queue<(long Buyer, string Conversation)> _untouched = new();
        private readonly List<long> _warm = [];
        private int _next;

        public int Size => size;

        public string Label { get; } = size.ToString("N0", CultureInfo.InvariantCulture);

        public Dictionary<string, Func<int, Task<int>>> Kinds => new()
        {
            // Each call answers how many rows every console gets for it.
            ["message, grains in memory"] = async _ => await Send(_warm[_next++ % _warm.Count], 1),
            ["message, grains read first"] = async _ => await Send(_untouched.Dequeue().Buyer, 1),
            ["new buyer, assigned"] = async _ => await Send(1_000_000_000 + Generator.NewNumber(), 2),
            ["hello"] = async _ => await Ask(agent, "Hello"),
            ["mine"] = async _ => await List(agent, "Mine"),
            ["unassigned"] = async _ => await List(agent, "Unassigned"),
            ["open"] = async _ => await List(agent, "Open"),
            ["done"] = async _ => await List(agent, "Done"),
            ["open, next pages"] = async i => await Page(agent, "Open", i % 10 == 0),
            ["mine, next pages"] = async i => await Page(agent, "Mine", i % 10 == 0),
            ["small store: unassigned"] = async _ => await List(corner, "Unassigned"),
            ["small store: open"] = async _ => await List(corner, "Open"),
            ["every store: mine"] = async _ => await List(admin, "Mine"),
            ["every store: unassigned"] = async _ => await List(admin, "Unassigned"),
            ["every store: open"] = async _ => await List(admin, "Open"),
            ["board"] = async _ => await Get("/api/v1/queues/" + Generator.Store),
            ["list by REST"] = async _ => await Get("/api/v1/conversations?limit=50&store=" + Generator.Store),
            ["open one, with its customer"] = async _ => await Look(),
        };

        public static async Task<Sized> Start(DatabaseServer database, int size, string folder, Options options, Table table)
        {
            var name = Name(size);
            var waiting = await database.Count(name, $"SELECT count(*) FROM conversation WHERE team = '{Generator.Store}' AND assignee IS NULL AND status = 0");
            var all = await database.Count(name, "SELECT count(*) FROM conversation");
            var others = new ProcessorTime(Environment.ProcessId, database, name).Read();
            var begun = Stopwatch.GetTimestamp();
            var product = await Product.On(database, name, folder, options);
            var listening = Stopwatch.GetElapsedTime(begun);
            var (api, cookies) = await Session.SignIn(product.Address, Product.AdminEmail, Product.Password);
            while ((await api.GetFromJsonAsync<JsonNode>("/api/v1/queues/" + Generator.Store))!["count"]!.GetValue<int>() < waiting)
            {
                await Task.Delay(250);
            }

            var known = Stopwatch.GetElapsedTime(begun);
            var (server, data) = ProcessorTime.Between(others, product.Processor.Read());
            table.Row(
                size.ToString("N0", CultureInfo.InvariantCulture), all.ToString("N0", CultureInfo.InvariantCulture), listening.TotalSeconds.Of(1), waiting.ToString("N0", CultureInfo.InvariantCulture),
                known.TotalSeconds.Of(1), $"{server.Of(0)} + {data.Of(0)}", (ProcessorTime.ResidentKilobytes(product.Process) / 1024).Of(0));
            var admin = await ConsoleClient.Connect(product.Address, cookies, hello: true);
            var agents = new List<string>();
            for (var i = 0; i <= Agents; i++)
            {
                var (client, cookie) = await Session.SignIn(product.Address, Email(i), Product.Password);
                client.Dispose();
                agents.Add(cookie);
            }

            product.Seat(agents[..Agents]);
            var sized = new Sized(
                size, product, await Watchers.Connect(product, Agents), await ConsoleClient.Connect(product.Address, agents[0], hello: true),
                await ConsoleClient.Connect(product.Address, agents[Agents], hello: true), admin, api);
            await sized.Choose(database, name, options.Rounds);
            return sized;
        }

        public async Task WarmUp(TimeSpan time)
        {
            foreach (var buyer in _warm)
            {
                await Send(buyer, 1);
            }

            // Whatever runs is compiled for good before it counts; what can be used up is spared.
            var kinds = Kinds.Where(k => k.Key is not ("message, grains read first" or "open one, with its customer")).ToArray();
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < time;)
            {
                foreach (var (_, call) in kinds)
                {
                    for (var i = 0; i < Calls; i++)
                    {
                        await call(i);
                    }
                }
            }
        }

        public async Task<Cost> Measure(string kind)
        {
            await Task.Delay(100); // what the one before has left to do
            var call = Kinds[kind];
            var took = new double[Calls];
            var rows = consoles.Rows;
            var expected = 0;
            var before = product.Processor.Read();
            for (var i = 0; i < Calls; i++)
            {
                var begun = Stopwatch.GetTimestamp();
                expected += await call(i);
                took[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }

            for (var waited = 0; consoles.Rows - rows < expected * consoles.Count; waited++)
            {
                if (waited == 1000)
                {
                    throw new InvalidOperationException($"{kind} at {Label}: of {expected * consoles.Count} pushes only {consoles.Rows - rows} came.");
                }

                await Task.Delay(10);
            }

            var (server, database) = ProcessorTime.Between(before, product.Processor.Read());
            return new Cost(server / Calls, database / Calls, took.Median());
        }

        /// <summary>What goes over the wire, in JSON; consoles get MessagePack.</summary>
        public async Task<string> Volume()
        {
            var (hello, page) = ((await agent.Call("Hello")).Length, (await agent.Call("List", "\"Open\"", "null")).Length);
            var board = (await api.GetByteArrayAsync("/api/v1/queues/" + Generator.Store)).Length;
            return $"At {Label}: first screen {(hello / 1e3).Of(0)} kB, a page of 100 rows {(page / 1e3).Of(0)} kB, the board {(board / 1e3).Of(0)} kB.";
        }

        /// <summary>What a conversation takes that somebody has just written in: both grains, until they have been idle for long.</summary>
        public async Task BringIn(Table table)
        {
            var before = await Heap();
            await Parallel.ForAsync(0, Brought, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) => await Send(TakeUntouched(), 1));
            var after = await Heap();
            table.Row(Label, Brought, (before / 1e6).Of(1), (after / 1e6).Of(1), ((after - before) / 1e3 / Brought).Of(1));

            async Task<double> Heap()
            {
                await Task.Delay(2000);
                await Diagnostics.Collect(product.Process);
                await Diagnostics.Collect(product.Process);
                return await Diagnostics.LiveHeap(product.Process);
            }

            long TakeUntouched()
            {
                lock (_untouched)
                {
                    return _untouched.Dequeue().Buyer;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await consoles.DisposeAsync();
            await agent.DisposeAsync();
            await corner.DisposeAsync();
            await admin.DisposeAsync();
            api.Dispose();
            await product.DisposeAsync();
        }

        /// <summary>Conversations that wait on the buyer and that nobody has touched since the product started, and some that are an agent's to answer.</summary>
        private async Task Choose(DatabaseServer database, string name, int rounds)
        {
            await using var source = NpgsqlDataSource.Create(database.ConnectionString(name));
            await using var command = source.CreateCommand(string.Create(CultureInfo.InvariantCulture, $"""
                (SELECT 1, id, summary FROM conversation WHERE store = '{Generator.Store}' AND status = 1 ORDER BY random() LIMIT {(2 * rounds * Calls) + Brought})
                UNION ALL
                (SELECT 0, id, summary FROM conversation WHERE store = '{Generator.Store}' AND status = 0 AND assignee IS NOT NULL ORDER BY random() LIMIT {Warm})
                """));
            command.CommandTimeout = 120;
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                if (Buyer().Match(reader.GetString(2)) is { Success: true } match)
                {
                    var buyer = long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
                    if (reader.GetInt32(0) == 0)
                    {
                        _warm.Add(buyer);
                    }
                    else
                    {
                        _untouched.Enqueue((buyer, new ConversationId(reader.GetGuid(1)).ToString()));
                    }
                }
            }
        }

        private async Task<int> Send(long buyer, int rows)
        {
            await product.Generator.Send(buyer, Generator.NewNumber());
            return rows;
        }

        private static async Task<int> Ask(ConsoleClient console, string method, params string[] arguments)
        {
            await console.Call(method, arguments);
            return 0;
        }

        private static Task<int> List(ConsoleClient console, string view) => Ask(console, "List", $"\"{view}\"", "null");

        private string _cursor = "null";

        /// <summary>Ten pages one after the other, then from the top again; a view that has fewer starts over.</summary>
        private async Task<int> Page(ConsoleClient console, string view, bool first)
        {
            var answer = await console.Call("List", $"\"{view}\"", first ? "null" : _cursor);
            _cursor = Cursor().Match(System.Text.Encoding.UTF8.GetString(answer)) is { Success: true } match ? match.Groups[1].Value : "null";
            return 0;
        }

        private async Task<int> Get(string path)
        {
            using var answer = await api.GetAsync(path);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
            return 0;
        }

        /// <summary>The first agent to look at it besides the one who has it reads along from then on: that is an event, and a row.</summary>
        private async Task<int> Look()
        {
            var conversation = $"\"{_untouched.Dequeue().Conversation}\"";
            var answer = await agent.Call("Open", conversation, "0");
            await agent.Call("Close", conversation);
            return answer.AsSpan().IndexOf("\"kind\":\"reader\""u8) >= 0 ? 1 : 0;
        }

        [GeneratedRegex("\"customerName\":\"Buyer ([0-9]+)\"")]
        private static partial Regex Buyer();

        [GeneratedRegex("\"nextCursor\":(\"[^\"]+\")")]
        private static partial Regex Cursor();
    }
}
