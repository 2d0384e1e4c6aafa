using Orleans.Core.Internal;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Conversations;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Conversations;

public sealed class ConversationGrainTests(PostgresFixture postgres) : OnCluster(postgres)
{
    [Fact]
    public async Task A_message_opens_a_conversation_whose_log_and_summary_agree()
    {
        var answer = await Cluster.Write("ana", "Where is my parcel? It was due on Monday.");

        var events = await Cluster.Events(answer.Conversation);
        Assert.Collection(
            events,
            e => Assert.IsType<ConversationOpened>(e),
            e => Assert.Equal("Where is my parcel? It was due on Monday.", Assert.IsType<MessageReceived>(e).Text),
            e => Assert.Equal("new", Assert.IsType<Queued>(e).Reason));
        var view = await Cluster.Conversation(answer.Conversation).Get();
        Assert.Equal("en", view!.Row.Language);
        Assert.Equal(Cluster.Time.GetUtcNow() + TimeSpan.FromHours(4), view.Row.DueAt);
        var listed = await Cluster.Grains.GetGrain<IConversationQueries>(0).List(new ConversationFilter([SupportCluster.Store]));
        Assert.Equivalent(view.Row, Assert.Single(listed.Data), strict: true);
    }

    [Fact]
    public async Task A_buyer_who_changes_the_language_is_followed_and_one_borrowed_word_is_no_change()
    {
        var answer = await Cluster.Write("mei", "我的订单什么时候发货？", "m-1");
        Assert.Equal("zh", answer.Language);
        Assert.Equal("zh", (await Cluster.Write("mei", "ok thanks", "m-2")).Language);
        Assert.Equal("zh", (await Cluster.Write("mei", "👍 SF1402233445566", "m-3")).Language);
        Assert.Equal("en", (await Cluster.Write("mei", "I am writing for my colleague now, please answer in English", "m-4")).Language);
        Assert.Equal("en", (await Cluster.Write("mei", "ok", "m-5")).Language);
    }

    [Fact]
    public async Task A_repeated_message_changes_nothing_and_gets_the_first_answer_even_from_a_fresh_activation()
    {
        var first = await Cluster.Write("ana", "Hello there", "m-1");
        var again = await Cluster.Write("ana", "Hello there", "m-1");
        Assert.Equal(first with { Duplicate = true }, again);

        await Cluster.Conversation(first.Conversation).AsReference<IGrainManagementExtension>().DeactivateOnIdle(Cancellation).AsTask();
        var later = await Cluster.Write("ana", "Hello there", "m-1");
        Assert.Equal((first.Conversation, first.Sequence, true), (later.Conversation, later.Sequence, later.Duplicate));
        Assert.Single(await Cluster.Events(first.Conversation), e => e is MessageReceived);
    }

    [Fact]
    public async Task A_message_that_is_in_another_conversation_already_is_a_duplicate_there_too()
    {
        var first = await Cluster.Write("ana", "Hello there", "m-1");
        // Closing opens a new conversation for what comes next; the old message must still be known.
        await Cluster.Conversation(first.Conversation).SetStatus(ConversationStatus.Closed, default);
        var next = await Cluster.Write("ana", "Another thing", "m-2");
        Assert.NotEqual(first.Conversation, next.Conversation);

        var again = await Cluster.Write("ana", "Hello there", "m-1");

        Assert.True(again.Duplicate);
        Assert.Equal((first.Conversation, first.Sequence), (again.Conversation, again.Sequence));
    }

    [Fact]
    public async Task Parallel_first_messages_open_one_conversation_and_keep_every_message()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Cluster.Write("ana", $"Message {i}", $"m-{i}")));

        var conversation = Assert.Single(answers.Select(a => a.Conversation).Distinct());
        Assert.Equal(50, answers.Select(a => a.Sequence).Distinct().Count());
        Assert.Equal(50, (await Cluster.Events(conversation)).Count(e => e is MessageReceived));
    }

    [Fact]
    public async Task A_second_activation_cannot_fork_the_log()
    {
        var answer = await Cluster.Write("ana", "Hello there");
        // What another activation would do: the log moves on behind the grain's back.
        await using (var command = Cluster.Database.CreateCommand("UPDATE conversation SET version = version + 1 WHERE id = $1"))
        {
            command.Parameters.AddWithValue(answer.Conversation.Value);
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        await Assert.ThrowsAsync<StaleConversationException>(() => Cluster.Conversation(answer.Conversation).SetPriority(Priority.High, null));

        Assert.DoesNotContain(await Cluster.Events(answer.Conversation), e => e is PriorityChanged);
    }

    [Fact]
    public async Task What_lists_find_a_conversation_by_follows_every_change_of_it()
    {
        var conversation = (await Cluster.Write("ana", "Hello there")).Conversation;
        await Cluster.Write("ana", "Are you there?"); // moves it in no list
        Assert.Equal((ConversationStatus.Open, 2), await Listed());
        await Cluster.Conversation(conversation).SetStatus(ConversationStatus.Waiting, default);
        Assert.Equal((ConversationStatus.Waiting, 2), await Listed());
        await Cluster.Write("ana", "Here I am again");
        Assert.Equal((ConversationStatus.Open, 3), await Listed());

        async Task<(ConversationStatus Status, int Messages)> Listed()
        {
            await using var command = Cluster.Database.CreateCommand("SELECT status, (summary::json->>'messages')::int FROM conversation WHERE id = $1");
            command.Parameters.AddWithValue(conversation.Value);
            await using var row = await command.ExecuteReaderAsync(Cancellation);
            Assert.True(await row.ReadAsync(Cancellation));
            return ((ConversationStatus)row.GetInt16(0), row.GetInt32(1));
        }
    }

    [Fact]
    public async Task The_log_is_a_chain_of_hashes()
    {
        var answer = await Cluster.Write("ana", "Hello \u0000 there 🪔 \u202Egnp.exe");
        await Cluster.Write("ana", "And another");
        var reader = new ConversationReader(Cluster.Database);
        var (events, _) = await reader.Load(answer.Conversation.Value);

        var previous = EventChain.Root;
        foreach (var (stored, what) in events)
        {
            Assert.Equal(stored.Hash, EventChain.Link(previous, stored.Sequence, stored.At, what).Hash);
            previous = stored.Hash;
        }

        Assert.Equal("Hello \u0000 there 🪔 \u202Egnp.exe", events.Select(e => e.What).OfType<MessageReceived>().First().Text);
    }

    [Fact]
    public async Task A_reply_stops_the_first_response_clock_and_waits_on_the_customer()
    {
        var agent = await Cluster.AddAgent("mia");
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        await Cluster.Live.Row(answer.Conversation, r => r.Assignee == agent, Cancellation);

        var outcome = await Cluster.Conversation(answer.Conversation).Reply(Cluster.Reply(agent, "On its way."));

        Assert.True(outcome.Ok);
        var view = await Cluster.Conversation(answer.Conversation).Get();
        Assert.Equal(ConversationStatus.Waiting, view!.Row.Status);
        Assert.Null(view.Row.WaitingSince);
        Assert.Equal(SlaClockState.Met, view.Clocks.Single(c => c.Clock == SlaClockKind.FirstResponse).State);
        Assert.Equal(SlaClockState.Paused, view.Clocks.Single(c => c.Clock == SlaClockKind.Resolution).State);
    }

    [Fact]
    public async Task A_repeated_reply_is_sent_once()
    {
        var agent = await Cluster.AddAgent("mia");
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        var reply = Cluster.Reply(agent, "On its way.");
        var grain = Cluster.Conversation(answer.Conversation);

        Assert.Equal(await grain.Reply(reply), await grain.Reply(reply));

        Assert.Single(await Cluster.Events(answer.Conversation), e => e is ReplyWritten);
    }

    [Fact]
    public async Task A_reply_is_refused_when_a_colleague_answered_since_the_agents_view()
    {
        var mia = await Cluster.AddAgent("mia");
        var leo = await Cluster.AddAgent("leo");
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        var grain = Cluster.Conversation(answer.Conversation);
        var seen = (await grain.Get())!.Row.Version;
        Assert.True((await grain.Reply(Cluster.Reply(mia, "On its way.", seen: seen))).Ok);

        var late = await grain.Reply(Cluster.Reply(leo, "It is on its way.", seen: seen));

        Assert.Equal(Refusals.Stale, late.Refused);
        Assert.Single(await Cluster.Events(answer.Conversation), e => e is ReplyWritten);
    }

    [Theory]
    [InlineData("", Refusals.Empty)]
    [InlineData("  \n ", Refusals.Empty)]
    public async Task An_empty_reply_is_refused(string text, string refusal)
    {
        var agent = await Cluster.AddAgent("mia");
        var answer = await Cluster.Write("ana", "Where is my parcel?");

        Assert.Equal(refusal, (await Cluster.Conversation(answer.Conversation).Reply(Cluster.Reply(agent, text))).Refused);
    }

    [Fact]
    public async Task A_ten_thousand_line_message_is_kept_whole()
    {
        var text = string.Join('\n', Enumerable.Range(0, 10_000).Select(i => $"row number {i}"));
        var answer = await Cluster.Write("ana", text[..100_000]);

        Assert.Equal(text[..100_000], (await Cluster.Events(answer.Conversation)).OfType<MessageReceived>().Single().Text);
        Assert.True((await Cluster.Conversation(answer.Conversation).Get())!.Row.Preview.Length <= 140);
    }

    [Fact]
    public async Task Resolved_is_reopened_by_a_message_and_first_response_is_not_asked_for_again()
    {
        var agent = await Cluster.AddAgent("mia");
        var answer = await Cluster.Write("ana", "Where is my parcel?");
        await Cluster.Live.Row(answer.Conversation, r => r.Assignee == agent, Cancellation);
        var grain = Cluster.Conversation(answer.Conversation);
        await grain.Reply(Cluster.Reply(agent, "Delivered yesterday."));
        await grain.SetStatus(ConversationStatus.Resolved, agent);

        var again = await Cluster.Write("ana", "No, it was not.");

        Assert.Equal(answer.Conversation, again.Conversation);
        var view = await grain.Get();
        Assert.Equal((ConversationStatus.Open, agent), (view!.Row.Status, view.Row.Assignee));
        Assert.Equal(SlaClockState.Met, view.Clocks.Single(c => c.Clock == SlaClockKind.FirstResponse).State);
        Assert.Equal(SlaClockKind.NextResponse, view.Row.DueClock);
    }

    [Fact]
    public async Task Warnings_and_the_breach_fire_once_at_their_time()
    {
        var answer = await Cluster.Write("ana", "Where is my parcel?");

        Cluster.Time.Advance(TimeSpan.FromHours(3));
        await Cluster.AdvanceUntil(Cluster.Live.Event<SlaSignalled>(answer.Conversation, s => s.Signal == SlaSignalKind.PercentWarning, Cancellation));
        Cluster.Time.Advance(TimeSpan.FromMinutes(45));
        await Cluster.AdvanceUntil(Cluster.Live.Event<SlaSignalled>(answer.Conversation, s => s.Signal == SlaSignalKind.TimeWarning, Cancellation));
        Cluster.Time.Advance(TimeSpan.FromMinutes(15));
        await Cluster.AdvanceUntil(Cluster.Live.Event<SlaSignalled>(answer.Conversation, s => s.Signal == SlaSignalKind.Breach, Cancellation));

        await Cluster.Conversation(answer.Conversation).Tick();
        var signals = (await Cluster.Events(answer.Conversation)).OfType<SlaSignalled>().Where(s => s.Clock == SlaClockKind.FirstResponse);
        Assert.Equal([SlaSignalKind.PercentWarning, SlaSignalKind.TimeWarning, SlaSignalKind.Breach], signals.Select(s => s.Signal));
        Assert.True((await Cluster.Conversation(answer.Conversation).Get())!.Row.Breached);
    }

    [Fact]
    public async Task Clocks_fire_after_everything_was_restarted()
    {
        var database = await Server.CreateDatabaseAsync();
        ConversationId conversation;
        await using (var before = await SupportCluster.Start(Server, database: database))
        {
            await before.AddStore();
            conversation = (await before.Write("ana", "Where is my parcel?")).Conversation;
        }

        await using var after = await SupportCluster.Start(Server, database: database);
        after.Time.Advance(TimeSpan.FromHours(4));

        await after.AdvanceUntil(after.Live.Event<SlaSignalled>(conversation, s => s.Signal == SlaSignalKind.Breach, Cancellation));
        Assert.Single((await after.Events(conversation)).OfType<MessageReceived>());
    }

    [Fact]
    public async Task The_widgets_transcript_has_the_buyers_words_and_what_was_sent_and_no_note()
    {
        var agent = await Cluster.AddAgent("mia");
        var answer = await Cluster.Write("ana", "Where is my parcel?", "m-1");
        var grain = Cluster.Conversation(answer.Conversation);
        await grain.AddNote(new WriteNote(MessageId.From(Guid.NewGuid()), new AgentRef(agent, "Mia", "en", ["en"]), "Third time she asks"));
        await grain.Reply(Cluster.Reply(agent, "On its way."));
        var customer = Cluster.Grains.GetGrain<ICustomerGrain>(CustomerId.Of(SupportCluster.Store, "web", "ana").Value);

        var transcript = await customer.Transcript(null, 0);

        Assert.Equal([(true, "Where is my parcel?"), (false, "On its way.")], transcript.Lines.Select(l => (l.Inbound, l.Text)));
        Assert.Empty((await customer.Transcript(transcript.Conversation, transcript.Sequence)).Lines);
    }
}
