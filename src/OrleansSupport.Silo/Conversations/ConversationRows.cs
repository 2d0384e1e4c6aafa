using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Sla;

namespace OrleansSupport.Silo.Conversations;

/// <summary>What others see of a conversation's state.</summary>
internal static class ConversationRows
{
    public static ConversationRow Row(ConversationState state)
    {
        var clocks = Views(state.Clocks, all: false);
        ClockView? earliest = null;
        var breached = false;
        foreach (var clock in clocks)
        {
            breached |= clock.Breached;
            if (clock.DueAt is not null && (earliest is null || clock.DueAt < earliest.DueAt))
            {
                earliest = clock;
            }
        }

        return new ConversationRow(
            new ConversationId(state.Id), state.Version, state.Store, state.Channel, state.Customer, state.CustomerName, state.Language,
            state.Country, state.Tier, state.Team, state.Assignee?.Id, state.Assignee?.Name, state.Status, state.Priority, state.Preview,
            state.PreviewInbound, state.CreatedAt, state.LastMessageAt, state.Clocks.UnansweredSince, earliest?.DueAt, earliest?.Clock, breached,
            state.MessageCount, clocks, state.SnoozedUntil, state.PreviousAgent, state.ExpertOnly, state.Scenario);
    }

    /// <summary>How it stands in its team's queue.</summary>
    public static WaitingConversation Waiting(ConversationRow row, int weight) => new(
        row.Id, row.Store, row.Language == "und" ? null : row.Language, default, weight, row.Priority, row.Tier, row.DueAt,
        row.WaitingSince ?? row.LastMessageAt, row.PreviousAgent, default, default, row.ExpertOnly, row.Scenario);

    public static ConversationView View(ConversationState state) => new(Row(state), Views(state.Clocks, all: true), state.Scenario, state.Scenario is null ? null : state.ScenarioConfidence);

    /// <summary>The change that account health has to know: a marketplace's clock started, ended, moved or was withdrawn; null for none.</summary>
    public static AnswerItem? Answer(ConversationState before, ConversationState after, DateTimeOffset now) =>
        (before.Clocks.Marketplace, after.Clocks.Marketplace) switch
        {
            (var old, { DueAt: { } due } clock) when old?.State != clock.State || old.StartedAt != clock.StartedAt || old.DueAt != due || old.Promise != clock.Promise =>
                new AnswerItem(clock.StartedAt, after.Store, after.Channel, clock.Promise, due, clock.EndedAt, clock.State),
            ({ IsOpen: true, DueAt: { } due } withdrawn, null) =>
                new AnswerItem(withdrawn.StartedAt, after.Store, after.Channel, withdrawn.Promise, due, now, SlaClockState.Dropped),
            _ => null,
        };

    /// <summary>Units of an agent's capacity.</summary>
    public static int Weight(ConversationState state, StoreTerms store) =>
        store.Channels.TryGetValue(state.Channel, out var channel) ? Math.Max(1, channel.Weight) : 1;

    public static Listing Listing(ConversationState state, StoreTerms store) => new(state.Team, state.Assignee?.Id, state.Status, Weight(state, store));

    public static OutboxItem? Outbox(ConversationState state, List<ConversationEvent> events, Surroundings around)
    {
        foreach (var what in events)
        {
            if (what is ReplyDispatched reply && ConversationRules.GoesThroughOutbox(state, around, reply.Message))
            {
                var mark = state.Messages[reply.Message];
                return new OutboxItem(reply.Message, state.Store, mark.Channel, mark.Identity, reply.Text.Replace("\0", "", StringComparison.Ordinal), reply.Language); // a text column takes no U+0000
            }
        }

        return null;
    }

    /// <param name="all">Ended ones too.</param>
    private static List<ClockView> Views(SlaClocks clocks, bool all)
    {
        var views = new List<ClockView>(2);
        foreach (var clock in (ReadOnlySpan<SlaClock?>)[clocks.FirstResponse, clocks.NextResponse, clocks.Resolution, clocks.Marketplace])
        {
            if (clock is not null && (all || clock.IsOpen))
            {
                views.Add(new ClockView(clock.Kind, clock.State, clock.DueAt, clock.StartedAt, clock.BreachedAt is not null, clock.QuarterLeftAt));
            }
        }

        return views;
    }
}
