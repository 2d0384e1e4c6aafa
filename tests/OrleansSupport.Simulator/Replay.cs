using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Assignment;
using OrleansSupport.Silo.Sla;

namespace OrleansSupport.Simulator;

/// <summary>What the day assumes of work: the share of time more that it takes.</summary>
internal sealed record Costs(double Fluent, double Assisted, double UnknownBuyer)
{
    /// <summary>Reading and writing through a translation costs a third more, a second language a tenth, and somebody else's buyer has to be read up on.</summary>
    public static readonly Costs Default = new(0.10, 0.35, 0.15);

    public static readonly Costs None = new(0, 0, 0);
}

/// <summary>Plays one day on a clock of its own: arrivals, work, answers, buyers who write again, shifts.</summary>
internal sealed class Replay
{
    private readonly IWay _way;
    private readonly Costs _costs;
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> _events = new();
    private readonly Dictionary<AgentId, AgentSeat> _seats = [];
    private readonly Dictionary<ConversationId, Case> _cases = [];
    private readonly HashSet<Case> _atWork = [];
    private readonly FairShares _shares = new();
    private DateTimeOffset _now = Day.Start;
    private DateTimeOffset? _look;
    private long _order;

    public Replay(Day day, IWay way, Costs costs)
    {
        (_way, _costs) = (way, costs);
        foreach (var worker in day.Workers)
        {
            Change(worker.Seat);
            At(worker.From, () => Change(_seats[worker.Seat.Id] with { Presence = Presence.Online, InShift = true, IdleSince = _now }));
            At(worker.To, () => Change(_seats[worker.Seat.Id] with { InShift = false }));
        }

        foreach (var buyer in day.Buyers)
        {
            At(buyer.At, () => Arrive(buyer));
        }

        for (var minute = 0; minute < 32 * 60; minute++) // the last shifts end on the next day
        {
            At(Day.Start.AddMinutes(minute), Measure);
        }
    }

    public List<double> Waits { get; } = [];

    public int Answers { get; private set; }

    public int Breaches { get; private set; }

    public int Native { get; private set; }

    public int Translated { get; private set; }

    /// <summary>Each agent's load over the shift, against the fair one: 1 is fair.</summary>
    public IEnumerable<double> Fairness => _shares.Of;

    public Replay Play()
    {
        while (_events.TryDequeue(out var happen, out var when))
        {
            _now = when.At;
            happen();
            if (_events.TryPeek(out _, out var next) && next.At == _now)
            {
                continue; // all that happens at once is one question
            }

            foreach (var (what, agent) in _way.Assign(_now))
            {
                Begin(_cases[what.Id], agent);
            }

            if (_way.LookAgainAt is { } at && (_look is null || at < _look))
            {
                _look = at;
                At(at, () => _look = null);
            }
        }

        return this;
    }

    private void Arrive(Buyer buyer)
    {
        var id = new ConversationId(new Guid(buyer.Number, 0, 0, new byte[8]));
        var one = new Case(id, buyer) { Clocks = SlaClocks.None };
        _cases.Add(id, one);
        Ask(one);
    }

    /// <summary>The buyer has written: back to the agent who has it when there is room, else to the queue.</summary>
    private void Ask(Case one)
    {
        one.Clocks = SlaRules.OnInbound(one.Clocks, _now, one.Terms).Clocks;
        one.AskedAt = _now;
        if (one.Agent is { } agent && Matching.IsAvailable(_seats[agent]) && Matching.HasRoom(_seats[agent].Load, _seats[agent].Capacity, one.Buyer.Channel.Weight))
        {
            Begin(one, agent);
            return;
        }

        _way.Put(
            new WaitingConversation(
                one.Id, one.Buyer.Store, one.Buyer.Language, one.Buyer.Skills, one.Buyer.Channel.Weight, Priority.Normal, one.Buyer.Tier,
                SlaRules.EarliestDue(one.Clocks), _now, one.Agent, [], one.Buyer.Preferred),
            _now);
    }

    private void Begin(Case one, AgentId agent)
    {
        var seat = _seats[agent];
        var weight = one.Buyer.Channel.Weight;
        if (!Matching.HasRoom(seat.Load, seat.Capacity, weight))
        {
            throw new InvalidOperationException("Over capacity.");
        }

        Change(seat with { Load = seat.Load + weight, IdleSince = _now });
        Waits.Add((_now - one.AskedAt).TotalSeconds);
        var proficiency = seat.Languages.FirstOrDefault(l => l.Code == one.Buyer.Language)?.Proficiency ?? Proficiency.Assisted;
        Native += proficiency == Proficiency.Native ? 1 : 0;
        Translated += proficiency == Proficiency.Assisted ? 1 : 0;
        var more = 1 + (proficiency switch { Proficiency.Native => 0, Proficiency.Fluent => _costs.Fluent, _ => _costs.Assisted }) + (one.Round > 0 && one.Agent != agent ? _costs.UnknownBuyer : 0);
        (one.Agent, one.Worked) = (agent, proficiency);
        _atWork.Add(one);
        At(_now.AddMinutes(one.Buyer.Rounds[one.Round] * more), () => Answer(one, agent, weight));
    }

    private void Answer(Case one, AgentId agent, int weight)
    {
        _atWork.Remove(one);
        var before = one.Clocks;
        one.Clocks = SlaRules.OnReply(before, AnswerKind.PublicReply, _now, one.Terms).Clocks;
        Answers++;
        Breaches += SlaRules.EarliestDue(before) < _now ? 1 : 0;
        Change(_seats[agent] with { Load = _seats[agent].Load - weight, IdleSince = _now });
        if (++one.Round < one.Buyer.Rounds.Length)
        {
            At(_now.AddMinutes(one.Buyer.Pauses[one.Round - 1]), () => Ask(one));
        }
    }

    private void Measure()
    {
        foreach (var one in _atWork.Where(one => _seats[one.Agent!.Value].InShift))
        {
            _shares.Worked(one.Agent!.Value, one.Buyer, one.Worked);
        }

        if (_now.Minute % FairShares.Window == FairShares.Window - 1)
        {
            _shares.Share([.. _seats.Values.Where(seat => seat.InShift)]);
        }
    }

    private void Change(AgentSeat seat)
    {
        _seats[seat.Id] = seat;
        _way.Seat(seat);
    }

    private void At(DateTimeOffset at, Action happen) => _events.Enqueue(happen, (at, _order++));

    private sealed class Case(ConversationId id, Buyer buyer)
    {
        public ConversationId Id => id;

        public Buyer Buyer => buyer;

        public SlaTerms Terms { get; } = new(BusinessCalendar.AlwaysOpen, buyer.Channel.Policy, Priority.Normal);

        public SlaClocks Clocks { get; set; } = SlaClocks.None;

        public AgentId? Agent { get; set; }

        /// <summary>How well the agent knows the language.</summary>
        public Proficiency Worked { get; set; }

        public int Round { get; set; }

        public DateTimeOffset AskedAt { get; set; }
    }
}
