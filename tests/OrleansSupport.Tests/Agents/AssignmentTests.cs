using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Agents;

public sealed class AssignmentTests(PostgresFixture postgres) : OnCluster(postgres)
{
    [Fact]
    public async Task Two_hundred_conversations_over_twenty_agents_of_capacity_three_fill_them_and_drain_as_places_are_freed()
    {
        for (var i = 0; i < 20; i++)
        {
            await Cluster.AddAgent($"agent-{i}", capacity: 3);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Cluster.Write($"buyer-{i}", "Where is my parcel?")));
        var all = answers.Select(a => a.Conversation).ToHashSet();
        Assert.Equal(200, all.Count);

        // An answer gives its place back, and the one that waits longest takes it: until everybody was served.
        var served = new HashSet<ConversationId>();
        while (served.Count < 200)
        {
            var expected = Math.Min(60, 200 - served.Count);
            await Cluster.Live.Until(_ => AssignedNow(all, served).Count == expected, Cancellation);
            var held = AssignedNow(all, served);
            Assert.All(held.GroupBy(h => h.Agent), g => Assert.InRange(g.Count(), 1, 3));
            foreach (var (conversation, agent) in held)
            {
                Assert.True((await Cluster.Conversation(conversation).Reply(Cluster.Reply(agent, "On its way."))).Ok);
                served.Add(conversation);
            }
        }

        foreach (var conversation in all)
        {
            Assert.Single((await Cluster.Events(conversation)).OfType<Assigned>());
        }

        Assert.All(Cluster.Live.Seen.Where(m => m.Agent is not null), m => Assert.InRange(m.Agent!.Load, 0, 3));
        Assert.Equal(0, (await Cluster.Grains.GetGrain<ITeamQueueGrain>(SupportCluster.Team).Get()).Count);
    }

    [Fact]
    public async Task The_queue_serves_the_oldest_first_the_moment_somebody_is_there()
    {
        var first = await Cluster.Write("ana", "Where is my parcel?");
        Cluster.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await Cluster.Write("bob", "Where is my parcel?");

        var agent = await Cluster.AddAgent("mia", capacity: 1);

        await Cluster.Live.Row(first.Conversation, r => r.Assignee == agent, Cancellation);
        Assert.Null((await Cluster.Conversation(second.Conversation).Get())!.Row.Assignee);
        await Cluster.Conversation(first.Conversation).Reply(Cluster.Reply(agent, "On its way."));
        await Cluster.Live.Row(second.Conversation, r => r.Assignee == agent, Cancellation);
    }

    [Fact]
    public async Task Who_speaks_the_buyers_language_is_preferred_and_the_log_says_why()
    {
        var german = await Cluster.AddAgent("jonas", 3, Presence.Online, new AgentLanguage("de", Proficiency.Native));
        await Cluster.AddAgent("mia", 3, Presence.Online, new AgentLanguage("en", Proficiency.Native));

        var answer = await Cluster.Write("anke", "Guten Tag, wo bleibt meine Bestellung? Ich warte seit zwei Wochen darauf.");

        await Cluster.Live.Row(answer.Conversation, r => r.Assignee == german, Cancellation);
        var assigned = (await Cluster.Events(answer.Conversation)).OfType<Assigned>().Single();
        Assert.Equal(german, assigned.Why!.Candidates[0].Agent);
        Assert.Contains(assigned.Why.Candidates[1].Reasons, r => r.Code == ReasonCode.LanguageStepNotReached);
    }

    [Fact]
    public async Task Going_offline_hands_open_conversations_to_somebody_else()
    {
        var mia = await Cluster.AddAgent("mia");
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        await Cluster.Live.Row(answer.Conversation, r => r.Assignee == mia, Cancellation);
        var leo = await Cluster.AddAgent("leo");

        await Cluster.Grains.GetGrain<IAgentGrain>(mia.Value).SetPresence(Presence.Offline, null);

        await Cluster.Live.Row(answer.Conversation, r => r.Assignee == leo, Cancellation);
        await Cluster.Live.Until(m => m.Agent is { Load: 0, Presence: Presence.Offline } agent && agent.Id == mia, Cancellation);
    }

    [Fact]
    public async Task A_buyer_who_writes_again_returns_to_the_agent_unless_that_one_is_full()
    {
        var mia = await Cluster.AddAgent("mia", capacity: 1);
        var first = await Cluster.Write("ana", "Where is my parcel?");
        await Cluster.Live.Row(first.Conversation, r => r.Assignee == mia, Cancellation);
        await Cluster.Conversation(first.Conversation).Reply(Cluster.Reply(mia, "On its way."));
        await Cluster.Write("ana", "Thanks, when does it arrive?");
        Assert.Equal(mia, (await Cluster.Conversation(first.Conversation).Get())!.Row.Assignee);
        await Cluster.Conversation(first.Conversation).Reply(Cluster.Reply(mia, "On Friday."));
        var second = await Cluster.Write("bob", "Is the lamp dimmable?");
        await Cluster.Live.Row(second.Conversation, r => r.Assignee == mia, Cancellation);

        await Cluster.Write("ana", "Friday is too late for me.");

        Assert.Null((await Cluster.Conversation(first.Conversation).Get())!.Row.Assignee);
        Assert.Equal("agent_full", (await Cluster.Events(first.Conversation)).OfType<Queued>().Last().Reason);
    }

    [Fact]
    public async Task An_escalated_conversation_goes_to_an_expert_at_its_old_place_with_the_note()
    {
        var mia = await Cluster.AddAgent("mia");
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        var before = await Cluster.Live.Row(answer.Conversation, r => r.Assignee == mia, Cancellation);
        var expert = await Cluster.AddAgent("jonas", 3, Presence.Online, new AgentLanguage("de", Proficiency.Native));
        var grain = Cluster.Grains.GetGrain<IAgentGrain>(expert.Value);
        await grain.Configure((await grain.Get())!.Profile with { Role = AgentRole.Expert });
        var transfer = new TransferConversation(MessageId.From(Guid.NewGuid()), new AgentRef(mia, "mia", "en", ["en"]), null, Escalate: true, "The carrier admits the loss.");

        Assert.True((await Cluster.Conversation(answer.Conversation).Transfer(transfer)).Ok);
        Assert.True((await Cluster.Conversation(answer.Conversation).Transfer(transfer)).Ok); // sent twice, done once

        // Nobody in the team but the expert may have it, so the language is not waited for.
        var after = await Cluster.Live.Row(answer.Conversation, r => r.Assignee == expert, Cancellation);
        Assert.Equal((before.WaitingSince, true), (after.WaitingSince, after.ExpertOnly));
        var events = await Cluster.Events(answer.Conversation);
        Assert.Equal((Queued.Experts, (AgentId?)mia), events.OfType<Queued>().Select(q => (q.Reason, q.By)).Last());
        Assert.Single(events.OfType<NoteAdded>());
        await Cluster.Live.Until(m => m.Agent is { Load: 0 } a && a.Id == mia && a.IdleSince is not null, Cancellation);
    }

    [Fact]
    public async Task A_transfer_leaves_the_one_queue_and_enters_the_other()
    {
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        var transfer = new TransferConversation(MessageId.From(Guid.NewGuid()), new AgentRef(AgentId.Of("mia"), "mia", "en", ["en"]), "returns", Escalate: false, null);

        Assert.True((await Cluster.Conversation(answer.Conversation).Transfer(transfer)).Ok);

        await Cluster.AdvanceUntil(Cluster.Live.Until(m => m.Queue is { Team: "returns", Count: 1 }, Cancellation));
        Assert.Equal(answer.Conversation, Assert.Single((await Cluster.Grains.GetGrain<ITeamQueueGrain>("returns").Get()).Waiting).Conversation);
        Assert.Equal(0, (await Cluster.Grains.GetGrain<ITeamQueueGrain>(SupportCluster.Team).Get()).Count);
    }

    [Fact]
    public async Task A_person_may_assign_beyond_the_capacity()
    {
        var mia = await Cluster.AddAgent("mia", capacity: 1);
        var first = await Cluster.Write("ana", "Where is my parcel?");
        await Cluster.Live.Row(first.Conversation, r => r.Assignee == mia, Cancellation);
        var second = await Cluster.Write("bob", "Is the lamp dimmable?");

        Assert.True((await Cluster.Conversation(second.Conversation).AssignByHand(mia, mia)).Ok);

        Assert.Equal(2, (await Cluster.Grains.GetGrain<IAgentGrain>(mia.Value).Get())!.Load);
    }

    private List<(ConversationId Conversation, AgentId Agent)> AssignedNow(HashSet<ConversationId> all, HashSet<ConversationId> served) =>
        [.. Cluster.Live.Seen
            .Where(m => m.Row is { Assignee: not null } row && all.Contains(row.Id) && !served.Contains(row.Id))
            .Select(m => (m.Row!.Id, m.Row.Assignee!.Value))
            .Distinct()];
}
