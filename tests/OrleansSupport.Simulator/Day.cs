using System.Collections.Immutable;
using NodaTime;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Simulator;

/// <summary>A buyer's conversation before anybody has it: what arrives when, and how much work it is.</summary>
/// <param name="Rounds">Minutes of work in each of its rounds, for a native speaker who knows the matter; a reply ends a round.</param>
/// <param name="Pauses">Minutes until the buyer writes again, between rounds.</param>
internal sealed record Buyer(
    int Number, DateTimeOffset At, string Store, string Language, Channel Channel, CustomerTier Tier, ImmutableArray<SkillLevel> Skills,
    ImmutableArray<string> Preferred, double[] Rounds, double[] Pauses);

internal sealed record Channel(string Id, int Weight, double Share, double Minutes, SlaPolicy Policy);

internal sealed record Worker(AgentSeat Seat, string Zone, DateTimeOffset From, DateTimeOffset To);

/// <summary>One made-up working day, the same for every way of handing it out.</summary>
internal sealed record Day(IReadOnlyList<Worker> Workers, IReadOnlyList<Buyer> Buyers)
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    private static readonly Channel[] Channels =
    [
        new("chat", 3, 0.35, 5.0, Promise("chat", TimeSpan.FromMinutes(10))),
        new("messenger", 2, 0.30, 5.0, Promise("messenger", TimeSpan.FromHours(1))),
        new("email", 1, 0.35, 7.0, Promise("email", TimeSpan.FromHours(4))),
    ];

    /// <summary>The zone's language first, then what else some of its agents speak: code, share of native speakers, share of fluent ones.</summary>
    private static readonly (string Zone, string Native, (string Code, double Native, double Fluent)[] More)[] Sites =
    [
        ("Asia/Shanghai", "zh", [("en", 0.02, 0.75), ("ja", 0.20, 0.10), ("ru", 0.06, 0.04)]),
        ("Asia/Kolkata", "en", [("de", 0.05, 0.06), ("ar", 0.08, 0.06), ("ja", 0.03, 0.04)]),
        ("Europe/Istanbul", "tr", [("en", 0.03, 0.80), ("de", 0.30, 0.15), ("ar", 0.15, 0.10), ("ru", 0.15, 0.08)]),
        ("Europe/Madrid", "es", [("en", 0.05, 0.80), ("fr", 0.30, 0.20), ("it", 0.18, 0.15), ("pt", 0.20, 0.15), ("de", 0.22, 0.08)]),
        ("America/New_York", "en", [("es", 0.35, 0.15), ("pt", 0.18, 0.05), ("fr", 0.20, 0.08)]),
        ("America/Los_Angeles", "en", [("es", 0.35, 0.15), ("zh", 0.20, 0.05), ("ja", 0.12, 0.05)]),
    ];

    private static readonly (string Code, double Share, string Home)[] Languages =
    [
        ("en", 0.36, "America/New_York"), ("es", 0.16, "Europe/Madrid"), ("zh", 0.10, "Asia/Shanghai"), ("de", 0.09, "Europe/Berlin"), ("fr", 0.07, "Europe/Paris"),
        ("tr", 0.06, "Europe/Istanbul"), ("pt", 0.05, "America/Sao_Paulo"), ("ja", 0.04, "Asia/Tokyo"), ("it", 0.03, "Europe/Rome"), ("ar", 0.02, "Asia/Riyadh"), ("ru", 0.02, "Europe/Moscow"),
    ];

    private static readonly string[] Stores = ["lumen", "nordlicht", "sakura"];

    public static Day Of(int seed, int buyers, int agents)
    {
        var random = new Random(seed);
        return new Day(
            [.. Enumerable.Range(0, agents).Select(i => WorkerOf(random, i))],
            [.. Enumerable.Range(0, buyers).Select(i => BuyerOf(random, i)).OrderBy(b => b.At)]);
    }

    private static Worker WorkerOf(Random random, int number)
    {
        var site = Sites[number % Sites.Length];
        var languages = new List<AgentLanguage> { new(site.Native, Proficiency.Native) };
        foreach (var (code, native, fluent) in site.More)
        {
            var draw = random.NextDouble();
            if (draw < native + fluent)
            {
                languages.Add(new AgentLanguage(code, draw < native ? Proficiency.Native : Proficiency.Fluent));
            }
        }

        var skills = new List<SkillLevel>();
        foreach (var (skill, share) in new[] { ("returns", 0.8), ("dispute", 0.5), ("shipping", 0.7) })
        {
            if (random.NextDouble() < share)
            {
                skills.Add(new SkillLevel(skill, random.Next(2, 6)));
            }
        }

        // Three shifts in each zone, by the wall clock there.
        int[] begins = [6, 9, 14];
        var zone = DateTimeZoneProviders.Tzdb[site.Zone];
        var begin = zone.AtLeniently(new LocalDate(2026, 11, 23).At(new LocalTime(begins[number / Sites.Length % begins.Length], 0))).ToDateTimeOffset().ToUniversalTime();
        begin = begin < Start ? begin.AddDays(1) : begin; // the day goes round: a shift that began yesterday is tonight's
        var seat = new AgentSeat(
            AgentId.Of($"agent-{number}"), $"Agent {number}", Presence.Offline, InShift: false, 0, AgentProfile.DefaultCapacity, [.. languages], [.. skills],
            [AgentProfile.EveryStore], begin, ShiftEndsAt: begin.AddHours(8));
        return new Worker(seat, site.Zone, begin, begin.AddHours(8));
    }

    private static Buyer BuyerOf(Random random, int number)
    {
        var language = Pick(random, Languages, l => l.Share);
        var channel = Pick(random, Channels, c => c.Share);
        var kind = random.NextDouble();
        var rounds = 1;
        while (rounds < 5 && random.NextDouble() < 0.45)
        {
            rounds++;
        }

        return new Buyer(
            number,
            ArrivalOf(random, language.Home),
            Stores[random.Next(Stores.Length)],
            language.Code,
            channel,
            random.NextDouble() switch { < 0.05 => CustomerTier.Vip, < 0.15 => CustomerTier.Wholesale, _ => CustomerTier.Standard },
            kind < 0.25 ? [new SkillLevel("returns", random.Next(1, 4))] : kind < 0.33 ? [new SkillLevel("dispute", random.Next(1, 4))] : [],
            kind > 0.8 ? ["shipping"] : [],
            [.. Enumerable.Range(0, rounds).Select(_ => channel.Minutes * (0.4 - Math.Log(1 - random.NextDouble())) / 1.4)],
            [.. Enumerable.Range(1, rounds - 1).Select(_ => (channel.Id == "chat" ? 2 : 30) * (0.3 - Math.Log(1 - random.NextDouble())))]);
    }

    /// <summary>People write by day and most in the evening, wherever they live.</summary>
    private static DateTimeOffset ArrivalOf(Random random, string home)
    {
        var offset = DateTimeZoneProviders.Tzdb[home].GetUtcOffset(Instant.FromDateTimeOffset(Start)).ToTimeSpan();
        while (true)
        {
            var at = TimeSpan.FromSeconds(random.Next(24 * 3600));
            var hour = (at + offset).TotalHours % 24;
            var busy = hour < 6 ? 0.25 : hour < 9 ? 0.6 : hour < 18 ? 0.9 : hour < 22 ? 1.0 : 0.5;
            if (random.NextDouble() < busy)
            {
                return Start + at;
            }
        }
    }

    private static T Pick<T>(Random random, T[] among, Func<T, double> share)
    {
        var draw = random.NextDouble() * among.Sum(share);
        return among.First(a => (draw -= share(a)) < 0 || ReferenceEquals(a, among[^1]) || a!.Equals(among[^1]));
    }

    private static SlaPolicy Promise(string channel, TimeSpan answer)
    {
        var targets = new SlaTargets(answer, answer, null);
        return new SlaPolicy(channel, channel, [], [channel], targets, targets, targets, targets, SlaWarnings.Default);
    }
}
