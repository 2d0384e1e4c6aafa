using System.Diagnostics;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Assignment;

namespace OrleansSupport.Simulator;

/// <summary>How long one decision takes: an agent gives a place back, somebody of those who wait gets it, and another one arrives.</summary>
internal static class Decisions
{
    private static readonly string[] Languages = ["en", "es", "de", "fr", "pt", "it", "ja", "zh", "tr", "ar"];

    public static void Print()
    {
        Console.WriteLine("Decisions in one team (a place is given back, one that waits gets it, another one arrives)");
        Console.WriteLine($"{"agents",8} {"waiting",9} {"decisions/s",13} {"µs each",9} {"kB each",9}");
        foreach (var (agents, waiting) in new[] { (50, 10_000), (100, 10_000), (200, 10_000), (400, 10_000), (800, 10_000), (200, 1_000), (200, 100_000) })
        {
            var (each, bytes) = Measure(agents, waiting);
            Console.WriteLine($"{agents,8} {waiting,9:N0} {1e6 / each,13:N0} {each,9:N1} {bytes / 1000.0,9:N1}");
        }
    }

    private static (double Microseconds, long Bytes) Measure(int agents, int waiting)
    {
        const int Warm = 500, Measured = 4000;
        var random = new Random(7);
        var now = Day.Start;
        var dispatcher = new Dispatcher(TeamRules.Default);
        var seats = Enumerable.Range(0, agents).Select(i => SeatOf(random, i)).ToArray();
        Array.ForEach(seats, dispatcher.Seat);
        for (var i = 0; i < waiting; i++)
        {
            dispatcher.Put(ConversationOf(random, i, now), now);
        }

        var arrived = waiting;
        var (watch, bytes) = (new Stopwatch(), 0L);
        for (var i = 0; i < Warm + Measured; i++)
        {
            if (i == Warm)
            {
                (watch, bytes) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
            }

            now = now.AddMilliseconds(5);
            var seat = dispatcher.Find(seats[random.Next(agents)].Id)!;
            dispatcher.Seat(seat with { Load = Math.Max(0, seat.Load - 3), IdleSince = now });
            foreach (var (what, why) in dispatcher.Assign(now))
            {
                dispatcher.Settled(what.Id);
                var taken = dispatcher.Find(why.Agent!.Value)!;
                dispatcher.Seat(taken with { Load = taken.Load + what.Weight, IdleSince = now });
            }

            dispatcher.Put(ConversationOf(random, arrived++, now), now);
        }

        return (watch.Elapsed.TotalMicroseconds / Measured, (GC.GetAllocatedBytesForCurrentThread() - bytes) / Measured);
    }

    private static AgentSeat SeatOf(Random random, int number) => new(
        AgentId.Of($"agent-{number}"), $"Agent {number}", Presence.Online, true, 12, 12,
        [new AgentLanguage(Languages[random.Next(Languages.Length)], Proficiency.Native), new AgentLanguage("en", Proficiency.Fluent)],
        [new SkillLevel("returns", random.Next(1, 6))], [AgentProfile.EveryStore], Day.Start.AddMinutes(-random.Next(60)));

    private static WaitingConversation ConversationOf(Random random, int number, DateTimeOffset now) => new(
        new ConversationId(new Guid(number, 0, 0, new byte[8])), random.Next(2) == 0 ? "lumen" : "sakura", Languages[random.Next(Languages.Length)],
        random.Next(4) == 0 ? [new SkillLevel("returns", 2)] : [], 3, Priority.Normal, (CustomerTier)random.Next(3),
        now.AddMinutes(random.Next(5, 240)), now.AddSeconds(-random.Next(120)), null, []);
}
