using OrleansSupport.Contracts.Agents;

namespace OrleansSupport.Web.Live;

/// <summary>
/// Who watches a team's queue, by what they may see of it. A queue has lines of several stores; everybody with the same stores
/// gets the same cut of it, made once.
/// </summary>
internal sealed class TeamAudience
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<string, (string[] Stores, int Watchers)>> teams = new(StringComparer.Ordinal);

    public string Join(string topic, IReadOnlyList<string> stores)
    {
        var (group, sorted) = Group(topic, stores);
        lock (gate)
        {
            if (!teams.TryGetValue(topic, out var groups))
            {
                teams[topic] = groups = new(StringComparer.Ordinal);
            }

            groups[group] = (sorted, groups.GetValueOrDefault(group).Watchers + 1);
        }

        return group;
    }

    public void Leave(string topic, IReadOnlyList<string> stores)
    {
        var (group, _) = Group(topic, stores);
        lock (gate)
        {
            if (!teams.TryGetValue(topic, out var groups) || !groups.TryGetValue(group, out var entry))
            {
                return;
            }

            if (entry.Watchers > 1)
            {
                groups[group] = entry with { Watchers = entry.Watchers - 1 };
            }
            else if (groups.Remove(group) && groups.Count == 0)
            {
                teams.Remove(topic);
            }
        }
    }

    public IReadOnlyList<(string Group, string[] Stores)> Groups(string topic)
    {
        lock (gate)
        {
            var found = new List<(string, string[])>();
            Add(topic);
            Add(LiveGateway.Every(topic));
            return found;

            void Add(string name)
            {
                if (teams.TryGetValue(name, out var groups))
                {
                    found.AddRange(groups.Select(g => (g.Key, g.Value.Stores)));
                }
            }
        }
    }

    private static (string Group, string[] Stores) Group(string topic, IReadOnlyList<string> stores)
    {
        string[] sorted = stores.Contains(AgentProfile.EveryStore) ? [AgentProfile.EveryStore] : [.. stores.Order(StringComparer.Ordinal)];
        return (topic + "|" + string.Join(',', sorted), sorted);
    }
}
