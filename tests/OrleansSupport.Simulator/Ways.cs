using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Silo.Assignment;

namespace OrleansSupport.Simulator;

/// <summary>A way of handing out work.</summary>
internal interface IWay
{
    string Name { get; }

    DateTimeOffset? LookAgainAt { get; }

    int Waiting { get; }

    void Put(WaitingConversation conversation, DateTimeOffset now);

    void Seat(AgentSeat seat);

    IEnumerable<(WaitingConversation What, AgentId Agent)> Assign(DateTimeOffset now);
}

/// <summary>The product's own.</summary>
internal sealed class Ours(string name, TeamRules rules) : IWay
{
    private readonly Dispatcher _dispatcher = new(rules);

    public string Name => name;

    public DateTimeOffset? LookAgainAt => _dispatcher.LookAgainAt;

    public int Waiting => _dispatcher.Count;

    public void Put(WaitingConversation conversation, DateTimeOffset now) => _dispatcher.Put(conversation, now);

    public void Seat(AgentSeat seat) => _dispatcher.Seat(seat);

    public IEnumerable<(WaitingConversation What, AgentId Agent)> Assign(DateTimeOffset now)
    {
        foreach (var (what, why) in _dispatcher.Assign(now))
        {
            _dispatcher.Settled(what.Id);
            yield return (what, why.Agent!.Value);
        }
    }
}

/// <summary>
/// What is usual: first come, first served, to whoever of those with room and the required skill is next, or idle longest. Language is the
/// translator's business.
/// </summary>
internal sealed class FirstCome(string name, bool byTurn) : IWay
{
    private readonly List<AgentSeat> _seats = [];
    private readonly Dictionary<AgentId, int> _numbers = [];
    private readonly LinkedList<WaitingConversation> _waiting = [];
    private int _next;

    public string Name => name;

    public DateTimeOffset? LookAgainAt => null;

    public int Waiting => _waiting.Count;

    public void Put(WaitingConversation conversation, DateTimeOffset now) => _waiting.AddLast(conversation);

    public void Seat(AgentSeat seat)
    {
        if (_numbers.TryGetValue(seat.Id, out var number))
        {
            _seats[number] = seat;
        }
        else
        {
            _numbers.Add(seat.Id, _seats.Count);
            _seats.Add(seat);
        }
    }

    public IEnumerable<(WaitingConversation What, AgentId Agent)> Assign(DateTimeOffset now)
    {
        var hopeless = new HashSet<(int, string)>(); // what nobody can take now, nobody can take a moment later either
        for (var node = _waiting.First; node is not null && _seats.Exists(HasAnyRoom);)
        {
            var (what, here) = (node.Value, node);
            node = node.Next;
            var kind = (what.Weight, string.Join('|', what.RequiredSkills.Select(s => $"{s.Skill}:{s.Level}")));
            if (hopeless.Contains(kind))
            {
                continue;
            }

            if (Choose(what) is not { } number)
            {
                hopeless.Add(kind);
                continue;
            }

            _waiting.Remove(here);
            _next = number + 1;
            yield return (what, _seats[number].Id);
        }
    }

    private int? Choose(WaitingConversation what)
    {
        int? best = null;
        for (var i = 0; i < _seats.Count; i++)
        {
            var number = (byTurn ? _next + i : i) % _seats.Count;
            var seat = _seats[number];
            if (!Matching.IsAvailable(seat) || !Matching.HasRoom(seat.Load, seat.Capacity, what.Weight)
                || !what.RequiredSkills.All(r => Fit.LevelOf(seat, r.Skill) is not null))
            {
                continue;
            }

            if (byTurn)
            {
                return number;
            }

            best = best is null || seat.IdleSince < _seats[best.Value].IdleSince ? number : best;
        }

        return best;
    }

    private static bool HasAnyRoom(AgentSeat seat) => Matching.IsAvailable(seat) && seat.Load < seat.Capacity;
}
