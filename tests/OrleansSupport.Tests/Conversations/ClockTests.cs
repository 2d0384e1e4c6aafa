using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Silo.Conversations;
using OrleansSupport.Silo.Sla;
using OrleansSupport.Silo.Stores;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Conversations;

/// <summary>Clocks in living conversations: changes of terms in mid-flight, escalation, snooze, account health.</summary>
public sealed class ClockTests(PostgresFixture postgres) : IAsyncLifetime
{
    private SupportCluster _cluster = null!;
    private StoreSettings _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _cluster.Time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _cluster = await SupportCluster.Start(postgres);
        _store = await _cluster.AddStore();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_policy_changed_in_mid_flight_moves_open_clocks_and_the_log_folds_to_the_same()
    {
        var started = Now;
        var conversation = (await _cluster.Write("ana", "Where is my parcel?")).Conversation;
        await Fold(conversation);

        await Configure(_store with { Policy = SlaPolicy.Default with { Normal = new SlaTargets(TimeSpan.FromHours(2), null, null) } });
        await _cluster.AdvanceUntil(_cluster.Live.Event<TermsChanged>(conversation, _ => true, Cancellation));
        var row = (await _cluster.Conversation(conversation).Get())!.Row;
        Assert.Equal(started.AddHours(2), row.DueAt);
        Assert.Equal(SlaClockKind.FirstResponse, Assert.Single(row.Clocks).Clock);
        await Fold(conversation);

        // Closed on all days: owed without a due instant. And what was stored before still folds as it was.
        await Configure(_store with { Calendar = _store.Calendar with { Windows = [] } });
        await _cluster.AdvanceUntil(_cluster.Live.Row(conversation, r => r.DueAt is null, Cancellation));
        await _cluster.Conversation(conversation).SetPriority(Priority.Urgent, null);
        await Fold(conversation);
        Assert.Equal(2, (await _cluster.Events(conversation)).OfType<TermsChanged>().Count());
    }

    [Fact]
    public async Task Settings_that_leave_the_clocks_alone_call_nobody()
    {
        await _cluster.Write("ana", "Where is my parcel?");
        var before = await Deadline();
        await Configure(_store with { Name = "Lumen Lamps & Shades" });
        Assert.Equal(before, await Deadline());
    }

    [Fact]
    public async Task A_row_says_when_its_clocks_started_and_when_a_quarter_is_left()
    {
        var row = (await _cluster.Conversation((await _cluster.Write("ana", "Where is my parcel?")).Conversation).Get())!.Row;
        Assert.Equal(
            [(SlaClockKind.FirstResponse, Now, (DateTimeOffset?)Now.AddHours(3)), (SlaClockKind.Resolution, Now, Now.AddHours(30))],
            row.Clocks.Select(clock => (clock.Clock, clock.StartedAt, clock.QuarterLeftAt)));
        var listed = (await _cluster.Grains.GetGrain<IConversationQueries>(0).List(new ConversationFilter([SupportCluster.Store]))).Data.Single();
        Assert.Equal(row.Clocks, listed.Clocks);
    }

    [Fact]
    public async Task A_breach_tells_agent_team_and_supervisors_raises_the_priority_and_moves_to_another_team()
    {
        await Configure(_store with
        {
            Sla = SlaSettings.None with { Escalations = [new(SlaSignalKind.Breach, [SlaClockKind.FirstResponse], true, true, true, Priority.Urgent, "experts")] },
        });
        var agent = await _cluster.AddAgent("mia");
        var conversation = (await _cluster.Write("ana", "Where is my parcel?")).Conversation;
        await _cluster.Live.Row(conversation, row => row.Assignee == agent, Cancellation);

        _cluster.Time.Advance(TimeSpan.FromHours(4));
        await _cluster.AdvanceUntil(_cluster.Live.Row(conversation, row => row.Team == "experts", Cancellation));

        var events = await _cluster.Events(conversation);
        var at = events.FindIndex(e => e is Escalated);
        Assert.Equal(new Escalated(SlaClockKind.FirstResponse, SlaSignalKind.Breach, true, true, true), events[at]);
        Assert.Equal(new PriorityChanged(Priority.Urgent, null), events[at + 1]);
        Assert.Equal(new Queued("experts", "escalated", agent), events[at + 2]);
        var told = (await _cluster.Live.Until(m => m.Escalation is not null, Cancellation)).Escalation!;
        Assert.Equal((conversation, agent, SupportCluster.Team, true), (told.Conversation, told.Agent!.Value, told.Team, told.Supervisors));
        Assert.Equal(1, (await _cluster.Grains.GetGrain<ITeamQueueGrain>("experts").Get()).Count);
        await Fold(conversation);
    }

    [Fact]
    public async Task A_snoozed_conversation_gives_its_place_back_pauses_and_comes_back_at_its_time()
    {
        var agent = await _cluster.AddAgent("mia", capacity: 1);
        var conversation = (await _cluster.Write("ana", "Where is my parcel?")).Conversation;
        await _cluster.Live.Row(conversation, row => row.Assignee == agent, Cancellation);
        var grain = _cluster.Conversation(conversation);
        var until = Now.AddHours(2);

        Assert.True((await grain.Snooze(until, agent)).Ok);
        Assert.True((await grain.Snooze(until, agent)).Ok);
        var row = (await grain.Get())!.Row;
        Assert.Equal((ConversationStatus.Waiting, until), (row.Status, row.SnoozedUntil));
        Assert.Equal(SlaClockState.Paused, row.Clocks.Single(clock => clock.Clock == SlaClockKind.Resolution).State);

        _cluster.Time.Advance(TimeSpan.FromHours(2));
        await _cluster.AdvanceUntil(_cluster.Live.Row(conversation, r => r is { Status: ConversationStatus.Open, SnoozedUntil: null } && r.Version > row.Version, Cancellation));
        var woken = (await grain.Get())!;
        Assert.Equal(agent, woken.Row.Assignee);
        Assert.Equal(SlaClockState.Running, woken.Clocks.Single(clock => clock.Clock == SlaClockKind.Resolution).State);
        Assert.Single((await _cluster.Events(conversation)).OfType<Snoozed>());
        await Fold(conversation);
    }

    [Fact]
    public async Task A_message_ends_a_snooze_early()
    {
        var agent = await _cluster.AddAgent("mia");
        var conversation = (await _cluster.Write("ana", "Where is my parcel?")).Conversation;
        await _cluster.Conversation(conversation).Snooze(Now.AddHours(2), agent);
        await _cluster.Write("ana", "Hello?");
        var row = (await _cluster.Conversation(conversation).Get())!.Row;
        Assert.Equal((ConversationStatus.Open, null), (row.Status, row.SnoozedUntil));
    }

    [Fact]
    public async Task A_snooze_into_the_past_or_of_a_resolved_conversation_is_refused()
    {
        var agent = AgentId.Of("mia");
        var grain = _cluster.Conversation((await _cluster.Write("ana", "Where is my parcel?")).Conversation);
        Assert.Equal(Refusals.Invalid, (await grain.Snooze(Now, agent)).Refused);
        Assert.Equal(Refusals.Invalid, (await grain.Snooze(Now.AddYears(2), agent)).Refused);
        await grain.SetStatus(ConversationStatus.Resolved, agent);
        Assert.Equal(Refusals.WrongState, (await grain.Snooze(Now.AddHours(1), agent)).Refused);
        Assert.Equal(Refusals.NotFound, (await _cluster.Conversation(new ConversationId(Guid.NewGuid())).Snooze(Now.AddHours(1), agent)).Refused);
    }

    [Fact]
    public async Task Account_health_counts_answers_in_time_and_late_and_names_what_is_about_to_count()
    {
        await Configure(_store with { Channels = [.. _store.Channels.Select(channel => channel with { Marketplace = channel.Id == "erp" ? "amazon" : null })] });
        _cluster.Time.Advance(StoreCache.Freshness);
        var agent = await _cluster.AddAgent("mia", presence: Presence.Offline);
        var inTime = (await _cluster.Write("ana", "One?", channel: "erp")).Conversation;
        var late = (await _cluster.Write("bea", "Two?", channel: "erp")).Conversation;
        var dropped = (await _cluster.Write("cem", "Thanks!", channel: "erp")).Conversation;
        await _cluster.Write("dan", "Not on a marketplace");
        await _cluster.Conversation(inTime).Reply(_cluster.Reply(agent, "Yes."));
        await _cluster.Conversation(dropped).SetStatus(ConversationStatus.Resolved, agent);
        _cluster.Time.Advance(TimeSpan.FromHours(25));
        await _cluster.Conversation(late).Reply(_cluster.Reply(agent, "Sorry."));
        var unanswered = (await _cluster.Write("eva", "Three?", channel: "erp")).Conversation;

        var health = Assert.Single(await _cluster.Grains.GetGrain<ISlaDesk>(0).Health(SupportCluster.Store));
        Assert.Equal(("erp", "amazon-2025", 90), (health.Channel, health.Rule.Id, health.Rule.Share!.Value));
        Assert.Equal([new AnswerShare(7, 1, 1), new AnswerShare(30, 1, 1), new AnswerShare(90, 1, 1)], health.Shares);
        Assert.Equal((unanswered, Now.AddHours(24)), (Assert.Single(health.Next).Conversation, health.Next[0].DueAt));

        // Past its time without an answer it counts as late; after a week it leaves the first window.
        _cluster.Time.Advance(TimeSpan.FromDays(8));
        health = Assert.Single(await _cluster.Grains.GetGrain<ISlaDesk>(0).Health(SupportCluster.Store));
        Assert.Equal([new AnswerShare(7, 0, 0), new AnswerShare(30, 1, 2), new AnswerShare(90, 1, 2)], health.Shares);
        Assert.Empty(health.Next);
    }

    [Fact]
    public async Task A_preview_says_by_when_a_message_would_be_due_under_settings_that_are_not_saved()
    {
        var settings = _store with { Calendar = BusinessCalendar.Weekly("Europe/Madrid", 1, 5, 540, 1080) };
        var preview = await Preview(settings);
        Assert.Equal("Default", preview.Policy);
        Assert.False(preview.Open);
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero), preview.Clocks[0].DueAt);
        Assert.Contains("overlap", (await Preview(settings with { Calendar = settings.Calendar with { Windows = [new(1, 0, 60), new(1, 30, 90)] } })).Problem, StringComparison.Ordinal);

        Task<SlaPreview> Preview(StoreSettings of) => _cluster.Grains.GetGrain<ISlaDesk>(0).Preview(
            of, new SlaQuestion("web", CustomerTier.Standard, Priority.Normal, null, new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero)));
    }

    /// <summary>Folds the stored log afresh, with the terms that were kept for it, and compares with the living conversation.</summary>
    private async Task Fold(ConversationId conversation)
    {
        var view = (await _cluster.Conversation(conversation).Get())!;
        var (events, _) = await new ConversationReader(_cluster.Database).Load(conversation.Value);
        var book = new TermsBook(_cluster.Database);
        var kept = new Dictionary<string, StoreClocks>();
        var state = new ConversationState(conversation.Value);
        foreach (var (stored, what) in events)
        {
            var key = what switch { ConversationOpened e => e.Terms!, TermsChanged e => e.Terms, _ => null };
            if (key is not null)
            {
                kept[key] = await book.Get(key);
            }

            state = state.Apply(stored, what, kept);
        }

        var again = ConversationRows.View(state);
        Assert.Equal(view.Clocks, again.Clocks);
        Assert.Equal(view.Row.Clocks, again.Row.Clocks);
        Assert.Equal((view.Row.Version, view.Row.DueAt, view.Row.Breached), (again.Row.Version, again.Row.DueAt, again.Row.Breached));
    }

    private async Task Configure(StoreSettings settings) => Assert.True((await _cluster.Grains.GetGrain<IStoreGrain>(settings.Id).Configure(settings)).Ok);

    private async Task<DateTime> Deadline()
    {
        await using var command = _cluster.Database.CreateCommand("SELECT due_at FROM deadline");
        return (DateTime)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
