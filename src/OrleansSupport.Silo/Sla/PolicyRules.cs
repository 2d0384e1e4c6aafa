using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Stores;

namespace OrleansSupport.Silo.Sla;

/// <summary>Which of a store's policies holds, and what a policy must satisfy before it is stored.</summary>
public static class PolicyRules
{
    /// <summary>No promise is longer than a leap year.</summary>
    public static readonly TimeSpan LongestTarget = TimeSpan.FromDays(366);

    /// <summary>
    /// The first policy, in the store's order, that names the channel, tier, priority and scenario, each or none of its kind; null
    /// when none holds.
    /// </summary>
    public static SlaPolicy? Match(IEnumerable<SlaPolicy> policies, string channel, CustomerTier tier, Priority priority, string? scenario)
    {
        ArgumentNullException.ThrowIfNull(policies);
        return policies.FirstOrDefault(policy =>
            (policy.Channels.IsDefaultOrEmpty || policy.Channels.Contains(channel, StringComparer.Ordinal))
            && (policy.Tiers.IsDefaultOrEmpty || policy.Tiers.Contains(tier))
            && (policy.Priorities is not { Count: > 0 } priorities || priorities.Contains(priority))
            && (policy.Scenarios is not { Count: > 0 } scenarios || scenarios.Contains(scenario, StringComparer.Ordinal)));
    }

    /// <summary>Everything wrong with further calendars, policies and escalations, each and together; empty when valid.</summary>
    public static IReadOnlyList<string> Problems(SlaSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var problems = new List<string>();
        foreach (var calendar in settings.Calendars)
        {
            problems.AddRange(StoreRules.IsSlug(calendar.Id) ? [] : ["A calendar's id is 1 to 40 lower-case letters, digits and dashes."]);
            problems.AddRange(CalendarRules.Problems(calendar.Hours).Select(problem => $"{calendar.Name}: {problem}"));
        }

        problems.AddRange(settings.Policies.SelectMany(Problems));
        var calendars = settings.Calendars.Select(calendar => calendar.Id).ToHashSet(StringComparer.Ordinal);
        if (calendars.Count < settings.Calendars.Count || settings.Policies.DistinctBy(policy => policy.Id).Count() < settings.Policies.Count)
        {
            problems.Add("Calendars and policies have an id each of their own.");
        }

        if (settings.Policies.FirstOrDefault(policy => policy.Calendar is { } named && !calendars.Contains(named)) is { } lost)
        {
            problems.Add($"{lost.Name} names the calendar '{lost.Calendar}', which does not exist.");
        }

        if (settings.Escalations.Any(rule => rule.MoveTo is { } team && !StoreRules.IsSlug(team)))
        {
            problems.Add("An escalation moves to a team named with lower-case letters, digits and dashes.");
        }

        return problems;
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
                else if (target > LongestTarget)
                {
                    problems.Add($"A {priority} target may be 366 days at most.");
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
