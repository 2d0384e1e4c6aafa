using System.Globalization;
using OrleansSupport.Bench;
using OrleansSupport.Faults.Histories;

namespace OrleansSupport.Faults;

/// <param name="Agents">Each with a console that works.</param>
internal sealed record Scenario(string Name, string What, int Agents, int Capacity, Func<Stage, Task> Play);

/// <summary>What is done to the cluster.</summary>
internal static class Scenarios
{
    public static readonly Scenario Short = new("short", "every kind of fault once, under a light load", 6, 6, async stage =>
    {
        await stage.Sit(12);
        await stage.Writers.Burst(buyers: 5, each: 6);
        stage.Write(lanes: 24, perSecond: 24);
        await Stage.Wait(2);
        await Kill(stage, 0);
        await Stage.Wait(5);
        await Return(stage, 0);
        stage.Fault("connections to the database are reset");
        await stage.Rig.ResetDatabaseConnections();
        await Stage.Wait(2);
        stage.Fault("the database crashes");
        await stage.Rig.CrashDatabase(TimeSpan.FromSeconds(1));
        await Stage.Wait(3);
        stage.Fault("every connection through the balancer ends");
        await stage.Rig.Balancer.Reset();
        await Stage.Wait(2);
        await Pause(stage, 1, 5);
        await Stage.Wait(3);
    });

    public static readonly Scenario[] Long =
    [
        new("kill", "kill -9 a node under 200 messages a second, then another after the first returned", 20, 12, async stage =>
        {
            await stage.Sit(40);
            await stage.Writers.Burst(buyers: 20, each: 5);
            stage.Write(lanes: 200, perSecond: 200);
            await Stage.Wait(6);
            await Kill(stage, 0);
            await Stage.Wait(12);
            await Return(stage, 0);
            await Stage.Wait(4);
            await Kill(stage, 1);
            await Stage.Wait(12);
            Waits(stage, 15);
        }),
        new("database", "PostgreSQL crashes, restarts, loses its connections and stands still, under load", 20, 12, async stage =>
        {
            await stage.Sit(40);
            stage.Write(lanes: 150, perSecond: 150);
            await Stage.Wait(5);
            stage.Fault("the database crashes (immediate mode) and is back 2 s later");
            await stage.Rig.CrashDatabase(TimeSpan.FromSeconds(2));
            await Stage.Wait(8);
            stage.Fault("the database is restarted");
            await stage.Rig.RestartDatabase();
            await Stage.Wait(6);
            stage.Fault("connections to the database are reset");
            await stage.Rig.ResetDatabaseConnections();
            await Stage.Wait(5);
            stage.Fault("the database takes no writes for 5 s");
            await stage.Rig.HoldDatabase(TimeSpan.FromSeconds(5));
            await Stage.Wait(6);
            Waits(stage, 15);
        }),
        new("pause", "a node stands still for 30 s and goes on", 20, 12, async stage =>
        {
            await stage.Sit(40);
            stage.Write(lanes: 100, perSecond: 100);
            await Stage.Wait(5);
            await Pause(stage, 1, 30);
            await Stage.Wait(8);
            Waits(stage, 40);
        }),
        new("consoles", "2,000 consoles reconnect at once", 20, 12, async stage =>
        {
            await stage.Sit(2000);
            stage.Write(lanes: 50, perSecond: 50);
            await Stage.Wait(5);
            stage.Fault("the balancer dies and all consoles reconnect");
            await stage.Rig.Balancer.Reset();
            await Stage.Wait(18);
            Waits(stage, 15);
        }),
        new("rolling", "every node is stopped and started again in turn, under load", 20, 12, async stage =>
        {
            await stage.Sit(40);
            stage.Write(lanes: 100, perSecond: 100);
            await Stage.Wait(5);
            for (var node = 0; node < 3; node++)
            {
                stage.Fault($"node {node + 1} is stopped");
                await stage.Rig.StopNode(node);
                await Return(stage, node);
                await Stage.Wait(4);
            }

            Waits(stage, 10);
            if (stage.Writers.Noticed > 0)
            {
                stage.Recorder.Refused($"{stage.Writers.Noticed} calls failed although they were repeated once");
            }
        }),
        new("outbound", "an endpoint never answers; the others get theirs", 10, 12, async stage =>
        {
            await stage.Sit(10);
            using var dead = new Writers(stage.Rig.Address, stage.Recorder, stage.Seed, "dead", Office.Store, ["dead"]);
            using var end = new CancellationTokenSource();
            var writing = dead.Run(40, 40, end.Token);
            await Stage.Wait(5);
            stage.Write(lanes: 50, perSecond: 50);
            await Stage.Wait(20);
            await end.CancelAsync();
            await writing;
            var works = await stage.Rig.Number("SELECT count(*) FROM outbox WHERE channel = 'shop'");
            var waits = await stage.Rig.Number("SELECT count(*) FROM outbox WHERE channel = 'dead'");
            Stage.Say(string.Create(CultureInfo.InvariantCulture, $"{stage.Name}: {waits} replies wait for the dead endpoint, {works} for the one that works"));
        }),
        new("deadlines", "100,000 pending, 500 due a second, a node killed", 1, 12, DeadlineLoad.Play),
    ];

    /// <summary>Not among the long ones: what it shows needs many histories, and they need their time.</summary>
    public static Scenario Histories(int count) => new(
        "histories", $"{count} random histories of teams, a node killed in each", 0, 0, stage => HistoryRun.Play(stage, count));

    private static async Task Kill(Stage stage, int node)
    {
        stage.Fault($"node {node + 1} is killed");
        await stage.Rig.KillNode(node);
    }

    private static async Task Return(Stage stage, int node)
    {
        await stage.Rig.StartNode(node);
        stage.Fault($"node {node + 1} is back");
    }

    private static async Task Pause(Stage stage, int node, double seconds)
    {
        stage.Fault($"node {node + 1} stands still for {seconds.Of(0)} s");
        stage.Rig.PauseNode(node);
        await Stage.Wait(seconds);
        stage.Fault($"node {node + 1} goes on");
        await stage.Rig.ContinueNode(node, TimeSpan.FromSeconds(5));
    }

    /// <summary>Prints how long the outside waited around each fault.</summary>
    private static void Waits(Stage stage, double within)
    {
        foreach (var (what, at) in stage.Faults)
        {
            Stage.Say($"{stage.Name}: {what}: a message waited at most {stage.LongestWait(at, within).Of(1)} s; acknowledged a second from 2 s before on: {stage.Pace(at)}");
        }

        var away = stage.Consoles.SelectMany(c => c.Away.Skip(1)).Select(t => t.TotalSeconds).DefaultIfEmpty().ToArray();
        Stage.Say($"{stage.Name}: consoles were away {away.Length} times, at most {away.Max().Of(1)} s; {stage.Consoles.Count(c => !c.Current)} are away now");
    }
}
