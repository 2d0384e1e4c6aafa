using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Concurrency;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Silo.Assignment;
using OrleansSupport.Silo.Live;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Agents;

[GenerateSerializer, Immutable, Alias("agent-state")]
internal sealed record AgentState
{
    [Id(0)]
    public AgentProfile? Profile { get; init; }

    [Id(1)]
    public Presence Presence { get; init; }

    [Id(2)]
    public string? Reason { get; init; }

    /// <summary>The presence hangs on an open console; without one it ends.</summary>
    [Id(3)]
    public bool ByConsole { get; init; }

    [Id(4)]
    public DateTimeOffset? IdleSince { get; init; }

    [Id(5)]
    public bool Draining { get; init; }

    /// <summary>On a planned shift when last looked at: whoever is not any more has reached its end, also when nobody looked at that moment.</summary>
    [Id(6)]
    public bool OnShift { get; init; }
}

/// <summary>
/// Reentrant: a conversation may ask for a place while this agent hands another one back. Every decision about capacity is made
/// between two awaits, so it stays one decision at a time.
/// </summary>
[Reentrant]
internal sealed partial class AgentGrain(
    [PersistentState("agent")] IPersistentState<AgentState> state,
    NpgsqlDataSource database,
    AgentFence fence,
    LiveFeed live,
    TimeProvider time,
    ILogger<AgentGrain> logger) : Grain, IAgentGrain
{
    /// <summary>A console that reloads or changes networks is not an agent who left.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan ComparePeriod = TimeSpan.FromSeconds(60);

    /// <summary>A place younger than this may belong to a commit that is still on its way.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    /// <summary>What an offer's end may take from the queue to here.</summary>
    private static readonly TimeSpan OfferGrace = TimeSpan.FromSeconds(3);

    /// <summary>Whoever lets this many offers lapse in a row is not there.</summary>
    private const int MissedUntilAway = 2;

    public const string ConnectionLost = "connection_lost";
    public const string OffersMissed = "offers_missed";

    private readonly SemaphoreSlim _writing = new(1);
    private readonly Dictionary<ConversationId, (int Weight, DateTimeOffset Since)> _held = [];
    private readonly Dictionary<string, DateTimeOffset> _connections = new(StringComparer.Ordinal);
    private readonly Dictionary<ConversationId, Offer> _offers = [];
    private IGrainTimer? _grace;
    private IGrainTimer? _leases;
    private int _missed;
    private long _changes;
    private long _version;
    private int _load;
    private long _epoch;
    private Task _counting = Task.CompletedTask;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Count(await fence.Raise(this.GetPrimaryKey(), cancellationToken), cancellationToken);
        this.RegisterGrainTimer(Compare, new GrainTimerCreationOptions(ComparePeriod, ComparePeriod) { Interleave = true });
        if (state.State is { ByConsole: true, Presence: not Presence.Offline })
        {
            StartGrace();
        }

        _active = time.GetUtcNow();
        if (state.State.Profile?.Shift is not null)
        {
            LookAtShift(TimeSpan.Zero);
        }
    }

    public Task<AgentView?> Get() => Task.FromResult(state.State.Profile is null ? null : View());

    public async Task<Outcome> Configure(AgentProfile profile)
    {
        if (AgentRules.Problem(Id, profile) is { } problem)
        {
            return Outcome.Refuse(Refusals.Invalid, problem);
        }

        var before = state.State.Profile;
        await Save(s => s with { Profile = profile });
        await GrainFactory.GetGrain<IDirectoryGrain>(0).AddAgent(Id);
        foreach (var team in before is null ? [] : before.Teams.Except(profile.Teams))
        {
            await GrainFactory.GetGrain<ITeamQueueGrain>(team).SeatLeft(Id);
        }

        await Tell();
        await FollowShift();
        return Outcome.Done();
    }

    public async Task<Outcome> SetPresence(Presence presence, string? reason)
    {
        if (state.State.Profile is null)
        {
            return Outcome.Refuse(Refusals.NotFound);
        }

        if (!Enum.IsDefined(presence))
        {
            return Outcome.Refuse(Refusals.Invalid, "There is no such presence.");
        }

        var before = state.State.Presence;
        if (before == presence && state.State.Reason == reason)
        {
            return Outcome.Done();
        }

        var idle = presence == Presence.Online && before != Presence.Online ? time.GetUtcNow() : state.State.IdleSince;
        var on = OnShift(presence);
        _active = time.GetUtcNow();
        await Save(s => s with { Presence = presence, Reason = reason, ByConsole = _connections.Count > 0, IdleSince = idle, OnShift = on });
        await Tell();
        if (presence == Presence.Offline && _held.Count > 0)
        {
            await CountAnew(); // what is reserved and not committed yet goes elsewhere, so that nothing comes after the hand-over
            await HandBack(shiftEnded: reason == ShiftEnded);
        }

        await FollowShift();
        await WatchActivity();
        return Outcome.Done();
    }

    public async Task<Outcome> Reserve(ConversationId conversation, int weight, bool force, Offer? offer)
    {
        if (state.State.Profile is not { } profile)
        {
            return Outcome.Refuse(Refusals.NotFound);
        }

        if (_held.ContainsKey(conversation))
        {
            var held = _epoch;
            if (offer is null && _offers.Remove(conversation))
            {
                await Tell(); // it is being given: the place is not the offer's any more
            }

            return Outcome.Done(held);
        }

        if (!force && state.State.Presence is not (Presence.Online or Presence.Busy))
        {
            return Outcome.Refuse(Refusals.NotEligible);
        }

        if (!force && !Matching.HasRoom(_load, profile.Capacity, weight))
        {
            return Outcome.Refuse(Refusals.OverCapacity);
        }

        Hold(conversation, weight, time.GetUtcNow());
        if (offer is not null)
        {
            _offers[conversation] = offer;
            EndIfForgotten(offer);
        }

        state.State = state.State with { IdleSince = time.GetUtcNow() };
        var epoch = _epoch;
        await Tell();
        return Outcome.Done(epoch);
    }

    public async Task<Outcome> AnswerOffer(ConversationId conversation, bool accept)
    {
        if (!_offers.TryGetValue(conversation, out var offer))
        {
            return Outcome.Refuse(Refusals.WrongState);
        }

        _missed = 0;
        return await GrainFactory.GetGrain<ITeamQueueGrain>(offer.Team).Answer(conversation, Id, accept);
    }

    public Task OfferEnded(ConversationId conversation, bool lapsed) => EndOffer(conversation, lapsed, free: false);

    public Task OfferWithdrawn(ConversationId conversation, bool lapsed) => EndOffer(conversation, lapsed, free: true);

    public async Task Free(ConversationId conversation)
    {
        if (Drop(conversation))
        {
            state.State = state.State with { IdleSince = time.GetUtcNow() };
            await Tell();
        }
    }

    public Task GiveBack(ConversationId conversation, DateTimeOffset at) =>
        _held.TryGetValue(conversation, out var held) && held.Since <= at ? Free(conversation) : Task.CompletedTask;

    public async Task CountAgain(long epoch)
    {
        if (epoch == _epoch)
        {
            await CountAnew();
            await Tell();
        }
    }

    public async Task Connected(string connection, bool open)
    {
        if (open)
        {
            Keep(connection);
            if (state.State is { Profile: { } profile, Presence: Presence.Offline, Reason: ConnectionLost or ShiftEnded or null } && ShiftRules.At(profile, time.GetUtcNow()).On)
            {
                await SetPresence(Presence.Online, null);
            }
            else
            {
                await FollowShift();
                await WatchActivity();
            }
        }
        else if (_connections.Remove(connection))
        {
            GraceIfAlone();
        }
    }

    public async Task StillConnected(string connection)
    {
        Keep(connection);
        if (state.State is { Profile: not null, Presence: Presence.Offline, Reason: ConnectionLost })
        {
            await SetPresence(Presence.Online, null);
        }
    }

    private AgentId Id => new(this.GetPrimaryKey());

    /// <summary>
    /// What is held against what is assigned. A node that dies between reserving and committing, or between committing and telling, leaves a
    /// place taken for nothing or a conversation without one.
    /// </summary>
    private async Task Compare()
    {
        var changes = _changes;
        var before = time.GetUtcNow();
        var assigned = await Assigned(CancellationToken.None);
        if (changes != _changes)
        {
            return; // what was read may be older than what happened meanwhile: next time
        }

        var lost = _held.Count(h => before - h.Value.Since >= Settling && !assigned.ContainsKey(h.Key) && !(_offers.GetValueOrDefault(h.Key)?.Until > before));
        var missing = assigned.Count(a => !_held.ContainsKey(a.Key));
        if (lost > 0 || missing > 0)
        {
            LogCorrected(Id, lost, missing);
            await CountAnew();
            await Tell();
        }
    }

    /// <summary>What is reserved so far and not committed yet cannot be any more: whoever tries is told, and reserves again.</summary>
    private Task CountAnew() => _counting.IsCompleted ? _counting = CountOnce() : _counting;

    private async Task CountOnce()
    {
        if (await fence.RaiseFrom(new Fence(this.GetPrimaryKey(), _epoch)) is { } epoch)
        {
            await Count(epoch, CancellationToken.None);
        }
        else
        {
            DeactivateOnIdle(); // another activation counts, and the next call finds that one
        }
    }

    /// <summary>The raise has waited for every commit under an older epoch, so what is assigned now is all that was ever given.</summary>
    private async Task Count(long epoch, CancellationToken cancellation)
    {
        Dictionary<ConversationId, int> assigned;
        long changes;
        do
        {
            changes = _changes;
            assigned = await Assigned(cancellation);
        }
        while (changes != _changes); // a place was given back while the database was read

        foreach (var conversation in _held.Keys.Except(_offers.Keys).ToArray())
        {
            Drop(conversation);
        }

        foreach (var (conversation, weight) in assigned.Where(a => !_held.ContainsKey(a.Key)))
        {
            Hold(conversation, weight, since: DateTimeOffset.MinValue); // when it was reserved nobody knows any more
        }

        _epoch = epoch;
    }

    private async Task<Dictionary<ConversationId, int>> Assigned(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT id, weight FROM conversation WHERE assignee = $1 AND status = 0");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = this.GetPrimaryKey() });
        var assigned = new Dictionary<ConversationId, int>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            assigned.Add(new ConversationId(reader.GetGuid(0)), reader.GetInt16(1));
        }

        return assigned;
    }

    /// <summary>The queue ends its offers. One whose node died does not, and the next one knows nothing of them.</summary>
    private void EndIfForgotten(Offer offer) => this.Once(
        offer.Until + OfferGrace - time.GetUtcNow(),
        () => _offers.GetValueOrDefault(offer.Conversation) == offer ? EndOffer(offer.Conversation, lapsed: false, free: true) : Task.CompletedTask);

    private void StartGrace() => _grace ??= this.Once(Grace, async () =>
    {
        _grace = null;
        if (_connections.Count == 0)
        {
            await SetPresence(Presence.Offline, ConnectionLost);
        }
    });

    private void Keep(string connection)
    {
        _connections[connection] = time.GetUtcNow() + IAgentGrain.ConnectionLease;
        _grace?.Dispose();
        _grace = null;
        _leases ??= this.RegisterGrainTimer(
            EndLeases, new GrainTimerCreationOptions(IAgentGrain.ConnectionLease, IAgentGrain.ConnectionLease / 4) { Interleave = true });
    }

    private Task EndLeases()
    {
        var now = time.GetUtcNow();
        foreach (var (connection, _) in _connections.Where(c => c.Value <= now).ToArray())
        {
            _connections.Remove(connection);
        }

        GraceIfAlone();
        return Task.CompletedTask;
    }

    private void GraceIfAlone()
    {
        if (_connections.Count > 0)
        {
            return;
        }

        _leases?.Dispose();
        _leases = null;
        if (state.State is { ByConsole: true, Presence: not Presence.Offline })
        {
            StartGrace();
        }
    }

    private async Task EndOffer(ConversationId conversation, bool lapsed, bool free)
    {
        if (!_offers.Remove(conversation))
        {
            return; // ended already, or somebody gave it for good
        }

        if (free && Drop(conversation))
        {
            state.State = state.State with { IdleSince = time.GetUtcNow() };
        }

        _missed = lapsed ? _missed + 1 : 0;
        if (_missed >= MissedUntilAway && state.State.Presence == Presence.Online)
        {
            _missed = 0;
            await SetPresence(Presence.Away, OffersMissed);
        }
        else
        {
            await Tell();
        }
    }

    private void Hold(ConversationId conversation, int weight, DateTimeOffset since)
    {
        _held[conversation] = (weight, since);
        _load += weight;
        _changes++;
    }

    private bool Drop(ConversationId conversation)
    {
        _offers.Remove(conversation);
        if (!_held.Remove(conversation, out var held))
        {
            return false;
        }

        _load -= held.Weight;
        _changes++;
        return true;
    }

    /// <summary>Each conversation does as its team has it; what is only offered goes back by the queue.</summary>
    private async Task HandBack(bool shiftEnded)
    {
        foreach (var conversation in _held.Keys.Except(_offers.Keys).ToArray())
        {
            try
            {
                await GrainFactory.Conversation(conversation).AgentLeft(Id, shiftEnded);
            }
            catch (Exception error)
            {
                LogNotReleased(Id, conversation, error.GetType().Name);
            }
        }
    }

    /// <summary>Waits for no queue: one that is just starting asks this agent, and if this one is just ending they would wait for each other.</summary>
    private Task Tell()
    {
        // Versions go on rising in the next activation too, wherever it is.
        _version = Math.Max(_version + 1, time.GetUtcNow().UtcTicks);
        if (state.State.Profile is not { } profile)
        {
            return Task.CompletedTask;
        }

        var view = View();
        var seat = AgentRules.Seat(view, time.GetUtcNow());
        foreach (var team in profile.Teams)
        {
            live.Publish(new LiveMessage(Topics.Team(team), Agent: view));
            _ = TellQueue(team, seat);
        }

        return Task.CompletedTask;
    }

    private async Task TellQueue(string team, AgentSeat seat)
    {
        try
        {
            await GrainFactory.TeamQueue(team).SeatChanged(seat, _version);
        }
        catch (Exception error)
        {
            LogQueueUntold(team, error.GetType().Name);
        }
    }

    private AgentView View()
    {
        var (on, until) = ShiftRules.At(state.State.Profile!, time.GetUtcNow());
        return new AgentView(
            Id, state.State.Profile!, state.State.Presence, state.State.Reason, _load, _held.Count, state.State.IdleSince, _version,
            _offers.Count == 0 ? null : [.. _offers.Values.OrderBy(o => o.Until)], state.State.Draining, on, until);
    }

    private Task Save(Func<AgentState, AgentState> change) => GrainState.Save(state, _writing, change);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {Agent} could not hand back conversation {Conversation} ({Error})")]
    private partial void LogNotReleased(AgentId agent, ConversationId conversation, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {Agent} held {Lost} places for nothing and lacked {Missing}")]
    private partial void LogCorrected(AgentId agent, int lost, int missing);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Queue {Team} could not be told of an agent ({Error}); it asks again")]
    private partial void LogQueueUntold(string team, string error);
}

internal static class AgentRules
{
    /// <summary>The agent as the team's queue sees one at a moment.</summary>
    public static AgentSeat Seat(AgentView view, DateTimeOffset now)
    {
        var (on, until) = ShiftRules.At(view.Profile, now);
        return AgentSeat.Of(view.Profile, view.Presence, on, view.Load, view.IdleSince ?? DateTimeOffset.UnixEpoch, view.Draining, on ? until : null);
    }

    /// <summary>Null when the profile can be kept.</summary>
    public static string? Problem(AgentId id, AgentProfile profile) =>
        profile.Id != id ? "The profile is another agent's."
        : string.IsNullOrWhiteSpace(profile.Name) || profile.Name.Length > 200 ? "A name is 1 to 200 characters."
        : profile.Capacity is < 0 or > 1000 ? "A capacity is 0 to 1000 units."
        : profile.Languages.IsDefault || profile.Skills.IsDefault || profile.Teams.IsDefault || profile.Stores.IsDefault ? "A list is missing."
        : !profile.Teams.All(Stores.StoreRules.IsSlug) ? "Team ids are 1 to 40 lower-case letters, digits and dashes."
        : profile.Skills.Any(s => s.Level is < 1 or > 5 || string.IsNullOrWhiteSpace(s.Skill) || s.Skill.Length > 60) ? "A skill has a name of at most 60 characters and a level of 1 to 5."
        : ShiftRules.Problem(profile.Shift, profile.ShiftDays);
}
