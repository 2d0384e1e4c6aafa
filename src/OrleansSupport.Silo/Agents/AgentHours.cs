using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Silo.Agents;

/// <summary>When an agent is there: the shift's beginning and end, signs of life, draining.</summary>
internal sealed partial class AgentGrain
{
    public const string ShiftEnded = "shift_ended";
    public const string Inactive = "inactive";

    /// <summary>No timer of the framework waits for longer than some weeks; a day is soon enough to look again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private IGrainTimer? _shift;
    private IGrainTimer? _idle;
    private DateTimeOffset _active;

    public async Task Active()
    {
        _active = time.GetUtcNow();
        if (state.State is { Profile: not null, Presence: Presence.Away, Reason: Inactive })
        {
            await SetPresence(Presence.Online, null);
        }
        else
        {
            await WatchActivity();
        }
    }

    public async Task<Outcome> Drain(bool on, AgentId? by)
    {
        if (state.State.Profile is null)
        {
            return Outcome.Refuse(Refusals.NotFound);
        }

        if (state.State.Draining != on)
        {
            await Save(s => s with { Draining = on });
            LogDraining(Id, on, by);
            await Tell();
        }

        return Outcome.Done();
    }

    /// <summary>Whether the agent works on a planned shift now, as someone with this presence.</summary>
    private bool OnShift(Presence presence) =>
        presence != Presence.Offline && state.State.Profile is { Shift: not null } profile && ShiftRules.At(profile, time.GetUtcNow()).On;

    /// <summary>Ends a shift that is over, begins one for a console that is open, and looks again when that changes.</summary>
    private async Task FollowShift()
    {
        if (state.State.Profile is not { Shift: not null } profile)
        {
            _shift?.Dispose();
            _shift = null;
            return;
        }

        var now = time.GetUtcNow();
        var (on, until) = ShiftRules.At(profile, now);
        if (state.State.OnShift && !on)
        {
            await SetPresence(Presence.Offline, ShiftEnded); // which comes back here
            return;
        }

        if (on && _connections.Count > 0 && state.State is { Presence: Presence.Offline, Reason: ShiftEnded })
        {
            await SetPresence(Presence.Online, null);
            return;
        }

        if (state.State.OnShift != OnShift(state.State.Presence))
        {
            await Save(s => s with { OnShift = OnShift(s.Presence) });
        }

        if (until is { } at && (state.State.Presence != Presence.Offline || _connections.Count > 0))
        {
            LookAtShift(at - now);
        }
    }

    private void LookAtShift(TimeSpan after)
    {
        _shift?.Dispose();
        _shift = this.Once(after < LongestWait ? after : LongestWait, async () =>
        {
            _shift = null;
            await FollowShift();
            await Tell(); // the queue's seat says whether the agent is on shift
        });
    }

    /// <summary>Waits for the time without a sign of life after which the agent counts as away; once at a time.</summary>
    private async Task WatchActivity()
    {
        if (_idle is not null || _connections.Count == 0 || state.State.Presence != Presence.Online || await AwayAfter() is not { } after || _idle is not null)
        {
            return;
        }

        _idle = this.Once(_active + after - time.GetUtcNow(), async () =>
        {
            _idle = null;
            if (await AwayAfter() is { } allowed && _active + allowed <= time.GetUtcNow() && _connections.Count > 0 && state.State.Presence == Presence.Online)
            {
                await SetPresence(Presence.Away, Inactive);
            }
            else
            {
                await WatchActivity();
            }
        });
    }

    /// <summary>The shortest that the agent's teams allow; null when none of them minds.</summary>
    private async Task<TimeSpan?> AwayAfter()
    {
        TimeSpan? shortest = null;
        foreach (var team in state.State.Profile is { Teams: var teams } ? teams : [])
        {
            var after = (await GrainFactory.GetGrain<ITeamQueueGrain>(team).Settings()).Rules?.AwayAfter;
            shortest = shortest is null || after < shortest ? after ?? shortest : shortest;
        }

        return shortest;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Agent} draining: {On}, decided by {By}")]
    private partial void LogDraining(AgentId agent, bool on, AgentId? by);
}
