using Microsoft.Extensions.DependencyInjection;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Languages;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Languages;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Languages;

/// <summary>A store's own chain, budget, glossary, memory and backlog, in the running product.</summary>
public sealed class StoreTranslationTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Engine _first = new("first"), _second = new("second");
    private string _database = "";
    private SupportCluster _cluster = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ITranslationRouter Router => _cluster.Services.GetRequiredService<ITranslationRouter>();

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _cluster = await SupportCluster.Start(
            postgres, database: _database, settings: new() { ["Translation:Providers:0:Kind"] = "none" },
            services: services => services.AddSingleton<ITranslator>(_first).AddSingleton<ITranslator>(_second));
        await _cluster.AddStore();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_text_that_differs_only_in_numbers_and_names_is_translated_once()
    {
        Assert.Equal("first: Where is LUM-10231, Ana?", await Text("Where is LUM-10231, Ana?", "Ana"));
        Assert.Equal("first: Where is LUM-20417, Bob?", await Text("Where is LUM-20417, Bob?", "Bob"));
        Assert.Equal(1, _first.Asked);

        // Another node has nothing in its cache and finds it in the database.
        await using var other = await SupportCluster.Start(
            postgres, database: _database, settings: new() { ["Translation:Providers:0:Kind"] = "none" },
            services: services => services.AddSingleton<ITranslator>(_first));
        Assert.IsType<TranslationResult.Done>(await other.Services.GetRequiredService<ITranslationRouter>().Translate(Request("Where is LUM-30666, Eve?", "Eve"), Ct));
        Assert.Equal(1, _first.Asked);
    }

    [Fact]
    public async Task What_is_remembered_is_found_and_forgotten_one_by_one_by_words_and_by_age()
    {
        var language = _cluster.Grains.GetGrain<ILanguageGrain>(0);
        Task<IReadOnlyList<RememberedTranslation>> Remembered(string? contains = null, string store = SupportCluster.Store) => language.Remembered(store, contains, 200);
        await Text("Where is LUM-10231, Ana?", "Ana");
        _cluster.Time.Advance(TimeSpan.FromDays(1));
        var then = _cluster.Time.GetUtcNow();
        _cluster.Time.Advance(TimeSpan.FromDays(1));
        foreach (var text in new[] { "The lamp is broken", "The LAMP is gone", "The chair is here", "100% of the cups" })
        {
            await Text(text);
        }

        Assert.Equal(5, (await Remembered()).Count);
        Assert.Equal("first: Where is …, …?", (await Remembered())[^1].Text);
        Assert.Equal(2, (await Remembered("lamp")).Count);
        Assert.Single(await Remembered("0%"));
        Assert.Empty(await Remembered(store: "another"));

        var chair = Assert.Single(await Remembered("chair"));
        Assert.Equal(0, await language.Forget("another", chair.Key, null, null));
        Assert.Equal(0, await language.Forget(SupportCluster.Store, "no key", null, null));
        Assert.Equal(1, await language.Forget(SupportCluster.Store, chair.Key, null, null));
        Assert.Equal(2, await language.Forget(SupportCluster.Store, null, "lamp", null));
        Assert.Equal(1, await language.Forget(SupportCluster.Store, null, null, then));
        Assert.Equal("first: 100% of the cups", Assert.Single(await Remembered()).Text);

        var asked = _first.Asked;
        await Text("The chair is here");
        Assert.Equal(asked + 1, _first.Asked); // neither the database nor the cache knows it
    }

    [Fact]
    public async Task What_an_agent_wrote_is_the_stores_translation_from_then_on()
    {
        Assert.True(await Router.Learn(Request("Where is LUM-10231, Ana?", "Ana"), "¿Dónde está LUM-10231, Ana?", "Lucía", Ct));
        Assert.Equal("¿Dónde está LUM-20417, Bob?", await Text("Where is LUM-20417, Bob?", "Bob"));
        Assert.Equal(0, _first.Asked);
        Assert.False(await Router.Learn(Request("Where is LUM-10231?"), "¿Dónde está el pedido?", "Lucía", Ct)); // it would lose the next one's number
        Assert.Equal("first: Where is LUM-10231?", await Text("Where is LUM-10231?"));
    }

    [Fact]
    public async Task An_edited_reply_and_a_correction_are_learnt_from()
    {
        var mei = await _cluster.AddAgent("mei", languages: [new("zh", Proficiency.Native)]);
        var asked = await _cluster.Write("hans", "Guten Tag, wo ist denn meine Bestellung geblieben?", language: "de");
        var grain = _cluster.Conversation(asked.Conversation);
        await _cluster.Live.Row(asked.Conversation, row => row.Assignee == mei, Ct);
        await ReadersTests.Settled(_cluster, grain, Ct);
        await grain.Correct(asked.Message, "zh", "您好，我的订单到底在哪里？", new AgentRef(mei, "Mei", "zh", ["zh"]));
        await Learnt("Guten Tag, wo ist denn meine Bestellung geblieben?", "de", "zh", "您好，我的订单到底在哪里？", tone: null);

        await grain.Reply(new WriteReply(
            MessageId.From(Guid.NewGuid()), new AgentRef(mei, "Mei", "zh", ["zh"]), "包裹明天送到。", Sent: new SentWords("Ihr Paket kommt morgen.", "de", "first", Edited: true)));
        await Learnt("包裹明天送到。", "zh", "de", "Ihr Paket kommt morgen.", Tone.Formal);

        async Task Learnt(string text, string source, string target, string expected, string? tone)
        {
            while (await Router.Translate(new TranslationRequest(text, source, target, tone, Store: SupportCluster.Store), Ct) is not TranslationResult.Done { Provider: TranslationRouter.FromMemory } done
                || done.Text != expected)
            {
                await Task.Yield(); // it is learnt beside the flow
                Ct.ThrowIfCancellationRequested();
            }
        }
    }

    [Fact]
    public async Task The_stores_terms_stand_in_every_translation_and_a_new_term_makes_old_memory_void()
    {
        await Configure(StoreLanguages.Default);
        Assert.Equal("first: The Desk Lamp by Aurora", await Text("The Desk Lamp by Aurora"));
        await Configure(new StoreLanguages([new("Aurora", new Dictionary<string, string>()), new("Desk Lamp", new Dictionary<string, string> { ["es"] = "flexo", ["de"] = "Schreibtischlampe" })], [], new Dictionary<string, string>()));

        Assert.Equal("first: The flexo by Aurora, NOT Auroras", await Text("The desk lamp by AURORA, NOT Auroras"));
        var row = (await _cluster.Conversation((await _cluster.Write("ana", "Hello there")).Conversation).Get())!.Row;
        var preview = await _cluster.Grains.GetGrain<ILanguageGrain>(0).Preview(new PreviewRequest("Die Schreibtischlampe ist da.", "de", "es", row, true));
        Assert.Equal([new AppliedTerm("Schreibtischlampe", "flexo")], preview.Terms!);
        Assert.Equal("first: Die flexo ist da.", preview.Text);
    }

    [Fact]
    public async Task A_store_has_its_own_order_of_providers_and_no_others()
    {
        await Configure(new StoreLanguages([], [new("second")], new Dictionary<string, string>()));
        Assert.Equal("second: Where is it?", await Text("Where is it?"));
        _second.Fails = TranslationFailure.Auth;
        Assert.IsType<TranslationResult.Failed>(await Router.Translate(Request("Where is it now?"), Ct));
        Assert.Equal(0, _first.Asked);
    }

    [Fact]
    public async Task The_budget_holds_however_many_ask_at_once_and_the_next_provider_takes_over()
    {
        await Configure(new StoreLanguages([], [new("first", MonthlyCharacters: 100), new("second")], new Dictionary<string, string>()));
        var texts = Enumerable.Range(0, 50).Select(i => $"Number {(char)('a' + i / 26)}{(char)('a' + i % 26)} is here").ToArray(); // 17 characters
        var results = await Task.WhenAll(texts.Select(text => Router.Translate(Request(text), Ct)));

        Assert.Equal(5, results.Count(result => result is TranslationResult.Done { Provider: "first" }));
        Assert.Equal(45, results.Count(result => result is TranslationResult.Done { Provider: "second" }));
        Assert.InRange(_first.Characters, 1, 100);
        var views = await _cluster.Grains.GetGrain<ILanguageGrain>(0).Providers(SupportCluster.Store);
        Assert.Equal([("first", 85L, 100L), ("second", 45L * 17, -1L)], views.Select(view => (view.Name, view.UsedCharacters, view.MonthlyCharacters ?? -1)));

        _cluster.Time.Advance(TimeSpan.FromDays(31));
        Assert.Equal("first", Assert.IsType<TranslationResult.Done>(await Router.Translate(Request("A new month"), Ct)).Provider);
    }

    [Theory]
    [InlineData(TranslationFailure.Transient)]
    [InlineData(TranslationFailure.RateLimited)]
    [InlineData(TranslationFailure.Quota)]
    [InlineData(TranslationFailure.Auth)]
    [InlineData(TranslationFailure.TooLarge)]
    [InlineData(TranslationFailure.Invalid)]
    public async Task A_provider_that_fails_in_whatever_way_delays_no_message_and_nothing_is_translated_twice(TranslationFailure kind)
    {
        _first.Fails = kind;
        var mei = await _cluster.AddAgent("mei", languages: [new("zh", Proficiency.Native)]);
        var messages = Enumerable.Range(0, 6).Select(i => $"Guten Tag, hier fehlt leider noch Teil {(char)('A' + i)} von der Lampe.").ToArray();
        var conversation = default(ConversationId);
        foreach (var message in messages)
        {
            conversation = (await _cluster.Write("hans", message, language: "de")).Conversation;
        }

        await _cluster.Live.Row(conversation, row => row.Assignee == mei, Ct);
        Assert.Equal(messages, (await _cluster.Events(conversation)).OfType<MessageReceived>().Select(m => m.Text)); // readable at once
        await ReadersTests.Settled(_cluster, _cluster.Conversation(conversation), Ct);
        var done = (await _cluster.Events(conversation)).OfType<TranslationChanged>().Where(t => t.State == TranslationState.Done).ToList();
        Assert.Equal(messages.Select(m => "second: " + m).Order(), done.Select(t => t.Text!).Order());
        Assert.Equal(messages.Length, _second.Asked);
    }

    [Fact]
    public async Task A_provider_that_comes_back_translates_the_backlog_the_neediest_first()
    {
        _first.Fails = _second.Fails = TranslationFailure.Auth;
        var mei = await _cluster.AddAgent("mei", capacity: 50, languages: [new("zh", Proficiency.Native)]);
        var conversations = new List<ConversationId>();
        for (var i = 0; i < 6; i++)
        {
            conversations.Add((await _cluster.Write($"buyer{i}", $"Guten Tag, meine Lampe {(char)('A' + i)} ist leider kaputt angekommen.", language: "de")).Conversation);
            await _cluster.Live.Event<TranslationChanged>(conversations[i], t => t.State == TranslationState.Failed, Ct);
        }

        await _cluster.Conversation(conversations[0]).SetPriority(Priority.Urgent, mei);
        await _cluster.Conversation(conversations[0]).SetStatus(ConversationStatus.Resolved, mei); // urgent once, and needed by nobody now
        await _cluster.Conversation(conversations[3]).SetPriority(Priority.Urgent, mei);
        var failed = (await _cluster.Events(conversations[1])).OfType<TranslationChanged>().Last();
        Assert.Equal(("Auth", TranslationState.Failed), (failed.Reason, failed.State));
        while (await _cluster.Count("translation_backlog") < conversations.Count)
        {
            // Each failure is noted after it is told.
        }

        _first.Fails = null;
        _cluster.Time.Advance(TimeSpan.FromMinutes(2)); // the provider's rest is over; from here each success brings the next, and time stands still
        await Task.WhenAll(conversations.Select(id => _cluster.Live.Event<TranslationChanged>(id, t => t.State == TranslationState.Done, Ct)));

        // One alone was tried until it succeeded: the most urgent of the open ones.
        Assert.Contains(" D ", _first.Texts.First(text => text.StartsWith("Guten Tag", StringComparison.Ordinal)), StringComparison.Ordinal);
        foreach (var id in conversations)
        {
            Assert.Single((await _cluster.Events(id)).OfType<TranslationChanged>(), t => t.State == TranslationState.Failed); // further tries are no news
        }
    }

    [Theory]
    [InlineData("de", null, "formal")]
    [InlineData("es", "ES", "informal")]
    [InlineData("es", "MX", "formal")]
    [InlineData("pt", "BR", "informal")]
    [InlineData("nl", "BE", "formal")]
    [InlineData("ja", "JP", "formal")]
    [InlineData("en", "US", null)]
    public void Tone_follows_the_buyers_culture(string language, string? country, string? tone) => Assert.Equal(tone, Tone.For(StoreLanguages.Default, language, country));

    [Fact]
    public async Task Tone_follows_the_store_where_it_says_so_and_reaches_the_provider()
    {
        var settings = new StoreLanguages([], [], new Dictionary<string, string> { ["de"] = "informal", ["de-AT"] = "formal", ["ja"] = "neutral" });
        Assert.Equal(["informal", "formal", null], [Tone.For(settings, "de", "DE"), Tone.For(settings, "de", "AT"), Tone.For(settings, "ja", null)]);
        await Configure(settings);
        var row = (await _cluster.Conversation((await _cluster.Write("ana", "Hello there")).Conversation).Get())!.Row;
        var preview = await _cluster.Grains.GetGrain<ILanguageGrain>(0).Preview(new PreviewRequest("Your parcel is here.", "en", "de", row with { Country = "AT" }, true));
        Assert.Equal(("formal", "formal"), (preview.Tone, _first.Tones.Last()));
    }

    [Fact]
    public async Task Settings_that_make_no_sense_are_refused()
    {
        var grain = _cluster.Grains.GetGrain<IStoreLanguageGrain>(SupportCluster.Store);
        var none = new Dictionary<string, string>();
        foreach (var wrong in new StoreLanguages[]
        {
            new([new("", none)], [], none),
            new([new("A", none), new("a", none)], [], none),
            new([new("A", new Dictionary<string, string> { ["spanish"] = "B" })], [], none),
            new([], [new("first"), new("first")], none),
            new([], [new("first", -1)], none),
            new([], [], new Dictionary<string, string> { ["de"] = "rude" }),
        })
        {
            Assert.Equal(Refusals.Invalid, (await grain.Configure(wrong)).Refused);
        }

        Assert.Equal(StoreLanguages.Default.Version, (await grain.Get()).Version);
    }

    private async Task Configure(StoreLanguages settings)
    {
        Assert.True((await _cluster.Grains.GetGrain<IStoreLanguageGrain>(SupportCluster.Store).Configure(settings)).Ok);
        _cluster.Time.Advance(TimeSpan.FromSeconds(6)); // every node looks again
    }

    private static TranslationRequest Request(string text, string? name = null) =>
        new(text, "en", "es", Store: SupportCluster.Store, Personal: PersonalData.Of([name], []));

    private async Task<string> Text(string text, string? name = null) => Assert.IsType<TranslationResult.Done>(await Router.Translate(Request(text, name), Ct)).Text;

    private sealed class Engine(string name) : ITranslator
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<TranslationRequest> _asked = new();

        public TranslationFailure? Fails { get; set; }

        public int Asked => _asked.Count;

        public int Characters => _asked.Sum(request => request.Text.Length);

        public IEnumerable<string> Texts => _asked.Select(request => request.Text);

        public IEnumerable<string?> Tones => _asked.Select(request => request.Tone);

        public string Name => name;

        public TranslatorCapabilities Capabilities { get; } = new(Tone: true);

        public bool Supports(string source, string target) => true;

        public Task<IReadOnlyList<TranslationResult>> Translate(IReadOnlyList<TranslationRequest> requests, CancellationToken ct)
        {
            if (Fails is { } kind)
            {
                return Task.FromResult(VendorHttp.All(requests.Count, new TranslationResult.Failed(kind, name, "test", null)));
            }

            foreach (var request in requests)
            {
                _asked.Enqueue(request);
            }

            return Task.FromResult<IReadOnlyList<TranslationResult>>([.. requests.Select(request => new TranslationResult.Done($"{name}: {request.Text}", name))]);
        }
    }
}
