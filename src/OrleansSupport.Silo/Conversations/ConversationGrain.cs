using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Agents;
using OrleansSupport.Silo.Languages;
using OrleansSupport.Silo.Scenarios;
using OrleansSupport.Silo.Sla;
using OrleansSupport.Silo.Storage;
using OrleansSupport.Silo.Stores;

namespace OrleansSupport.Silo.Conversations;

/// <summary>Decides by <see cref="ConversationRules"/>, saves through <see cref="ConversationLog"/>, tells through <see cref="ConversationTelling"/>.</summary>
internal sealed partial class ConversationGrain(
    ConversationLog log,
    ConversationReader reader,
    ConversationTelling telling,
    StoreCache stores,
    ILanguageDetector detector,
    StoreLanguageCache languages,
    ITranslationRouter translators,
    ScenarioClassifier scenarios,
    TermsBook book,
    TimeProvider time,
    ILogger<ConversationGrain> logger) : Grain, IConversationGrain
{
    /// <summary>A translation that nobody brought back by then is asked for again (its node may have died).</summary>
    private static readonly TimeSpan TranslationPatience = TimeSpan.FromSeconds(30);

    /// <summary>How often a place is reserved again because the agent counted anew in between.</summary>
    private const int PlaceAttempts = 3;

    private readonly Errands _errands = new();
    private readonly Func<string, string, bool> _canTranslate = translators.CanTranslate;
    private ConversationState _state = new(Guid.Empty);
    private StoreTerms? _store;
    private DateTimeOffset? _due;

    /// <summary>As this activation wrote it last; null before it has.</summary>
    private Listing? _listed;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var id = this.GetPrimaryKey();
        var state = new ConversationState(id);
        var (events, due) = await reader.Load(id);
        if (events.Count > 0)
        {
            _store = await stores.Get(((ConversationOpened)events[0].What).Store);
            var promised = await Promised(events.Select(e => e.What), _store!);
            foreach (var (stored, what) in events)
            {
                state = state.Apply(stored, what, promised);
            }
        }

        _state = state;
        _due = due;
        if (state.Pending.Count > 0)
        {
            await AskForTranslations(state.Pending);
        }
    }

    public async Task<ReceiveAnswer> Receive(ReceiveMessage message)
    {
        var id = MessageId.Of(message.Store, message.Channel, message.ExternalId);
        if (_state.Messages.TryGetValue(id, out var known))
        {
            return Answer(id, known.Sequence, duplicate: true);
        }

        if (_state.Status == ConversationStatus.Closed)
        {
            return new ReceiveAnswer(Id, id, 0, Closed: true);
        }

        var around = await Around(message.Store);
        var prior = new LanguagePrior(_state.Language, message.Language, CountryLanguage.Of(message.Country) ?? CountryLanguage.Of(around.Store.Country))
        {
            Among = (await languages.Get(message.Store)).Written,
        };
        var language = detector.Detect(message.Text, prior);
        if (!language.Reliable && LanguageCode.Normalize(prior.Conversation) is { } spoken)
        {
            language = language with { Language = spoken }; // a word or two do not change what a buyer speaks
        }

        var scenario = _state.ScenarioNamed ? null : ConversationRules.Understood(_state, scenarios.Classify(message.Text, language.Language));
        AppendResult result;
        var attempt = 0;
        do
        {
            var (queueReason, fence, now) = await Reopen(message.Store, ++attempt);
            result = await Save(ConversationRules.Receive(_state, message, language, queueReason, now, scenario), now, inbound: id, fence);
        }
        while (result.Outcome == AppendOutcome.Fenced);

        if (result.Outcome == AppendOutcome.Duplicate)
        {
            return new ReceiveAnswer(new ConversationId(result.Conversation), id, result.Sequence, Duplicate: true, Language: _state.Language);
        }

        return Answer(id, _state.Messages[id].Sequence, duplicate: false);

        ReceiveAnswer Answer(MessageId m, long sequence, bool duplicate) => new(Id, m, sequence, duplicate, Language: _state.Language);
    }

    public async Task<Outcome> Reply(WriteReply reply)
    {
        if (_state.Messages.TryGetValue(reply.Message, out var known))
        {
            return Outcome.Done(known.Sequence);
        }

        if (ConversationRules.Refuse(_state, reply) is { } refused)
        {
            return refused;
        }

        var around = await Around(_state.Store);
        var language = reply.AsWritten
            ? detector.Detect(reply.Text, new LanguagePrior(_state.Language, null, null)).Language
            : detector.Detect(reply.Text, new LanguagePrior(reply.Agent.Language, null, null)).Language;
        await Save(ConversationRules.Reply(_state, reply, language == "und" ? reply.Agent.Language : language, around), around);
        return Outcome.Done(_state.Messages[reply.Message].Sequence);
    }

    public async Task<Outcome> AddNote(WriteNote note)
    {
        if (_state.Messages.TryGetValue(note.Message, out var known))
        {
            return Outcome.Done(known.Sequence);
        }

        if (!_state.Exists)
        {
            return Outcome.Refuse(Refusals.NotFound);
        }

        if (ConversationRules.TextProblem(note.Text) is { } problem)
        {
            return problem;
        }

        var around = await Around(_state.Store);
        var language = detector.Detect(note.Text, new LanguagePrior(note.Agent.Language, null, null)).Language;
        await Save(ConversationRules.Note(_state, note, language, around), around);
        return Outcome.Done(_state.Version);
    }

    public async Task<Outcome> Read(AgentRef reader)
    {
        if (!_state.Exists)
        {
            return Outcome.Refuse(Refusals.NotFound);
        }

        var around = await Around(_state.Store);
        if (ConversationRules.Read(_state, reader, around) is not { Count: > 0 } events)
        {
            return Outcome.Done(_state.Version);
        }

        try
        {
            await Save(events, around);
            return Outcome.Done(_state.Version);
        }
        catch (StaleConversationException)
        {
            return Outcome.Refuse(Refusals.Conflict); // who only looks gets the log all the same
        }
    }

    public async Task<Outcome> SetStatus(ConversationStatus status, AgentId by)
    {
        if (!_state.Exists)
        {
            return Outcome.Refuse(Refusals.NotFound);
        }

        if (_state.Status == status)
        {
            return Outcome.Done(_state.Version);
        }

        if (_state.Status == ConversationStatus.Closed)
        {
            return Outcome.Refuse(Refusals.Closed);
        }

        if (status == ConversationStatus.Open && _state.Assignee is { } holder)
        {
            // Reopened by a person: it stays in the same hands even if they are full.
            return await SaveHeld(holder.Id, _ => ConversationRules.SetStatus(_state, status, by, queue: false));
        }

        var around = await Around(_state.Store);
        var queue = status == ConversationStatus.Open && _state.Assignee is null;
        await Save(ConversationRules.SetStatus(_state, status, by, queue), around);
        return Outcome.Done(_state.Version);
    }

    public async Task<Outcome> Snooze(DateTimeOffset until, AgentId by)
    {
        until = EventChain.Micros(until);
        if (ConversationRules.RefuseSnooze(_state, until, time.GetUtcNow()) is { } refused)
        {
            return refused;
        }

        return _state.SnoozedUntil == until ? Outcome.Done(_state.Version) : await SaveAll([new Snoozed(until, by)]);
    }

    public Task<Outcome> SetPriority(Priority priority, AgentId? by) =>
        !_state.Exists ? Task.FromResult(Outcome.Refuse(Refusals.NotFound))
        : _state.Priority == priority ? Task.FromResult(Outcome.Done(_state.Version))
        : SaveAll([new PriorityChanged(priority, by)]);

    public async Task<Outcome> Assign(AgentRef agent, Decision why)
    {
        if (!_state.IsQueued)
        {
            return _state.Assignee?.Id == agent.Id && _state.Status == ConversationStatus.Open
                ? Outcome.Done(_state.Version)
                : Outcome.Refuse(Refusals.AlreadyAssigned);
        }

        var around = await Around(_state.Store);
        var result = await Save(ConversationRules.Assign(_state, agent, null, why, around), around, fence: Fence.Of(agent.Id.Value, why.Epoch));
        return result.Outcome == AppendOutcome.Fenced ? Outcome.Refuse(Refusals.Conflict, "The agent's places were counted anew.") : Outcome.Done(_state.Version);
    }

    public Task<Outcome> OfferPassed(AgentRef agent, bool lapsed) => SaveAll([new OfferPassed(agent.Id, agent.Name, lapsed)]);

    public async Task<Outcome> Release(AgentId agent, string reason)
    {
        if (_state.Assignee?.Id != agent || _state.Status is not ConversationStatus.Open)
        {
            return Outcome.Done(_state.Version);
        }

        return await SaveAll([new Queued(_state.Team, reason, agent)]);
    }

    public async Task Translated(TranslationChanged translation)
    {
        var key = (translation.Message, translation.Target);
        if (!_state.Translations.TryGetValue(key, out var stands) || stands is not (TranslationState.Pending or TranslationState.Failed)
            || !_state.Messages.TryGetValue(translation.Message, out var mark))
        {
            return; // brought twice, or an agent was faster
        }

        var owed = mark is { Inbound: false, Dispatched: false } && mark.Target == translation.Target;
        var reply = owed ? await reader.Event(_state.Id, mark.Sequence) as ReplyWritten : null;
        var around = await Around(_state.Store);
        var events = ConversationRules.Translated(_state, translation, reply, around);
        if (translation.Text is { } translated && mark.Inbound && mark.Sequence == _state.LastInbound && !ScenarioClassifier.Reads(mark.Language)
            && ConversationRules.Understood(_state, scenarios.Classify(translated, translation.Target)) is { } scenario)
        {
            events.Add(new ScenarioDetected(translation.Message, scenario.Scenario, scenario.Confidence));
        }

        await Save(events, around);
    }

    public async Task<Outcome> RetryTranslation(MessageId message, string target)
    {
        if (!_state.Messages.TryGetValue(message, out var mark) || mark.Language.Length == 0)
        {
            return Outcome.Refuse(Refusals.NotFound);
        }

        if (_state.Translations.TryGetValue((message, target), out var state) && state is TranslationState.Pending or TranslationState.Done or TranslationState.Edited)
        {
            return Outcome.Done(_state.Version);
        }

        var next = translators.CanTranslate(mark.Language, target) ? TranslationState.Pending : TranslationState.Unavailable;
        return await SaveAll([new TranslationChanged(message, target, next, null, null, null)]);
    }

    public Task<bool> TranslateAgain(MessageId message, string target)
    {
        var wanted = _state.Translations.GetValueOrDefault((message, target)) == TranslationState.Failed;
        if (wanted)
        {
            telling.AskAgain(_state, message, target);
        }

        return Task.FromResult(wanted);
    }

    public async Task<Outcome> Correct(MessageId message, string target, string text, AgentRef by)
    {
        if (!_state.Messages.TryGetValue(message, out var mark) || mark.Language.Length == 0)
        {
            return Outcome.Refuse(Refusals.NotFound);
        }

        if (ConversationRules.TextProblem(text) is { } problem)
        {
            return problem;
        }

        return !mark.Inbound && mark.Target == target
            ? Outcome.Refuse(Refusals.WrongState, "These words are the buyer's.")
            : await SaveAll([new TranslationChanged(message, target, TranslationState.Edited, text, by.Name, null, By: by.Id)]);
    }

    public Task<Outcome> Delivery(DeliveryChanged delivery)
    {
        if (!_state.Messages.TryGetValue(delivery.Message, out var mark) || mark.Inbound || !mark.Dispatched)
        {
            return Task.FromResult(Outcome.Refuse(Refusals.NotFound));
        }

        // What has arrived stays arrived, whatever a late report says.
        return mark.Delivery == DeliveryState.Delivered || (mark.Delivery == delivery.State && delivery.State != DeliveryState.Retrying)
            ? Task.FromResult(Outcome.Done(_state.Version))
            : SaveAll([delivery]);
    }

    public async Task<Outcome> SetScenario(string scenario, AgentId by)
    {
        if (_state.LastInbound == 0)
        {
            return Outcome.Refuse(Refusals.NotFound);
        }

        return !Scenario.IsKnown(scenario) ? Outcome.Refuse(Refusals.Invalid, "There is no such scenario.")
            : _state.ScenarioNamed && _state.Scenario == scenario ? Outcome.Done(_state.Version)
            : await SaveAll([new ScenarioTaught(_state.LastInbound, scenario, by)]);
    }

    public async Task Tick()
    {
        if (!_state.Exists)
        {
            await reader.SetDue(this.GetPrimaryKey(), null);
            return;
        }

        var around = await Around(_state.Store);
        var events = ConversationRules.Tick(_state, around);
        _due = null; // what stands in the index has been served; the next instant is written anew
        if (_state.SnoozedUntil <= around.Now)
        {
            await EndSnooze();
        }
        else if (events.Count > 0)
        {
            await Write(events, around);
        }
        else
        {
            _due = ConversationDue.Next(_state, around.Now, TranslationPatience);
            await reader.SetDue(_state.Id, _due);
        }

        if (_state.Pending.Count > 0)
        {
            await AskForTranslations(_state.Pending);
        }
    }

    public Task<ConversationView?> Get() => Task.FromResult(_state.Exists ? ConversationRows.View(_state) : null);

    public Task<EventPage> Events(long after, int limit) => reader.Page(this.GetPrimaryKey(), after, limit);

    private ConversationId Id => new(this.GetPrimaryKey());

    private IAgentGrain Agent(AgentId id) => GrainFactory.Agent(id);

    private async Task<int> Weight() => ConversationRows.Weight(_state, (await Around(_state.Store)).Store);

    private async ValueTask<Surroundings> Around(string store)
    {
        _store = await stores.Get(store) ?? throw new InvalidOperationException($"There is no store {store}.");
        return new Surroundings(EventChain.Micros(time.GetUtcNow()), _store, _canTranslate);
    }

    /// <summary>
    /// How it becomes open: with the one who has it, if there is a place for it again, else in the queue for the reason given. The
    /// clock is read after the place is reserved: instants tell who held what when. To be asked again while the append is fenced off.
    /// </summary>
    private async ValueTask<(string? QueueReason, Fence? Fence, Surroundings Around)> Reopen(string store, int attempt)
    {
        var (queueReason, fence) = attempt <= PlaceAttempts ? await Place() : (Queued.AgentOffline, null);
        return (queueReason, fence, await Around(store));
    }

    private async Task EndSnooze()
    {
        AppendResult result;
        var attempt = 0;
        do
        {
            var (queueReason, fence, now) = await Reopen(_state.Store, ++attempt);
            List<ConversationEvent> events = [.. ConversationRules.Tick(_state, now), new SnoozeEnded()];
            if (queueReason is not null)
            {
                events.Add(new Queued(_state.Team, queueReason, _state.Assignee?.Id ?? _state.PreviousAgent));
            }

            result = await Write(events, now, fence: fence);
        }
        while (result.Outcome == AppendOutcome.Fenced);
    }

    private async Task<Outcome> Reserve(AgentId agent, bool force)
    {
        await _errands.Freed;
        return await Agent(agent).Reserve(Id, await Weight(), force);
    }

    /// <summary>Saves what a person puts into an agent's hands, however full they are.</summary>
    private async Task<Outcome> SaveHeld(AgentId agent, Func<Surroundings, List<ConversationEvent>> decide)
    {
        for (var attempt = 1; attempt <= PlaceAttempts; attempt++)
        {
            var place = await Reserve(agent, force: true);
            var around = await Around(_state.Store);
            var result = await Save(decide(around), around, fence: Fence.Of(agent.Value, place.Sequence));
            if (result.Outcome != AppendOutcome.Fenced)
            {
                return Outcome.Done(_state.Version);
            }
        }

        return Outcome.Refuse(Refusals.Conflict);
    }

    private async Task<Outcome> SaveAll(List<ConversationEvent> events)
    {
        await Save(events, await Around(_state.Store));
        return Outcome.Done(_state.Version);
    }

    private Task<AppendResult> Save(List<ConversationEvent> events, Surroundings around, MessageId? inbound = null, Fence? fence = null) =>
        Write(ConversationRules.Before(_state, around) is { Count: > 0 } before ? [.. before, .. events] : events, around, inbound, fence);

    /// <param name="fence">Of the place that it takes; null when it takes none.</param>
    private async Task<AppendResult> Write(List<ConversationEvent> events, Surroundings around, MessageId? inbound = null, Fence? fence = null)
    {
        var before = _state;
        var after = before;
        var stored = new StoredEvent[events.Count];
        var inboundSequence = 0L;
        for (var i = 0; i < stored.Length; i++)
        {
            stored[i] = EventChain.Link(after.Hash, after.Version + 1, around.Now, events[i]);
            after = after.Apply(stored[i], events[i], around.Store.Book);
            inboundSequence = events[i] is MessageReceived ? stored[i].Sequence : inboundSequence;
        }

        var due = ConversationDue.Next(after, around.Now, TranslationPatience);
        var dueChanged = ConversationDue.MustWrite(_due, due, around.Now);
        var row = ConversationRows.Row(after);
        var listing = ConversationRows.Listing(after, around.Store);
        AppendResult result;
        try
        {
            result = await log.Append(new Append(
                after.Id, before.Version, stored, row, SupportJson.Write(row), listing, listing != _listed, inbound, inboundSequence, dueChanged, due,
                ConversationRows.Outbox(after, events, around), ConversationRows.Answer(before, after, around.Now), fence));
        }
        catch
        {
            DeactivateOnIdle(); // whether it was written is for the log to say: the next activation reads it
            throw;
        }

        if (result.Outcome == AppendOutcome.Stale)
        {
            LogStale(Id, before.Version);
            DeactivateOnIdle();
            throw new StaleConversationException();
        }

        if (result.Outcome == AppendOutcome.Fenced)
        {
            await Agent(new AgentId(fence!.Value.Agent)).CountAgain(fence.Value.Epoch); // whoever answered with it may not know yet
        }

        if (result.Outcome == AppendOutcome.Done)
        {
            _state = after;
            _due = dueChanged ? due : _due;
            _listed = listing;
            telling.Tell(_errands, before, after, row, stored, events, around);
        }

        return result;
    }

    /// <summary>The promises that a log names, as they were then.</summary>
    private async Task<Dictionary<string, StoreClocks>> Promised(IEnumerable<ConversationEvent> events, StoreTerms store)
    {
        var promised = new Dictionary<string, StoreClocks>(store.Book);
        foreach (var what in events)
        {
            var key = what switch { ConversationOpened e => e.Terms, TermsChanged e => e.Terms, _ => null };
            if (key is not null && !promised.ContainsKey(key))
            {
                promised[key] = await book.Get(key);
            }
        }

        return promised;
    }

    private async Task AskForTranslations(IEnumerable<(MessageId Message, string Target)> pending)
    {
        foreach (var (message, target) in pending)
        {
            if (await reader.Event(_state.Id, _state.Messages[message].Sequence) is { } written)
            {
                telling.AskForTranslation(_state, message, target, written);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Conversation {Conversation} stood on old version {Version}; another activation wrote meanwhile")]
    private partial void LogStale(ConversationId conversation, long version);
}

/// <summary>This activation's memory is old. Calling again reaches a fresh one.</summary>
[GenerateSerializer, Alias("stale-conversation")]
public sealed class StaleConversationException() : OrleansException("The conversation was written elsewhere meanwhile; call again.");
