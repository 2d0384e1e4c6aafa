using System.Collections.Immutable;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Silo.Assignment;

/// <summary>
/// A team's queue and its seats, kept so that a decision looks at the seats and never at everything that waits: conversations are
/// apart by need and step (<see cref="NeedGroup"/>), and only the first of each can be next. Pure: time is passed in, and what
/// is decided here still has to be reserved and committed; until <see cref="Settled"/> the seat's load counts it.
/// </summary>
/// <remarks>
/// Serves in <see cref="QueueOrder"/>. A conversation that nobody can take is passed over; when it lacks only capacity, the
/// roomiest seat that suits it is held for it, else a stream of light ones behind it would take each freed unit, and a heavy one
/// would never be served.
/// </remarks>
internal sealed class Dispatcher(TeamRules rules)
{
    /// <summary>Candidates that a decision of <see cref="Assign"/> lists.</summary>
    public const int Listed = 10;

    /// <summary>Needs nobody waits with are kept for the next such conversation, up to this many.</summary>
    private const int MostGroups = 4096;

    private readonly List<Place> _places = [];
    private readonly Stack<int> _free = new();
    private readonly Dictionary<AgentId, int> _numbers = [];
    private readonly Dictionary<Need, NeedGroup> _groups = [];
    private readonly Dictionary<ConversationId, Entry> _entries = [];
    private readonly Dictionary<ConversationId, (int Seat, int Weight)> _unsettled = [];
    private readonly WaitingGroups _counted = new();
    private readonly PriorityQueue<Entry, long> _relaxing = new();
    private readonly SeatSet _roomy = new();
    private readonly SeatSet _held = new();
    private readonly List<int> _suited = [];
    private readonly List<Ranked> _ranked = [];
    private (long Load, long Capacity) _team;

    public TeamRules Rules => rules;

    public int Count => _entries.Count;

    /// <summary>What waits, counted.</summary>
    public IReadOnlyList<WaitingGroup> Groups => _counted.BySize();

    public IEnumerable<AgentSeat> Seats => _numbers.Values.Select(n => _places[n].Seat!);

    /// <summary>When waiting alone may change something; null when it never does.</summary>
    public DateTimeOffset? LookAgainAt
    {
        get
        {
            while (_relaxing.TryPeek(out var entry, out var ticks))
            {
                if (!entry.Gone)
                {
                    return new DateTimeOffset(ticks, TimeSpan.Zero);
                }

                _relaxing.Dequeue();
            }

            return null;
        }
    }

    public bool Contains(ConversationId conversation) => _entries.ContainsKey(conversation);

    public WaitingConversation? Find(ConversationId conversation) => _entries.GetValueOrDefault(conversation)?.What;

    public AgentSeat? Find(AgentId agent) => _numbers.TryGetValue(agent, out var number) ? _places[number].Seat : null;

    /// <summary>It waits, or what it waits with has changed.</summary>
    public void Put(WaitingConversation conversation, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(conversation.Weight, 1);
        Remove(conversation.Id);
        var need = Need.Of(conversation);
        if (!_groups.TryGetValue(need, out var group))
        {
            ForgetIdleGroups();
            _groups[need] = group = new NeedGroup(conversation, rules.Steps);
            for (var i = 0; i < _places.Count; i++)
            {
                group.Refit(i, _places[i].Seat);
            }
        }

        var entry = new Entry(conversation, group, Matching.StepAt(conversation, now, rules));
        _entries.Add(conversation.Id, entry);
        _counted.Add(conversation);
        group.Waiting(entry.Step).Add(entry);
        Schedule(entry);
    }

    public bool Remove(ConversationId conversation)
    {
        if (!_entries.Remove(conversation, out var entry))
        {
            return false;
        }

        entry.Gone = true;
        _counted.Remove(entry.What);
        entry.Group.Waiting(entry.Step).Remove(entry);
        return true;
    }

    /// <summary>An agent's seat as the agent says it is.</summary>
    public void Seat(AgentSeat seat)
    {
        if (!_numbers.TryGetValue(seat.Id, out var number))
        {
            if (!_free.TryPop(out number))
            {
                number = _places.Count;
                _places.Add(new Place());
            }

            _numbers.Add(seat.Id, number);
        }

        var place = _places[number];
        var refit = place.Seat is not { } before || !SuitsAlike(before, seat);
        place.Seat = seat;
        place.IdleSince = seat.IdleSince;
        if (refit)
        {
            Refit(number, seat);
        }
    }

    public void RemoveSeat(AgentId agent)
    {
        if (_numbers.Remove(agent, out var number))
        {
            _places[number].Seat = null;
            _places[number].Unsettled = 0;
            _held.Set(number, false);
            foreach (var conversation in _unsettled.Where(u => u.Value.Seat == number).Select(u => u.Key).ToList())
            {
                _unsettled.Remove(conversation);
            }

            Refit(number, null);
            _free.Push(number);
        }
    }

    /// <summary>What <see cref="Assign"/> decided has come to its end, one way or the other: from here on the agent's own load counts.</summary>
    public void Settled(ConversationId conversation)
    {
        if (_unsettled.Remove(conversation, out var taken))
        {
            _places[taken.Seat].Unsettled -= taken.Weight;
        }
    }

    /// <summary>Decides all that can be decided. What got an agent leaves the queue; it is put again if that comes to nothing.</summary>
    public List<(WaitingConversation What, Decision Why)> Assign(DateTimeOffset now)
    {
        Relax(now);
        var decisions = new List<(WaitingConversation What, Decision Why)>();
        int before;
        do
        {
            before = decisions.Count;
            Pass(decisions, now);
        }
        while (rules.FairWithin is not null && decisions.Count > before); // what was given away moved everybody's share
        return decisions;
    }

    /// <summary>Once through the queue.</summary>
    private void Pass(List<(WaitingConversation What, Decision Why)> decisions, DateTimeOffset now)
    {
        var first = decisions.Count;
        var rows = Rows(now);
        while (!_roomy.IsEmpty && rows.TryDequeue(out var row, out var what))
        {
            var entry = row.Current;
            Rank(entry, now);
            var goesOn = _suited.Count > 0; // else nobody is left for any of this row
            if (_ranked.Count > 0)
            {
                var chosen = _ranked[0].Seat;
                decisions.Add((entry.What, Decide(entry, now, Listed)));
                Take(entry.What, chosen, now);
            }
            else if (goesOn)
            {
                goesOn = HoldRoomiest(entry);
            }

            if (goesOn && row.MoveNext())
            {
                rows.Enqueue(row, row.Current.What);
            }
        }

        foreach (var (what, _) in decisions.Skip(first))
        {
            Remove(what.Id);
        }
    }

    /// <summary>What would be decided about a conversation by itself, and why; what is held is as of the last <see cref="Assign"/>.</summary>
    /// <returns>Null when it does not wait here.</returns>
    public Decision? Why(ConversationId conversation, DateTimeOffset now, int listed = int.MaxValue)
    {
        if (!_entries.TryGetValue(conversation, out var entry))
        {
            return null;
        }

        Relax(now);
        Measure(now);
        foreach (var held in _numbers.Values.Where(_held.Contains))
        {
            _roomy.Set(held, false);
        }

        Rank(entry, now);
        return Decide(entry, now, listed);
    }

    /// <summary>What waits, in the order in which it is served.</summary>
    public IEnumerable<WaitingConversation> InOrder()
    {
        var rows = new PriorityQueue<SortedSet<Entry>.Enumerator, WaitingConversation>(QueueOrder.Instance);
        foreach (var group in _groups.Values)
        {
            for (var step = 0; step < group.Steps; step++)
            {
                var row = group.Waiting(step).GetEnumerator();
                if (row.MoveNext())
                {
                    rows.Enqueue(row, row.Current.What);
                }
            }
        }

        while (rows.TryDequeue(out var row, out var what))
        {
            yield return what;
            if (row.MoveNext())
            {
                rows.Enqueue(row, row.Current.What);
            }
        }
    }

    /// <summary>The rows that somebody with room suits, by their first.</summary>
    private PriorityQueue<SortedSet<Entry>.Enumerator, WaitingConversation> Rows(DateTimeOffset now)
    {
        _held.Clear();
        Measure(now);
        var rows = new PriorityQueue<SortedSet<Entry>.Enumerator, WaitingConversation>(QueueOrder.Instance);
        if (_roomy.IsEmpty)
        {
            return rows;
        }

        foreach (var group in _groups.Values)
        {
            for (var step = 0; step < group.Steps; step++)
            {
                if (group.Waiting(step) is { Count: > 0 } waiting && Reach(group, step).Intersects(_roomy))
                {
                    var row = waiting.GetEnumerator();
                    row.MoveNext();
                    rows.Enqueue(row, row.Current.What);
                }
            }
        }

        return rows;
    }

    /// <summary>What each seat may come to now, who has room, and what the team carries.</summary>
    private void Measure(DateTimeOffset now)
    {
        _team = default;
        for (var i = 0; i < _places.Count; i++)
        {
            var place = _places[i];
            var available = place.Seat is { } seat && Matching.IsAvailable(seat);
            place.Ceiling = place.Seat is null ? 0 : Matching.Ceiling(place.Seat, now, rules);
            _roomy.Set(i, available && place.Load < place.Ceiling);
            _team = available ? (_team.Load + place.Load, _team.Capacity + place.Seat!.Capacity) : _team;
        }
    }

    /// <summary>The seats that may take part in a step: those that suit it, and of those that suit a later one who carries less than a fair share.</summary>
    private SeatSet Reach(NeedGroup group, int step) => rules.FairWithin is null ? group.Suited(step) : group.Suited(group.Steps - 1);

    /// <summary>The seats that have room for it, best first.</summary>
    private void Rank(Entry entry, DateTimeOffset now)
    {
        _ranked.Clear();
        Reach(entry.Group, entry.Step).Common(_roomy, _suited);
        var suited = entry.Group.Suited(entry.Step);
        var best = Standing.Never;
        foreach (var seat in _suited)
        {
            var place = _places[seat];
            if (Matching.HasRoom(place.Load, place.Ceiling, entry.What.Weight))
            {
                var standing = StandingOf(place, suited.Contains(seat));
                best = standing < best ? standing : best;
                _ranked.Add(new Ranked(seat, standing, Matching.Score(place.Seat!, entry.Group.FitOf(seat), place.Load, place.IdleSince, now)));
            }
        }

        // A later step is opened early only to spare those who carry more than their share.
        var opens = best > Standing.Fair && _ranked.Exists(static r => r.Standing == Standing.Above);
        _ranked.RemoveAll(r => r.Standing == Standing.Never || (r.Standing == Standing.Beyond && !opens));

        var previous = entry.What.PreviousAgent is { } id && _numbers.TryGetValue(id, out var number) && suited.Contains(number) ? number : -1;
        _ranked.Sort((a, b) =>
            (a.Seat == previous) != (b.Seat == previous) ? (a.Seat == previous ? -1 : 1)
            : a.Standing != b.Standing ? a.Standing.CompareTo(b.Standing)
            : a.Parts.Score != b.Parts.Score ? b.Parts.Score.CompareTo(a.Parts.Score)
            : CompareIdle(a.Seat, b.Seat));
    }

    private Standing StandingOf(Place place, bool suits)
    {
        if (rules.FairWithin is not { } within)
        {
            return suits ? Standing.Fair : Standing.Beyond;
        }

        var (mine, fair) = (100L * place.Load * _team.Capacity, _team.Load * place.Seat!.Capacity);
        return mine < (100 - within) * fair ? Standing.Below
            : mine > (100 + within) * fair ? (suits ? Standing.Above : Standing.Never)
            : suits ? Standing.Fair : Standing.Beyond;
    }

    private int CompareIdle(int a, int b)
    {
        var order = _places[a].IdleSince.CompareTo(_places[b].IdleSince);
        return order != 0 ? order : _places[a].Seat!.Id.CompareTo(_places[b].Seat!.Id);
    }

    private void Take(WaitingConversation conversation, int seat, DateTimeOffset now)
    {
        var place = _places[seat];
        place.Unsettled += conversation.Weight;
        _team.Load += conversation.Weight;
        place.IdleSince = now; // the next equal conversation goes to a colleague
        _unsettled[conversation.Id] = (seat, conversation.Weight);
        _roomy.Set(seat, place.Load < place.Ceiling);
    }

    /// <summary>False when no seat among the suited could ever carry the weight in this shift.</summary>
    private bool HoldRoomiest(Entry entry)
    {
        var (best, weight) = (-1, entry.What.Weight);
        entry.Group.Suited(entry.Step).Common(_roomy, _suited);
        foreach (var seat in _suited)
        {
            var spare = _places[seat].Ceiling - _places[seat].Load;
            var most = best < 0 ? 0 : _places[best].Ceiling - _places[best].Load;
            if (_places[seat].Ceiling >= weight && (spare > most || (spare == most && CompareIdle(seat, best) < 0)))
            {
                best = seat;
            }
        }

        if (best < 0)
        {
            return false;
        }

        _roomy.Set(best, false);
        _held.Set(best, true);
        return true;
    }

    /// <summary>Puts the ranking into words.</summary>
    private Decision Decide(Entry entry, DateTimeOffset now, int listed)
    {
        var step = entry.Group.InForce(entry.Step);
        var candidates = ImmutableArray.CreateBuilder<Candidate>(Math.Min(listed, _numbers.Count));
        foreach (var ranked in _ranked)
        {
            if (candidates.Count == listed)
            {
                break;
            }

            var seat = _places[ranked.Seat].Seat!;
            candidates.Add(new Candidate(seat.Id, seat.Name, ranked.Parts, [WhyEligible(entry.What, ranked)]));
        }

        // Those who would suit at another moment tell more than those who never do.
        AddOthers(fit => fit.FirstStep != Fit.Unfit);
        AddOthers(fit => fit.FirstStep == Fit.Unfit);

        AgentId? agent = _ranked.Count > 0 ? _places[_ranked[0].Seat].Seat!.Id : null;
        DateTimeOffset? look = agent is null && entry.Group.NextWider(entry.Step) is { } wider ? Matching.ReachedAt(entry.What, wider, rules) : null;
        var notListed = _numbers.Count - candidates.Count;
        return new Decision(entry.What.Id, agent, step, now, candidates.DrainToImmutable(), look, notListed);

        void AddOthers(Predicate<Fit> which)
        {
            for (var i = 0; i < _places.Count && candidates.Count < listed; i++)
            {
                if (_places[i].Seat is { } seat && which(entry.Group.FitOf(i)) && !_ranked.Exists(r => r.Seat == i))
                {
                    candidates.Add(new Candidate(seat.Id, seat.Name, null, Against(entry, i, step, now)));
                }
            }
        }
    }

    private Reason WhyEligible(WaitingConversation conversation, Ranked ranked)
    {
        var (best, score) = (_ranked[0], ranked.Parts.Score);
        var place = _places[ranked.Seat];
        var carries = new Reason(
            ReasonCode.BelowFairShare, Value: 100 * place.Load / place.Seat!.Capacity, Limit: _team.Capacity == 0 ? 0 : (int)(100 * _team.Load / _team.Capacity));
        var bestIsPrevious = _places[best.Seat].Seat!.Id == conversation.PreviousAgent;
        if (ranked.Seat == best.Seat)
        {
            var tie = _ranked.Count > 1 && _ranked[1].Standing == ranked.Standing && _ranked[1].Parts.Score == score;
            return bestIsPrevious ? new Reason(ReasonCode.PreviousAgent, Value: score)
                : ranked.Standing == Standing.Below ? carries
                : new Reason(tie ? ReasonCode.LongestIdle : ReasonCode.BestScore, Value: score);
        }

        return bestIsPrevious ? new Reason(ReasonCode.PreviousAgentPreferred, Value: score, Limit: best.Parts.Score)
            : ranked.Standing != best.Standing ? carries with { Code = ReasonCode.AboveFairShare }
            : score == best.Parts.Score ? new Reason(ReasonCode.LessIdle, Value: score)
            : new Reason(ReasonCode.LowerScore, Value: score, Limit: best.Parts.Score);
    }

    /// <summary>Everything that stands against a seat now.</summary>
    private ImmutableArray<Reason> Against(Entry entry, int number, int step, DateTimeOffset now)
    {
        var (conversation, place) = (entry.What, _places[number]);
        var seat = place.Seat!;
        var reasons = ImmutableArray.CreateBuilder<Reason>();
        if (seat.Presence is not Presence.Online)
        {
            reasons.Add(new Reason(ReasonCode.NotOnline, Value: (int)seat.Presence));
        }
        else if (!seat.InShift)
        {
            reasons.Add(new Reason(ReasonCode.OutOfShift));
        }
        else if (seat.Draining)
        {
            reasons.Add(new Reason(ReasonCode.Draining));
        }

        if (!Fit.MayServe(seat, conversation.Store))
        {
            reasons.Add(new Reason(ReasonCode.OtherStore, conversation.Store));
        }

        if (!Fit.MayTake(seat, conversation.Tier))
        {
            reasons.Add(new Reason(ReasonCode.OtherTier, Value: (int)conversation.Tier));
        }

        if (conversation.ExpertOnly && !Fit.IsExpert(seat))
        {
            reasons.Add(new Reason(ReasonCode.ExpertNeeded));
        }

        AddSkills(reasons, conversation, seat, rules.Steps.Steps[step].SkillSlack);
        var (fit, asked) = (entry.Group.FitOf(number), rules.Steps.Steps[step].LeastProficiency);
        if (fit.Worked is not { } worked || worked < asked)
        {
            reasons.Add(new Reason(ReasonCode.LanguageStepNotReached, conversation.Language, (int?)fit.Listed, (int)asked));
        }

        if (!conversation.PassedBy.IsDefaultOrEmpty && conversation.PassedBy.Contains(seat.Id))
        {
            reasons.Add(new Reason(ReasonCode.PassedOffer));
        }

        if (!Matching.HasRoom(place.Load, seat.Capacity, conversation.Weight))
        {
            reasons.Add(new Reason(ReasonCode.AtCapacity, Value: place.Load + conversation.Weight, Limit: seat.Capacity));
        }
        else if (!Matching.HasRoom(place.Load, Matching.Ceiling(seat, now, rules), conversation.Weight))
        {
            reasons.Add(new Reason(ReasonCode.ShiftEnding, Value: place.Load + conversation.Weight, Limit: Matching.Ceiling(seat, now, rules)));
        }
        else if (_held.Contains(number))
        {
            reasons.Add(new Reason(ReasonCode.HeldForEarlier));
        }

        return reasons.DrainToImmutable();
    }

    private static void AddSkills(ImmutableArray<Reason>.Builder reasons, WaitingConversation conversation, AgentSeat seat, int slack)
    {
        foreach (var required in conversation.RequiredSkills.IsDefault ? [] : conversation.RequiredSkills)
        {
            var level = Fit.LevelOf(seat, required.Skill);
            if (level is null)
            {
                reasons.Add(new Reason(ReasonCode.MissingSkill, required.Skill, Limit: required.Level));
            }
            else if (level < required.Level - slack)
            {
                reasons.Add(new Reason(ReasonCode.SkillTooLow, required.Skill, level, required.Level - slack));
            }
        }
    }

    /// <summary>Moves what has waited long enough to its next step.</summary>
    private void Relax(DateTimeOffset now)
    {
        while (_relaxing.TryPeek(out var entry, out var ticks) && ticks <= now.UtcTicks)
        {
            _relaxing.Dequeue();
            if (!entry.Gone)
            {
                entry.Group.Waiting(entry.Step).Remove(entry);
                entry.Step = Math.Max(entry.Step, Matching.StepAt(entry.What, now, rules));
                entry.Group.Waiting(entry.Step).Add(entry);
                Schedule(entry);
            }
        }
    }

    private void Schedule(Entry entry)
    {
        if (entry.Step + 1 < entry.Group.Steps)
        {
            _relaxing.Enqueue(entry, Matching.ReachedAt(entry.What, entry.Step + 1, rules).UtcTicks);
        }
    }

    private void Refit(int number, AgentSeat? seat)
    {
        foreach (var group in _groups.Values)
        {
            group.Refit(number, seat);
        }
    }

    private void ForgetIdleGroups()
    {
        if (_groups.Count >= MostGroups)
        {
            foreach (var (need, _) in _groups.Where(g => g.Value.IsEmpty).ToList())
            {
                _groups.Remove(need);
            }
        }
    }

    /// <summary>Whether nothing that <see cref="Fit"/> looks at differs.</summary>
    private static bool SuitsAlike(AgentSeat a, AgentSeat b) =>
        a.Capacity == b.Capacity && a.Role == b.Role && Alike(a.Languages, b.Languages) && Alike(a.Skills, b.Skills) && Alike(a.Stores, b.Stores)
        && Alike(a.Tiers, b.Tiers);

    private static bool Alike<T>(ImmutableArray<T> a, ImmutableArray<T> b) => a == b || (!a.IsDefault && !b.IsDefault && a.SequenceEqual(b));

    /// <summary>What comes before the score: who carries less than a fair share, then who suits and carries about as much, then the others.</summary>
    private enum Standing
    {
        Below,
        Fair,

        /// <summary>Suits a later step only, and carries no more than a fair share.</summary>
        Beyond,
        Above,

        /// <summary>Suits a later step only, and carries more than a fair share.</summary>
        Never,
    }

    private readonly record struct Ranked(int Seat, Standing Standing, ScoreParts Parts);

    private sealed class Place
    {
        /// <summary>Null while nobody has it.</summary>
        public AgentSeat? Seat { get; set; }

        public DateTimeOffset IdleSince { get; set; }

        /// <summary>Units decided and not yet settled.</summary>
        public int Unsettled { get; set; }

        public int Load => Seat!.Load + Unsettled;

        public int Ceiling { get; set; }
    }
}
