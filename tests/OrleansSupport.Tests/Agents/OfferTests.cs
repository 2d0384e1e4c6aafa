using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Agents;

/// <summary>A team that asks its agents before it assigns.</summary>
public sealed class OfferTests(PostgresFixture postgres) : OnCluster(postgres)
{
    private static readonly TimeSpan Standing = TimeSpan.FromSeconds(20);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var rules = TeamRules.Default with { OfferFor = Standing };
        Assert.True((await Queue.Configure(new TeamSettings(SupportCluster.Team, "Care", [], rules))).Ok);
    }

    [Fact]
    public async Task An_offer_says_why_counts_as_load_and_becomes_an_assignment_when_it_is_accepted()
    {
        var mia = await Cluster.AddAgent("mia");
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        var offer = await Offered(mia, answer.Conversation);
        Assert.Equal(Standing, offer.Until - offer.At);
        Assert.Equal([ReasonCode.BestScore], offer.Reasons.Select(r => r.Code));
        Assert.Equal(1, (await Agent(mia).Get())!.Load);
        Assert.Null((await Cluster.Conversation(answer.Conversation).Get())!.Row.Assignee);

        Assert.True((await Agent(mia).AnswerOffer(answer.Conversation, accept: true)).Ok);

        await Cluster.Live.Row(answer.Conversation, r => r.Assignee == mia, Cancellation);
        Assert.NotNull((await Cluster.Events(answer.Conversation)).OfType<Assigned>().Single().Why);
        Assert.Null((await Agent(mia).Get())!.Offers);
        Assert.Equal(Refusals.WrongState, (await Agent(mia).AnswerOffer(answer.Conversation, accept: true)).Refused);
    }

    [Fact]
    public async Task An_offer_whose_queue_died_ends_by_itself()
    {
        var mia = await Cluster.AddAgent("mia");
        var offer = OfferOf(Cluster.Time.GetUtcNow());
        Assert.True((await Agent(mia).Reserve(offer.Conversation, 2, force: false, offer)).Ok);
        var offered = (await Agent(mia).Get())!;
        Assert.Equal((2, 1), (offered.Load, offered.Offers!.Count));

        Cluster.Time.Advance(Standing + TimeSpan.FromSeconds(5));

        await Cluster.Live.Until(m => m.Agent is { Load: 0, Offers: null } view && view.Id == mia && view.Version > offered.Version, Cancellation);
    }

    [Fact]
    public async Task What_one_declines_is_offered_to_the_next_and_the_first_is_not_asked_again_at_once()
    {
        var mia = await Cluster.AddAgent("mia", 3, Presence.Online, new AgentLanguage("en", Proficiency.Native));
        var leo = await Cluster.AddAgent("leo", 3, Presence.Online, new AgentLanguage("en", Proficiency.Fluent));
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        await Offered(mia, answer.Conversation);

        Assert.True((await Agent(mia).AnswerOffer(answer.Conversation, accept: false)).Ok);

        await Offered(leo, answer.Conversation);
        Assert.Equal(0, (await Agent(mia).Get())!.Load);
        Assert.True((await Agent(leo).AnswerOffer(answer.Conversation, accept: true)).Ok);
        var row = await Cluster.Live.Row(answer.Conversation, r => r.Assignee == leo, Cancellation);
        Assert.Equal(mia, (await Cluster.Events(answer.Conversation)).OfType<OfferPassed>().Single().Agent);
        Assert.NotNull(row.WaitingSince);
    }

    [Fact]
    public async Task An_offer_that_nobody_answers_goes_back_to_its_place_and_who_misses_two_is_away()
    {
        var mia = await Cluster.AddAgent("mia", capacity: 1);
        var first = await Cluster.Write("ana", "Where is my parcel?");
        await Offered(mia, first.Conversation);
        Cluster.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await Cluster.Write("bob", "Is the lamp dimmable?");

        Cluster.Time.Advance(Standing);
        await Cluster.Live.Event<OfferPassed>(first.Conversation, e => e.Lapsed, Cancellation);
        await Offered(mia, second.Conversation);
        Cluster.Time.Advance(Standing);
        await Cluster.Live.Event<OfferPassed>(second.Conversation, e => e.Lapsed, Cancellation);

        var view = (await Cluster.Live.Until(m => m.Agent is { Presence: Presence.Away, Load: 0 }, Cancellation)).Agent!;
        Assert.Equal("offers_missed", view.Reason);
        Assert.Equal([first.Conversation, second.Conversation], (await Queue.Get()).Waiting.Select(w => w.Conversation));
    }

    [Fact]
    public async Task Taking_what_is_offered_to_another_withdraws_the_offer()
    {
        var mia = await Cluster.AddAgent("mia", 3, Presence.Online, new AgentLanguage("en", Proficiency.Native));
        var leo = await Cluster.AddAgent("leo", 3, Presence.Online, new AgentLanguage("en", Proficiency.Fluent));
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        await Offered(mia, answer.Conversation);

        Assert.True((await Cluster.Conversation(answer.Conversation).AssignByHand(leo, leo)).Ok);

        await Cluster.Live.Until(m => m.Agent is { Offers: null, Load: 0 } a && a.Id == mia && a.Version > 0 && a.IdleSince is not null && WasOffered(mia), Cancellation);
        Assert.Equal(1, (await Agent(leo).Get())!.Load);
        Assert.Single((await Cluster.Events(answer.Conversation)).OfType<Assigned>());
    }

    [Fact]
    public async Task Answering_what_is_only_offered_to_one_leaves_no_place_behind()
    {
        var mia = await Cluster.AddAgent("mia");
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        await Offered(mia, answer.Conversation);
        var offered = (await Agent(mia).Get())!;

        Assert.True((await Cluster.Conversation(answer.Conversation).Reply(Cluster.Reply(mia, "On its way."))).Ok);

        await Cluster.Live.Until(m => m.Agent is { Offers: null, Load: 0 } a && a.Id == mia && a.Version > offered.Version, Cancellation);
    }

    [Fact]
    public async Task What_one_takes_by_hand_is_not_offered_to_them_any_more()
    {
        var mia = await Cluster.AddAgent("mia");
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        await Offered(mia, answer.Conversation);
        var offered = (await Agent(mia).Get())!;

        Assert.True((await Cluster.Conversation(answer.Conversation).AssignByHand(mia, mia)).Ok);

        await Cluster.Live.Until(m => m.Agent is { Offers: null, Load: 1 } a && a.Id == mia && a.Version > offered.Version, Cancellation);
    }

    [Fact]
    public async Task An_offer_that_reaches_its_agent_after_its_end_ends_at_once()
    {
        var mia = await Cluster.AddAgent("mia");
        var late = OfferOf(Cluster.Time.GetUtcNow() - TimeSpan.FromMinutes(1));

        Assert.True((await Agent(mia).Reserve(late.Conversation, 2, force: false, late)).Ok);

        var shown = (await Cluster.Live.Until(m => m.Agent is { Offers.Count: 1 } a && a.Id == mia, Cancellation)).Agent!;
        await Cluster.AdvanceUntil(Cluster.Live.Until(m => m.Agent is { Offers: null, Load: 0 } a && a.Id == mia && a.Version > shown.Version, Cancellation));
    }

    [Fact]
    public async Task What_was_given_for_good_keeps_its_place_when_the_offer_is_withdrawn_late()
    {
        var mia = await Cluster.AddAgent("mia");
        var offer = OfferOf(Cluster.Time.GetUtcNow());
        Assert.True((await Agent(mia).Reserve(offer.Conversation, 2, force: false, offer)).Ok);
        Assert.True((await Agent(mia).Reserve(offer.Conversation, 2, force: true)).Ok); // a person puts it into the same hands

        await Agent(mia).OfferWithdrawn(offer.Conversation, lapsed: false);

        Assert.Equal(2, (await Agent(mia).Get())!.Load);
    }

    private static Offer OfferOf(DateTimeOffset now) => new(ConversationId.New(now), SupportCluster.Team, SupportCluster.Store, "en", now, now + Standing, 0, null, []);

    private ITeamQueueGrain Queue => Cluster.Grains.GetGrain<ITeamQueueGrain>(SupportCluster.Team);

    private IAgentGrain Agent(AgentId id) => Cluster.Grains.GetGrain<IAgentGrain>(id.Value);

    private bool WasOffered(AgentId agent) => Cluster.Live.Seen.Any(m => m.Agent is { Offers: not null } a && a.Id == agent);

    private async Task<Offer> Offered(AgentId agent, ConversationId conversation) =>
        (await Cluster.Live.Until(m => m.Agent?.Id == agent && m.Agent.Offers?.Any(o => o.Conversation == conversation) == true, Cancellation))
            .Agent!.Offers!.Single(o => o.Conversation == conversation);
}
