using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Host.Postgres;
using OrleansSupport.Silo;

namespace OrleansSupport.Bench;

/// <summary>Durable appends through the whole conversation grain, in a silo of the bench's own, beside pgbench on the same server.</summary>
internal static class Appends
{
    public static async Task Run(Options options, string folder, Report report)
    {
        var (child, database) = await Product.StartDatabase(folder);
        await using var product = child;
        await database.MakeFloorTables();
        await database.Make(DatabaseServer.Grains);
        var pgbench = DatabaseServer.FindPgbench();
        report.Note(pgbench is null
            ? "pgbench is not installed (Debian: postgresql-contrib): its statement runs in a loop over Npgsql."
            : $"pgbench: {pgbench}, prepared statements, over TCP as the product.");

        using var silo = await StartSilo(database.ConnectionString(DatabaseServer.Grains));
        var grains = silo.Services.GetRequiredService<IGrainFactory>();
        await grains.GetGrain<IStoreGrain>(Generator.Store).Configure(new StoreSettings(
            Generator.Store, "Bench", "en", "bench", BusinessCalendar.AlwaysOpen, SlaPolicy.Default,
            [new ChannelSettings(Generator.Channel, ChannelKind.Signed, "whsec_" + Convert.ToBase64String(Generator.Key), Weight: 1)]));
        var conversations = Enumerable.Range(0, options.Conversations).Select(i => new Buyer(
            ConversationId.New(TimeProvider.System.GetUtcNow()), Generator.Buyer(i), CustomerId.Of(Generator.Store, Generator.Channel, Generator.Buyer(i)), $"Buyer {i}", Words.Of(i))).ToArray();
        await Parallel.ForEachAsync(conversations, async (buyer, _) => await Append(grains, buyer));
        await Grains(grains, conversations, 32, options.WarmUp);

        var table = report.Table("Durable appends/s through the conversation grain", "in flight", "grain", "pgbench floor", "grain / floor", "CPU ms each (silo + db)", "grain, rounds", "floor, rounds");
        var measured = options.InFlight.Select(n => (InFlight: n, Grain: new List<double>(), Floor: new List<double>(), Silo: new List<double>(), Database: new List<double>())).ToArray();
        var processor = new ProcessorTime(Environment.ProcessId, database, DatabaseServer.Grains);
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var (inFlight, grain, floor, ofSilo, ofDatabase) in measured)
            {
                floor.Add(await database.Statements(inFlight, options.Conversations, options.Slice, pgbench));
                var before = processor.Read();
                var (allocated, paused) = (GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
                var started = Stopwatch.GetTimestamp();
                grain.Add(await Grains(grains, conversations, inFlight, options.Slice));
                var appended = grain[^1] * Stopwatch.GetElapsedTime(started).TotalSeconds;
                var (siloTime, databaseTime) = ProcessorTime.Between(before, processor.Read());
                ofSilo.Add(siloTime / appended);
                ofDatabase.Add(databaseTime / appended);
                report.Progress($"appends round {round + 1}, {inFlight} in flight: grain {grain[^1].Of(0)}/s ({ofSilo[^1].Of(3)} + {ofDatabase[^1].Of(3)} ms, {((GC.GetTotalAllocatedBytes() - allocated) / appended / 1000).Of(1)} kB allocated, {((GC.GetTotalPauseDuration() - paused).TotalMicroseconds / appended).Of(1)} us of pauses), floor {floor[^1].Of(0)}/s");
            }
        }

        foreach (var (inFlight, grain, floor, ofSilo, ofDatabase) in measured)
        {
            var ratio = grain.Zip(floor, (g, f) => g / f).Median();
            table.Row(inFlight, grain.Median().Of(0), floor.Median().Of(0), ratio.Of(2), $"{ofSilo.Median().Of(3)} + {ofDatabase.Median().Of(3)}", Report.Spread(grain), Report.Spread(floor));
            report.Figure($"appends.{inFlight}.grain", grain.Median(), "1/s");
            report.Figure($"appends.{inFlight}.floor", floor.Median(), "1/s");
            report.Figure($"appends.{inFlight}.ratio", ratio, "");
        }

        await silo.StopAsync();
    }

    private static async Task<IHost> StartSilo(string connectionString)
    {
        var settings = new ConfigurationManager();
        settings["ConnectionStrings:OrleansSupport"] = connectionString;
        settings["Cluster:Id"] = "bench";
        settings["Cluster:SiloPort"] = $"{Product.FreePort()}";
        settings["Cluster:GatewayPort"] = $"{Product.FreePort()}";
        using var loggers = LoggerFactory.Create(l => l.SetMinimumLevel(LogLevel.Warning).AddConsole());
        await using (await Database.OpenAsync(settings, loggers))
        {
            // Opened for its migrations.
        }

        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Configuration.AddConfiguration(settings);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Orleans", LogLevel.Error);
        builder.Services.AddOrleans(silo =>
        {
            silo.UseSupportClustering(connectionString, settings);
            silo.UseSupportStorage(connectionString);
        });
        builder.Services.AddSupportSilo(settings, connectionString);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<double> Grains(IGrainFactory grains, Buyer[] conversations, int inFlight, TimeSpan time)
    {
        using var end = new CancellationTokenSource();
        var appended = 0L;
        var started = Stopwatch.GetTimestamp();
        var tasks = Enumerable.Range(0, inFlight).Select(worker => Task.Run(async () =>
        {
            for (var i = worker; !end.IsCancellationRequested; i += inFlight)
            {
                await Append(grains, conversations[i % conversations.Length]);
                Interlocked.Increment(ref appended);
            }
        })).ToArray();
        await Task.WhenAny(Task.Delay(time), Task.WhenAny(tasks));
        await end.CancelAsync();
        await Task.WhenAll(tasks);
        return appended / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task Append(IGrainFactory grains, Buyer buyer)
    {
        var number = Generator.NewNumber();
        var answer = await grains.Conversation(buyer.Conversation).Receive(new ReceiveMessage(
            Generator.Store, Generator.Channel, $"msg-{number}", buyer.Customer, buyer.Name, buyer.Identity, Generator.Mark(number) + buyer.Words, "en", null, CustomerTier.Standard, null));
        if (answer.Sequence == 0 || answer.Duplicate)
        {
            throw new InvalidOperationException("A message was not appended.");
        }
    }

    private sealed record Buyer(ConversationId Conversation, string Identity, CustomerId Customer, string Name, string Words);
}
