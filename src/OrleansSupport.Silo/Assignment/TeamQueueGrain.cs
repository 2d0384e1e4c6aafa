using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Concurrency;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Silo.Agents;
using OrleansSupport.Silo.Conversations;
using OrleansSupport.Silo.Live;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Assignment;

[GenerateSerializer, Immutable, Alias("team-state")]
internal sealed record TeamState
{
    [Id(0)]
    public string Name { get; init; } = "";

    [Id(1)]
    public ImmutableHashSet<AgentId> Members { get; init; } = [];

    [Id(2)]
    public TeamRules? Rules { get; init; }
}

/// <summary>
/// Matches what waits with who is free, on every event that could change the answer. Holds nothing that is not elsewhere too:
/// what waits is in the summary rows, loads are the agents'. Reserve at the agent, commit in the conversation, free on failure:
/// so two queues, or an old activation of this one, cannot overfill anybody.
/// </summary>
[Reentrant]
internal sealed partial class TeamQueueGrain(
    [PersistentState("team")] IPersistentState<TeamState> state,
    NpgsqlDataSource database,
    LiveFeed live,
    TimeProvider time,
    ILogger<TeamQueueGrain> logger) : Grain, ITeamQueueGrain
{
    private const int PatientFailures = 5;
    private static readonly TimeSpan ReconcilePeriod = TimeSpan.FromSeconds(30);

    /// <summary>An offer that an agent passed is not made to the same agent again for this long.</summary>
    private static readonly TimeSpan PassedFor = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan TellDelay = TimeSpan.FromMilliseconds(150);

    private readonly SemaphoreSlim _writing = new(1);
    private readonly Dictionary<AgentId, long> _versions = [];
    private readonly HashSet<AgentId> _unheard = [];
    private readonly Dictionary<ConversationId, ImmutableArray<AgentId>> _passed = [];
    private readonly Dictionary<ConversationId, Placing> _placing = [];
    private Dispatcher _dispatcher = new(TeamRules.Default);
    private int _failedInARow;
    private IGrainTimer? _look;
    private IGrainTimer? _tell;

    private string Team => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Begin(state.State.Rules ?? TeamRules.Default);
        await ReadWaiting();
        _ = Ask();
        this.RegisterGrainTimer(
            async () =>
            {
                await ReadWaiting();
                await Ask();
            },
            new GrainTimerCreationOptions(ReconcilePeriod, ReconcilePeriod) { Interleave = true });
    }

    public Task Enqueue(WaitingConversation conversation) => EnqueueAll([conversation]);

    public Task EnqueueAll(ImmutableArray<WaitingConversation> conversations)
    {
        var more = false;
        foreach (var conversation in conversations)
        {
            if (_placing.TryGetValue(conversation.Id, out var placing))
            {
                placing.What = conversation; // how it waits from now on, if it gets nobody
                placing.Back |= placing.Left;
            }
            else
            {
                Wait(conversation);
                more = true;
            }
        }

        if (more)
        {
            Match();
        }

        return Task.CompletedTask;
    }

    public Task Leave(ConversationId conversation, AgentId? holder)
    {
        _dispatcher.Remove(conversation);
        _passed.Remove(conversation);
        if (_placing.TryGetValue(conversation, out var placing))
        {
            placing.Left = true;
            placing.Answer.TrySetResult(holder == placing.Why.Agent ? OfferAnswer.Taken : OfferAnswer.Withdrawn);
        }

        TellSoon();
        return Task.CompletedTask;
    }

    public Task<Outcome> Answer(ConversationId conversation, AgentId agent, bool accept) => Task.FromResult(
        _placing.TryGetValue(conversation, out var placing) && placing.Offer is not null && placing.Why.Agent == agent
        && placing.Answer.TrySetResult(accept ? OfferAnswer.Accepted : OfferAnswer.Declined)
            ? Outcome.Done()
            : Outcome.Refuse(Refusals.WrongState));

    public async Task SeatChanged(AgentSeat seat, long version)
    {
        if (_versions.TryGetValue(seat.Id, out var known) && known >= version)
        {
            return;
        }

        Know(seat, version);
        if (seat.Presence is Presence.Offline or Presence.Away)
        {
            foreach (var placing in _placing.Values.Where(p => p.Offer is not null && p.Why.Agent == seat.Id))
            {
                placing.Answer.TrySetResult(OfferAnswer.Lapsed); // nobody there to answer it
            }
        }

        Match();
        if (!state.State.Members.Contains(seat.Id))
        {
            await Save(s => s with { Members = s.Members.Add(seat.Id) });
            await GrainFactory.GetGrain<IDirectoryGrain>(0).AddTeam(Team);
        }
    }

    public async Task SeatLeft(AgentId agent)
    {
        _versions.Remove(agent);
        Heard(agent);
        _dispatcher.RemoveSeat(agent);
        await Save(s => s with { Members = s.Members.Remove(agent) });
        TellSoon();
    }

    public Task<QueueView> Get() => Task.FromResult(View());

    public Task<Decision?> Why(ConversationId conversation) => Task.FromResult(_dispatcher.Why(conversation, time.GetUtcNow()));

    public Task<TeamSettings> Settings() => Task.FromResult(new TeamSettings(Team, state.State.Name, [.. state.State.Members], _dispatcher.Rules));

    public async Task<Outcome> Configure(TeamSettings settings)
    {
        if (settings.Rules is { } rules && RelaxationRules.Problems(rules) is { Count: > 0 } problems)
        {
            return Outcome.Refuse(Refusals.Invalid, problems[0]);
        }

        await Save(s => s with { Name = settings.Name, Members = [.. settings.Members], Rules = settings.Rules ?? s.Rules });
        foreach (var gone in _unheard.Except(state.State.Members).ToList())
        {
            Heard(gone); // of the team no more: nobody to wait for
        }

        await GrainFactory.GetGrain<IDirectoryGrain>(0).AddTeam(Team);
        if (settings.Rules is { } changed && changed != _dispatcher.Rules)
        {
            // Whatever is on its way to an agent is settled with the old dispatcher.
            var waiting = _dispatcher.InOrder().ToList();
            Begin(changed);
            waiting.ForEach(Wait);
        }

        await ReadWaiting();
        await Ask();
        return Outcome.Done();
    }

    private void Begin(TeamRules rules)
    {
        _dispatcher = new Dispatcher(rules);
        _versions.Clear();
        _unheard.UnionWith(state.State.Members);
        _dispatcher.EverybodyIsKnown = _unheard.Count == 0;
    }

    private void Know(AgentSeat seat, long version)
    {
        _versions[seat.Id] = version;
        _dispatcher.Seat(seat);
        Heard(seat.Id);
    }

    private void Heard(AgentId agent)
    {
        _unheard.Remove(agent);
        _dispatcher.EverybodyIsKnown = _unheard.Count == 0;
    }

    /// <summary>Decides all that can be decided; what is decided is placed beside the next decisions.</summary>
    private void Match()
    {
        try
        {
            var now = time.GetUtcNow();
            foreach (var (what, why) in _dispatcher.Assign(now))
            {
                _ = Place(_dispatcher, what, why);
            }

            if (_dispatcher.LookAgainAt is { } at)
            {
                LookAgain(at - now);
            }
        }
        catch (Exception error)
        {
            LogMatchFailed(Team, error);
            LookAgain(TimeSpan.FromSeconds(1));
        }

        TellSoon();
    }

    /// <summary>Carries a decision out: reserve at the agent, have it accepted if the team asks for that, commit in the conversation.</summary>
    private async Task Place(Dispatcher dispatcher, WaitingConversation what, Decision why)
    {
        var id = why.Agent!.Value;
        var agent = GrainFactory.Agent(id);
        var placing = new Placing(what, why, OfferOf(what, why));
        _placing[what.Id] = placing;
        try
        {
            var place = await agent.Reserve(what.Id, what.Weight, force: false, placing.Offer);
            if (placing.Offer is not null && place.Ok)
            {
                if (!await Accepted(placing, agent))
                {
                    _failedInARow = 0;
                    return;
                }

                place = await agent.Reserve(what.Id, what.Weight, force: false); // an offer may stand for longer than a count
            }

            placing.Epoch = place.Sequence;
            if (!place.Ok || !await Commit(placing, agent))
            {
                _failedInARow++;
                await Refresh(id);
                return;
            }

            _failedInARow = 0;
        }
        catch (Exception error)
        {
            _failedInARow++;
            LogNotPlaced(what.Id, error.GetType().Name);
            await FreeUnlessTaken(agent, placing);
        }
        finally
        {
            dispatcher.Settled(what.Id);
            _placing.Remove(what.Id);
            if (!placing.Left || placing.Back)
            {
                Wait(placing.What);
            }

            if (_failedInARow < PatientFailures)
            {
                Match();
            }
            else
            {
                LookAgain(TimeSpan.FromSeconds(1)); // nobody could take what looked possible: let the world settle
            }
        }
    }

    private Offer? OfferOf(WaitingConversation what, Decision why) => _dispatcher.Rules.OfferFor is not { } standing ? null : new Offer(
        what.Id, Team, what.Store, what.Language, why.At, why.At + standing, why.Step, why.Candidates[0].Parts, why.Candidates[0].Reasons);

    /// <summary>Waits for the agent's word until the offer ends by the clock, however long it took to reach the agent. False when the conversation is not to be committed: it goes back, or somebody has it.</summary>
    private async Task<bool> Accepted(Placing placing, IAgentGrain agent)
    {
        TellSoon();
        using var timer = this.Once(placing.Offer!.Until - time.GetUtcNow(), () =>
        {
            placing.Answer.TrySetResult(OfferAnswer.Lapsed);
            return Task.CompletedTask;
        });
        var answer = await placing.Answer.Task;
        if (answer is OfferAnswer.Accepted or OfferAnswer.Taken)
        {
            await agent.OfferEnded(placing.What.Id, lapsed: false);
            return answer is OfferAnswer.Accepted;
        }

        await agent.OfferWithdrawn(placing.What.Id, lapsed: answer is OfferAnswer.Lapsed);
        if (answer is not OfferAnswer.Withdrawn)
        {
            Pass(placing.What.Id, placing.Why.Agent!.Value);
            await GrainFactory.Conversation(placing.What.Id).OfferPassed(RefOf(placing), lapsed: answer is OfferAnswer.Lapsed);
        }

        return false;
    }

    /// <summary>False when the place is not the conversation's any more: it is decided again.</summary>
    private async Task<bool> Commit(Placing placing, IAgentGrain agent)
    {
        var outcome = await GrainFactory.Conversation(placing.What.Id).Assign(RefOf(placing), placing.Why with { Epoch = placing.Epoch });
        if (outcome.Refused == Refusals.Conflict)
        {
            return false;
        }

        placing.Left = true;
        _passed.Remove(placing.What.Id);
        if (!outcome.Ok)
        {
            // Somebody was faster, and may have put it into these same hands since: a count tells, and giving the place back would not.
            await GiveBack(placing, agent);
        }

        return true;
    }

    private AgentRef RefOf(Placing placing)
    {
        var id = placing.Why.Agent!.Value;
        var languages = _dispatcher.Find(id)?.Languages ?? [];
        return new AgentRef(id, placing.Why.Candidates[0].Name, AgentLanguages.Working(languages), AgentLanguages.Read(languages));
    }

    private void Pass(ConversationId conversation, AgentId agent)
    {
        _passed[conversation] = _passed.GetValueOrDefault(conversation, []).Add(agent);
        this.Once(PassedFor, () =>
        {
            if (_passed.TryGetValue(conversation, out var passed))
            {
                _passed[conversation] = passed.Remove(agent);
                if (_dispatcher.Find(conversation) is { } waiting)
                {
                    Wait(waiting);
                    Match();
                }
            }

            return Task.CompletedTask;
        });
    }

    private void Wait(WaitingConversation conversation) =>
        _dispatcher.Put(ScenarioSkills.Ask(conversation, _dispatcher.Rules) with { PassedBy = _passed.GetValueOrDefault(conversation.Id, []) }, time.GetUtcNow());

    /// <summary>The commit's fate is unknown: the conversation says whether it was written.</summary>
    private async Task FreeUnlessTaken(IAgentGrain agent, Placing placing)
    {
        try
        {
            var view = await GrainFactory.Conversation(placing.What.Id).Get();
            placing.Left = view?.Row is not { Status: ConversationStatus.Open, Assignee: null };
            if (view?.Row.Assignee != placing.Why.Agent)
            {
                await GiveBack(placing, agent); // a commit may still be on its way
            }
        }
        catch (Exception error)
        {
            LogNotPlaced(placing.What.Id, error.GetType().Name); // the agent finds out by itself that it holds what is not its own
        }
    }

    private static Task GiveBack(Placing placing, IAgentGrain agent) =>
        placing.Epoch == 0 ? agent.Free(placing.What.Id) : agent.CountAgain(placing.Epoch);

    private async Task Refresh(AgentId id)
    {
        var view = await GrainFactory.Agent(id).Get();
        if (view is null)
        {
            Heard(id);
        }
        else if (!(_versions.GetValueOrDefault(id) > view.Version))
        {
            Know(AgentRules.Seat(view, time.GetUtcNow()), view.Version);
        }
    }

    /// <summary>
    /// What waits: read at the start, and now and then in case a message got lost with a node. Then the ids alone tell that nothing is missing.
    /// </summary>
    private async Task ReadWaiting()
    {
        const int Batch = 1000;
        var missing = new List<Guid>();
        await using (var command = database.CreateCommand("SELECT id FROM conversation WHERE team = $1 AND assignee IS NULL AND status = 0 ORDER BY id"))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Team });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                if (IsMissing(new ConversationId(reader.GetGuid(0))))
                {
                    missing.Add(reader.GetGuid(0));
                }
            }
        }

        foreach (var ids in missing.Chunk(Batch))
        {
            await using var command = database.CreateCommand(
                "SELECT summary, weight FROM conversation WHERE id = ANY ($1) AND team = $2 AND assignee IS NULL AND status = 0");
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Team });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var row = SupportJson.ReadRow(reader.GetString(0));
                if (IsMissing(row.Id))
                {
                    Wait(ConversationRows.Waiting(row, reader.GetInt16(1)));
                }
            }
        }

        bool IsMissing(ConversationId id) => !_placing.ContainsKey(id) && !_dispatcher.Contains(id);
    }

    /// <summary>Who is there: every member is asked by itself, so that one who cannot answer just now holds up nobody.</summary>
    private async Task Ask()
    {
        await Task.WhenAll(state.State.Members.Select(async member =>
        {
            try
            {
                await Refresh(member);
            }
            catch (Exception error)
            {
                LogNoAnswer(Team, member, error.GetType().Name);
            }
        }));
        Match();
    }

    private void LookAgain(TimeSpan after)
    {
        _look?.Dispose();
        _look = this.Once(after, () =>
        {
            _look = null;
            _failedInARow = 0;
            Match();
            return Task.CompletedTask;
        });
    }

    private void TellSoon() => _tell ??= this.Once(
        TellDelay,
        () =>
        {
            _tell = null;
            live.Publish(new LiveMessage(Topics.Team(Team), Queue: View()));
            return Task.CompletedTask;
        },
        keepAlive: false);

    private QueueView View() => QueueBoard.Of(Team, _dispatcher, time.GetUtcNow());

    private Task Save(Func<TeamState, TeamState> change) => GrainState.Save(state, _writing, change);

    [LoggerMessage(Level = LogLevel.Error, Message = "Queue {Team} could not match; it tries again")]
    private partial void LogMatchFailed(string team, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Queue {Team} got no answer from agent {Agent} ({Error}); it asks again")]
    private partial void LogNoAnswer(string team, AgentId agent, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Conversation {Conversation} could not be placed ({Error}); it is decided again")]
    private partial void LogNotPlaced(ConversationId conversation, string error);

    private enum OfferAnswer
    {
        Accepted,
        Declined,
        Lapsed,

        /// <summary>Somebody else has it, or nobody needs to.</summary>
        Withdrawn,

        /// <summary>The agent has it already: took it by hand, or answered.</summary>
        Taken,
    }

    /// <summary>A decision being carried out.</summary>
    private sealed class Placing(WaitingConversation what, Decision why, Offer? offer)
    {
        public WaitingConversation What { get; set; } = what;

        public Decision Why => why;

        public Offer? Offer => offer;

        /// <summary>Of the agent's count in which the place is reserved; 0 until it is committed.</summary>
        public long Epoch { get; set; }

        public TaskCompletionSource<OfferAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>It no longer waits here.</summary>
        public bool Left { get; set; }

        /// <summary>It left and waits again: whoever got it gave it back before this was through.</summary>
        public bool Back { get; set; }
    }
}
