using OrleansSupport.Silo.Sla;

namespace OrleansSupport.Silo.Conversations;

/// <summary>When a conversation has to be called next, and whether the index must be told.</summary>
internal static class ConversationDue
{
    public static DateTimeOffset? Next(ConversationState state, DateTimeOffset now, TimeSpan translationPatience)
    {
        var clocks = SlaRules.NextTick(state.Clocks);
        if (state.Pending.Count == 0)
        {
            return clocks;
        }

        var translation = now + translationPatience;
        return clocks < translation ? clocks : translation;
    }

    /// <summary>
    /// An instant in the index that is too early costs one idle tick; one that is too late costs a promise. So only an earlier
    /// one is written, and most messages write none.
    /// </summary>
    public static bool MustWrite(DateTimeOffset? indexed, DateTimeOffset? due, DateTimeOffset now) =>
        due is not null && (indexed is null || due < indexed || indexed <= now);
}
