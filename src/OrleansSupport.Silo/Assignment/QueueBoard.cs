using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Silo.Assignment;

/// <summary>What a team's queue looks like from outside.</summary>
internal static class QueueBoard
{
    private const int ShownLines = 100;

    public static QueueView Of(string team, Dispatcher dispatcher, DateTimeOffset now)
    {
        var lines = dispatcher.InOrder().Take(ShownLines).Select(w => new QueueLine(
            w.Id, w.Store, w.Language ?? "und", w.WaitingSince, w.EffectiveDue, dispatcher.Why(w.Id, now, Dispatcher.Listed),
            w.RequiredSkills.IsDefaultOrEmpty ? null : [.. w.RequiredSkills], w.Weight, w.ExpertOnly));
        return new QueueView(
            team, [.. lines], dispatcher.Count, dispatcher.Seats.Count(s => s.Presence == Presence.Online), Groups(dispatcher.Waiting), dispatcher.Rules);
    }

    /// <summary>The largest first.</summary>
    public static IReadOnlyList<WaitingGroup> Groups(IEnumerable<WaitingConversation> waiting)
    {
        var groups = new Dictionary<(string Store, string Language, string? Skill), WaitingGroup>();
        foreach (var one in waiting)
        {
            var language = Fit.Primary(one.Language) is { Length: > 0 } known ? known : "und";
            var key = (one.Store, language, one.RequiredSkills.IsDefaultOrEmpty ? null : one.RequiredSkills[0].Skill);
            groups[key] = groups.TryGetValue(key, out var group)
                ? group with { Count = group.Count + 1, Oldest = Earlier(group.Oldest, one.WaitingSince)!.Value, NextDue = Earlier(group.NextDue, one.EffectiveDue) }
                : new WaitingGroup(key.Store, key.language, key.Item3, 1, one.WaitingSince, one.EffectiveDue);
        }

        return [.. groups.Values.OrderByDescending(g => g.Count).ThenBy(g => g.Language, StringComparer.Ordinal).ThenBy(g => g.Skill, StringComparer.Ordinal)];
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => b < a ? b : a ?? b;
}
