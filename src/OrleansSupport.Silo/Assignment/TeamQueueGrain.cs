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
    private const int ShownLines = 100;
    private static readonly TimeSpan ReconcilePeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TellDelay = TimeSpan.FromMilliseconds(150);

    private readonly SemaphoreSlim _writing = new(1);
    private readonly Dictionary<ConversationId, WaitingConversation> _waiting = [];
    private readonly Dictionary<AgentId, (AgentSeat Seat, long Version)> _seats = [];
    private readonly Dictionary<ConversationId, Decision> _why = [];
    private readonly HashSet<ConversationId> _placing = [];
    private bool _pumping;
    private bool _again;
    private IGrainTimer? _look;
    private IGrainTimer? _tell;

    private string Team => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Reconcile();
        this.RegisterGrainTimer(
            async () =>
            {
                await Reconcile();
                Kick();
            },
            new GrainTimerCreationOptions(ReconcilePeriod, ReconcilePeriod) { Interleave = true });
        Kick();
    }

    public Task Enqueue(WaitingConversation conversation)
    {
        _waiting[conversation.Id] = conversation;
        Kick();
        return Task.CompletedTask;
    }

    public Task Leave(ConversationId conversation)
    {
        Forget(conversation);
        TellSoon();
        return Task.CompletedTask;
    }

    public async Task SeatChanged(AgentSeat seat, long version)
    {
        if (_seats.TryGetValue(seat.Id, out var known) && known.Version >= version)
        {
            return;
        }

        _seats[seat.Id] = (seat, version);
        Kick();
        if (!state.State.Members.Contains(seat.Id))
        {
            await Save(s => s with { Members = s.Members.Add(seat.Id) });
            await GrainFactory.GetGrain<IDirectoryGrain>(0).AddTeam(Team);
        }
    }

    public async Task SeatLeft(AgentId agent)
    {
        _seats.Remove(agent);
        await Save(s => s with { Members = s.Members.Remove(agent) });
        TellSoon();
    }

    public Task<QueueView> Get() => Task.FromResult(View());

    public async Task Configure(TeamSettings settings)
    {
        await Save(s => s with { Name = settings.Name, Members = [.. settings.Members] });
        await GrainFactory.GetGrain<IDirectoryGrain>(0).AddTeam(Team);
        await Reconcile();
        Kick();
    }

    /// <summary>Starts matching, or has the matching under way look once more.</summary>
    private void Kick()
    {
        _again = true;
        if (!_pumping)
        {
            _pumping = true;
            _ = Pump();
        }
    }

    private async Task Pump()
    {
        try
        {
            while (_again)
            {
                _again = false;
                await Match();
            }
        }
        catch (Exception error)
        {
            LogMatchFailed(Team, error);
            LookAgain(TimeSpan.FromSeconds(1));
        }
        finally
        {
            _pumping = false;
            TellSoon();
        }
    }

    private async Task Match()
    {
        while (_waiting.Count > 0)
        {
            var now = time.GetUtcNow();
            var ordered = _waiting.Values.Where(w => !_placing.Contains(w.Id)).Order(QueueOrder.Instance);
            var decisions = Matching.Assign(ordered, [.. _seats.Values.Select(s => s.Seat)], now, RelaxationSteps.Default);
            var placements = new List<Task<bool>>();
            DateTimeOffset? look = null;
            foreach (var decision in decisions)
            {
                _why[decision.Conversation] = decision;
                if (decision.Agent is { } agent && _waiting.TryGetValue(decision.Conversation, out var conversation))
                {
                    placements.Add(Place(conversation, agent, decision));
                }
                else if (decision.LookAgainAt is { } at && (look is null || at < look))
                {
                    look = at;
                }
            }

            if (look is { } next)
            {
                LookAgain(next - now);
            }

            if (placements.Count == 0)
            {
                return;
            }

            var placed = await Task.WhenAll(placements);
            if (!Array.Exists(placed, static ok => ok))
            {
                LookAgain(TimeSpan.FromSeconds(1)); // nobody could take anything that looked possible: let the world settle
                return;
            }
        }
    }

    /// <summary>False when it has to be decided again.</summary>
    private async Task<bool> Place(WaitingConversation conversation, AgentId id, Decision why)
    {
        _placing.Add(conversation.Id);
        var agent = GrainFactory.Agent(id);
        try
        {
            if (!(await agent.Reserve(conversation.Id, conversation.Weight, force: false)).Ok)
            {
                await Refresh(id);
                return false;
            }

            var seat = _seats[id].Seat;
            var reference = new AgentRef(id, seat.Name, AgentLanguages.Working(seat.Languages), AgentLanguages.Read(seat.Languages));
            var outcome = await GrainFactory.Conversation(conversation.Id).Assign(reference, why);
            Forget(conversation.Id);
            if (!outcome.Ok)
            {
                await agent.Free(conversation.Id);
            }

            return true;
        }
        catch (Exception error)
        {
            LogNotPlaced(conversation.Id, error.GetType().Name);
            await FreeUnlessTaken(agent, id, conversation.Id);
            return false;
        }
        finally
        {
            _placing.Remove(conversation.Id);
        }
    }

    /// <summary>The commit's fate is unknown: the conversation says whether it was written.</summary>
    private async Task FreeUnlessTaken(IAgentGrain agent, AgentId id, ConversationId conversation)
    {
        try
        {
            var view = await GrainFactory.GetGrain<IConversationGrain>(conversation.Value).Get();
            if (view?.Row.Assignee != id)
            {
                await agent.Free(conversation);
            }
            else
            {
                Forget(conversation);
            }
        }
        catch (Exception error)
        {
            LogNotPlaced(conversation, error.GetType().Name);
        }
    }

    private async Task Refresh(AgentId id)
    {
        if (await GrainFactory.GetGrain<IAgentGrain>(id.Value).Get() is { } view)
        {
            var inShift = view.Profile.Shift is null || Sla.BusinessTime.IsOpen(view.Profile.Shift, time.GetUtcNow());
            _seats[id] = (AgentSeat.Of(view.Profile, view.Presence, inShift, view.Load, view.IdleSince ?? DateTimeOffset.UnixEpoch), view.Version);
        }
    }

    /// <summary>Reads what waits and who is there: at the start, and now and then in case a message got lost with a node.</summary>
    private async Task Reconcile()
    {
        await using (var command = database.CreateCommand("SELECT summary, weight FROM conversation WHERE team = $1 AND assignee IS NULL AND status = 0"))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Team });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var row = SupportJson.ReadRow(reader.GetString(0));
                _waiting.TryAdd(row.Id, new WaitingConversation(
                    row.Id, row.Store, row.Language == "und" ? null : row.Language, [], reader.GetInt16(1), row.Priority, row.Tier, row.DueAt,
                    row.WaitingSince ?? row.LastMessageAt, null, []));
            }
        }

        foreach (var member in state.State.Members)
        {
            await Refresh(member);
        }
    }

    private void Forget(ConversationId conversation)
    {
        _waiting.Remove(conversation);
        _why.Remove(conversation);
    }

    private void LookAgain(TimeSpan after)
    {
        _look?.Dispose();
        _look = this.RegisterGrainTimer(
            () =>
            {
                Kick();
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(after > TimeSpan.Zero ? after : TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
    }

    private void TellSoon() => _tell ??= this.RegisterGrainTimer(
        () =>
        {
            _tell?.Dispose();
            _tell = null;
            live.Publish(new LiveMessage(Topics.Team(Team), Queue: View()));
            return Task.CompletedTask;
        },
        new GrainTimerCreationOptions(TellDelay, Timeout.InfiniteTimeSpan) { Interleave = true });

    private QueueView View() => new(
        Team,
        [.. _waiting.Values.Order(QueueOrder.Instance).Take(ShownLines).Select(w => new QueueLine(
            w.Id, w.Store, w.Language ?? "und", w.WaitingSince, w.EffectiveDue, _why.GetValueOrDefault(w.Id)))],
        _waiting.Count,
        _seats.Values.Count(s => s.Seat.Presence == Presence.Online));

    private Task Save(Func<TeamState, TeamState> change) => GrainState.Save(state, _writing, change);

    [LoggerMessage(Level = LogLevel.Error, Message = "Queue {Team} could not match; it tries again")]
    private partial void LogMatchFailed(string team, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Conversation {Conversation} could not be placed ({Error}); it is decided again")]
    private partial void LogNotPlaced(ConversationId conversation, string error);
}
