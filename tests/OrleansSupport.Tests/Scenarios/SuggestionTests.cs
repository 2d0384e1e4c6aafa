using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Orders;
using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Silo.Scenarios;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Scenarios;

public sealed class SuggestionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly AgentId Agent = AgentId.Of("lucia@lumen.example");

    private SupportCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await SupportCluster.Start(postgres);
        _ = ScenarioModel.AsShipped; // trained now: no message waits for it
        await _cluster.AddStore();
        await Put(new("on-its-way", "where-is-my-order", new Dictionary<string, string>
        {
            ["en"] = "Hello {customer}, {order} arrives on {expected}.",
            ["es"] = "Hola {customer}, {order} llega el {expected}.",
        }));
        await Put(new("with-tracking", "where-is-my-order", new Dictionary<string, string> { ["en"] = "{tracking}" }));
        await Orders.Put(Order("LM-100"));
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_message_is_understood_and_answered_from_the_order_that_it_names_in_both_languages()
    {
        var answer = await _cluster.Write("ana", "¿Dónde está mi pedido LM-100?");

        var view = await _cluster.Conversation(answer.Conversation).Get();
        Assert.Equal("where-is-my-order", view!.Scenario);
        var found = await Suggest(answer.Conversation);
        Assert.Equal("LM-100", Assert.Single(found.Orders).Id);
        var reply = Assert.Single(found.Replies); // the other one has nothing to be filled with
        Assert.Equal(("on-its-way", "Hello ana, LM-100 arrives on May 15.", "en"), (reply.Template, reply.Text, reply.Language));
        Assert.Equal(("Hola ana, LM-100 llega el 15 de mayo.", "es", null), (reply.Sent, reply.SentLanguage, reply.Provider));
    }

    [Fact]
    public async Task A_buyers_own_orders_are_found_without_a_number_the_newest_first()
    {
        await Orders.Put(Order("LM-1") with { Buyer = "ana" });
        await Orders.Put(Order("LM-2") with { Buyer = "ana", PlacedAt = Order("").PlacedAt.AddDays(1) });
        await Orders.Put(Order("LM-3") with { Buyer = "bob" });
        var answer = await _cluster.Write("ana", "Where is my order?");

        Assert.Equal(["LM-2", "LM-1"], (await Suggest(answer.Conversation)).Orders.Select(order => order.Id));
    }

    [Fact]
    public async Task Small_talk_keeps_the_scenario_and_an_agents_word_outvotes_the_classifier_until_it_is_resolved()
    {
        var answer = await _cluster.Write("ana", "My lamp arrived broken", "m-1");
        var conversation = _cluster.Conversation(answer.Conversation);
        await _cluster.Write("ana", "ok thanks", "m-2");
        Assert.Equal("damaged", (await conversation.Get())!.Scenario);

        Assert.True((await conversation.SetScenario("wrong-item", Agent)).Ok);
        await _cluster.Write("ana", "Please send me an invoice", "m-3");
        Assert.Equal(("wrong-item", 1), ((await conversation.Get())!.Scenario, (await conversation.Get())!.ScenarioConfidence));

        await conversation.SetStatus(ConversationStatus.Resolved, Agent);
        await _cluster.Write("ana", "Please send me an invoice for LM-100", "m-4");
        Assert.Equal("invoice-tax", (await conversation.Get())!.Scenario);
        Assert.Equal(Refusals.Invalid, (await conversation.SetScenario("nonsense", Agent)).Refused);
    }

    [Fact]
    public async Task What_agents_choose_and_correct_is_learned_with_the_next_training()
    {
        const string Odd = "the frobnicator goes zwoosh";
        var model = _cluster.Grains.GetGrain<IScenarioGrain>(0);
        Assert.Equal((0, 0), ((await model.Model()).Version, (await model.Model()).Taught));
        var corrected = await _cluster.Write("ana", Odd);
        await _cluster.Conversation(corrected.Conversation).SetScenario("complaint", Agent);
        var chosen = await _cluster.Write("bob", "frobnicator zwoosh once more");
        await _cluster.Conversation(chosen.Conversation).Reply(
            _cluster.Reply(Agent, "Sorry to hear that.") with { Template = new UsedTemplate("sorry", "complaint", true) });
        Assert.Equal(("complaint", "sorry", true), Assert.Single((await _cluster.Events(chosen.Conversation)).OfType<ScenarioTaught>()) is var e
            ? (e.Scenario, e.Template, e.Edited) : default);

        var after = await model.Retrain();

        Assert.Equal((1, 2), (after.Version, after.Taught));
        Assert.InRange(after.Accuracy, 0.6, 1);
        Assert.Equal(after.Accuracy, (await model.Model()).Accuracy);
    }

    [Fact]
    public async Task Templates_and_orders_that_cannot_be_are_refused()
    {
        var templates = _cluster.Grains.GetGrain<ITemplatesGrain>(SupportCluster.Store);
        var good = new ReplyTemplate("a", "damaged", new Dictionary<string, string> { ["en"] = "Hello" });
        Assert.Equal(Refusals.Invalid, (await templates.Put(good with { Id = "A B" })).Refused);
        Assert.Equal(Refusals.Invalid, (await templates.Put(good with { Scenario = "nonsense" })).Refused);
        Assert.Equal(Refusals.Invalid, (await templates.Put(good with { Texts = new Dictionary<string, string> { ["en"] = "{password}" } })).Refused);
        Assert.Equal(Refusals.Invalid, (await templates.Put(good with { Texts = new Dictionary<string, string>() })).Refused);
        Assert.Equal(Refusals.Invalid, (await Orders.Put(Order("x") with { Store = "another" })).Refused);

        Assert.True((await templates.Put(good)).Ok);
        Assert.True((await templates.Remove("a")).Ok);
        Assert.DoesNotContain(await templates.List(), template => template.Id == "a");
    }

    private IOrdersGrain Orders => _cluster.Grains.GetGrain<IOrdersGrain>(SupportCluster.Store);

    private async Task Put(ReplyTemplate template) => Assert.True((await _cluster.Grains.GetGrain<ITemplatesGrain>(SupportCluster.Store).Put(template)).Ok);

    private async Task<SuggestionsView> Suggest(ConversationId conversation) =>
        (await _cluster.Grains.GetGrain<ISuggestionGrain>(0).For(conversation, "Lucía", "en"))!;

    private static Order Order(string id) => new(
        id, SupportCluster.Store, OrderStatus.Shipped, new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), [new OrderItem("a", "Aurora", 1)], 59.9m, "EUR",
        ExpectedAt: new DateOnly(2026, 5, 15));
}
