using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Silo.Assignment;

/// <summary>All that decides which seats suit a conversation, whatever the moment: conversations with the same need suit the same seats.</summary>
internal readonly record struct Need(
    string Store, string Language, string Skills, string Preferred, int Weight, CustomerTier Tier, bool ExpertOnly, string PassedBy)
{
    public static Need Of(WaitingConversation conversation) => new(
        conversation.Store,
        Fit.Primary(conversation.Language),
        conversation.RequiredSkills.IsDefaultOrEmpty ? "" : string.Join('|', conversation.RequiredSkills.Select(s => $"{s.Skill.ToLowerInvariant()}:{s.Level}").Order(StringComparer.Ordinal)),
        conversation.PreferredSkills.IsDefaultOrEmpty ? "" : string.Join('|', conversation.PreferredSkills.Select(s => s.ToLowerInvariant()).Order(StringComparer.Ordinal)),
        conversation.Weight,
        conversation.Tier,
        conversation.ExpertOnly,
        conversation.PassedBy.IsDefaultOrEmpty ? "" : string.Join('|', conversation.PassedBy.Order()));
}

/// <summary>A conversation in the queue.</summary>
internal sealed class Entry(WaitingConversation what, NeedGroup group, int step)
{
    public WaitingConversation What => what;

    public NeedGroup Group => group;

    /// <summary>The step that time has put in force, as of the last look.</summary>
    public int Step { get; set; } = step;

    public bool Gone { get; set; }
}

/// <summary>
/// The conversations of one need, apart by step, and the seats that suit them. Whether anybody can take the first of a thousand is
/// then a question of a few bits, and so is whether anybody can take any of them.
/// </summary>
internal sealed class NeedGroup
{
    private static readonly IComparer<Entry> Order = Comparer<Entry>.Create((x, y) => QueueOrder.Instance.Compare(x.What, y.What));

    private readonly WaitingConversation _sample;
    private readonly RelaxationSteps _steps;
    private readonly Func<bool> _everybodyIsKnown;
    private readonly List<Fit> _fits = [];
    private readonly SeatSet[] _suited;
    private readonly SortedSet<Entry>[] _waiting;
    private int _firstOfAll;

    /// <param name="everybodyIsKnown">Whether the seats are all that the team has.</param>
    public NeedGroup(WaitingConversation sample, RelaxationSteps steps, Func<bool> everybodyIsKnown)
    {
        (_sample, _steps, _everybodyIsKnown) = (sample, steps, everybodyIsKnown);
        _suited = [.. steps.Steps.Select(_ => new SeatSet())];
        _waiting = [.. steps.Steps.Select(_ => new SortedSet<Entry>(Order))];
    }

    public int Weight => _sample.Weight;

    public bool IsEmpty => _waiting.All(w => w.Count == 0);

    /// <summary>What waits in a step, in the order of the queue.</summary>
    public SortedSet<Entry> Waiting(int step) => _waiting[step];

    public int Steps => _waiting.Length;

    public Fit FitOf(int seat) => _fits[seat];

    /// <summary>The step that counts: when nobody in the team, online or not, suits an earlier one, waiting for it would help nobody.</summary>
    public int InForce(int step) => _everybodyIsKnown() ? Math.Max(step, _firstOfAll) : step;

    /// <summary>The seats that suit in a step.</summary>
    public SeatSet Suited(int step) => _suited[InForce(step)];

    /// <summary>The next step that lets further seats in; null when none does.</summary>
    public int? NextWider(int step)
    {
        for (var next = InForce(step) + 1; next < _suited.Length; next++)
        {
            if (!_suited[next].SameAs(Suited(step)))
            {
                return next;
            }
        }

        return null;
    }

    /// <param name="seat">Null when the place was left.</param>
    public void Refit(int number, AgentSeat? seat)
    {
        while (_fits.Count <= number)
        {
            _fits.Add(new Fit(Fit.Unfit, null, null, 0));
        }

        var fit = seat is null ? new Fit(Fit.Unfit, null, null, 0) : Fit.Of(_sample, seat, _steps);
        _fits[number] = fit;
        _firstOfAll = 0;
        for (var step = 0; step < _suited.Length; step++)
        {
            _suited[step].Set(number, fit.FirstStep <= step);
            _firstOfAll += _firstOfAll == step && _suited[step].IsEmpty ? 1 : 0;
        }

        _firstOfAll = _firstOfAll < _suited.Length ? _firstOfAll : 0; // nobody ever: the step is as time says
    }
}
