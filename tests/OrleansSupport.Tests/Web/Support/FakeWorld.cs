using System.Collections.Concurrent;
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

/// <summary>
/// Two stores that know nothing of each other. "lumen" has Mia (agent), Ada (admin of lumen) and the key <c>osk_lumen_secret</c>;
/// "other" has Zoe and a conversation. Root is admin of everything.
/// </summary>
internal sealed class FakeWorld
{
    public const string Password = "correct horse";
    public const string Mia = "mia@lumen.example";
    public const string Ada = "ada@lumen.example";
    public const string Root = "root@example.com";
    public const string Zoe = "zoe@other.example";
    public const string LumenKey = "osk_lumen_secret";
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly TimeProvider time;

    public FakeWorld(TimeProvider time)
    {
        this.time = time;
        Grains.Make<IAccountGrain>(key => new FakeAccount(key));
        Grains.Make<IApiKeyGrain>(key => new FakeApiKey(key));
        Grains.Make<IIdempotencyGrain>(_ => new FakeIdempotency());
        Grains.Make<IAgentGrain>(key => new FakeAgent(new AgentId(Guid.ParseExact(key, "N"))));
        Grains.Make<IStoreGrain>(_ => new FakeStore());
        Grains.Make<IDirectoryGrain>(_ => Directory);
        Grains.Make<ITeamQueueGrain>(key => new FakeQueue(key));
        Grains.Make<ILanguageGrain>(_ => new FakeLanguage());
        Grains.Make<IScenarioGrain>(_ => new FakeScenarios());
        Grains.Make<ISuggestionGrain>(_ => new FakeScenarios());
        Grains.Make<ITemplatesGrain>(_ => new FakeTemplates());
        Grains.Make<IOrdersGrain>(store => new FakeOrders(store));
        Grains.Make<IStoreLanguageGrain>(_ => new FakeStoreLanguage());
        Grains.Make<ISlaDesk>(_ => new FakeDesk());
        Grains.Make<IShiftDesk>(_ => new FakeShiftDesk());
        Grains.Make<IConversationQueries>(_ => new FakeQueries(this));
        Grains.Make<IConversationGrain>(key => Conversation(new ConversationId(Guid.ParseExact(key, "N"))));
        Grains.Make<ICustomerGrain>(key => new FakeCustomer(new CustomerId(Guid.ParseExact(key, "N")), this));

        foreach (var store in new[] { "lumen", "other" })
        {
            Directory.AllStores.Add(store);
            Store(store).Settings = new StoreSettings(store, store, "en", store + "-team", BusinessCalendar.AlwaysOpen, SlaPolicy.Default,
            [
                new("chat", ChannelKind.Widget, AllowedOrigins: ["https://shop.example"]),
                new("shop", ChannelKind.Signed, Secret),
            ]);
        }

        Person(Mia, "Mia", AgentRole.Agent, "lumen");
        Person(Ada, "Ada", AgentRole.Admin, "lumen");
        Person(Root, "Root", AgentRole.Admin, "*");
        Person(Zoe, "Zoe", AgentRole.Agent, "other");
        ApiKey("lumen").Client = new ApiClient("lumen", "ERP", ["lumen"]);

        Lumen = Stocked("lumen");
        Other = Stocked("other");
    }

    public FakeGrainFactory Grains { get; } = new();

    public FakeDirectory Directory { get; } = new();

    public ConcurrentDictionary<ConversationId, FakeConversation> Conversations { get; } = new();

    public (ConversationId Conversation, CustomerId Customer, MessageId Message) Lumen { get; }

    public (ConversationId Conversation, CustomerId Customer, MessageId Message) Other { get; }

    public DateTimeOffset Now => time.GetUtcNow();

    public FakeAccount Account(string email) => (FakeAccount)Grains.Of<IAccountGrain>(email);

    public FakeAgent Agent(string email) => (FakeAgent)Grains.Of<IAgentGrain>(AgentId.Of(email).Value);

    public FakeApiKey ApiKey(string id) => (FakeApiKey)Grains.Of<IApiKeyGrain>(id);

    public FakeStore Store(string id) => (FakeStore)Grains.Of<IStoreGrain>(id);

    public FakeQueue Queue(string team) => (FakeQueue)Grains.Of<ITeamQueueGrain>(team);

    public FakeCustomer Customer(CustomerId id) => (FakeCustomer)Grains.Of<ICustomerGrain>(id.Value);

    public FakeConversation Conversation(ConversationId id) => Conversations.GetOrAdd(id, key => new FakeConversation(key));

    public ConversationId Open(string store, string channel, CustomerId customer)
    {
        var id = ConversationId.New(Now);
        Conversation(id).Be(store, channel, customer, store + "-team", Now);
        return id;
    }

    private void Person(string email, string name, AgentRole role, string store)
    {
        var id = AgentId.Of(email);
        Account(email).Password = Password;
        Agent(email).Profile = new AgentProfile(id, name, role, 12, [new("de", Proficiency.Fluent), new("en", Proficiency.Native)], [],
            [store == "*" ? "lumen-team" : store + "-team"], [store]);
        Directory.AllAgents.Add(id);
    }

    private (ConversationId, CustomerId, MessageId) Stocked(string store)
    {
        var customer = CustomerId.Of(store, "shop", "buyer");
        var conversation = Open(store, "shop", customer);
        var message = MessageId.Of(store, "shop", "m1");
        Customer(customer).View = new(customer, store, "Ana", "es", "ES", CustomerTier.Standard, [new("shop", "buyer")], conversation, Now);
        Conversation(conversation).Log.Add(new(1, Now, new MessageReceived(message, "shop", "m1", "buyer", "Hola", "es", 0.9, null)));
        Queue(store + "-team").Lines.Add(new(conversation, store, "es", Now, null, null));
        return (conversation, customer, message);
    }
}
