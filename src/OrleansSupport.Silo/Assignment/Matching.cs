using System.Numerics;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Silo.Assignment;

/// <summary>
/// Who suits a waiting conversation, and how well. Eligible is who is online, in shift, not draining, may serve the store and the tier, has room
/// for its weight and suits the relaxation step in force. Among them the customer's previous agent, else the greatest product of
/// language, skill, spare load and idle time; ties go to the longest idle, then the first id.
/// </summary>
public static class Matching
{
    /// <summary>Idle time counts up to this; longer is no better, except in a tie.</summary>
    public static readonly TimeSpan FullyIdle = TimeSpan.FromMinutes(30);

    /// <summary>Whether <paramref name="weight"/> more units keep a load within capacity.</summary>
    public static bool HasRoom(int load, int capacity, int weight) => (long)load + weight <= capacity;

    /// <summary>Whether the agent takes anything at all now, capacity apart.</summary>
    public static bool IsAvailable(AgentSeat seat)
    {
        ArgumentNullException.ThrowIfNull(seat);
        return seat is { Presence: Presence.Online, InShift: true, Draining: false };
    }

    /// <summary>The load that an agent may come to now: the capacity, and towards the shift's end what the time left is enough for.</summary>
    public static int Ceiling(AgentSeat seat, DateTimeOffset now, TeamRules rules)
    {
        ArgumentNullException.ThrowIfNull(seat);
        ArgumentNullException.ThrowIfNull(rules);
        return seat.ShiftEndsAt is not { } end || rules.UnitTime <= TimeSpan.Zero ? seat.Capacity
            : (int)Math.Clamp((end - now).Ticks / rules.UnitTime.Ticks, 0, seat.Capacity);
    }

    /// <summary>The relaxation step that waiting time and deadline put in force.</summary>
    public static int StepAt(WaitingConversation conversation, DateTimeOffset now, TeamRules rules)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(rules);
        var steps = rules.Steps.Steps;
        if (conversation.EffectiveDue - now <= rules.AtRisk)
        {
            return steps.Length - 1;
        }

        var step = 0;
        while (step + 1 < steps.Length && now - conversation.WaitingSince >= steps[step + 1].After)
        {
            step++;
        }

        return step;
    }

    /// <summary>When <see cref="StepAt"/> comes to <paramref name="step"/> or a later one.</summary>
    public static DateTimeOffset ReachedAt(WaitingConversation conversation, int step, TeamRules rules)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(rules);
        var byWaiting = conversation.WaitingSince + rules.Steps.Steps[step].After;
        return conversation.EffectiveDue - rules.AtRisk is { } atRisk && atRisk < byWaiting ? atRisk : byWaiting;
    }

    /// <summary>
    /// Steps decide who is good enough; among those the work is shared: so the spare load counts twice, and a fluent speaker or a lower level costs
    /// a twentieth or a tenth at most. With greater weights the best at everything carried half as much again as their share (the simulator's day).
    /// </summary>
    internal static ScoreParts Score(AgentSeat seat, Fit fit, int load, DateTimeOffset idleSince, DateTimeOffset now)
    {
        var language = fit.Worked switch
        {
            Proficiency.Native => 1000,
            Proficiency.Fluent => 950,
            _ => 500,
        };
        var spare = (int)(1000L * Math.Clamp(seat.Capacity - load, 0, seat.Capacity) / seat.Capacity);
        spare = spare * spare / 1000;
        var idle = Math.Clamp((now - idleSince).Ticks, 0, FullyIdle.Ticks);
        return new ScoreParts(language, 900 + fit.SkillPart / 10, Math.Max(1, spare), 500 + (int)(500 * idle / FullyIdle.Ticks));
    }
}

/// <summary>A set of seat numbers as bits; numbers that were never added are not in it.</summary>
internal sealed class SeatSet
{
    private ulong[] _words = [];

    public bool IsEmpty
    {
        get
        {
            foreach (var word in _words)
            {
                if (word != 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    public bool Contains(int seat) => seat >> 6 < _words.Length && (_words[seat >> 6] & (1UL << seat)) != 0;

    public void Set(int seat, bool member)
    {
        if (member)
        {
            if (seat >> 6 >= _words.Length)
            {
                Array.Resize(ref _words, (seat >> 6) + 1);
            }

            _words[seat >> 6] |= 1UL << seat;
        }
        else if (seat >> 6 < _words.Length)
        {
            _words[seat >> 6] &= ~(1UL << seat);
        }
    }

    public void Clear() => Array.Clear(_words);

    public bool Intersects(SeatSet other)
    {
        for (var i = Math.Min(_words.Length, other._words.Length) - 1; i >= 0; i--)
        {
            if ((_words[i] & other._words[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    public bool SameAs(SeatSet other)
    {
        for (var i = Math.Max(_words.Length, other._words.Length) - 1; i >= 0; i--)
        {
            if ((i < _words.Length ? _words[i] : 0) != (i < other._words.Length ? other._words[i] : 0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Puts the members that both have into <paramref name="into"/>, in order.</summary>
    public void Common(SeatSet other, List<int> into)
    {
        into.Clear();
        for (var i = 0; i < Math.Min(_words.Length, other._words.Length); i++)
        {
            for (var both = _words[i] & other._words[i]; both != 0; both &= both - 1)
            {
                into.Add((i << 6) + BitOperations.TrailingZeroCount(both));
            }
        }
    }
}
