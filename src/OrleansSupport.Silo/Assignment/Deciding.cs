using System.Collections.Immutable;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Silo.Assignment;

/// <summary>One decision in the making.</summary>
internal sealed class Deciding
{
    private readonly WaitingConversation _conversation;
    private readonly Roster _roster;
    private readonly DateTimeOffset _now;
    private readonly RelaxationSteps _steps;
    private readonly Fit[] _fits;
    private readonly int _step;
    private readonly List<int> _lackOnlyCapacity = [];
    private readonly List<Reason> _reasons = [];
    private int _chosen = -1;

    public Deciding(WaitingConversation conversation, Roster roster, DateTimeOffset now, RelaxationSteps steps)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentOutOfRangeException.ThrowIfLessThan(conversation.Weight, 1);
        (_conversation, _roster, _now, _steps) = (conversation, roster, now, steps);
        _fits = new Fit[roster.Seats.Count];
        var firstOfAll = Fit.Unfit;
        for (var i = 0; i < _fits.Length; i++)
        {
            _fits[i] = Fit.Of(conversation, roster.Seats[i], steps);
            firstOfAll = Math.Min(firstOfAll, _fits[i].FirstStep);
        }

        while (_step + 1 < steps.Steps.Length && now - conversation.WaitingSince >= steps.Steps[_step + 1].After)
        {
            _step++;
        }

        // Nobody in the team, online or not, suits an earlier step: waiting for it would help nobody.
        _step = firstOfAll is Fit.Unfit ? _step : Math.Max(_step, firstOfAll);
    }

    public DateTimeOffset? LookAgainAt
    {
        get
        {
            var next = Fit.Unfit;
            foreach (var fit in _fits)
            {
                next = fit.FirstStep > _step ? Math.Min(next, fit.FirstStep) : next;
            }

            return next is Fit.Unfit ? null : _conversation.WaitingSince + _steps.Steps[next].After;
        }
    }

    public Decision Decide()
    {
        var eligible = new List<(int Seat, ScoreParts Parts)>();
        var others = new List<Candidate>();
        for (var i = 0; i < _fits.Length; i++)
        {
            var against = Against(i);
            if (against.IsEmpty)
            {
                eligible.Add((i, Score(i)));
                continue;
            }

            others.Add(new Candidate(_roster.Seats[i].Id, _roster.Seats[i].Name, null, against));
            if (against is [{ Code: ReasonCode.AtCapacity }] && _fits[i].FirstStep <= _step) // else it could not carry the weight even when idle
            {
                _lackOnlyCapacity.Add(i);
            }
        }

        eligible.Sort((a, b) => Better(a, b) ? -1 : Better(b, a) ? 1 : 0);
        var candidates = ImmutableArray.CreateBuilder<Candidate>(_fits.Length);
        foreach (var (seat, parts) in eligible)
        {
            candidates.Add(new Candidate(_roster.Seats[seat].Id, _roster.Seats[seat].Name, parts, [WhyEligible(seat, parts, eligible)]));
        }

        candidates.AddRange(others);
        _chosen = eligible.Count > 0 ? eligible[0].Seat : -1;
        AgentId? agent = _chosen < 0 ? null : _roster.Seats[_chosen].Id;
        return new Decision(_conversation.Id, agent, _step, _now, candidates.MoveToImmutable(), agent is null ? LookAgainAt : null);
    }

    /// <summary>Makes the decision count for the ones after it.</summary>
    public void Settle()
    {
        if (_chosen >= 0)
        {
            _roster.Take(_chosen, _conversation.Weight, _now);
        }
        else
        {
            _roster.HoldRoomiest(_lackOnlyCapacity);
        }
    }

    /// <summary>Everything that stands against a seat now.</summary>
    private ImmutableArray<Reason> Against(int index)
    {
        var seat = _roster.Seats[index];
        var load = _roster.Load(index);
        _reasons.Clear();
        if (seat.Presence is not Presence.Online)
        {
            _reasons.Add(new Reason(ReasonCode.NotOnline, Value: (int)seat.Presence));
        }
        else if (!seat.InShift)
        {
            _reasons.Add(new Reason(ReasonCode.OutOfShift));
        }

        if (!Fit.MayServe(seat, _conversation.Store))
        {
            _reasons.Add(new Reason(ReasonCode.OtherStore, _conversation.Store));
        }

        AddSkills(seat);
        var asked = _steps.Steps[_step].LeastProficiency;
        if (_fits[index].Worked is not { } worked || worked < asked)
        {
            _reasons.Add(new Reason(
                ReasonCode.LanguageStepNotReached, _conversation.Language, (int?)_fits[index].Listed, (int)asked));
        }

        if (!_conversation.PassedBy.IsDefaultOrEmpty && _conversation.PassedBy.Contains(seat.Id))
        {
            _reasons.Add(new Reason(ReasonCode.PassedOffer));
        }

        if (!Matching.HasRoom(load, seat.Capacity, _conversation.Weight))
        {
            _reasons.Add(new Reason(ReasonCode.AtCapacity, Value: load + _conversation.Weight, Limit: seat.Capacity));
        }
        else if (_roster.IsHeld(index))
        {
            _reasons.Add(new Reason(ReasonCode.HeldForEarlier));
        }

        return [.. _reasons];
    }

    private void AddSkills(AgentSeat seat)
    {
        if (_conversation.RequiredSkills.IsDefaultOrEmpty)
        {
            return;
        }

        var slack = _steps.Steps[_step].SkillSlack;
        foreach (var required in _conversation.RequiredSkills)
        {
            var level = Fit.LevelOf(seat, required.Skill);
            if (level is null)
            {
                _reasons.Add(new Reason(ReasonCode.MissingSkill, required.Skill, Limit: required.Level));
            }
            else if (level < required.Level - slack)
            {
                _reasons.Add(new Reason(ReasonCode.SkillTooLow, required.Skill, level, required.Level - slack));
            }
        }
    }

    private ScoreParts Score(int index)
    {
        var seat = _roster.Seats[index];
        var language = _fits[index].Worked switch
        {
            Proficiency.Native => 1000,
            Proficiency.Fluent => 800,
            _ => 500,
        };
        var spare = (int)(1000L * (seat.Capacity - Math.Max(0, _roster.Load(index))) / seat.Capacity);
        var idle = Math.Clamp((_now - _roster.IdleSince(index)).Ticks, 0, Matching.FullyIdle.Ticks);
        return new ScoreParts(language, _fits[index].SkillPart, Math.Max(1, spare), 500 + (int)(500 * idle / Matching.FullyIdle.Ticks));
    }

    private bool Better((int Seat, ScoreParts Parts) a, (int Seat, ScoreParts Parts) b) =>
        IsPrevious(a.Seat) != IsPrevious(b.Seat) ? IsPrevious(a.Seat)
        : a.Parts.Score != b.Parts.Score ? a.Parts.Score > b.Parts.Score
        : _roster.IdlesLonger(a.Seat, b.Seat);

    private bool IsPrevious(int seat) => _roster.Seats[seat].Id == _conversation.PreviousAgent;

    private Reason WhyEligible(int seat, ScoreParts parts, List<(int Seat, ScoreParts Parts)> ranked)
    {
        var best = ranked[0];
        if (seat == best.Seat)
        {
            var tie = ranked.Count > 1 && ranked[1].Parts.Score == parts.Score;
            var code = IsPrevious(seat) ? ReasonCode.PreviousAgent : tie ? ReasonCode.LongestIdle : ReasonCode.BestScore;
            return new Reason(code, Value: parts.Score);
        }

        return IsPrevious(best.Seat) ? new Reason(ReasonCode.PreviousAgentPreferred, Value: parts.Score, Limit: best.Parts.Score)
            : parts.Score == best.Parts.Score ? new Reason(ReasonCode.LessIdle, Value: parts.Score)
            : new Reason(ReasonCode.LowerScore, Value: parts.Score, Limit: best.Parts.Score);
    }
}
