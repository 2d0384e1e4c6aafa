using System.Diagnostics;
using OrleansSupport.Bench;

namespace OrleansSupport.Faults.Histories;

/// <summary>Random histories of teams, several at a time on one cluster, with a node killed in the midst of each.</summary>
internal static class HistoryRun
{
    private const int AtOnce = 5;

    /// <summary>After this the others have taken over, and nothing excuses being late.</summary>
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(6);

    public static async Task Play(Stage stage, int count)
    {
        var random = new Random(stage.Seed);
        var (admin, _) = await Session.SignIn(stage.Rig.Address, "admin@lumen.example", Office.Password);
        using (admin)
        {
            var (given, looks, red) = (0, 0, 0);
            for (var done = 0; done < count; done += AtOnce)
            {
                var started = Stopwatch.GetTimestamp();
                var histories = await Task.WhenAll(Enumerable.Range(done, Math.Min(AtOnce, count - done)).Select(i => TeamHistory.Furnish(stage, admin, (stage.Seed * 100_000) + i)));
                var trouble = await Hurt(stage, histories, random);
                var found = await Task.WhenAll(histories.Select(h => h.Judge(trouble, TimeSpan.FromSeconds(40))));
                foreach (var (history, violations) in histories.Zip(found).Where(h => h.Second.Count > 0))
                {
                    red++;
                    foreach (var violation in violations)
                    {
                        stage.Found.Add(violation with { What = $"{history.Plan.Name}: {violation.What}" });
                        Stage.Say($"  {stage.Found[^1]}");
                    }
                }

                given += histories.Sum(h => h.Size.Given);
                looks += histories.Sum(h => h.Size.Looks);
                Stage.Say($"{stage.Name}: {done + histories.Length} histories, {given} conversations given by the queues, {looks} looks at them, {red} histories red; the last {histories.Length} took {Stopwatch.GetElapsedTime(started).TotalSeconds.Of(0)} s");
                await Task.WhenAll(histories.Select(h => h.DisposeAsync().AsTask()));
            }
        }
    }

    private static async Task<IReadOnlyList<Trouble>> Hurt(Stage stage, TeamHistory[] histories, Random random)
    {
        using var end = new CancellationTokenSource();
        var playing = Task.WhenAll(histories.Select(h => h.Play(end.Token)));
        await Stage.Wait(2 + (3 * random.NextDouble()));
        var (node, at) = (random.Next(3), TimeProvider.System.GetUtcNow());
        stage.Fault($"node {node + 1} is killed");
        await stage.Rig.KillNode(node);
        await stage.Rig.StartNode(node);
        stage.Fault($"node {node + 1} is back");
        var back = TimeProvider.System.GetUtcNow();
        await Stage.Wait(4);
        await end.CancelAsync();
        await playing;
        return [new Trouble(at, at + TakeOver), new Trouble(back.AddSeconds(-2), back.AddSeconds(1))];
    }
}
