using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Access;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Contracts.Languages;
using OrleansSupport.Contracts.Orders;
using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;

namespace OrleansSupport.Tests.Web.Support;

// Just enough of each grain to see what this room asks and how it answers.

internal sealed class FakeAccount(string email) : IAccountGrain
{
    public string? Password { get; set; }

    public string Generation { get; set; } = "1";

    public DateTimeOffset? LockedUntil { get; set; }

    public Task<SignInAnswer> SignIn(string password) => Task.FromResult(
        LockedUntil is not null ? new SignInAnswer(false, default, null, LockedUntil)
        : password == Password ? new SignInAnswer(true, AgentId.Of(email), email + Generation, null)
        : new SignInAnswer(false, default, null, null));

    public Task<Outcome> SetPassword(string password)
    {
        Password = password;
        Generation += "1";
        return Task.FromResult(Outcome.Done());
    }

    public Task<string?> Stamp() => Task.FromResult(Password is null ? null : email + Generation);
}

internal sealed class FakeApiKey(string id) : IApiKeyGrain
{
    public ApiClient? Client { get; set; }

    public int Asked { get; private set; }

    public Task<string> Issue(string name, IReadOnlyList<string> stores)
    {
        Client = new(id, name, stores);
        return Task.FromResult($"osk_{id}_secret");
    }

    public Task<ApiClient?> Verify(string secret)
    {
        Asked++;
        return Task.FromResult(secret == "secret" ? Client : null);
    }

    public Task Revoke()
    {
        Client = null;
        return Task.CompletedTask;
    }
}

internal sealed class FakeIdempotency : IIdempotencyGrain
{
    private string? hash;
    private IdempotencyAnswer? answer;

    public Task<IdempotencyAnswer> Begin(string requestHash)
    {
        if (hash is null)
        {
            hash = requestHash;
            return Task.FromResult(new IdempotencyAnswer());
        }

        return Task.FromResult(hash != requestHash ? new(Refusals.SameKeyOtherBody) : answer ?? new(Refusals.InProgress));
    }

    public Task Complete(int status, string contentType, byte[] body)
    {
        answer = new(null, status, contentType, body);
        return Task.CompletedTask;
    }

    public Task Abandon()
    {
        hash = null;
        return Task.CompletedTask;
    }
}

internal sealed class FakeAgent(AgentId id) : IAgentGrain
{
    public AgentProfile? Profile { get; set; }

    public Presence Presence { get; private set; }

    public ConcurrentDictionary<string, bool> Connections { get; } = new();

    /// <summary>Done when a connection has been spoken of again.</summary>
    public TaskCompletionSource<string> Renewed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when a connection has ended.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<AgentView?> Get() => Task.FromResult(Profile is null ? null : new AgentView(id, Profile, Presence, null, 0, 0, null, 1));

    public Task<Outcome> Configure(AgentProfile profile)
    {
        Profile = profile;
        return Task.FromResult(Outcome.Done());
    }

    public Task<Outcome> SetPresence(Presence presence, string? reason)
    {
        Presence = presence;
        return Task.FromResult(Outcome.Done());
    }

    public Task<Outcome> Reserve(ConversationId conversation, int weight, bool force, Offer? offer) => throw new NotSupportedException();

    public Task<Outcome> AnswerOffer(ConversationId conversation, bool accept) => Task.FromResult(Outcome.Refuse(Refusals.WrongState));

    public Task OfferEnded(ConversationId conversation, bool lapsed) => throw new NotSupportedException();

    public Task GiveBack(ConversationId conversation, DateTimeOffset at) => throw new NotSupportedException();

    public Task CountAgain(long epoch) => throw new NotSupportedException();

    public Task Free(ConversationId conversation) => throw new NotSupportedException();

    public Task Connected(string connection, bool open)
    {
        Connections[connection] = open;
        if (!open)
        {
            Ended.TrySetResult();
        }

        return Task.CompletedTask;
    }

    public int SignsOfLife { get; private set; }

    public Task Active()
    {
        SignsOfLife++;
        return Task.CompletedTask;
    }

    public Task<Outcome> Drain(bool on, AgentId? by) => Task.FromResult(Outcome.Done());

    public Task StillConnected(string connection)
    {
        Renewed.TrySetResult(connection);
        return Task.CompletedTask;
    }
}

internal sealed class FakeStore : IStoreGrain
{
    public StoreSettings? Settings { get; set; }

    public Task<StoreSettings?> Get() => Task.FromResult(Settings);

    public Task<Outcome> Configure(StoreSettings settings)
    {
        Settings = settings;
        return Task.FromResult(Outcome.Done());
    }
}

internal sealed class FakeDesk : ISlaDesk
{
    public Task<SlaPreview> Preview(StoreSettings settings, SlaQuestion question) =>
        Task.FromResult(new SlaPreview(null, question.At ?? DateTimeOffset.UnixEpoch, settings.Policy.Name, settings.Calendar.Zone, true, []));

    public Task<IReadOnlyList<CountryHolidays>> Holidays() => Task.FromResult<IReadOnlyList<CountryHolidays>>([]);

    public Task<IReadOnlyList<MarketplaceRule>> Marketplaces() => Task.FromResult<IReadOnlyList<MarketplaceRule>>([]);

    public Task<IReadOnlyList<AccountHealth>> Health(string store) => Task.FromResult<IReadOnlyList<AccountHealth>>([]);
}

internal sealed class FakeShiftDesk : IShiftDesk
{
    public Task<ShiftPreview> Preview(BusinessCalendar shift, IReadOnlyList<ShiftDay>? days, int forDays) => Task.FromResult(new ShiftPreview(null, []));

    public Task<TeamCover> Cover(string team, string zone, DateOnly? from) => Task.FromResult(new TeamCover(null, zone, new DateOnly(2026, 11, 23), [], 0));
}

internal sealed class FakeDirectory : IDirectoryGrain
{
    public HashSet<string> AllStores { get; } = [];

    public HashSet<string> AllTeams { get; } = [];

    public HashSet<AgentId> AllAgents { get; } = [];

    public Task<IReadOnlyList<string>> Stores() => Task.FromResult<IReadOnlyList<string>>([.. AllStores]);

    public Task<IReadOnlyList<string>> Teams() => Task.FromResult<IReadOnlyList<string>>([.. AllTeams]);

    public Task<IReadOnlyList<AgentId>> Agents() => Task.FromResult<IReadOnlyList<AgentId>>([.. AllAgents]);

    public Task AddStore(string store) => Added(AllStores.Add(store));

    public Task AddTeam(string team) => Added(AllTeams.Add(team));

    public Task AddAgent(AgentId agent) => Added(AllAgents.Add(agent));

    private static Task Added(bool added)
    {
        _ = added;
        return Task.CompletedTask;
    }
}

internal sealed class FakeQueue(string team) : ITeamQueueGrain
{
    public List<QueueLine> Lines { get; } = [];

    /// <summary>What hears of conversations that wait.</summary>
    public Func<ImmutableArray<WaitingConversation>, Task> Told { get; set; } = _ => throw new NotSupportedException();

    public Task Enqueue(WaitingConversation conversation) => Told([conversation]);

    public Task EnqueueAll(ImmutableArray<WaitingConversation> conversations) => Told(conversations);

    public Task Leave(ConversationId conversation, AgentId? holder) => throw new NotSupportedException();

    public Task SeatChanged(AgentSeat seat, long version) => throw new NotSupportedException();

    public Task SeatLeft(AgentId agent) => throw new NotSupportedException();

    public Task<QueueView> Get() => Task.FromResult(new QueueView(team, [.. Lines], Lines.Count, 0));

    public Task<Outcome> Answer(ConversationId conversation, AgentId agent, bool accept) => throw new NotSupportedException();

    public Task<Decision?> Why(ConversationId conversation) => Task.FromResult<Decision?>(null);

    public Task<TeamSettings> Settings() => Task.FromResult(new TeamSettings(team, team, [], TeamRules.Default));

    public Task<Outcome> Configure(TeamSettings settings) => Task.FromResult(Outcome.Done());
}

internal sealed class FakeStoreLanguage : IStoreLanguageGrain
{
    private StoreLanguages settings = StoreLanguages.Default;

    public Task<StoreLanguages> Get() => Task.FromResult(settings);

    public Task<Outcome> Configure(StoreLanguages next)
    {
        settings = next with { Version = settings.Version + 1 };
        return Task.FromResult(Outcome.Done());
    }
}

internal sealed class FakeLanguage : ILanguageGrain
{
    public Task<TranslationPreview> Preview(PreviewRequest request) => Task.FromResult(
        new TranslationPreview($"{request.Source}>{request.Target}:{request.Text}", "fake", null, request.Target));

    public Task<string?> Tone(string store, string language, string? country) => Task.FromResult<string?>(null);

    public Task<IReadOnlyList<ProviderView>> Providers(string store) => Task.FromResult<IReadOnlyList<ProviderView>>(
        [new("fake", 5_000, 1, false, false, null, 0, null)]);

    public Task<IReadOnlyList<RememberedTranslation>> Remembered(string store, string? contains, int limit) => Task.FromResult<IReadOnlyList<RememberedTranslation>>(
        [new(new string('A', 64), "…", "fake", DateTimeOffset.UnixEpoch)]);

    public Task<int> Forget(string store, string? key, string? contains, DateTimeOffset? until) => Task.FromResult(1);
}

internal sealed class FakeScenarios : IScenarioGrain, ISuggestionGrain
{
    public Task<ScenarioModelView> Model() => Task.FromResult(new ScenarioModelView(0, null, 1, 0, 1, 0, []));

    public Task<ScenarioModelView> Retrain() => Model();

    public Task<SuggestionsView?> For(ConversationId conversation, string agent, string language) =>
        Task.FromResult<SuggestionsView?>(new SuggestionsView("damaged", [], []));
}

internal sealed class FakeTemplates : ITemplatesGrain
{
    public Task<IReadOnlyList<ReplyTemplate>> List() => Task.FromResult<IReadOnlyList<ReplyTemplate>>([]);

    public Task<Outcome> Put(ReplyTemplate template) => Task.FromResult(Outcome.Done());

    public Task<Outcome> Remove(string id) => Task.FromResult(Outcome.Done());
}

internal sealed class FakeOrders(string store) : IOrdersGrain
{
    public Task<Outcome> Put(Order order) => Task.FromResult(Outcome.Done());

    public Task<Order?> Get(string id) =>
        Task.FromResult<Order?>(new Order(id, store, OrderStatus.Paid, DateTimeOffset.UnixEpoch, [new OrderItem("a", "Lamp", 1)], 1, "EUR"));

    public Task<IReadOnlyList<Order>> Of(IReadOnlyList<string> buyers, IReadOnlyList<string> named, int limit) => Task.FromResult<IReadOnlyList<Order>>([]);
}

internal sealed class FakeQueries(FakeWorld world) : IConversationQueries
{
    public Task<ConversationPage> List(ConversationFilter filter) => Task.FromResult(new ConversationPage(
        [.. world.Conversations.Values.Where(c => c.Row is not null && (filter.Stores.Contains("*") || filter.Stores.Contains(c.Row.Store))
            && (filter.Customer is null || c.Row.Customer == filter.Customer)
            && (filter.Assignee is null || c.Row.Assignee == filter.Assignee)
            && (!filter.Unassigned || c.Row.Assignee is null)).Select(c => c.Row!).Take(filter.Limit)],
        false, null));

    public Task<IReadOnlyList<DeadLetter>> DeadLetters(IReadOnlyList<string> stores, int limit) => Task.FromResult<IReadOnlyList<DeadLetter>>([]);

    public Task<Outcome> Replay(ConversationId conversation, MessageId message) => Task.FromResult(Outcome.Done(9));
}
