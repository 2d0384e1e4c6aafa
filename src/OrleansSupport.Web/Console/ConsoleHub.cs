using Microsoft.AspNetCore.SignalR;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Contracts.Languages;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Web.Access;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Web.Console;

/// <summary>The agents' console on the wire. Checks who may, asks one grain, answers.</summary>
internal sealed class ConsoleHub(
    IGrainFactory grains, ConsoleConnections connections, StoreGuard guard, StoreCatalog catalog, Roster roster, TimeProvider time)
    : Hub<IConsoleClient>, IConsoleHub
{
    public const string Path = "/hub/console";

    private const int OpenEvents = 500;
    private const int HistoryRows = 20;
    private const int SnapshotRows = 100;

    /// <summary>As <see cref="Refusals"/>, for what is not an answer of a grain: the conversation is not there for this caller.</summary>
    private static Outcome Missing => Outcome.Refuse(Refusals.NotFound);

    private ConsoleConnection Me => connections.Of(Context);

    public override async Task OnConnectedAsync()
    {
        // Groups before anything is read: what happens in between is pushed, and the console drops what it has already.
        try
        {
            var connection = await connections.Add(Context, Groups);
            await grains.GetGrain<IAgentGrain>(connection.Agent.Value).Connected(Context.ConnectionId, open: true);
            if (Context.GetHttpContext() is { } request)
            {
                LongRequests.LetGo(request);
            }
        }
        catch
        {
            // A connection that did not come about is not told to have ended.
            connections.Remove(Context);
            throw;
        }
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (connections.Remove(Context) is { } connection)
        {
            await grains.GetGrain<IAgentGrain>(connection.Agent.Value).Connected(Context.ConnectionId, open: false);
        }
    }

    public async Task<ConsoleSnapshot> Hello()
    {
        var caller = Me.Caller;
        var stores = catalog.For(caller);
        var agents = roster.Agents(caller);
        var queues = roster.Queues(caller);
        var mine = Rows(new ConversationFilter(caller.StoresFor(null), Open: true, Assignee: caller.Agent, Limit: SnapshotRows));
        var unassigned = Rows(new ConversationFilter(caller.StoresFor(null), Open: true, Unassigned: true, Limit: SnapshotRows));
        await Task.WhenAll(stores, agents, queues, mine, unassigned);
        return new(
            time.GetUtcNow(),
            SessionEndpoints.MeOf(caller),
            [.. (await stores).Select(store => new StoreSummary(store.Id, store.Name, store.Language, store.Team, [.. store.Channels.Select(c => c.Id)]))],
            await agents,
            await queues,
            [.. (await mine).Data, .. (await unassigned).Data]);
    }

    public async Task<ConversationDetail?> Open(ConversationId conversation, long after)
    {
        var caller = Me.Caller;
        if (!await guard.Conversation(caller, conversation))
        {
            return null;
        }

        await connections.Open(Context, Groups, conversation);
        var grain = grains.GetGrain<IConversationGrain>(conversation.Value);
        await Tolerate(grain.Read(caller.Profile!.ToRef()));
        var events = await grain.Events(Math.Max(0, after), OpenEvents);

        // The state after the events: it is never older than what the console has just got.
        if (await grain.Get() is not { } view)
        {
            return null;
        }

        var customer = Tolerate(grains.GetGrain<ICustomerGrain>(view.Row.Customer.Value).Get());
        var tone = Tolerate(grains.GetGrain<ILanguageGrain>(0).Tone(view.Row.Store, view.Row.Language, view.Row.Country));
        var history = Rows(new ConversationFilter(caller.StoresFor(null), Customer: view.Row.Customer, Limit: HistoryRows));
        return new(view, await customer, [.. (await history).Data.Where(row => row.Id != conversation)], events.Events, events.HasMore, await tone);
    }

    public Task Close(ConversationId conversation) => connections.Close(Context, Groups, conversation);

    public Task<ConversationPage> List(InboxView view, ConversationId? startingAfter)
    {
        var all = new ConversationFilter(Me.Caller.StoresFor(null), StartingAfter: startingAfter, Limit: SnapshotRows);
        return Rows(view switch
        {
            InboxView.Mine => all with { Open = true, Assignee = Me.Agent },
            InboxView.Unassigned => all with { Open = true, Unassigned = true },
            InboxView.Open => all with { Open = true },
            InboxView.Done => all with { Open = false },
            _ => throw new HubException(Refusals.Invalid),
        });
    }

    public async Task<Outcome> Reply(ReplyDraft draft) =>
        Refuse(draft.Text) ?? Refuse(draft.Sent) ?? await For(draft.Conversation, conversation => conversation.Reply(new WriteReply(
            draft.Message, Me.Caller.Profile!.ToRef(), draft.Text, draft.SeenSequence, draft.AsWritten, draft.Sent, draft.Template)));

    public async Task<Outcome> Note(NoteDraft draft) =>
        Refuse(draft.Text) ?? await For(draft.Conversation, conversation => conversation.AddNote(
            new WriteNote(draft.Message, Me.Caller.Profile!.ToRef(), draft.Text)));

    public Task<Outcome> SetStatus(ConversationId conversation, ConversationStatus status) =>
        For(conversation, grain => grain.SetStatus(Known(status), Me.Agent));

    public Task<Outcome> Snooze(ConversationId conversation, DateTimeOffset until) =>
        For(conversation, grain => grain.Snooze(until, Me.Agent));

    public Task<Outcome> SetPriority(ConversationId conversation, Priority priority) =>
        For(conversation, grain => grain.SetPriority(Known(priority), Me.Agent));

    public Task<Outcome> Assign(ConversationId conversation, AgentId agent) =>
        For(conversation, grain => agent == Me.Agent ? grain.AssignByHand(agent, Me.Agent) : grain.AssignWithin(agent, Me.Agent));

    public async Task<Outcome> Transfer(TransferDraft draft) =>
        draft.Note is { Length: > 0 } note && Refuse(note) is { } refused ? refused
        : draft.Team is { } team && !(await roster.Teams(Me.Caller)).Contains(team) ? Missing
        : await For(draft.Conversation, conversation => conversation.Transfer(
            new TransferConversation(draft.Message, Me.Caller.Profile!.ToRef(), draft.Team, draft.Escalate, draft.Note, draft.To, draft.Over && Me.Caller.Supervises)));

    public async Task<Outcome> RetryTranslation(ConversationId conversation, MessageId message, string target) =>
        Check.Language(target) is { } problem
            ? Outcome.Refuse(problem.Code, problem.Detail)
            : await For(conversation, grain => grain.RetryTranslation(message, target));

    public Task<TranslationPreview> Preview(ConversationId conversation, string text) => Translate(conversation, text, back: false);

    public Task<TranslationPreview> BackTranslate(ConversationId conversation, string text) => Translate(conversation, text, back: true);

    public async Task<Outcome> CorrectTranslation(ConversationId conversation, MessageId message, string text) =>
        Refuse(text) ?? await For(conversation, grain => grain.Correct(message, Me.Language, text, Me.Caller.Profile!.ToRef()));

    public async Task<Outcome> SetPresence(Presence presence, string? reason) => Check.Name(reason) is { } problem
        ? Outcome.Refuse(problem.Code, problem.Detail)
        : await grains.GetGrain<IAgentGrain>(Me.Agent.Value).SetPresence(Known(presence), Check.CleanName(reason));

    /// <summary>The call itself is the sign of life, see <see cref="ConsoleFilter"/>.</summary>
    public Task Active() => Task.CompletedTask;

    public async Task<Outcome> Drain(AgentId agent, bool on) => Me.Caller.Supervises && await roster.Agent(Me.Caller, agent) is not null
        ? await grains.GetGrain<IAgentGrain>(agent.Value).Drain(on, Me.Agent)
        : Missing;

    public async Task<SuggestionsView?> Suggestions(ConversationId conversation) =>
        await guard.Conversation(Me.Caller, conversation)
            ? await grains.GetGrain<ISuggestionGrain>(0).For(conversation, Me.Caller.Profile!.Name, Me.Language)
            : null;

    public Task<Outcome> SetScenario(ConversationId conversation, string scenario) =>
        For(conversation, grain => grain.SetScenario(scenario, Me.Agent));

    public async Task<Outcome> AnswerOffer(ConversationId conversation, bool accept) =>
        await guard.Conversation(Me.Caller, conversation)
            ? await grains.GetGrain<IAgentGrain>(Me.Agent.Value).AnswerOffer(conversation, accept)
            : Missing;

    public async Task<Decision?> Why(ConversationId conversation) =>
        await guard.Read(Me.Caller, conversation) is { } view
            ? await grains.GetGrain<ITeamQueueGrain>(view.Row.Team).Why(conversation)
            : null;

    /// <summary>The customer beside a conversation is worth having, and not worth failing for.</summary>
    private static async Task<T?> Tolerate<T>(Task<T> read)
        where T : class?
    {
        try
        {
            return await read;
        }
        catch (Exception failure) when (Unavailable.Says(failure))
        {
            return null;
        }
    }

    private async Task<TranslationPreview> Translate(ConversationId conversation, string text, bool back)
    {
        if (Check.Text(text) is { } problem)
        {
            return new(null, null, problem.Code);
        }

        if (await guard.Read(Me.Caller, conversation) is not { Row: var row })
        {
            return new(null, null, Refusals.NotFound);
        }

        var (source, target) = back ? (row.Language, Me.Language) : (Me.Language, row.Language);
        return await grains.GetGrain<ILanguageGrain>(0).Preview(new PreviewRequest(text, source, target, row, ForBuyer: !back));
    }

    private static Outcome? Refuse(SentWords? sent) => sent is null ? null
        : Check.Language(sent.Language) is { } problem ? Outcome.Refuse(problem.Code, problem.Detail)
        : Refuse(sent.Text);

    private static Outcome? Refuse(string text) => Check.Text(text) is { } problem ? Outcome.Refuse(problem.Code, problem.Detail) : null;

    /// <summary>A number where a name belongs gets through the reader.</summary>
    private static T Known<T>(T value)
        where T : struct, Enum => Enum.IsDefined(value) ? value : throw new HubException(Refusals.Invalid);

    private async Task<Outcome> For(ConversationId conversation, Func<IConversationGrain, Task<Outcome>> command) =>
        await guard.Conversation(Me.Caller, conversation) ? await command(grains.GetGrain<IConversationGrain>(conversation.Value)) : Missing;

    private Task<ConversationPage> Rows(ConversationFilter filter) => filter.Stores.Count == 0
        ? Task.FromResult(new ConversationPage([], false, null))
        : grains.GetGrain<IConversationQueries>(0).List(filter);
}
