using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Assignment;
using OrleansSupport.Silo.Channels;
using OrleansSupport.Silo.Languages;
using OrleansSupport.Silo.Live;
using OrleansSupport.Silo.Sla;

namespace OrleansSupport.Silo.Conversations;

/// <summary>
/// What a conversation has sent to its agents and queue, and not heard back of. One message may overtake another between two nodes: a place given
/// back late would take away the one that was reserved since, so what depends on the order waits for these.
/// </summary>
internal sealed class Errands
{
    /// <summary>The agent's place is given back.</summary>
    public Task Freed { get; set; } = Task.CompletedTask;

    /// <summary>The queue knows.</summary>
    public Task Queued { get; set; } = Task.CompletedTask;

    /// <summary>What the queue was told last; null when it was told of nothing since the conversation waits.</summary>
    public WaitingConversation? Waits { get; set; }
}

/// <summary>
/// Tells the world what a conversation has saved: watchers, the team's queue, the agent, the translators, the outbox. Nothing
/// here is waited for, and everything that may be lost with a node is found again: watchers re-read by sequence, the queue and
/// the agents load from the summary rows, translations and deliveries have deadlines.
/// </summary>
internal sealed partial class ConversationTelling(
    IGrainFactory grains, QueueNews queues, LiveFeed live, TranslationPump pump, OutboxDispatcher outbox, ILogger<ConversationTelling> logger)
{
    public void Tell(
        Errands errands, ConversationState before, ConversationState after, ConversationRow row, StoredEvent[] stored, List<ConversationEvent> events, Surroundings around)
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

        TellQueueAndAgents(errands, before, after, row, around);
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

    private void TellQueueAndAgents(Errands errands, ConversationState before, ConversationState after, ConversationRow row, Surroundings around)
    {
        var held = before is { Status: ConversationStatus.Open, Assignee: not null } ? before.Assignee : null;
        var holds = after is { Status: ConversationStatus.Open, Assignee: not null } ? after.Assignee : null;
        if (held is not null && held.Id != holds?.Id)
        {
            errands.Freed = Watch(errands.Freed, () => grains.Agent(held.Id).GiveBack(new ConversationId(after.Id), around.Now), after.Id);
        }

        if (before.IsQueued && (!after.IsQueued || before.Team != after.Team))
        {
            errands.Waits = null;
            errands.Queued = Watch(errands.Queued, () => grains.TeamQueue(before.Team).Leave(new ConversationId(after.Id), after.Assignee?.Id), after.Id);
        }

        if (after.IsQueued)
        {
            // Also when it was queued before: a new language or deadline may change its place.
            var waiting = ConversationRows.Waiting(row, ConversationRows.Weight(after, around.Store));
            if (waiting != errands.Waits)
            {
                errands.Waits = waiting;
                errands.Queued = Watch(Task.WhenAll(errands.Freed, errands.Queued), () => queues.Tell(after.Team, waiting), after.Id);
            }
        }
    }

    /// <summary>Sends when what was sent before has arrived, or could not; fails never.</summary>
    private async Task Watch(Task before, Func<Task> send, Guid conversation)
    {
        try
        {
            await before;
            await send();
        }
        catch (Exception error)
        {
            LogUntold(new ConversationId(conversation), error.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Conversation {Conversation} could not tell queue or agent ({Error}); they will find it in the database")]
    private partial void LogUntold(ConversationId conversation, string error);
}
