using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Languages;
using OrleansSupport.Silo.Scenarios;
using OrleansSupport.Silo.Sla;
using OrleansSupport.Silo.Stores;

namespace OrleansSupport.Silo.Conversations;

/// <summary>What the rules ask of the world, given by the grain.</summary>
/// <param name="CanTranslate">Whether some provider serves the pair (source, target).</param>
internal sealed record Surroundings(DateTimeOffset Now, StoreTerms Store, Func<string, string, bool> CanTranslate);

/// <summary>Decides what happens in a conversation: command and state in, events out. Pure.</summary>
internal static class ConversationRules
{
    public const int LongestText = 100_000;

    /// <param name="queueReason">Set when it has to wait for another agent: nobody has it, or who had it cannot take it back.</param>
    public static List<ConversationEvent> Receive(
        ConversationState state, ReceiveMessage message, Detection language, string? queueReason, Surroundings around, ScenarioGuess? scenario = null)
    {
        var events = new List<ConversationEvent>(4);
        if (!state.Exists)
        {
            events.Add(new ConversationOpened(
                message.Store, message.Customer, message.Channel, message.Identity, message.CustomerName, around.Store.Team,
                Priority.Normal, message.Country, message.Tier, around.Store.ClocksKey));
        }
        else
        {
            if (message.Tier != state.Tier)
            {
                events.Add(new TierChanged(message.Tier));
            }

            if (state.Status == ConversationStatus.Resolved)
            {
                events.Add(new StatusChanged(ConversationStatus.Open, null));
            }
        }

        var id = MessageId.Of(message.Store, message.Channel, message.ExternalId);
        events.Add(new MessageReceived(
            id, message.Channel, message.ExternalId, message.Identity, message.Text, language.Language, language.Confidence, message.SentAt, scenario?.Scenario, scenario?.Confidence));
        if (!state.Readers.IsEmpty)
        {
            AddTranslations(events, id, language.Language, author: null, state.Readers.Values, around);
        }

        if (queueReason is not null)
        {
            events.Add(new Queued(state.Exists ? state.Team : around.Store.Team, queueReason, state.Assignee?.Id ?? state.PreviousAgent));
        }

        return events;
    }

    /// <summary>
    /// What is new in what a message, or its translation, was understood as. Small talk and doubt leave what is known; nothing outvotes an agent.
    /// </summary>
    public static ScenarioGuess? Understood(ConversationState state, ScenarioGuess? guess) =>
        guess is { } found && found.Scenario != Scenario.Other && found.Scenario != state.Scenario && !state.ScenarioNamed
            ? found with { Confidence = Math.Round(found.Confidence, 3) }
            : null;

    /// <summary>Null when it may be sent; else why not.</summary>
    public static Outcome? Refuse(ConversationState state, WriteReply reply)
    {
        if (!state.Exists)
        {
            return Outcome.Refuse(Refusals.NotFound);
        }

        if (TextProblem(reply.Text) is { } problem)
        {
            return problem;
        }

        if (state.Status == ConversationStatus.Closed)
        {
            return Outcome.Refuse(Refusals.Closed);
        }

        if (reply.SeenSequence is { } seen)
        {
            foreach (var (_, mark) in state.Messages)
            {
                if (!mark.Inbound && mark.Target is not null && mark.Sequence > seen && mark.Author != reply.Agent.Id)
                {
                    return Outcome.Refuse(Refusals.Stale, sequence: mark.Sequence);
                }
            }
        }

        return reply.Template is { } template && !(Scenario.IsKnown(template.Scenario) && StoreRules.IsSlug(template.Id))
            ? Outcome.Refuse(Refusals.Invalid, "There is no such template.")
            : reply.Sent is { } sent ? TextProblem(sent.Text) : null;
    }

    /// <summary>Null when it may be sent on; else why not.</summary>
    public static Outcome? Refuse(ConversationState state, TransferConversation transfer) =>
        !state.Exists ? Outcome.Refuse(Refusals.NotFound)
        : state.Status is ConversationStatus.Closed ? Outcome.Refuse(Refusals.Closed)
        : transfer.Note is { Length: > LongestText } ? TextProblem(transfer.Note)
        : null;

    /// <summary>The note first, so that whoever gets it next finds it there.</summary>
    /// <param name="note">As written, with its language; null for none.</param>
    public static List<ConversationEvent> Transfer(ConversationState state, TransferConversation transfer, NoteAdded? note)
    {
        var events = new List<ConversationEvent>(2);
        if (note is not null)
        {
            events.Add(note);
        }

        events.Add(new Queued(transfer.Team ?? state.Team, transfer.Escalate ? Queued.Experts : Queued.Transferred, null, transfer.By.Id));
        return events;
    }

    public static Outcome? TextProblem(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Outcome.Refuse(Refusals.Empty)
        : text.Length > LongestText ? Outcome.Refuse(Refusals.TooLong, $"At most {LongestText} characters.")
        : null;

    /// <param name="language">The language the reply is written in, as detected with the agent's own as prior.</param>
    public static List<ConversationEvent> Reply(ConversationState state, WriteReply reply, string language, Surroundings around)
    {
        var events = new List<ConversationEvent>(6);
        if (state.Assignee is null)
        {
            events.Add(AssignedTo(reply.Agent, reply.Agent.Id, null));
        }

        var target = reply.Sent?.Language ?? (reply.AsWritten || state.Language == "und" ? language : state.Language);
        events.Add(new ReplyWritten(
            reply.Message, reply.Agent.Id, reply.Agent.Name, reply.Text, language, target, state.Channel, state.Identity));
        if (reply.Sent is { } sent)
        {
            events.Add(new TranslationChanged(
                reply.Message, target, sent.Edited ? TranslationState.Edited : TranslationState.Done, sent.Text,
                sent.Edited ? reply.Agent.Name : sent.Provider, null, By: sent.Edited ? reply.Agent.Id : null));
            Dispatch(events, state, around, reply.Message, sent.Text, target, reply.Agent.Name);
        }
        else if (target == language)
        {
            Dispatch(events, state, around, reply.Message, reply.Text, language, reply.Agent.Name);
        }
        else if (around.CanTranslate(language, target))
        {
            events.Add(new TranslationChanged(reply.Message, target, TranslationState.Pending, null, null, null));
        }
        else
        {
            events.Add(new TranslationChanged(reply.Message, target, TranslationState.Unavailable, null, null, null));
            Dispatch(events, state, around, reply.Message, reply.Text, language, reply.Agent.Name);
        }

        if (reply.Template is { } template && state.LastInbound > 0)
        {
            events.Add(new ScenarioTaught(state.LastInbound, template.Scenario, reply.Agent.Id, template.Id, template.Edited));
        }

        // Colleagues read along; who works in the buyer's language reads what the buyer gets.
        AddTranslations(events, reply.Message, language, reply.Agent.Id, state.Readers.Values.Where(r => r.Language != target), around);
        return events;
    }

    /// <param name="language">The language the note is written in.</param>
    public static List<ConversationEvent> Note(ConversationState state, WriteNote note, string language, Surroundings around)
    {
        var events = new List<ConversationEvent> { new NoteAdded(note.Message, note.Agent.Id, note.Agent.Name, note.Text, language) };
        AddTranslations(events, note.Message, language, note.Agent.Id, state.Readers.Values, around);
        return events;
    }

    /// <summary>Nothing when the agent reads along already.</summary>
    public static List<ConversationEvent> Read(ConversationState state, AgentRef reader, Surroundings around)
    {
        const int OnScreen = 200;
        if (state.Readers.TryGetValue(reader.Id, out var known) && known.Language == reader.Language && known.Reads.SequenceEqual(reader.Reads))
        {
            return [];
        }

        List<ConversationEvent> events = [new ReaderJoined(reader.Id, reader.Name, reader.Language, reader.Reads)];
        AddMissing(events, state, reader, OnScreen, around);
        return events;
    }

    /// <summary>A translation came back: the event, and for a reply the words that go out. Delivery never waits for a second try.</summary>
    public static List<ConversationEvent> Translated(
        ConversationState state, TranslationChanged result, ReplyWritten? reply, Surroundings around)
    {
        var events = new List<ConversationEvent>(3) { result };
        if (reply is not null && state.Messages.TryGetValue(result.Message, out var mark) && !mark.Dispatched && mark.Target == result.Target)
        {
            var done = result is { State: TranslationState.Done, Text: not null };
            Dispatch(events, state, around, result.Message, done ? result.Text! : reply.Text, done ? result.Target : reply.Language, reply.AgentName);
        }

        return events;
    }

    /// <summary>The new reader gets the last messages in a language that they read.</summary>
    /// <param name="over">Set when this goes beyond the agent's capacity.</param>
    /// <param name="note">Written by whoever hands it on; null for none.</param>
    public static List<ConversationEvent> Assign(
        ConversationState state, AgentRef agent, AgentId? by, Contracts.Assignment.Decision? why, Surroundings around, Overload? over = null, NoteAdded? note = null)
    {
        const int Remembered = 20;
        List<ConversationEvent> events = note is null ? [] : [note];
        events.Add(AssignedTo(agent, by, why) with { Over = over });
        AddMissing(events, state, agent, Remembered, around);
        if (note is not null)
        {
            AddTranslations(events, note.Message, note.Language!, note.Agent, [.. state.Readers.Values, agent], around);
        }

        return events;
    }

    /// <summary>What whoever comes next should know, and back to the queue.</summary>
    public static List<ConversationEvent> HandOver(ConversationState state, AgentRef agent)
    {
        var marks = state.Messages.ToList();
        var reply = marks.FindLastIndex(m => m.Value.Target is not null);
        var unanswered = marks.Skip(reply + 1).Count(m => m.Value.Inbound);
        var inbound = marks.FindLastIndex(m => m.Value.Inbound);
        return
        [
            new HandedOver(
                agent.Id, agent.Name, state.Scenario, state.MessageCount, unanswered, unanswered > 0 ? state.WaitingSince : null,
                inbound < 0 ? null : marks[inbound].Key, reply < 0 ? null : marks[reply].Key),
            new Queued(state.Team, Queued.ShiftEnded, agent.Id),
        ];
    }

    public static List<ConversationEvent> SetStatus(ConversationState state, ConversationStatus status, AgentId by, bool queue)
    {
        var events = new List<ConversationEvent>(3) { new StatusChanged(status, by) };
        if (queue)
        {
            events.Add(new Queued(state.Team, "released", state.PreviousAgent));
        }

        return events;
    }

    /// <summary>
    /// What has to stand in the log before anything else that happens now: warnings and breaches that fell due earlier (an answer
    /// at the due instant itself is in time), and promises that have changed.
    /// </summary>
    public static List<ConversationEvent> Before(ConversationState state, Surroundings around) =>
        [.. Signals(state, around.Now.AddTicks(-1)), .. NewTerms(state, around.Store)];

    /// <summary>Called by the due index: warnings and breaches up to now, and what the store's rules make of those told before.</summary>
    public static List<ConversationEvent> Tick(ConversationState state, Surroundings around) =>
        [.. Signals(state, around.Now), .. NewTerms(state, around.Store), .. Escalate(state)];

    /// <summary>Null when it may be put aside until then; else why not.</summary>
    public static Outcome? RefuseSnooze(ConversationState state, DateTimeOffset until, DateTimeOffset now) =>
        !state.Exists ? Outcome.Refuse(Refusals.NotFound)
        : state.Status is not (ConversationStatus.Open or ConversationStatus.Waiting) ? Outcome.Refuse(Refusals.WrongState)
        : until <= now || until > now + PolicyRules.LongestTarget ? Outcome.Refuse(Refusals.Invalid, "A snooze ends within the coming year.")
        : null;

    /// <summary>Whether a rule carries the signal further.</summary>
    public static bool Covers(EscalationRule rule, SlaSignalled signal) =>
        rule.On == signal.Signal && (rule.Clocks is not { Count: > 0 } clocks || clocks.Contains(signal.Clock));

    private static List<ConversationEvent> Escalate(ConversationState state)
    {
        var events = new List<ConversationEvent>();
        var (priority, team) = (state.Priority, state.Team);
        foreach (var signal in state.Unescalated)
        {
            var rules = state.Promises.Escalations.Where(rule => Covers(rule, signal)).ToList();
            events.Add(new Escalated(
                signal.Clock, signal.Signal, rules.Exists(r => r.Agent) && state.Assignee is not null, rules.Exists(r => r.Team), rules.Exists(r => r.Supervisors)));
            if (rules.Max(r => r.RaiseTo) is { } raised && raised > priority)
            {
                priority = raised;
                events.Add(new PriorityChanged(raised, null));
            }

            if (rules.Find(r => r.MoveTo is not null)?.MoveTo is { } other && other != team && state.Status == ConversationStatus.Open)
            {
                team = other;
                events.Add(new Queued(other, "escalated", state.Assignee?.Id ?? state.PreviousAgent));
            }
        }

        return events;
    }

    private static IEnumerable<ConversationEvent> Signals(ConversationState state, DateTimeOffset until) =>
        SlaRules.Fire(state.Clocks, until).Signals is { IsEmpty: false } signals ? signals.Select(s => new SlaSignalled(s.Clock, s.Kind, s.DueAt ?? s.At)) : [];

    private static IEnumerable<ConversationEvent> NewTerms(ConversationState state, StoreTerms store) =>
        state.Exists && state.Status != ConversationStatus.Closed && state.PromisesKey != store.ClocksKey ? [new TermsChanged(store.ClocksKey)] : [];

    /// <summary>The newest messages that there is no translation of for a reader, oldest first.</summary>
    private static void AddMissing(List<ConversationEvent> events, ConversationState state, AgentRef reader, int most, Surroundings around)
    {
        var missing = state.Messages
            .Where(m => !state.Translations.ContainsKey((m.Key, reader.Language)))
            .TakeLast(most);
        foreach (var (id, mark) in missing)
        {
            AddTranslations(events, id, mark.Language, mark.Author, [reader], around);
        }
    }

    /// <summary>One translation for each language that some reader needs; authors know what they wrote.</summary>
    private static void AddTranslations(
        List<ConversationEvent> events, MessageId id, string language, AgentId? author, IEnumerable<AgentRef> readers, Surroundings around)
    {
        if (language is "und" or "")
        {
            return;
        }

        var targets = readers
            .Where(reader => reader.Id != author && reader.Language != language && !reader.Reads.Contains(language))
            .Select(reader => reader.Language)
            .Distinct()
            .Order(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            events.Add(new TranslationChanged(
                id, target, around.CanTranslate(language, target) ? TranslationState.Pending : TranslationState.Unavailable, null, null, null));
        }
    }

    private static void Dispatch(
        List<ConversationEvent> events, ConversationState state, Surroundings around, MessageId message, string text, string language, string agent)
    {
        events.Add(new ReplyDispatched(message, text, language, agent));
        if (GoesThroughOutbox(state, around, message))
        {
            events.Add(new DeliveryChanged(message, DeliveryState.Queued, 0, null));
        }
    }

    /// <summary>Replies to a signed channel with an address of its own leave through the outbox; a widget reads its stream.</summary>
    public static bool GoesThroughOutbox(ConversationState state, Surroundings around, MessageId message)
    {
        var channel = state.Messages.TryGetValue(message, out var mark) ? mark.Channel : state.Channel;
        return around.Store.Channels.TryGetValue(channel, out var settings) && settings.OutboundUrl is not null;
    }

    private static Assigned AssignedTo(AgentRef agent, AgentId? by, Contracts.Assignment.Decision? why) =>
        new(agent.Id, agent.Name, agent.Language, by, why is null ? null : Trim(why), agent.Reads);

    // The log keeps the chosen one and the nearest others; a team of two hundred would make each decision 40 kB.
    private static Contracts.Assignment.Decision Trim(Contracts.Assignment.Decision why) =>
        why.Candidates.Length <= 10 ? why : why with { Candidates = why.Candidates[..10] };
}
