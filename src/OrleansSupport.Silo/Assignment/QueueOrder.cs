using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Silo.Assignment;

/// <summary>
/// The order in which a team's queue is served: effective deadline (none comes last), then priority, then tier, then the longest
/// waiting, then id, so that no two conversations are ever equal and every node orders them alike.
/// </summary>
public sealed class QueueOrder : IComparer<WaitingConversation>
{
    private QueueOrder()
    {
    }

    /// <summary>The one order.</summary>
    public static QueueOrder Instance { get; } = new();

    /// <summary>Below zero when <paramref name="x"/> is served before <paramref name="y"/>.</summary>
    public int Compare(WaitingConversation? x, WaitingConversation? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = (x.EffectiveDue ?? DateTimeOffset.MaxValue).CompareTo(y.EffectiveDue ?? DateTimeOffset.MaxValue);
        order = order != 0 ? order : y.Priority.CompareTo(x.Priority);
        order = order != 0 ? order : y.Tier.CompareTo(x.Tier);
        order = order != 0 ? order : x.WaitingSince.CompareTo(y.WaitingSince);
        return order != 0 ? order : x.Id.CompareTo(y.Id);
    }
}
