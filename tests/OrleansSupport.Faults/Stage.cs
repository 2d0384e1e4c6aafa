using System.Diagnostics;
using System.Globalization;
using OrleansSupport.Bench;

namespace OrleansSupport.Faults;

/// <summary>One run: a furnished cluster, buyers, consoles and endpoints around it, and at the end the verdict.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly string _folder;
    private readonly List<Task> _writing = [];
    private readonly CancellationTokenSource _end = new();
    private readonly long _started = Stopwatch.GetTimestamp();

    private Stage(string folder, string name, int seed, Rig rig, Recorder recorder, Endpoints endpoints, Office office)
    {
        (_folder, Name, Seed, Rig, Recorder, Endpoints, Office) = (folder, name, seed, rig, recorder, endpoints, office);
        Writers = new Writers(rig.Address, recorder, seed, "buyer", Office.Store, [null, "shop", "quiet", "quiet"]);
    }

    public string Name { get; }

    public int Seed { get; }

    public Rig Rig { get; }

    public Recorder Recorder { get; }

    public Endpoints Endpoints { get; }

    public Office Office { get; }

    public Writers Writers { get; }

    public List<Console> Consoles { get; } = [];

    public List<Promise> Promises { get; } = [];

    /// <summary>What a scenario judged by itself.</summary>
    public List<Violation> Found { get; } = [];

    public List<(string What, DateTimeOffset At)> Faults { get; } = [];

    public static async Task<Stage> Set(string name, int seed, int agents, int capacity)
    {
        var folder = Directory.CreateTempSubdirectory("orleans-support-faults-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute); // PostgreSQL runs as nobody for root
        }

        var recorder = new Recorder();
        var endpoints = await Endpoints.Start(recorder);
        try
        {
            var rig = await Rig.Start(folder);
            var office = await Office.Furnish(rig.Address, endpoints.Address, agents, capacity);
            return new Stage(folder, name, seed, rig, recorder, endpoints, office);
        }
        catch
        {
            Say($"{name}: the cluster did not start; its logs are in {folder}");
            await endpoints.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sits so many consoles at the agents' desks; returns when all show their first screen.</summary>
    public async Task Sit(int consoles, bool work = true)
    {
        for (var i = 0; i < consoles; i++)
        {
            var seat = Office.Seats[i % Office.Seats.Count];
            var console = new Console(
                string.Create(CultureInfo.InvariantCulture, $"console {Consoles.Count}"), seat.Agent, Rig.Address, seat.Cookies, Recorder, (Seed * 104729) + Consoles.Count,
                work && i < Office.Seats.Count);
            Consoles.Add(console);
            console.Start();
            if (i % 50 == 49)
            {
                await Until(() => Task.FromResult(Consoles.Count(c => !c.Current) < 50), TimeSpan.FromSeconds(60));
            }
        }

        await Until(() => Task.FromResult(Consoles.TrueForAll(c => c.Current)), TimeSpan.FromSeconds(60));
    }

    public void Write(int lanes, double perSecond) => _writing.Add(Writers.Run(lanes, perSecond, _end.Token));

    public void Fault(string what)
    {
        Faults.Add((what, TimeProvider.System.GetUtcNow()));
        Say(string.Create(CultureInfo.InvariantCulture, $"{Name}: {Stopwatch.GetElapsedTime(_started).TotalSeconds:F1} s, {Faults[^1].At:HH:mm:ss.fff}: {what}"));
    }

    public static Task Wait(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds));

    public static async Task<bool> Until(Func<Task<bool>> reached, TimeSpan patience)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < patience; await Task.Delay(50))
        {
            if (await reached())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The longest that a message begun between a fault and so many seconds after it took to be acknowledged.</summary>
    public double LongestWait(DateTimeOffset fault, double seconds) => Recorder.Accepted
        .Where(a => a.At >= fault && a.At.AddSeconds(-a.Seconds) <= fault.AddSeconds(seconds))
        .Select(a => a.Seconds).DefaultIfEmpty().Max();

    /// <summary>Messages acknowledged in each second around a fault.</summary>
    public string Pace(DateTimeOffset fault) => string.Join(' ', Enumerable.Range(-2, 16).Select(second =>
        Recorder.Accepted.Count(a => a.At >= fault.AddSeconds(second) && a.At < fault.AddSeconds(second + 1))));

    /// <summary>Ends the load, lets everything come to rest, and holds what was seen against the database.</summary>
    public async Task<IReadOnlyList<Violation>> Judge(TimeSpan patience)
    {
        await _end.CancelAsync();
        foreach (var console in Consoles)
        {
            console.Finishing = true;
        }

        var started = Stopwatch.GetTimestamp();
        var violations = new List<Violation>();
        try
        {
            await Task.WhenAll(_writing).WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            violations.Add(new Violation(Rules.Lost, "messages were still not acknowledged long after the last fault"));
        }

        long before = -1;
        var rest = await Until(
            async () =>
            {
                var now = await Rig.Number("SELECT coalesce(sum(version), 0) + (SELECT count(*) FROM outbox WHERE NOT dead AND channel <> 'dead') * 1000000000 FROM conversation");
                var still = now == before && now < 1_000_000_000;
                before = now;
                await Task.Delay(still ? 0 : 1000);
                return still && Consoles.TrueForAll(c => c.Current && c.Idle);
            },
            patience);
        if (!rest)
        {
            violations.Add(new Violation(
                Rules.Screen,
                $"it did not come to rest: {Consoles.Count(c => !c.Current)} consoles away, {Consoles.Count(c => !c.Idle)} with replies unsent, " +
                $"{await Rig.Number("SELECT count(*) FROM outbox WHERE NOT dead AND channel <> 'dead'")} replies in the outbox"));
        }

        // The last pushes may still be on their way: what converges has until then.
        while (true)
        {
            var history = Recorder.Take(Consoles.Select(c => c.Look()), Promises); // before the dump: what is seen was saved earlier
            var dump = await Dump.Read(Rig.ConnectionString, Office.Capacities, Office.Outbound);
            var found = Checker.Check(history, dump);
            if (found.All(v => v.Rule != Rules.Screen) || Stopwatch.GetElapsedTime(started) > patience)
            {
                Say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name}: {Recorder.Accepted.Count} messages acknowledged, {dump.Log.Count} events in {dump.Conversations.Count} conversations, {Writers.Repeated} messages sent more than once, {Writers.Noticed} more than twice ({string.Join(", ", Writers.Failures.Select(f => $"{f.Key} {f.Value}"))}); at rest after {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s"));
                return [.. Found, .. violations, .. found];
            }

            await Task.Delay(1000);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(Consoles.Select(c => c.DisposeAsync().AsTask()));
        Writers.Dispose();
        await Rig.DisposeAsync();
        await Endpoints.DisposeAsync();
        _end.Dispose();
    }

    /// <summary>What a green run leaves is of no use.</summary>
    public void Clean() => Directory.Delete(_folder, recursive: true);

    public string Logs => _folder;

    public static void Say(string line) => System.Console.WriteLine(line);
}
