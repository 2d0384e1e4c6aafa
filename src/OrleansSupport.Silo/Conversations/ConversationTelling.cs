using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Channels;
using OrleansSupport.Silo.Languages;
using OrleansSupport.Silo.Live;
using OrleansSupport.Silo.Sla;

namespace OrleansSupport.Silo.Conversations;

/// <summary>
/// Tells the world what a conversation has saved: watchers, the team's queue, the agent, the translators, the outbox. Nothing
/// here is waited for, and everything that may be lost with a node is found again: watchers re-read by sequence, the queue and
/// the agents load from the summary rows, translations and deliveries have deadlines.
/// </summary>
internal sealed partial class ConversationTelling(
    IGrainFactory grains, LiveFeed live, TranslationPump pump, OutboxDispatcher outbox, ILogger<ConversationTelling> logger)
{
    public void Tell(
        ConversationState before, ConversationState after, ConversationRow row, StoredEvent[] stored, List<ConversationEvent> events, Surroundings around)
    {
        var logged = new LoggedEvent[events.Count];
        for (var i = 0; i < logged.Length; i++)
        {
            logged[i] = new LoggedEvent(stored[i].Sequence, stored[i].At, events[i]);
        }

        live.Publish(new LiveMessage(Topics.Store(after.Store), Row: row));
        live.Publish(new LiveMessage(Topics.Conversation(row.Id), Events: logged));
        if (events.Exists(static e => e is MessageReceived or ReplyDispatched))
        {
            live.Publish(new LiveMessage(Topics.Customer(after.Customer), Events: logged));
        }

        TellQueueAndAgents(before, after, around);
        foreach (var (sequence, _, what) in logged)
        {
            if (what is Escalated escalated)
            {
                live.Publish(new LiveMessage(Topics.Store(after.Store), Escalation: new EscalationNotice(
                    row.Id, sequence, after.CustomerName, escalated.Clock, escalated.Signal,
                    escalated.Agent ? before.Assignee?.Id : null, escalated.Team ? before.Team : null, escalated.Supervisors)));
            }
            else if (what is TranslationChanged { State: TranslationState.Pending } asked)
            {
                AskForTranslation(after, asked.Message, asked.Target, events.Find(e => TextOf(e, asked.Message) is not null));
            }
            else if (what is TranslationChanged { State: TranslationState.Edited, Text: { } words, Provider: { } agent } edited)
            {
                pump.Learn(Job(after, edited.Message, edited.Target, null), words, agent);
            }
            else if (what is DeliveryChanged { State: DeliveryState.Queued })
            {
                outbox.Wake();
            }
        }
    }

    /// <param name="written">The event that holds the text; null reads it from the log later.</param>
    public void AskForTranslation(ConversationState state, MessageId message, string target, ConversationEvent? written)
    {
        pump.Ask(Job(state, message, target, written is null ? null : TextOf(written, message)));
    }

    /// <summary>As <see cref="AskForTranslation"/>, for one whose failure the log has already.</summary>
    public void AskAgain(ConversationState state, MessageId message, string target) => pump.Ask(Job(state, message, target, null) with { Again = true });

    private static TranslationJob Job(ConversationState state, MessageId message, string target, string? text)
    {
        var mark = state.Messages[message];
        return new TranslationJob(
            state.Id, message, mark.Sequence, text, mark.Language, target, state.Store, state.Customer, state.CustomerName, state.Country,
            [.. state.Readers.Values.Select(reader => reader.Name)], ForBuyer: !mark.Inbound && mark.Target == target);
    }

    private static string? TextOf(ConversationEvent what, MessageId message) => what switch
    {
        MessageReceived e when e.Message == message => e.Text,
        ReplyWritten e when e.Message == message => e.Text,
        NoteAdded e when e.Message == message => e.Text,
        _ => null,
    };

    private void TellQueueAndAgents(ConversationState before, ConversationState after, Surroundings around)
    {
        var held = before is { Status: ConversationStatus.Open, Assignee: not null } ? before.Assignee : null;
        var holds = after is { Status: ConversationStatus.Open, Assignee: not null } ? after.Assignee : null;
        if (held is not null && held.Id != holds?.Id)
        {
            Observe(grains.Agent(held.Id).Free(new ConversationId(after.Id)), after.Id);
        }

        if (after.IsQueued)
        {
            // Also when it was queued before: a new language or deadline may change its place.
            var due = SlaRules.EarliestDue(after.Clocks);
            if (before.IsQueued && before.Team != after.Team)
            {
                Observe(grains.GetGrain<ITeamQueueGrain>(before.Team).Leave(new ConversationId(after.Id)), after.Id);
            }

            if (!before.IsQueued || before.Team != after.Team || before.Language != after.Language || before.Priority != after.Priority || SlaRules.EarliestDue(before.Clocks) != due)
            {
                Observe(grains.GetGrain<ITeamQueueGrain>(after.Team).Enqueue(Waiting(after, around.Store, due)), after.Id);
            }
        }
        else if (before.IsQueued)
        {
            Observe(grains.GetGrain<ITeamQueueGrain>(before.Team).Leave(new ConversationId(after.Id)), after.Id);
        }
    }

    private static WaitingConversation Waiting(ConversationState state, StoreTerms store, DateTimeOffset? due) => new(
        new ConversationId(state.Id), state.Store, state.Language == "und" ? null : state.Language, [], ConversationRows.Weight(state, store),
        state.Priority, state.Tier, due, state.WaitingSince, state.PreviousAgent, []);

    private void Observe(Task task, Guid conversation)
    {
        if (!task.IsCompletedSuccessfully)
        {
            _ = Watch(task, conversation);
        }
    }

    private async Task Watch(Task task, Guid conversation)
    {
        try
        {
            await task;
        }
        catch (Exception error)
        {
            LogUntold(new ConversationId(conversation), error.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Conversation {Conversation} could not tell queue or agent ({Error}); they will find it in the database")]
    private partial void LogUntold(ConversationId conversation, string error);
}
