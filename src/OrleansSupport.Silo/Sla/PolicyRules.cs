using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Silo.Sla;

/// <summary>Which of a store's policies holds, and what a policy must satisfy before it is stored.</summary>
public static class PolicyRules
{
    /// <summary>The first policy, in the store's order, that names the channel and the tier, or names none; null when none holds.</summary>
    public static SlaPolicy? Match(IEnumerable<SlaPolicy> policies, string channel, CustomerTier tier)
    {
        ArgumentNullException.ThrowIfNull(policies);
        return policies.FirstOrDefault(policy =>
            (policy.Channels.IsDefaultOrEmpty || policy.Channels.Contains(channel, StringComparer.Ordinal))
            && (policy.Tiers.IsDefaultOrEmpty || policy.Tiers.Contains(tier)));
    }

    /// <summary>Everything wrong with <paramref name="policy"/>, in English sentences for an API client; empty when valid.</summary>
    public static IReadOnlyList<string> Problems(SlaPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(policy.Id))
        {
            problems.Add("A policy needs an id.");
        }

        foreach (var priority in Enum.GetValues<Priority>())
        {
            var targets = policy.For(priority);
            foreach (var target in new[] { targets.FirstResponse, targets.NextResponse, targets.Resolution })
            {
                if (target <= TimeSpan.Zero)
                {
                    problems.Add($"A {priority} target must be longer than nothing.");
                }
            }
        }

        if (policy.Warnings.Percent is < 1 or > 99)
        {
            problems.Add("The warning's share must be 1 to 99 percent.");
        }

        if (policy.Warnings.Before <= TimeSpan.Zero)
        {
            problems.Add("The warning's time before the due instant must be longer than nothing.");
        }

        return problems;
    }
}
