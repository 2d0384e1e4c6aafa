using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Agents;

/// <summary>What becomes of conversations when whoever has them goes, and what a person may decide about them.</summary>
public sealed class HandOverTests(PostgresFixture postgres) : OnCluster(postgres)
{
    [Fact]
    public async Task Who_goes_offline_keeps_what_they_have_where_the_team_says_so()
    {
        await Rules(r => r with { Offline = OfflinePolicy.Keep });
        var (mia, open) = await Held("mia", "ana");
        var answered = await Cluster.Write("bob", "Is the lamp dimmable?");
        await Cluster.Live.Row(answered.Conversation, r => r.Assignee == mia, Cancellation);
        await Cluster.Conversation(answered.Conversation).Reply(Cluster.Reply(mia, "Yes."));
        await Cluster.AddAgent("leo");

        await Agent(mia).SetPresence(Presence.Offline, null);
        await Cluster.Write("ana", "Are you there?");
        await Cluster.Write("bob", "Thanks, and does it come in black?");

        Assert.Equal(mia, (await Row(open)).Assignee);
        Assert.Equal(mia, (await Row(answered.Conversation)).Assignee);
        Assert.Equal(2, (await Agent(mia).Get())!.Conversations);
    }

    [Fact]
    public async Task What_stays_with_one_who_went_never_comes_to_more_than_they_can_carry()
    {
        await Rules(r => r with { Offline = OfflinePolicy.Keep });
        var mia = await Cluster.AddAgent("mia", capacity: 2);
        List<ConversationId> answered = [];
        foreach (var buyer in (string[])["ana", "bob", "eve"])
        {
            var answer = await Cluster.Write(buyer, "Where is my parcel?");
            await Cluster.Live.Row(answer.Conversation, r => r.Assignee == mia, Cancellation);
            await Cluster.Conversation(answer.Conversation).Reply(Cluster.Reply(mia, "On its way."));
            answered.Add(answer.Conversation);
        }

        await Agent(mia).SetPresence(Presence.Offline, null);
        foreach (var buyer in (string[])["ana", "bob", "eve"])
        {
            await Cluster.Write(buyer, "Are you there?");
        }

        Assert.Equal(2, (await Agent(mia).Get())!.Load);
        Assert.Equal([mia, mia, null], await Task.WhenAll(answered.Select(async c => (await Row(c)).Assignee)));
        Assert.Equal(Queued.AgentFull, (await Cluster.Events(answered[2])).OfType<Queued>().Last().Reason);
    }

    [Fact]
    public async Task Where_the_team_waits_for_the_customer_the_next_message_goes_to_a_colleague_at_the_old_place()
    {
        await Rules(r => r with { Offline = OfflinePolicy.ReassignOnNextMessage });
        var (mia, open) = await Held("mia", "ana");
        var since = (await Row(open)).WaitingSince;
        var leo = await Cluster.AddAgent("leo");

        await Agent(mia).SetPresence(Presence.Offline, null);

        Assert.Equal(mia, (await Row(open)).Assignee);
        Assert.Equal(mia, Assert.Single((await Cluster.Events(open)).OfType<HolderLeft>()).Agent);
        Cluster.Time.Advance(TimeSpan.FromMinutes(1));
        await Cluster.Write("ana", "Are you there?");
        var row = await Cluster.Live.Row(open, r => r.Assignee == leo, Cancellation);
        Assert.Equal(since, row.WaitingSince);
        Assert.Equal(Queued.AgentOffline, (await Cluster.Events(open)).OfType<Queued>().Last().Reason);
    }

    [Fact]
    public async Task Who_is_back_before_the_customer_writes_goes_on()
    {
        await Rules(r => r with { Offline = OfflinePolicy.ReassignOnNextMessage });
        var (mia, open) = await Held("mia", "ana");
        await Cluster.AddAgent("leo");
        await Agent(mia).SetPresence(Presence.Offline, null);
        await Agent(mia).SetPresence(Presence.Online, null);

        await Cluster.Write("ana", "Are you there?");

        Assert.Equal(mia, (await Row(open)).Assignee);
    }

    [Fact]
    public async Task At_the_end_of_a_shift_what_is_open_goes_on_with_a_summary_and_nothing_waits_for_its_agent()
    {
        var mia = await OnShift("mia", untilMinute: 12 * 60);
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        await Cluster.Live.Row(answer.Conversation, r => r.Assignee == mia, Cancellation);
        await Cluster.Write("ana", "It is late.");
        var leo = await Cluster.AddAgent("leo");

        Cluster.Time.Advance(TimeSpan.FromHours(3)); // 09:00 to 12:00
        await Cluster.AdvanceUntil(Cluster.Live.Row(answer.Conversation, r => r.Assignee == leo, Cancellation));

        var events = await Cluster.Events(answer.Conversation);
        var summary = Assert.Single(events.OfType<HandedOver>());
        Assert.Equal((mia, 2, 2), (summary.Agent, summary.Messages, summary.Unanswered));
        Assert.Equal(Queued.ShiftEnded, events.OfType<Queued>().Last().Reason);
        Assert.Null(summary.LastReply);
        var view = (await Agent(mia).Get())!;
        Assert.Equal((Presence.Offline, "shift_ended"), (view.Presence, view.Reason));
    }

    [Fact]
    public async Task A_shift_that_is_cut_short_ends_at_once()
    {
        var mia = await OnShift("mia", untilMinute: 12 * 60);
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        await Cluster.Live.Row(answer.Conversation, r => r.Assignee == mia, Cancellation);

        await OnShift("mia", untilMinute: 9 * 60, presence: null);

        Assert.Equal(Presence.Offline, (await Agent(mia).Get())!.Presence);
        Assert.Null((await Row(answer.Conversation)).Assignee);
    }

    [Fact]
    public async Task Near_the_end_of_a_shift_nothing_is_assigned_that_could_not_be_answered()
    {
        await Rules(r => r with { UnitTime = TimeSpan.FromMinutes(5) });
        await OnShift("mia", untilMinute: (9 * 60) + 4);
        var answer = await Cluster.Write("ana", "Where is my parcel?");

        var why = await Waits(answer.Conversation);

        Assert.Equal(ReasonCode.ShiftEnding, Assert.Single(Assert.Single(why.Candidates).Reasons).Code);
    }

    [Fact]
    public async Task Work_begins_with_the_shift_for_whoever_has_the_console_open()
    {
        var mia = await OnShift("mia", untilMinute: 12 * 60, presence: Presence.Online);
        await Agent(mia).Connected("one", open: true);
        await OnShift("mia", untilMinute: 12 * 60, fromMinute: 10 * 60, presence: null);
        Assert.Equal(Presence.Offline, (await Agent(mia).Get())!.Presence);

        for (var i = 0; i < 180; i++)
        {
            Cluster.Time.Advance(TimeSpan.FromSeconds(20));
            await Agent(mia).StillConnected("one");
        }

        await Cluster.AdvanceUntil(Cluster.Live.Until(m => m.Agent is { Presence: Presence.Online } a && a.Id == mia && a.Version > Cluster.Time.GetUtcNow().AddMinutes(-1).UtcTicks, Cancellation));
    }

    [Fact]
    public async Task Who_gives_no_sign_of_life_is_away_and_back_with_the_next()
    {
        await Rules(r => r with { AwayAfter = TimeSpan.FromMinutes(5) });
        var mia = await Cluster.AddAgent("mia", presence: Presence.Offline);
        await Agent(mia).Connected("one", open: true);
        for (var i = 0; i < 12; i++)
        {
            Cluster.Time.Advance(TimeSpan.FromSeconds(20));
            await Agent(mia).StillConnected("one");
        }

        Assert.Equal(Presence.Online, (await Agent(mia).Get())!.Presence);
        await Agent(mia).Active();
        for (var i = 0; i < 14; i++)
        {
            Cluster.Time.Advance(TimeSpan.FromSeconds(20));
            await Agent(mia).StillConnected("one");
        }

        Assert.Equal(Presence.Online, (await Agent(mia).Get())!.Presence);
        Cluster.Time.Advance(TimeSpan.FromSeconds(20));
        await Cluster.AdvanceUntil(Cluster.Live.Until(m => m.Agent is { Presence: Presence.Away, Reason: "inactive" }, Cancellation));
        await Agent(mia).Active();
        Assert.Equal(Presence.Online, (await Agent(mia).Get())!.Presence);
    }

    [Fact]
    public async Task A_draining_agent_keeps_what_is_open_and_gets_nothing_new_until_it_ends()
    {
        var (mia, open) = await Held("mia", "ana");
        Assert.True((await Agent(mia).Drain(true, null)).Ok);
        var second = await Cluster.Write("bob", "Is the lamp dimmable?");

        Assert.Equal(ReasonCode.Draining, Assert.Single(Assert.Single((await Waits(second.Conversation)).Candidates).Reasons).Code);
        Assert.Equal(mia, (await Row(open)).Assignee);
        await Agent(mia).Drain(false, null);
        await Cluster.Live.Row(second.Conversation, r => r.Assignee == mia, Cancellation);
    }

    [Fact]
    public async Task A_transfer_to_an_agent_brings_the_note_along_and_goes_beyond_capacity_only_when_allowed()
    {
        var (mia, open) = await Held("mia", "ana");
        var leo = await Cluster.AddAgent("leo", capacity: 0);
        var transfer = new TransferConversation(MessageId.From(Guid.NewGuid()), new AgentRef(mia, "mia", "en", ["en"]), null, false, "The carrier admits the loss.", leo);

        Assert.Equal(Refusals.OverCapacity, (await Cluster.Conversation(open).Transfer(transfer)).Refused);
        Assert.Equal(Refusals.OverCapacity, (await Cluster.Conversation(open).AssignWithin(leo, mia)).Refused);
        Assert.True((await Cluster.Conversation(open).Transfer(transfer with { Over = true })).Ok);
        Assert.True((await Cluster.Conversation(open).Transfer(transfer with { Over = true })).Ok); // sent twice, done once

        var events = await Cluster.Events(open);
        Assert.Equal("en", Assert.Single(events.OfType<NoteAdded>()).Language);
        var assigned = events.OfType<Assigned>().Last();
        Assert.Equal((leo, (AgentId?)mia, new Overload(1, 0)), (assigned.Agent, assigned.By, assigned.Over!));
        await Cluster.Live.Until(m => m.Agent is { Load: 0, IdleSince: not null } a && a.Id == mia, Cancellation);
    }

    [Fact]
    public async Task An_offer_to_someone_who_goes_offline_goes_back_at_once()
    {
        await Rules(r => r with { OfferFor = TimeSpan.FromMinutes(5) });
        var mia = await Cluster.AddAgent("mia");
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        await Cluster.Live.Until(m => m.Agent?.Offers?.Count == 1, Cancellation);

        await Agent(mia).SetPresence(Presence.Offline, null);

        await Cluster.Live.Event<OfferPassed>(answer.Conversation, e => e.Lapsed, Cancellation);
        Assert.Equal(Presence.Offline, (await Agent(mia).Get())!.Presence);
    }

    [Fact]
    public async Task What_the_buyer_wants_asks_for_a_skill_by_the_teams_rules()
    {
        await Rules(r => r with { Skills = [new ScenarioSkill("refund-status", "refunds", 3, Required: true)] });
        await Cluster.AddAgent("mia");
        var answer = await Cluster.Write("ana", "When do I get my refund? I sent the lamp back two weeks ago.");

        var why = await Waits(answer.Conversation);

        Assert.Equal((ReasonCode.MissingSkill, "refunds"), Assert.Single(Assert.Single(why.Candidates).Reasons) is var r ? (r.Code, r.Subject) : default);
        var group = Assert.Single((await Queue.Get()).Groups!);
        Assert.Equal(("en", "refunds", 1), (group.Language, group.Skill, group.Count));
        var leo = await Cluster.AddAgent("leo", presence: Presence.Offline);
        await Agent(leo).Configure((await Agent(leo).Get())!.Profile with { Skills = [new SkillLevel("refunds", 4)] });
        await Agent(leo).SetPresence(Presence.Online, null);
        await Cluster.Live.Row(answer.Conversation, row => row.Assignee == leo, Cancellation);
    }

    private ITeamQueueGrain Queue => Cluster.Grains.GetGrain<ITeamQueueGrain>(SupportCluster.Team);

    private IAgentGrain Agent(AgentId id) => Cluster.Grains.GetGrain<IAgentGrain>(id.Value);

    private async Task<ConversationRow> Row(ConversationId id) => (await Cluster.Conversation(id).Get())!.Row;

    private async Task Rules(Func<TeamRules, TeamRules> change) =>
        Assert.True((await Queue.Configure(new TeamSettings(SupportCluster.Team, "Care", [], change(TeamRules.Default)))).Ok);

    private async Task<(AgentId Agent, ConversationId Conversation)> Held(string agent, string buyer)
    {
        var id = await Cluster.AddAgent(agent);
        var answer = await Cluster.Write(buyer, "Where is my parcel?");
        await Cluster.Live.Row(answer.Conversation, r => r.Assignee == id, Cancellation);
        return (id, answer.Conversation);
    }

    /// <summary>On each day from one minute of UTC to another; the test's day begins at 09:00.</summary>
    private async Task<AgentId> OnShift(string name, int untilMinute, int fromMinute = 0, Presence? presence = Presence.Online)
    {
        var id = AgentId.Of(name);
        var profile = new AgentProfile(
            id, name, AgentRole.Agent, 3, [new AgentLanguage("en", Proficiency.Native)], [], [SupportCluster.Team], [SupportCluster.Store],
            BusinessCalendar.Weekly("Etc/UTC", 1, 7, fromMinute, untilMinute));
        Assert.True((await Agent(id).Configure(profile)).Ok);
        if (presence is { } set)
        {
            Assert.True((await Agent(id).SetPresence(set, null)).Ok);
        }

        return id;
    }

    /// <summary>Why it waits, once the queue has it.</summary>
    private async Task<Decision> Waits(ConversationId conversation)
    {
        await Cluster.AdvanceUntil(Cluster.Live.Until(m => m.Queue?.Waiting.Any(w => w.Conversation == conversation && w.Why is { Agent: null }) == true, Cancellation));
        return (await Queue.Why(conversation))!;
    }
}
