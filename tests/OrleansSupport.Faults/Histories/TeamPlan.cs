using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Faults.Histories;

/// <summary>An agent of a random team.</summary>
internal sealed record Desk(string Email, int Capacity, AgentRole Role, IReadOnlyDictionary<string, Proficiency> Languages)
{
    public AgentId Agent { get; } = AgentId.Of(Email);

    /// <summary>Who does not list a language works in it through translation.</summary>
    public Proficiency In(string language) => Languages.GetValueOrDefault(language, Proficiency.Assisted);
}

/// <summary>What is random about a history before it begins: the team, its rules and its promises.</summary>
internal sealed record TeamPlan(int Seed, string Name, IReadOnlyList<Desk> Desks, TeamRules Rules, SlaPolicy Policy)
{
    /// <summary>The store's channels, with the units of capacity that a conversation takes.</summary>
    public static readonly IReadOnlyDictionary<string, int> Channels = new Dictionary<string, int> { ["light"] = 1, ["heavy"] = 3 };

    /// <summary>What the buyers of <see cref="Writers"/> write in.</summary>
    private static readonly string[] Spoken = ["en", "es", "de", "zh", "fr"];

    public static TeamPlan Random(int seed)
    {
        var random = new Random(seed);
        var name = $"history-{seed}";
        var desks = Enumerable.Range(0, random.Next(3, 6)).Select(i => new Desk(
            $"desk{i}@{name}.example", random.Next(3, 8), random.Next(4) == 0 ? AgentRole.Expert : AgentRole.Agent,
            Spoken.Where(_ => random.Next(3) == 0).ToDictionary(language => language, _ => random.Next(3) == 0 ? Proficiency.Fluent : Proficiency.Native))).ToList();
        var fluent = TimeSpan.FromMilliseconds(random.Next(500, 3000));
        var rules = TeamRules.Default with
        {
            Steps = new RelaxationSteps(
            [
                new(TimeSpan.Zero, Proficiency.Native, 0),
                new(fluent, Proficiency.Fluent, 4),
                new(fluent * 2, Proficiency.Assisted, 4),
            ]),
            OfferFor = random.Next(2) == 0 ? null : TimeSpan.FromSeconds(5), // the least that a team may ask for
            AtRisk = TimeSpan.FromSeconds(1),
            Offline = (OfflinePolicy)random.Next(3),
        };
        var first = TimeSpan.FromSeconds(random.Next(2, 12));
        SlaTargets Only(double part) => new(first * part, null, null);
        var policy = SlaPolicy.Default with { Low = Only(2), Normal = Only(1), High = Only(0.75), Urgent = Only(0.5), Warnings = new SlaWarnings(null, null) };
        return new TeamPlan(seed, name, desks, rules, policy);
    }
}

/// <summary>A line of the queue as the API showed it.</summary>
/// <param name="Step">Of the relaxation, as the queue sees it.</param>
/// <param name="Would">Who would get it now; null when nobody can.</param>
/// <param name="Plain">
/// The queue knew everybody of the team then, which right after it came to another node it does not, and nobody had passed an offer. Steps that
/// nobody can meet are skipped: whoever passes may make the step another one, and so may a queue that has forgotten it.
/// </param>
internal readonly record struct Look(DateTimeOffset At, ConversationId Conversation, DateTimeOffset WaitingSince, bool ExpertOnly, int Step, AgentId? Would, bool Plain);

/// <summary>A time in which a fault was at work: then it may take longer, and nothing else.</summary>
internal readonly record struct Trouble(DateTimeOffset From, DateTimeOffset To)
{
    public bool Touches(DateTimeOffset from, DateTimeOffset to) => from <= To && to >= From;
}
