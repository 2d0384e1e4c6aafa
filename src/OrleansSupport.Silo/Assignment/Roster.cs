using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Silo.Assignment;

/// <summary>A team's seats while a queue is being served: what one decision takes is gone for the next.</summary>
internal sealed class Roster
{
    private readonly int[] _load;
    private readonly DateTimeOffset[] _idleSince;
    private readonly bool[] _held;

    public Roster(IReadOnlyList<AgentSeat> seats)
    {
        Seats = seats;
        _load = [.. seats.Select(seat => seat.Load)];
        _idleSince = [.. seats.Select(seat => seat.IdleSince)];
        _held = new bool[seats.Count];
    }

    public IReadOnlyList<AgentSeat> Seats { get; }

    /// <summary>Whether anybody can take anything at all.</summary>
    public bool HasRoom
    {
        get
        {
            for (var i = 0; i < Seats.Count; i++)
            {
                if (Matching.IsAvailable(Seats[i]) && !_held[i] && _load[i] < Seats[i].Capacity)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public int Load(int seat) => _load[seat];

    public DateTimeOffset IdleSince(int seat) => _idleSince[seat];

    public bool IsHeld(int seat) => _held[seat];

    public void Take(int seat, int weight, DateTimeOffset now)
    {
        _load[seat] += weight;
        _idleSince[seat] = now; // the next equal conversation goes to a colleague
    }

    /// <summary>
    /// Keeps what the roomiest of <paramref name="seats"/> has left for a conversation that does not fit yet; else a stream of light
    /// ones behind it would take each freed unit, and a heavy one would never be served.
    /// </summary>
    public void HoldRoomiest(IEnumerable<int> seats)
    {
        var best = -1;
        foreach (var seat in seats)
        {
            if (!_held[seat] && (best < 0 || Spare(seat) > Spare(best) || (Spare(seat) == Spare(best) && IdlesLonger(seat, best))))
            {
                best = seat;
            }
        }

        if (best >= 0)
        {
            _held[best] = true;
        }
    }

    /// <summary>Idle longer, or equally long and first by id.</summary>
    public bool IdlesLonger(int seat, int other)
    {
        var order = _idleSince[seat].CompareTo(_idleSince[other]);
        return order != 0 ? order < 0 : Seats[seat].Id.CompareTo(Seats[other].Id) < 0;
    }

    private int Spare(int seat) => Seats[seat].Capacity - _load[seat];
}
