using OrleansSupport.Silo.Sla;

namespace OrleansSupport.Silo.Conversations;

/// <summary>When a conversation has to be called next, and whether the index must be told.</summary>
internal static class ConversationDue
{
    public static DateTimeOffset? Next(ConversationState state, DateTimeOffset now, TimeSpan translationPatience)
    {
        if (state.Unescalated.Any())
        {
            return now;
        }

        var next = Earlier(SlaRules.NextTick(state.Clocks), state.SnoozedUntil);
        return state.Pending.Count == 0 ? next : Earlier(next, now + translationPatience);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;

    /// <summary>
    /// An instant in the index that is too early costs one idle tick; one that is too late costs a promise. So only an earlier
    /// one is written, and most messages write none.
    /// </summary>
    public static bool MustWrite(DateTimeOffset? indexed, DateTimeOffset? due, DateTimeOffset now) =>
        due is not null && (indexed is null || due < indexed || indexed <= now);
}
