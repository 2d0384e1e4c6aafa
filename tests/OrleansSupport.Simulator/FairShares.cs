using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Silo.Assignment;

namespace OrleansSupport.Simulator;

/// <summary>
/// What each agent's load would have been if exactly the work that was done had been shared out as evenly as can be. In every quarter of an hour the load of each kind of
/// conversation is spread over those on shift who have its skills and speak its language at least as well as whoever did it, so that the share of capacity
/// in use is as even as the languages and skills of the team allow. Nobody's fair share holds work that they could not have done as well, or while they were not there.
/// </summary>
internal sealed class FairShares
{
    /// <summary>Minutes that are shared out together.</summary>
    public const int Window = 15;

    /// <summary>How often all kinds are spread anew over what the others leave; the shares stand still before.</summary>
    private const int Rounds = 30;

    private readonly Dictionary<(string Language, Proficiency Worked, string Skills), (Buyer Like, double Load)> _window = [];
    private readonly Dictionary<AgentId, double> _carried = [], _fair = [];

    /// <summary>Each agent's load over the whole shift as a share of the fair one.</summary>
    public IEnumerable<double> Of => _fair.Where(f => f.Value > 0).Select(f => _carried.GetValueOrDefault(f.Key) / f.Value);

    /// <summary>An agent has had a conversation in hand for a minute.</summary>
    public void Worked(AgentId agent, Buyer buyer, Proficiency worked)
    {
        var kind = (buyer.Language, worked, string.Join('|', buyer.Skills.Select(skill => $"{skill.Skill}:{skill.Level}")));
        _window[kind] = (buyer, _window.GetValueOrDefault(kind).Load + buyer.Channel.Weight);
        _carried[agent] = _carried.GetValueOrDefault(agent) + buyer.Channel.Weight;
    }

    /// <summary>Shares out what was done in the window among those who are on shift.</summary>
    public void Share(IReadOnlyList<AgentSeat> seats)
    {
        var load = new double[seats.Count];
        var kinds = _window.Select(kind => (
            kind.Value.Load,
            Able: Enumerable.Range(0, seats.Count).Where(i => Speaks(seats[i], kind.Key.Language) >= kind.Key.Worked
                && kind.Value.Like.Skills.All(skill => Fit.LevelOf(seats[i], skill.Skill) is not null)).ToArray(),
            Parts: new double[seats.Count])).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (amount, able, parts) in kinds)
            {
                foreach (var i in able)
                {
                    load[i] -= parts[i];
                }

                Pour(amount, able, load, parts, seats);
            }
        }

        for (var i = 0; i < seats.Count; i++)
        {
            _fair[seats[i].Id] = _fair.GetValueOrDefault(seats[i].Id) + load[i];
        }

        _window.Clear();
    }

    /// <summary>Pours an amount over some agents, those with the least of their capacity in use first, until all that got some stand equally high.</summary>
    private static void Pour(double amount, int[] able, double[] load, double[] parts, IReadOnlyList<AgentSeat> seats)
    {
        var lowest = able.OrderBy(i => load[i] / seats[i].Capacity).ToArray();
        double loads = 0, capacities = 0, level = 0;
        for (var n = 0; n < lowest.Length; n++)
        {
            loads += load[lowest[n]];
            capacities += seats[lowest[n]].Capacity;
            level = (amount + loads) / capacities;
            if (n + 1 == lowest.Length || level <= load[lowest[n + 1]] / seats[lowest[n + 1]].Capacity)
            {
                break;
            }
        }

        foreach (var i in able)
        {
            parts[i] = Math.Max(0, (level * seats[i].Capacity) - load[i]);
            load[i] += parts[i];
        }
    }

    private static Proficiency Speaks(AgentSeat seat, string language) =>
        seat.Languages.FirstOrDefault(l => l.Code == language)?.Proficiency ?? Proficiency.Assisted;
}
