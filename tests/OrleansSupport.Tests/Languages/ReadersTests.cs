using Microsoft.Extensions.DependencyInjection;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Silo.Languages;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Languages;

/// <summary>Each agent reads a conversation in their own language, whoever wrote it.</summary>
public sealed class ReadersTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Marking _translator = new();
    private SupportCluster _cluster = null!;
    private AgentRef _mei = null!;
    private AgentRef _lucia = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await SupportCluster.Start(
            postgres, settings: new() { ["Translation:Providers:0:Kind"] = "none" }, services: services => services.AddSingleton<ITranslator>(_translator));
        await _cluster.AddStore();
        _mei = new(await _cluster.AddAgent("mei", languages: [new("zh", Proficiency.Native)]), "Mei", "zh", ["zh"]);
        _lucia = new(await _cluster.AddAgent("lucia", presence: Presence.Offline, languages: [new("es", Proficiency.Native)]), "Lucia", "es", ["es"]);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Two_agents_read_the_buyer_each_other_and_notes_each_in_their_own_language()
    {
        var conversation = (await _cluster.Write("hans", "Guten Tag, wo ist denn meine Bestellung geblieben?", language: "de")).Conversation;
        var grain = _cluster.Conversation(conversation);
        await _cluster.Live.Row(conversation, row => row.Assignee == _mei.Id, Ct);
        Assert.True((await grain.Read(_lucia)).Ok);
        Assert.True((await grain.Reply(new WriteReply(MessageId.From(Guid.NewGuid()), _mei, "您好，包裹明天就会送到您那里。"))).Ok);
        Assert.True((await grain.AddNote(new WriteNote(MessageId.From(Guid.NewGuid()), _lucia, "El cliente ya escribió la semana pasada por lo mismo."))).Ok);
        await _cluster.Write("hans", "Vielen Dank für die schnelle Antwort, das freut mich sehr!", language: "de");

        await Settled(grain);

        var translations = await Translations(conversation);
        var messages = (await _cluster.Events(conversation)).Where(e => e is MessageReceived or ReplyWritten or NoteAdded).ToList();
        Assert.Equal(4, messages.Count);
        Assert.Equal(["es", "zh"], translations[IdOf(messages[0])]);
        Assert.Equal(["de", "es"], translations[IdOf(messages[1])]); // the buyer's and the colleague's; its author needs none
        Assert.Equal(["zh"], translations[IdOf(messages[2])]);
        Assert.Equal(["es", "zh"], translations[IdOf(messages[3])]);
        Assert.Equal("zh", Assert.IsType<ReplyWritten>(messages[1]).Language);
        Assert.Equal(7, _translator.Asked);
    }

    [Fact]
    public async Task Who_reads_the_original_gets_no_translation_and_who_reads_the_buyers_language_sees_what_the_buyer_gets()
    {
        var conversation = (await _cluster.Write("ana", "Hola, ¿dónde está el paquete que pedí la semana pasada?", language: "es")).Conversation;
        var grain = _cluster.Conversation(conversation);
        Assert.True((await grain.AssignByHand(_mei.Id, _mei.Id)).Ok);
        await grain.Read(_lucia);
        await grain.Reply(new WriteReply(MessageId.From(Guid.NewGuid()), _mei, "您好，包裹明天就会送到您那里。"));
        await Settled(grain);

        var translations = await Translations(conversation);
        var messages = (await _cluster.Events(conversation)).Where(e => e is MessageReceived or ReplyWritten);
        Assert.Equal([["zh"], ["es"]], messages.Select(message => translations[IdOf(message)]));
    }

    [Fact]
    public async Task Looking_again_changes_nothing_and_after_it_is_resolved_only_the_next_look_is_translated_for()
    {
        var conversation = (await _cluster.Write("hans", "Guten Tag, wo ist denn meine Bestellung geblieben?", language: "de")).Conversation;
        var grain = _cluster.Conversation(conversation);
        await _cluster.Live.Row(conversation, row => row.Assignee == _mei.Id, Ct);
        await grain.Read(_lucia);
        await Settled(grain);
        var version = (await grain.Get())!.Row.Version;
        Assert.Equal(version, (await grain.Read(_lucia)).Sequence);

        await grain.SetStatus(ConversationStatus.Resolved, _mei.Id);
        await _cluster.Write("hans", "Entschuldigung, es ist leider immer noch nichts angekommen.", language: "de");
        Assert.Equal(["es"], (await Translations(conversation)).Values.First().Where(l => l == "es"));
        Assert.DoesNotContain("es", (await Translations(conversation)).Values.Skip(1).SelectMany(l => l));
        await grain.Read(_lucia);
        await Settled(grain);
        Assert.Contains("es", (await Translations(conversation)).Values.Last());
    }

    [Fact]
    public async Task What_the_agent_saw_or_edited_goes_out_exactly_and_both_are_kept()
    {
        var conversation = (await _cluster.Write("hans", "Guten Tag, wo ist denn meine Bestellung geblieben?", language: "de")).Conversation;
        var grain = _cluster.Conversation(conversation);
        await _cluster.Live.Row(conversation, row => row.Assignee == _mei.Id, Ct);
        await Settled(grain);
        var asked = _translator.Asked;

        var reply = new WriteReply(MessageId.From(Guid.NewGuid()), _mei, "明天送到。", Sent: new SentWords("Ihr Paket kommt morgen an.", "de", "fake", Edited: true));
        Assert.True((await grain.Reply(reply)).Ok);

        var events = await _cluster.Events(conversation);
        Assert.Equal("明天送到。", events.OfType<ReplyWritten>().Single().Text);
        Assert.Equal(("Ihr Paket kommt morgen an.", "de"), (events.OfType<ReplyDispatched>().Single().Text, events.OfType<ReplyDispatched>().Single().Language));
        var kept = events.OfType<TranslationChanged>().Last();
        Assert.Equal((TranslationState.Edited, "Mei", (AgentId?)_mei.Id), (kept.State, kept.Provider, kept.By));
        Assert.Equal(asked, _translator.Asked);
    }

    [Fact]
    public async Task A_correction_stays_whatever_a_late_provider_brings_and_the_buyers_words_stay_as_they_went()
    {
        var first = await _cluster.Write("hans", "Guten Tag, wo ist denn meine Bestellung geblieben?", language: "de");
        var grain = _cluster.Conversation(first.Conversation);
        await _cluster.Live.Row(first.Conversation, row => row.Assignee == _mei.Id, Ct);
        await Settled(grain);

        Assert.True((await grain.Correct(first.Message, "zh", "您好，我的订单在哪里？", _mei)).Ok);
        await grain.Translated(new TranslationChanged(first.Message, "zh", TranslationState.Done, "late", "fake", null));

        var last = (await _cluster.Events(first.Conversation)).OfType<TranslationChanged>().Last(t => t.Target == "zh");
        Assert.Equal((TranslationState.Edited, "您好，我的订单在哪里？"), (last.State, last.Text));
        var reply = new WriteReply(MessageId.From(Guid.NewGuid()), _mei, "您好，包裹明天就会送到您那里。");
        await grain.Reply(reply);
        Assert.Equal(Refusals.WrongState, (await grain.Correct(reply.Message, "de", "Anders", _mei)).Refused);
    }

    /// <summary>Until nothing is pending any more.</summary>
    private Task Settled(IConversationGrain grain) => Settled(_cluster, grain, Ct);

    internal static async Task Settled(SupportCluster cluster, IConversationGrain grain, CancellationToken ct)
    {
        while (true)
        {
            var states = new Dictionary<(MessageId, string), TranslationState>();
            var page = await grain.Events(0, 1000);
            foreach (var change in page.Events.Select(e => e.Event).OfType<TranslationChanged>())
            {
                states[(change.Message, change.Target)] = change.State;
            }

            if (!states.ContainsValue(TranslationState.Pending))
            {
                return;
            }

            var seen = page.Events[^1].Sequence;
            await cluster.Live.Until(m => m.Events?.Any(e => e.Event is TranslationChanged && e.Sequence > seen) == true, ct);
        }
    }

    private async Task<Dictionary<MessageId, string[]>> Translations(ConversationId conversation) =>
        (await _cluster.Events(conversation)).OfType<TranslationChanged>().Where(t => t.State == TranslationState.Done)
            .GroupBy(t => t.Message).ToDictionary(g => g.Key, g => g.Select(t => t.Target).Order().ToArray());

    private static MessageId IdOf(ConversationEvent what) => what switch
    {
        MessageReceived e => e.Message,
        ReplyWritten e => e.Message,
        NoteAdded e => e.Message,
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private sealed class Marking : ITranslator
    {
        private int _asked;

        public int Asked => _asked;

        public string Name => "fake";

        public bool Supports(string source, string target) => true;

        public Task<IReadOnlyList<TranslationResult>> Translate(IReadOnlyList<TranslationRequest> requests, CancellationToken ct)
        {
            Interlocked.Add(ref _asked, requests.Count);
            return Task.FromResult<IReadOnlyList<TranslationResult>>(
                [.. requests.Select(request => new TranslationResult.Done($"[{request.Target}] {request.Text}", "fake"))]);
        }
    }
}
