using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Tests.Assignment;

/// <summary>
/// What the dispatcher has to do, slow and obvious: for each conversation in its turn, ask every seat. Shares no code with it but the
/// contracts; <see cref="DispatcherProperties"/> holds the two together.
/// </summary>
internal sealed class SlowDispatcher(TeamRules rules)
{
    public Dictionary<ConversationId, WaitingConversation> Waiting { get; } = [];

    public Dictionary<AgentId, AgentSeat> Seats { get; } = [];

    /// <summary>Seats kept for an earlier conversation as of the last <see cref="Assign"/>.</summary>
    public HashSet<AgentId> Held { get; } = [];

    public IEnumerable<WaitingConversation> InOrder() => Waiting.Values
        .OrderBy(c => c.EffectiveDue ?? DateTimeOffset.MaxValue)
        .ThenByDescending(c => c.Priority)
        .ThenByDescending(c => c.Tier)
        .ThenBy(c => c.WaitingSince)
        .ThenBy(c => c.Id);

    public IEnumerable<WaitingGroup> Groups() =>
        from c in Waiting.Values
        group c by (c.Store, Language: c.Language is { } tag ? tag.Split('-')[0].ToLowerInvariant() : "und", Skill: c.RequiredSkills.IsDefaultOrEmpty ? null : c.RequiredSkills[0].Skill) into g
        orderby g.Key
        select new WaitingGroup(g.Key.Store, g.Key.Language, g.Key.Skill, g.Count(), g.Min(c => c.WaitingSince), g.Min(c => c.EffectiveDue));

    public List<(ConversationId Conversation, AgentId Agent)> Assign(DateTimeOffset now)
    {
        var assigned = new List<(ConversationId, AgentId)>();
        int before;
        do
        {
            before = assigned.Count;
            Pass(assigned, now);
        }
        while (rules.FairWithin is not null && assigned.Count > before);
        return assigned;
    }

    private void Pass(List<(ConversationId, AgentId)> assigned, DateTimeOffset now)
    {
        Held.Clear();
        foreach (var conversation in InOrder().ToList())
        {
            var step = Step(conversation, now);
            var within = rules.FairWithin ?? 0;
            var last = rules.Steps.Steps.Length - 1;
            var free = Seats.Values.Where(s => Suits(conversation, s, step) && IsThere(s) && !Held.Contains(s.Id)).ToList();
            var roomy = Seats.Values
                .Where(s => Suits(conversation, s, last) && IsThere(s) && !Held.Contains(s.Id) && s.Load + conversation.Weight <= Ceiling(s, now))
                .ToList();
            var below = roomy.Where(s => Share(s) < 100 - within).ToList();
            var fair = roomy.Where(s => Suits(conversation, s, step) && Share(s) >= 100 - within && Share(s) <= 100 + within).ToList();
            var above = roomy.Where(s => Suits(conversation, s, step) && Share(s) > 100 + within).ToList();
            var beyond = above.Count == 0 ? [] : roomy.Where(s => !Suits(conversation, s, step) && Share(s) >= 100 - within && Share(s) <= 100 + within).ToList();
            var previous = free.Where(s => s.Id == conversation.PreviousAgent && roomy.Contains(s)).ToList();
            var able = new[] { previous, below, fair, beyond, above }.FirstOrDefault(group => group.Count > 0);
            if (able is not null)
            {
                var best = able
                    .OrderByDescending(s => Score(conversation, s, now))
                    .ThenBy(s => s.IdleSince)
                    .ThenBy(s => s.Id)
                    .First();
                assigned.Add((conversation.Id, best.Id));
                Seats[best.Id] = best with { Load = best.Load + conversation.Weight, IdleSince = now };
                Waiting.Remove(conversation.Id);
                continue;
            }

            // It lacks only room: the roomiest is kept for it. A seat without any is nothing to keep.
            var kept = free
                .Where(s => s.Load < Ceiling(s, now) && conversation.Weight <= Ceiling(s, now))
                .OrderByDescending(s => Ceiling(s, now) - s.Load)
                .ThenBy(s => s.IdleSince)
                .ThenBy(s => s.Id)
                .FirstOrDefault();
            if (kept is not null)
            {
                Held.Add(kept.Id);
            }
        }
    }

    /// <summary>The step in force: by waiting time, all of them shortly before the deadline, and none that nobody could ever meet.</summary>
    public int Step(WaitingConversation conversation, DateTimeOffset now)
    {
        var steps = rules.Steps.Steps;
        var atRisk = conversation.EffectiveDue is { } due && due - now <= rules.AtRisk;
        var byTime = atRisk ? steps.Length - 1 : steps.Count(s => now - conversation.WaitingSince >= s.After || s.After == TimeSpan.Zero) - 1;
        var first = Enumerable.Range(0, steps.Length).Where(i => Seats.Values.Any(s => Suits(conversation, s, i))).Append(byTime).First();
        return Math.Max(byTime, first);
    }

    public static bool IsThere(AgentSeat seat) => seat.Presence == Presence.Online && seat.InShift && !seat.Draining;

    /// <summary>What the seat carries of its capacity, in percent of what those who are there carry of theirs.</summary>
    private decimal Share(AgentSeat seat)
    {
        if (rules.FairWithin is null)
        {
            return 100;
        }

        var there = Seats.Values.Where(IsThere).ToList();
        return there.Sum(s => s.Load) is var load and > 0 ? 100m * seat.Load * there.Sum(s => s.Capacity) / ((decimal)load * seat.Capacity) : seat.Load > 0 ? decimal.MaxValue : 100;
    }

    public int Ceiling(AgentSeat seat, DateTimeOffset now)
    {
        var ceiling = 0;
        while (ceiling < seat.Capacity && (seat.ShiftEndsAt is not { } end || now + ((ceiling + 1) * rules.UnitTime) <= end))
        {
            ceiling++;
        }

        return ceiling;
    }

    public bool Suits(WaitingConversation conversation, AgentSeat seat, int step)
    {
        var asked = rules.Steps.Steps[step];
        return seat.Stores.Any(s => s == "*" || s == conversation.Store)
            && (seat.Tiers.IsDefaultOrEmpty || seat.Tiers.Contains(conversation.Tier))
            && (!conversation.ExpertOnly || seat.Role != AgentRole.Agent)
            && seat.Capacity >= conversation.Weight
            && (conversation.PassedBy.IsDefault || !conversation.PassedBy.Contains(seat.Id))
            && Worked(conversation, seat) >= asked.LeastProficiency
            && (conversation.RequiredSkills.IsDefault || conversation.RequiredSkills.All(r => seat.Skills.Any(s => s.Skill == r.Skill && s.Level >= r.Level - asked.SkillSlack)));
    }

    private Proficiency? Worked(WaitingConversation conversation, AgentSeat seat) =>
        conversation.Language is null ? Proficiency.Native
        : seat.Languages.Where(l => l.Code == conversation.Language).Select(l => (Proficiency?)l.Proficiency).Max()
            ?? (rules.Steps.TranslationForAll ? Proficiency.Assisted : null);

    private int Score(WaitingConversation conversation, AgentSeat seat, DateTimeOffset now)
    {
        var language = Worked(conversation, seat) switch { Proficiency.Native => 1000, Proficiency.Fluent => 950, _ => 500 };
        var levels = (conversation.RequiredSkills.IsDefault ? [] : conversation.RequiredSkills).Select(r => seat.Skills.First(s => s.Skill == r.Skill).Level)
            .Concat((conversation.PreferredSkills.IsDefault ? [] : conversation.PreferredSkills).Select(p => seat.Skills.FirstOrDefault(s => s.Skill == p)?.Level ?? 1))
            .ToList();
        var skill = 900 + (levels.Count == 0 ? 1000 : levels.Sum() * 1000 / (5 * levels.Count)) / 10;
        var free = 1000 * (seat.Capacity - seat.Load) / seat.Capacity;
        var spare = Math.Max(1, free * free / 1000);
        var idle = 500 + (int)(500 * Math.Clamp((now - seat.IdleSince).Ticks, 0, TimeSpan.TicksPerMinute * 30) / (TimeSpan.TicksPerMinute * 30));
        return (int)((long)language * skill * spare * idle / 1_000_000);
    }
}
