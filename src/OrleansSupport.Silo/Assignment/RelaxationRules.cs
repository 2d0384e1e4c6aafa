using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Scenarios;

namespace OrleansSupport.Silo.Assignment;

/// <summary>What a team's rules must satisfy before they are stored.</summary>
public static class RelaxationRules
{
    /// <summary>Everything wrong with <paramref name="rules"/>; empty when valid.</summary>
    public static IReadOnlyList<string> Problems(TeamRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var problems = rules.Steps is null ? ["The relaxation steps are missing."] : Problems(rules.Steps).ToList();
        Between(rules.OfferFor, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10), "An offer stands for 5 seconds to 10 minutes.");
        Between(rules.UnitTime, TimeSpan.Zero, TimeSpan.FromHours(4), "A unit takes no longer than 4 hours.");
        Between(rules.AtRisk, TimeSpan.Zero, TimeSpan.FromDays(1), "The time at risk is at most a day.");
        Between(rules.AwayAfter, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), "An agent counts as away after one minute to one day.");
        if (rules.Skills is { } skills && (skills.Count > 200 || skills.Any(s => s is null || !Scenario.IsKnown(s.Scenario)
            || string.IsNullOrWhiteSpace(s.Skill) || s.Skill.Length > 60 || s.Level is < 1 or > 5)))
        {
            problems.Add("Skills by scenario: at most 200, each a known scenario, a skill and a level of 1 to 5.");
        }

        if (!Enum.IsDefined(rules.Offline))
        {
            problems.Add("There is no such policy for going offline.");
        }

        return problems;

        void Between(TimeSpan? value, TimeSpan least, TimeSpan most, string problem)
        {
            if (value < least || value > most)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>Everything wrong with <paramref name="steps"/>, in English sentences for an API client; empty when valid.</summary>
    public static IReadOnlyList<string> Problems(RelaxationSteps steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Steps.IsDefaultOrEmpty || steps.Steps[0].After != TimeSpan.Zero)
        {
            return ["The first step must begin at once."];
        }

        var problems = new List<string>();
        for (var i = 1; i < steps.Steps.Length; i++)
        {
            var (earlier, later) = (steps.Steps[i - 1], steps.Steps[i]);
            if (later.After <= earlier.After)
            {
                problems.Add($"Step {i + 1} must come later than the step before it.");
            }

            if (later.LeastProficiency > earlier.LeastProficiency || later.SkillSlack < earlier.SkillSlack)
            {
                problems.Add($"Step {i + 1} must not ask for more than the step before it.");
            }
        }

        return problems;
    }
}
