using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OrleansSupport.Bench;
using OrleansSupport.Faults;

// Hurts a cluster of real processes and holds what the outside saw against the database. See README.md.
var scenarios = new List<Scenario> { Scenarios.Short };
var seeds = new List<int> { 1 };
string? ctrf = null;
var keep = false;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--short":
            break;
        case "--long":
            scenarios = [.. Scenarios.Long];
            break;
        case "--histories" when i + 1 < args.Length:
            scenarios = [Scenarios.Histories(int.Parse(args[++i], CultureInfo.InvariantCulture))];
            break;
        case "--only" when i + 1 < args.Length:
            scenarios = [.. args[++i].Split(',').SelectMany(name => Scenarios.Long.Append(Scenarios.Short).Where(s => s.Name == name))];
            break;
        case "--seeds" when i + 1 < args.Length:
            seeds = [.. args[++i].Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
            break;
        case "--ctrf" when i + 1 < args.Length:
            ctrf = args[++i];
            break;
        case "--keep":
            keep = true;
            break;
        default:
            scenarios = [];
            break;
    }
}

if (scenarios.Count == 0)
{
    System.Console.Error.WriteLine($"""
        Usage: OrleansSupport.Faults [--short | --long | --only NAME,NAME | --histories COUNT] [--seeds 1,2,3] [--keep] [--ctrf FILE]
          --short    {Scenarios.Short.What}
          --long     {string.Join(", ", Scenarios.Long.Select(s => s.Name))}
          --keep     keeps logs and database of a green run too
        """);
    return 2;
}

if (!OperatingSystem.IsLinux())
{
    System.Console.Error.WriteLine("Processes are stopped and killed by signals, and looked for in /proc: Linux only.");
    return 2;
}

if (Haproxy.Find() is null)
{
    Stage.Say("haproxy is missing (Debian: apt-get install haproxy): the harness balances by itself.");
}

var results = new List<(string Name, long Milliseconds, IReadOnlyList<Violation> Violations)>();
foreach (var scenario in scenarios)
{
    foreach (var seed in seeds)
    {
        var started = Stopwatch.GetTimestamp();
        var violations = await Run(scenario, seed);
        var took = Stopwatch.GetElapsedTime(started);
        foreach (var rule in violations.GroupBy(v => v.Rule))
        {
            foreach (var violation in rule.Take(5))
            {
                Stage.Say($"  {violation}");
            }

            if (rule.Count() > 5)
            {
                Stage.Say($"  {rule.Key}: and {rule.Count() - 5} more");
            }
        }

        Stage.Say($"{scenario.Name}, seed {seed}: {(violations.Count == 0 ? "every promise kept" : $"{violations.Count} VIOLATIONS")} ({took.TotalSeconds.Of(0)} s)");
        results.Add(($"{scenario.Name} (seed {seed})", (long)took.TotalMilliseconds, violations));
    }
}

if (ctrf is not null)
{
    // One test a promise, so that what broke can be read from the sum.
    var tests = results.SelectMany(r => Rules.All.Select(rule => new
    {
        name = $"{r.Name}: {rule}",
        status = r.Violations.Any(v => v.Rule == rule) ? "failed" : "passed",
        duration = r.Milliseconds,
    })).ToArray();
    var failed = tests.Count(t => t.status == "failed");
    await File.WriteAllTextAsync(ctrf, JsonSerializer.Serialize(new
    {
        results = new { tool = new { name = "OrleansSupport.Faults" }, summary = new { tests = tests.Length, passed = tests.Length - failed, failed }, tests },
    }));
}

return results.Exists(r => r.Violations.Count > 0) ? 1 : 0;

async Task<IReadOnlyList<Violation>> Run(Scenario scenario, int seed)
{
    Stage.Say($"== {scenario.Name}, seed {seed}: {scenario.What}");
    var stage = await Stage.Set(scenario.Name, seed, scenario.Agents, scenario.Capacity);
    IReadOnlyList<Violation> violations;
    await using (stage)
    {
        Stage.Say($"{scenario.Name}: three nodes behind {stage.Rig.Balancer.Name}");
        await scenario.Play(stage);
        violations = await stage.Judge(TimeSpan.FromSeconds(60));
    }

    if (violations.Count == 0 && !keep)
    {
        stage.Clean();
    }
    else
    {
        Stage.Say($"{scenario.Name}: logs are in {stage.Logs}");
    }

    return violations;
}
