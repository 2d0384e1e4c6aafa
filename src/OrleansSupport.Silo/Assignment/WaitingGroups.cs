using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Silo.Assignment;

/// <summary>What waits, by store, language and first skill: kept up with each that comes and goes, so that a look at the board counts nothing.</summary>
internal sealed class WaitingGroups
{
    private readonly Dictionary<(string Store, string Language, string? Skill), Group> _groups = [];

    /// <summary>The largest first.</summary>
    public IReadOnlyList<WaitingGroup> BySize() =>
    [
        .. _groups.Select(g => new WaitingGroup(g.Key.Store, g.Key.Language, g.Key.Skill, g.Value.Since.Count, g.Value.Since.Min.At, g.Value.Due.Count == 0 ? null : g.Value.Due.Min.At))
            .OrderByDescending(g => g.Count).ThenBy(g => g.Language, StringComparer.Ordinal).ThenBy(g => g.Skill, StringComparer.Ordinal),
    ];

    public void Add(WaitingConversation one)
    {
        var key = KeyOf(one);
        if (!_groups.TryGetValue(key, out var group))
        {
            _groups.Add(key, group = new Group());
        }

        group.Since.Add((one.WaitingSince, one.Id));
        if (one.EffectiveDue is { } due)
        {
            group.Due.Add((due, one.Id));
        }
    }

    public void Remove(WaitingConversation one)
    {
        var key = KeyOf(one);
        var group = _groups[key];
        group.Since.Remove((one.WaitingSince, one.Id));
        if (one.EffectiveDue is { } due)
        {
            group.Due.Remove((due, one.Id));
        }

        if (group.Since.Count == 0)
        {
            _groups.Remove(key);
        }
    }

    private static (string Store, string Language, string? Skill) KeyOf(WaitingConversation one) => (
        one.Store, Fit.Primary(one.Language) is { Length: > 0 } known ? known : "und", one.RequiredSkills.IsDefaultOrEmpty ? null : one.RequiredSkills[0].Skill);

    private sealed class Group
    {
        public SortedSet<(DateTimeOffset At, ConversationId Id)> Since { get; } = [];

        public SortedSet<(DateTimeOffset At, ConversationId Id)> Due { get; } = [];
    }
}
