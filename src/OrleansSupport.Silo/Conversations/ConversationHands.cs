using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Silo.Agents;
using OrleansSupport.Silo.Languages;

namespace OrleansSupport.Silo.Conversations;

/// <summary>Whose hands a conversation is in, when a person decides or whoever had it goes.</summary>
internal sealed partial class ConversationGrain
{
    public Task<Outcome> AssignByHand(AgentId agent, AgentId by) => Hand(agent, by, over: true, note: null);

    public Task<Outcome> AssignWithin(AgentId agent, AgentId by) => Hand(agent, by, over: false, note: null);

    public async Task<Outcome> Transfer(TransferConversation transfer)
    {
        if (_state.Messages.TryGetValue(transfer.Message, out var known))
        {
            return Outcome.Done(known.Sequence);
        }

        if (ConversationRules.Refuse(_state, transfer) is { } refused)
        {
            return refused;
        }

        var note = string.IsNullOrWhiteSpace(transfer.Note) ? null : new NoteAdded(
            transfer.Message, transfer.By.Id, transfer.By.Name, transfer.Note, detector.Detect(transfer.Note, new LanguagePrior(transfer.By.Language, null, null)).Language);
        return transfer.To is { } agent
            ? await Hand(agent, transfer.By.Id, transfer.Over, note)
            : await SaveAll(ConversationRules.Transfer(_state, transfer, note));
    }

    public async Task<Outcome> AgentLeft(AgentId agent, bool shiftEnded)
    {
        if (_state.Assignee is not { } holder || holder.Id != agent || _state.Status is not ConversationStatus.Open)
        {
            return Outcome.Done(_state.Version);
        }

        return shiftEnded ? await SaveAll(ConversationRules.HandOver(_state, holder)) : await Policy() switch
        {
            OfflinePolicy.Keep => Outcome.Done(_state.Version),
            OfflinePolicy.ReassignOnNextMessage => _state.HolderIsGone ? Outcome.Done(_state.Version) : await SaveAll([new HolderLeft(agent, holder.Name)]),
            _ => await SaveAll([new Queued(_state.Team, Queued.AgentOffline, agent)]),
        };
    }

    /// <param name="over">May go beyond the agent's capacity.</param>
    private async Task<Outcome> Hand(AgentId agent, AgentId by, bool over, NoteAdded? note)
    {
        if (!_state.Exists)
        {
            return Outcome.Refuse(Refusals.NotFound);
        }

        if (_state.Status == ConversationStatus.Closed)
        {
            return Outcome.Refuse(Refusals.Closed);
        }

        if (_state.Assignee?.Id == agent)
        {
            return note is null ? Outcome.Done(_state.Version) : await SaveAll([note]);
        }

        if (await Agent(agent).Get() is not { } view || !view.Profile.Stores.Any(s => s == AgentProfile.EveryStore || s == _state.Store))
        {
            return Outcome.Refuse(Refusals.NotEligible, "There is no such agent in the store.");
        }

        if (_state.Status != ConversationStatus.Open)
        {
            return await SaveAll(Assigned(await Around(_state.Store), null));
        }

        Overload? overload = null;
        var weight = await Weight();
        if (!(await Reserve(agent, force: false)).Ok)
        {
            // Full, or not there: a person may know better about the second, and about the first only when allowed to.
            overload = view.Load + weight > view.Profile.Capacity ? new Overload(view.Load + weight, view.Profile.Capacity) : null;
            if (overload is not null && !over)
            {
                return Outcome.Refuse(Refusals.OverCapacity, $"{overload.Load} of {overload.Capacity} units.");
            }
        }

        var outcome = await SaveHeld(agent, around => Assigned(around, overload));
        if (outcome.Ok && overload is not null)
        {
            LogOverload(Id, agent, by, overload.Load, overload.Capacity);
        }

        return outcome;

        List<ConversationEvent> Assigned(Surroundings around, Overload? beyond) => ConversationRules.Assign(_state, view.ToRef(), by, null, around, beyond, note);
    }

    /// <summary>Why it has to queue for an agent, or the place that the one who has it takes it back to; neither when nothing changes.</summary>
    private async ValueTask<(string? QueueReason, Fence? Fence)> Place()
    {
        if (_state.Assignee is not { } holder)
        {
            return (_state.IsQueued ? null : _state.SnoozedUntil is null ? "new" : "snooze_ended", null);
        }

        if (_state.Status == ConversationStatus.Open)
        {
            var gone = _state.HolderIsGone && await Agent(holder.Id).Get() is not { Presence: not Presence.Offline };
            return (gone ? Queued.AgentOffline : null, null);
        }

        // It gave its place back while it waited on the buyer: it needs one again before anything is written.
        var outcome = await Reserve(holder.Id, force: false);
        if (!outcome.Ok && outcome.Refused != Refusals.OverCapacity)
        {
            if (await Agent(holder.Id).Get() is { Presence: Presence.Away })
            {
                return (Queued.AgentAway, null);
            }

            if (await Policy() != OfflinePolicy.Keep)
            {
                return (Queued.AgentOffline, null);
            }

            // It stays with whoever is not there, but never beyond what they can carry when they come back.
            outcome = await Reserve(holder.Id, force: true);
            if (outcome.Ok && await Agent(holder.Id).Get() is { } view && view.Load > view.Profile.Capacity)
            {
                await Agent(holder.Id).Free(Id);
                return (Queued.AgentFull, null);
            }
        }

        return outcome.Ok ? (null, Fence.Of(holder.Id.Value, outcome.Sequence)) : (Queued.AgentFull, null);
    }

    /// <summary>What the team has become of an agent's conversations when the agent goes offline.</summary>
    private async Task<OfflinePolicy> Policy() =>
        (await GrainFactory.GetGrain<ITeamQueueGrain>(_state.Team).Settings()).Rules?.Offline ?? OfflinePolicy.Reassign;

    [LoggerMessage(Level = LogLevel.Information, Message = "Conversation {Conversation} was assigned to {Agent} by {By} beyond capacity: {Load} of {Capacity} units")]
    private partial void LogOverload(ConversationId conversation, AgentId agent, AgentId by, int load, int capacity);
}
