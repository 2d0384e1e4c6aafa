using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Faults.Histories;

/// <summary>A conversation as it stood from one commit to the next.</summary>
internal sealed record Moment(ConversationId Id, DateTimeOffset From)
{
    public ConversationStatus Status { get; init; }

    public AgentId? Assignee { get; init; }

    /// <summary>Its oldest unanswered message; null when there is none.</summary>
    public DateTimeOffset? Unanswered { get; init; }

    public DateTimeOffset LastMessage { get; init; }

    /// <summary>Of its first response, the only promise that <see cref="TeamPlan"/> makes; null once that was given.</summary>
    public DateTimeOffset? Due { get; init; }

    public bool Answered { get; init; }

    public Priority Priority { get; init; }

    public CustomerTier Tier { get; init; }

    /// <summary>Of the last message whose language was known.</summary>
    public string? Language { get; init; }

    public bool ExpertOnly { get; init; }

    public bool Waits => Status == ConversationStatus.Open && Assignee is null;

    public AgentId? Holder => Status == ConversationStatus.Open ? Assignee : null;

    public DateTimeOffset Since => Unanswered ?? LastMessage;

    /// <summary>What the queue is served by, least first: deadline, priority, tier, age, id.</summary>
    public (DateTimeOffset Due, int Priority, int Tier, DateTimeOffset Since, Guid Id) Key => (Due ?? DateTimeOffset.MaxValue, -(int)Priority, -(int)Tier, Since, Id.Value);

    public Moment After(Line line) => line.Event switch
    {
        ConversationOpened e => this with { Priority = e.Priority, Tier = e.Tier, LastMessage = line.At },
        MessageReceived e => this with
        {
            Status = ConversationStatus.Open,
            Unanswered = Unanswered ?? line.At,
            LastMessage = line.At,
            Language = e.Language == "und" ? Language : e.Language,
        },
        ReplyWritten => this with { Status = ConversationStatus.Waiting, Unanswered = null, LastMessage = line.At, Answered = true },
        StatusChanged { Status: ConversationStatus.Resolved or ConversationStatus.Closed } e => this with { Status = e.Status, Unanswered = null, Answered = true },
        StatusChanged e => this with { Status = e.Status },
        Queued e => this with { Assignee = null, ExpertOnly = ExpertOnly || e.Reason == Queued.Experts },
        Assigned e => this with { Assignee = e.Agent },
        PriorityChanged e => this with { Priority = e.Priority },
        TierChanged e => this with { Tier = e.Tier },
        Snoozed => this with { Status = ConversationStatus.Waiting },
        SnoozeEnded => this with { Status = ConversationStatus.Open },
        _ => this,
    };
}

/// <summary>A decision of the queue that was carried out.</summary>
internal sealed record Given(DateTimeOffset At, AgentId Agent, Decision Why);

/// <summary>A conversation's log as a line of moments.</summary>
internal sealed class Life
{
    private readonly List<Moment> _moments = [];
    private readonly List<(DateTimeOffset At, AgentId Agent)> _passed = [];

    public Life(TeamPlan plan, ConversationId id, int weight, IReadOnlyList<Line> log)
    {
        (Id, Weight) = (id, weight);
        var now = new Moment(id, default);
        DateTimeOffset? first = null;
        foreach (var commit in log.GroupBy(l => l.At))
        {
            foreach (var line in commit)
            {
                now = now.After(line);
                first ??= line.Event is MessageReceived ? line.At : null;
                switch (line.Event)
                {
                    case Assigned { By: null, Why: { } why } given:
                        Given.Add(new Given(line.At, given.Agent, why));
                        break;
                    case OfferPassed passed:
                        _passed.Add((line.At, passed.Agent));
                        break;
                }
            }

            // The events of one commit share their instant, and only the state after it was ever true.
            _moments.Add(now = now with { From = commit.Key, Due = now.Answered ? null : first + plan.Policy.For(now.Priority).FirstResponse });
        }
    }

    public ConversationId Id { get; }

    public int Weight { get; }

    public List<Given> Given { get; } = [];

    public Moment Last => _moments[^1];

    /// <summary>Null before there was anything.</summary>
    public Moment? At(DateTimeOffset at) => _moments.LastOrDefault(m => m.From <= at);

    public bool WaitsThroughout(DateTimeOffset from, DateTimeOffset to) => At(from) is { Waits: true } && _moments.Where(m => m.From > from && m.From <= to).All(m => m.Waits);

    /// <summary>Since when it may be said to wait at an instant that is known only roughly.</summary>
    public IEnumerable<DateTimeOffset> SinceAround(DateTimeOffset at, TimeSpan slack) =>
        _moments.Where(m => m.From > at - slack && m.From <= at + slack).Concat(At(at - slack) is { } then ? [then] : []).Select(m => m.Since);

    public bool PassedBy(AgentId agent, DateTimeOffset until) => _passed.Exists(p => p.Agent == agent && p.At <= until);

    /// <summary>While it is on its way to somebody it waits for nobody else; it left the queue or came back to it within the time that an offer stands.</summary>
    public bool MayBeOnItsWay(TimeSpan offer, DateTimeOffset at, TimeSpan slack) =>
        Given.Exists(g => g.Why.At <= at && g.At >= at)
        || _passed.Exists(p => p.At >= at && p.At <= at + offer + slack)
        || (offer > TimeSpan.Zero && _moments.Exists(m => !m.Waits && m.From >= at && m.From <= at + offer + slack));
}
