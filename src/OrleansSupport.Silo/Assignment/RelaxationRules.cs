using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Silo.Assignment;

/// <summary>What a team's relaxation steps must satisfy before they are stored.</summary>
public static class RelaxationRules
{
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
