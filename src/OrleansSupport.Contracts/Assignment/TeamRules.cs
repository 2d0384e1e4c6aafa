namespace OrleansSupport.Contracts.Assignment;

/// <summary>What becomes of an agent's open conversations when the agent goes offline.</summary>
[GenerateSerializer, Alias("assignment.OfflinePolicy")]
public enum OfflinePolicy
{
    /// <summary>To the queue at once, each at its old place.</summary>
    Reassign = 0,

    /// <summary>They stay with the agent until the customer writes again.</summary>
    ReassignOnNextMessage = 1,

    /// <summary>They stay with the agent.</summary>
    Keep = 2,
}

/// <summary>What a team asks for where the buyer wants one thing rather than another.</summary>
/// <param name="Scenario">One of <see cref="Scenarios.Scenario.All"/>.</param>
/// <param name="Level">1 … 5.</param>
/// <param name="Required">False only prefers whoever has the skill.</param>
[GenerateSerializer, Immutable, Alias("assignment.ScenarioSkill")]
public sealed record ScenarioSkill([property: Id(0)] string Scenario, [property: Id(1)] string Skill, [property: Id(2)] int Level, [property: Id(3)] bool Required);

/// <summary>How a team hands out its work.</summary>
/// <param name="OfferFor">How long an agent has to accept an offer; null accepts in the agent's name at once.</param>
/// <param name="UnitTime">
/// Time that one unit of capacity takes to answer. Towards a shift's end an agent gets no more units than the time left is enough for.
/// </param>
/// <param name="AtRisk">This long before its deadline a conversation stops waiting for the better suited: its last step is in force.</param>
/// <param name="FairWithin">
/// Percent that an agent's load may be from the team's before it counts: who carries less takes part whatever the step, who carries more
/// only when nobody else can. Null leaves it to the score, as suits a small team.
/// </param>
/// <param name="AwayAfter">Time without a sign of life in the console after which an online agent counts as away; null never. In several teams the shortest holds.</param>
/// <param name="Skills">Skills by scenario; null asks for none.</param>
[GenerateSerializer, Immutable, Alias("assignment.TeamRules")]
public sealed record TeamRules(
    [property: Id(0)] RelaxationSteps Steps,
    [property: Id(1)] TimeSpan? OfferFor,
    [property: Id(2)] TimeSpan UnitTime,
    [property: Id(3)] TimeSpan AtRisk,
    [property: Id(4)] OfflinePolicy Offline,
    [property: Id(5)] TimeSpan? AwayAfter,
    [property: Id(6)] int? FairWithin,
    [property: Id(7)] IReadOnlyList<ScenarioSkill>? Skills = null)
{
    /// <summary>Accepted at once, two minutes a unit, all steps open one minute before the deadline, away after 20 minutes.</summary>
    public static TeamRules Default { get; } = new(
        RelaxationSteps.Default, OfferFor: null, UnitTime: TimeSpan.FromMinutes(2), AtRisk: TimeSpan.FromMinutes(1), OfflinePolicy.Reassign,
        AwayAfter: TimeSpan.FromMinutes(20), FairWithin: null);
}
