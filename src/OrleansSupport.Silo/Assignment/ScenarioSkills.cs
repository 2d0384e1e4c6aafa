using System.Collections.Immutable;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Silo.Assignment;

/// <summary>The skills that a team's rules ask for by what the buyer wants.</summary>
internal static class ScenarioSkills
{
    public static WaitingConversation Ask(WaitingConversation conversation, TeamRules rules)
    {
        if (rules.Skills is not { Count: > 0 } skills)
        {
            return conversation;
        }

        var asked = skills.Where(s => s.Scenario == conversation.Scenario).ToList();
        return conversation with
        {
            RequiredSkills = [.. asked.Where(s => s.Required).Select(s => new SkillLevel(s.Skill, s.Level))],
            PreferredSkills = [.. asked.Where(s => !s.Required).Select(s => s.Skill)],
        };
    }
}
