using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Silo.Assignment;

/// <summary>How an agent suits a conversation, whatever the moment: store, skills, language.</summary>
/// <param name="FirstStep">Index of the first relaxation step that lets the agent in; <see cref="Unfit"/> when none ever does.</param>
/// <param name="Listed">The listed proficiency in the conversation's language; null when not listed.</param>
/// <param name="Worked">The proficiency the agent works with, translation included; null when not at all.</param>
/// <param name="SkillPart">
/// Mean level of the required and preferred skills in thousandths of the highest; a preferred one that is missing counts as level 1. 1000
/// when none is asked for.
/// </param>
internal readonly record struct Fit(int FirstStep, Proficiency? Listed, Proficiency? Worked, int SkillPart)
{
    public const int Unfit = int.MaxValue;

    private const int HighestLevel = 5;

    public static Fit Of(WaitingConversation conversation, AgentSeat seat, RelaxationSteps steps)
    {
        var listed = ProficiencyOf(seat, Primary(conversation.Language));
        var worked = listed ?? (steps.TranslationForAll ? Proficiency.Assisted : null);
        var (skillPart, shortfall) = SkillsOf(seat, conversation);
        var first = Unfit;
        if (worked is { } proficiency
            && MayServe(seat, conversation.Store)
            && MayTake(seat, conversation.Tier)
            && (!conversation.ExpertOnly || IsExpert(seat))
            && seat.Capacity >= conversation.Weight
            && (conversation.PassedBy.IsDefaultOrEmpty || !conversation.PassedBy.Contains(seat.Id)))
        {
            for (var i = 0; i < steps.Steps.Length && first == Unfit; i++)
            {
                var step = steps.Steps[i];
                first = proficiency >= step.LeastProficiency && shortfall <= step.SkillSlack ? i : Unfit;
            }
        }

        return new Fit(first, listed, worked, skillPart);
    }

    public static bool MayServe(AgentSeat seat, string store)
    {
        foreach (var mine in seat.Stores)
        {
            if (mine == AgentProfile.EveryStore || mine == store)
            {
                return true;
            }
        }

        return false;
    }

    public static bool MayTake(AgentSeat seat, CustomerTier tier) => seat.Tiers.IsDefaultOrEmpty || seat.Tiers.Contains(tier);

    public static bool IsExpert(AgentSeat seat) => seat.Role is not AgentRole.Agent;

    /// <summary>The agent's level in a skill; null without it.</summary>
    public static int? LevelOf(AgentSeat seat, string skill)
    {
        foreach (var mine in seat.Skills)
        {
            if (string.Equals(mine.Skill, skill, StringComparison.OrdinalIgnoreCase))
            {
                return mine.Level;
            }
        }

        return null;
    }

    /// <summary>The primary subtag in lower case; empty when there is none.</summary>
    public static string Primary(string? tag)
    {
        var end = tag.AsSpan().IndexOfAny('-', '_');
        return (end < 0 ? tag ?? "" : tag![..end]).ToLowerInvariant();
    }

    private static Proficiency? ProficiencyOf(AgentSeat seat, string language)
    {
        if (language.Length == 0)
        {
            return Proficiency.Native; // not known yet: nobody is better placed than another
        }

        Proficiency? best = null;
        foreach (var mine in seat.Languages)
        {
            if (Primary(mine.Code) == language && !(best >= mine.Proficiency))
            {
                best = mine.Proficiency;
            }
        }

        return best;
    }

    private static (int Part, int Shortfall) SkillsOf(AgentSeat seat, WaitingConversation conversation)
    {
        var (sum, count, shortfall) = (0, 0, 0);
        foreach (var required in conversation.RequiredSkills.IsDefault ? [] : conversation.RequiredSkills)
        {
            if (LevelOf(seat, required.Skill) is not { } level)
            {
                return (0, Unfit);
            }

            sum += Math.Clamp(level, 1, HighestLevel);
            count++;
            shortfall = Math.Max(shortfall, required.Level - level);
        }

        foreach (var preferred in conversation.PreferredSkills.IsDefault ? [] : conversation.PreferredSkills)
        {
            sum += Math.Clamp(LevelOf(seat, preferred) ?? 1, 1, HighestLevel);
            count++;
        }

        return (count == 0 ? 1000 : sum * 1000 / (HighestLevel * count), shortfall);
    }
}
