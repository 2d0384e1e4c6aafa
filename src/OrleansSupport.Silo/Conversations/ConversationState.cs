using System.Collections.Immutable;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Sla;

namespace OrleansSupport.Silo.Conversations;

/// <summary>The fold of a conversation's events. Immutable: a failed append leaves the old one in place.</summary>
internal sealed record ConversationState(Guid Id)
{
    public long Version { get; private set; }

    public byte[] Hash { get; private set; } = EventChain.Root;

    public string Store { get; init; } = "";

    public CustomerId Customer { get; init; }

    public string CustomerName { get; init; } = "";

    public string Channel { get; init; } = "";

    /// <summary>Where the last inbound message came from, and so where a reply goes.</summary>
    public string Identity { get; init; } = "";

    public string Team { get; init; } = "";

    public Priority Priority { get; init; } = Priority.Normal;

    public string? Country { get; init; }

    public CustomerTier Tier { get; init; }

    /// <summary>The buyer's language: that of the last message in which one was recognised.</summary>
    public string Language { get; init; } = "und";

    /// <summary>Agents who have had it on screen since it was opened last: what is written is translated for each of them.</summary>
    public ImmutableDictionary<AgentId, AgentRef> Readers { get; init; } = ImmutableDictionary<AgentId, AgentRef>.Empty;

    /// <summary>What the buyer wants; null until something is recognised.</summary>
    public string? Scenario { get; init; }

    public double ScenarioConfidence { get; init; }

    /// <summary>An agent named it: what the classifier thinks of later messages does not count until the conversation is resolved.</summary>
    public bool ScenarioNamed { get; init; }

    /// <summary>Sequence of the buyer's last message.</summary>
    public long LastInbound { get; init; }

    public ConversationStatus Status { get; init; }

    public AgentRef? Assignee { get; init; }

    public AgentId? PreviousAgent { get; init; }

    /// <summary>Whoever has it went offline and keeps it only until the customer writes again.</summary>
    public bool HolderIsGone { get; init; }

    /// <summary>Only an expert may have it, until it is resolved.</summary>
    public bool ExpertOnly { get; init; }

    /// <summary>When it comes back by itself; set only while it waits.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    public SlaClocks Clocks { get; init; } = SlaClocks.None;

    /// <summary>What the store promised when this conversation last heard of it, and the key under which that is kept.</summary>
    public StoreClocks Promises { get; init; } = StoreClocks.None;

    public string PromisesKey { get; init; } = "";

    /// <summary>Signals that rules are to carry further; those of clocks that have ended since are no longer of interest.</summary>
    public ImmutableArray<SlaSignalled> Signalled { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastMessageAt { get; init; }

    public string Preview { get; init; } = "";

    public bool PreviewInbound { get; init; }

    public int MessageCount { get; init; }

    public MessageMarks Messages { get; init; } = MessageMarks.Empty;

    public ImmutableDictionary<(MessageId Message, string Target), TranslationState> Translations { get; init; } =
        ImmutableDictionary<(MessageId, string), TranslationState>.Empty;

    public ImmutableHashSet<(MessageId Message, string Target)> Pending { get; init; } = [];

    public bool Exists => Version > 0;

    /// <summary>Its place in the queue: the oldest unanswered message, so coming back from an agent without an answer keeps it.</summary>
    public DateTimeOffset WaitingSince => Clocks.UnansweredSince ?? LastMessageAt;

    public bool IsQueued => Exists && Status == ConversationStatus.Open && Assignee is null;

    /// <summary>The signals that a rule of the store carries further, and that it has not carried yet.</summary>
    public IEnumerable<SlaSignalled> Unescalated => Signalled.IsEmpty ? [] : Signalled.Where(signal => SlaRules.Of(Clocks, signal.Clock) is { IsOpen: true });

    /// <summary>What is promised to this conversation at an instant.</summary>
    public SlaTerms Terms(DateTimeOffset at) => Promises.Terms(Channel, Tier, Priority, Scenario, Clocks.UnansweredSince ?? at);

    /// <summary>The state after one more event.</summary>
    /// <param name="book">The promises that events name; those of a log older than their keys are under the empty one.</param>
    public ConversationState Apply(StoredEvent stored, ConversationEvent what, IReadOnlyDictionary<string, StoreClocks> book)
    {
        var next = Fold(what, stored.Sequence, stored.At, book);
        next = ReferenceEquals(next, this) ? this with { } : next; // nobody else has seen it: it may still be changed
        next.Version = stored.Sequence;
        next.Hash = stored.Hash;
        return next;
    }

    private ConversationState Fold(ConversationEvent what, long sequence, DateTimeOffset at, IReadOnlyDictionary<string, StoreClocks> book)
    {
        switch (what)
        {
            case ConversationOpened e:
                return this with
                {
                    Store = e.Store,
                    Customer = e.Customer,
                    CustomerName = e.CustomerName,
                    Channel = e.Channel,
                    Identity = e.Identity,
                    Team = e.Team,
                    Priority = e.Priority,
                    Country = e.Country,
                    Tier = e.Tier,
                    PromisesKey = e.Terms ?? "",
                    Promises = book[e.Terms ?? ""],
                    CreatedAt = at,
                    LastMessageAt = at,
                };
            case MessageReceived e:
                return Heard(e, sequence, at);
            case ReplyWritten e:
                return this with
                {
                    Status = ConversationStatus.Waiting,
                    SnoozedUntil = null,
                    HolderIsGone = false,
                    Clocks = SlaRules.OnWaiting(SlaRules.OnReply(Clocks, AnswerKind.PublicReply, at, Terms(at)).Clocks, at, Terms(at)).Clocks,
                    LastMessageAt = at,
                    Preview = Shorten(e.Text),
                    PreviewInbound = false,
                    MessageCount = MessageCount + 1,
                    Messages = Messages.With(e.Message, new MessageMark(sequence, false, e.Language, Kept(Channel, e.Channel), Kept(Identity, e.Identity), e.Agent, e.Target)),
                };
            case ReplyDispatched e:
                return Mark(e.Message, m => m with { Dispatched = true });
            case NoteAdded e:
                return this with { Messages = Messages.With(e.Message, new MessageMark(sequence, false, e.Language ?? "", "", "", e.Agent)) };
            case TranslationChanged e:
                var key = (e.Message, e.Target);
                return this with
                {
                    Translations = Translations.SetItem(key, e.State),
                    Pending = e.State == TranslationState.Pending ? Pending.Add(key) : Pending.Remove(key),
                };
            case DeliveryChanged e:
                return Mark(e.Message, m => m with { Delivery = e.State });
            case Queued e:
                return this with
                {
                    Team = e.Team,
                    Assignee = null,
                    HolderIsGone = false,
                    PreviousAgent = e.Reason is Queued.Transferred or Queued.Experts ? null : e.PreviousAgent ?? PreviousAgent,
                    ExpertOnly = ExpertOnly || e.Reason is Queued.Experts,
                };
            case Assigned e:
                var assignee = new AgentRef(e.Agent, e.AgentName, e.AgentLanguage, e.AgentReads);
                return this with { Assignee = assignee, HolderIsGone = false, PreviousAgent = e.Agent, Readers = Readers.SetItem(e.Agent, assignee) };
            case ReaderJoined e:
                return this with { Readers = Readers.SetItem(e.Agent, new AgentRef(e.Agent, e.AgentName, e.Language, e.Reads)) };
            case StatusChanged e:
                return WithStatus(e.Status, at, Terms(at));
            case PriorityChanged e:
                var changed = this with { Priority = e.Priority };
                return changed with { Clocks = SlaRules.OnTermsChanged(Clocks, at, changed.Terms(at)).Clocks };
            case TierChanged e:
                var standing = this with { Tier = e.Tier };
                return standing with { Clocks = SlaRules.OnTermsChanged(Clocks, at, standing.Terms(at)).Clocks };
            case ScenarioDetected e:
                return Understood(e.Scenario, e.Confidence, at);
            case ScenarioTaught e:
                return Understood(e.Scenario, 1, at) with { ScenarioNamed = true };
            case OfferPassed or HandedOver:
                return this;
            case HolderLeft:
                return this with { HolderIsGone = true };
            case TermsChanged e:
                var promised = this with { PromisesKey = e.Terms, Promises = book[e.Terms] };
                return promised with { Clocks = SlaRules.OnTermsChanged(Clocks, at, promised.Terms(at)).Clocks };
            case SlaSignalled e:
                return this with
                {
                    Clocks = SlaRules.Told(Clocks, e.Clock, e.Signal),
                    Signalled = Promises.Escalations.Any(rule => ConversationRules.Covers(rule, e)) ? [.. Unescalated, e] : Signalled,
                };
            case Escalated e:
                return this with { Signalled = [.. Unescalated.Where(signal => (signal.Clock, signal.Signal) != (e.Clock, e.Signal))] };
            case Snoozed e:
                return this with { Status = ConversationStatus.Waiting, SnoozedUntil = e.Until, Clocks = SlaRules.OnWaiting(Clocks, at, Terms(at)).Clocks };
            case SnoozeEnded:
                return this with { Status = ConversationStatus.Open, SnoozedUntil = null, Clocks = SlaRules.OnResumed(Clocks, at, Terms(at)).Clocks };
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what.GetType().Name, "An event that no fold knows.");
        }
    }

    /// <summary>One copy of the state, however much of it a message changes: this is the fold's busiest event.</summary>
    private ConversationState Heard(MessageReceived e, long sequence, DateTimeOffset at)
    {
        var (channel, identity) = (Kept(Channel, e.Channel), Kept(Identity, e.Identity));
        var (scenario, confidence, clocks) = e.Scenario is null ? (Scenario, ScenarioConfidence, Clocks) : (e.Scenario, e.ScenarioConfidence ?? 0, FollowScenario(e.Scenario, at));
        return this with
        {
            Scenario = scenario,
            ScenarioConfidence = confidence,
            Channel = channel,
            Identity = identity,
            Language = e.Language == "und" ? Language : e.Language,
            Status = ConversationStatus.Open,
            SnoozedUntil = null,
            Clocks = SlaRules.OnInbound(clocks, at, Promises.Terms(e.Channel, Tier, Priority, scenario, clocks.UnansweredSince ?? at)).Clocks,
            LastMessageAt = at,
            Preview = Shorten(e.Text),
            PreviewInbound = true,
            MessageCount = MessageCount + 1,
            LastInbound = sequence,
            Messages = Messages.With(e.Message, new MessageMark(sequence, true, e.Language, channel, identity)),
        };
    }

    /// <summary>What the buyer wants may have promises of its own; open clocks follow, from their original start.</summary>
    private ConversationState Understood(string? scenario, double confidence, DateTimeOffset at) =>
        scenario is null ? this : this with { Scenario = scenario, ScenarioConfidence = confidence, Clocks = FollowScenario(scenario, at) };

    private SlaClocks FollowScenario(string scenario, DateTimeOffset at) =>
        SlaRules.OnTermsChanged(Clocks, at, Promises.Terms(Channel, Tier, Priority, scenario, Clocks.UnansweredSince ?? at)).Clocks;

    private ConversationState WithStatus(ConversationStatus status, DateTimeOffset at, SlaTerms terms) => this with
    {
        Status = status,
        ScenarioNamed = ScenarioNamed && status is not (ConversationStatus.Resolved or ConversationStatus.Closed),
        Readers = status is ConversationStatus.Resolved or ConversationStatus.Closed ? Readers.Clear() : Readers,
        SnoozedUntil = null,
        Clocks = status switch
        {
            ConversationStatus.Waiting => SlaRules.OnWaiting(Clocks, at, terms).Clocks,
            ConversationStatus.Resolved or ConversationStatus.Closed => SlaRules.OnResolved(Clocks, at, terms).Clocks,
            _ when Status is ConversationStatus.Resolved => SlaRules.OnReopened(Clocks, at, terms).Clocks,
            _ => SlaRules.OnResumed(Clocks, at, terms).Clocks,
        },
    };

    private ConversationState Mark(MessageId message, Func<MessageMark, MessageMark> change) =>
        Messages.TryGetValue(message, out var mark) ? this with { Messages = Messages.With(message, change(mark)) } : this;

    /// <summary>Every message brings words of its own that say the same: one of them is kept.</summary>
    private static string Kept(string known, string said) => said == known ? known : said;

    private static string Shorten(string text)
    {
        const int Length = 140;
        var line = text.Length <= Length ? text : text[..(char.IsHighSurrogate(text[Length - 1]) ? Length - 1 : Length)];
        return line.ReplaceLineEndings(" ");
    }
}

/// <summary>What of a store a conversation needs.</summary>
/// <param name="ClocksKey">The key under which <paramref name="Clocks"/> are kept.</param>
internal sealed record StoreTerms(
    string Language,
    string Team,
    string ClocksKey,
    StoreClocks Clocks,
    ImmutableDictionary<string, Contracts.Stores.ChannelSettings> Channels,
    string? Country = null)
{
    /// <summary>What events written now may name.</summary>
    public ImmutableDictionary<string, StoreClocks> Book { get; } =
        ImmutableDictionary<string, StoreClocks>.Empty.Add("", Clocks).SetItem(ClocksKey, Clocks);
}
