using System.Collections.Immutable;

namespace OrleansSupport.Contracts.Sla;

/// <summary>How pressing a conversation is; a greater value is served earlier.</summary>
[GenerateSerializer, Alias("sla.Priority")]
public enum Priority
{
    Low = 0,
    Normal = 1,
    High = 2,
    Urgent = 3,
}

/// <summary>The customer's standing with the store; a greater value is served earlier when deadline and priority are equal.</summary>
[GenerateSerializer, Alias("sla.CustomerTier")]
public enum CustomerTier
{
    Standard = 0,
    Wholesale = 1,
    Vip = 2,
}

/// <summary>What is promised at one priority, in business time of the store's calendar; null promises nothing.</summary>
[GenerateSerializer, Immutable, Alias("sla.SlaTargets")]
public sealed record SlaTargets(
    [property: Id(0)] TimeSpan? FirstResponse,
    [property: Id(1)] TimeSpan? NextResponse,
    [property: Id(2)] TimeSpan? Resolution)
{
    /// <summary>Promises nothing.</summary>
    public static SlaTargets None { get; } = new(null, null, null);
}

/// <summary>
/// When a running clock warns before its due instant. Both count business time, so the warning for a clock due five minutes after
/// Monday's opening comes on Friday, while somebody is there to act on it.
/// </summary>
/// <param name="Percent">Share of the target after which to warn, 1 … 99; null for no such warning.</param>
/// <param name="Before">Business time left at which to warn; null for none. A target not longer than this has no such warning.</param>
[GenerateSerializer, Immutable, Alias("sla.SlaWarnings")]
public sealed record SlaWarnings([property: Id(0)] int? Percent, [property: Id(1)] TimeSpan? Before)
{
    /// <summary>At 75 % and at 15 minutes before.</summary>
    public static SlaWarnings Default { get; } = new(75, TimeSpan.FromMinutes(15));
}

/// <summary>A store's promise, by priority, for the conversations that it names.</summary>
/// <param name="Id">Stable key inside the store; history refers to it.</param>
/// <param name="Name">Shown to people.</param>
/// <param name="Tiers">Tiers it holds for; empty means every tier.</param>
/// <param name="Channels">Channel ids it holds for; empty means every channel.</param>
/// <param name="Scenarios">Scenarios it holds for; null or empty means every one, and conversations without one.</param>
/// <param name="Priorities">Priorities it holds for; null or empty means every priority.</param>
/// <param name="Calendar">The named calendar on which it counts; null is the store's own.</param>
[GenerateSerializer, Immutable, Alias("sla.SlaPolicy")]
public sealed record SlaPolicy(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] ImmutableArray<CustomerTier> Tiers,
    [property: Id(3)] ImmutableArray<string> Channels,
    [property: Id(4)] SlaTargets Low,
    [property: Id(5)] SlaTargets Normal,
    [property: Id(6)] SlaTargets High,
    [property: Id(7)] SlaTargets Urgent,
    [property: Id(8)] SlaWarnings Warnings,
    [property: Id(9)] IReadOnlyList<string>? Scenarios = null,
    [property: Id(10)] IReadOnlyList<Priority>? Priorities = null,
    [property: Id(11)] string? Calendar = null)
{
    /// <summary>Holds for everybody: first response 8 h, 4 h, 2 h, 1 h from low to urgent.</summary>
    public static SlaPolicy Default { get; } = new(
        "default",
        "Default",
        [],
        [],
        Low: Hours(8, 16, 80),
        Normal: Hours(4, 8, 40),
        High: Hours(2, 4, 24),
        Urgent: Hours(1, 2, 8),
        SlaWarnings.Default);

    /// <summary>The targets at <paramref name="priority"/>.</summary>
    public SlaTargets For(Priority priority) => priority switch
    {
        Priority.Low => Low,
        Priority.Normal => Normal,
        Priority.High => High,
        Priority.Urgent => Urgent,
        _ => throw new ArgumentOutOfRangeException(nameof(priority), priority, "Not a priority."),
    };

    private static SlaTargets Hours(int first, int next, int resolution) =>
        new(TimeSpan.FromHours(first), TimeSpan.FromHours(next), TimeSpan.FromHours(resolution));
}

/// <summary>
/// A marketplace's own rule for answering a buyer, which runs beside the store's policy and on the marketplace's calendar.
/// </summary>
/// <param name="Rule">Key of the dated rule, such as <c>amazon-2026</c>; history refers to it.</param>
/// <param name="Target">From the oldest unanswered inbound message to the next public reply.</param>
/// <param name="Calendar">Usually <see cref="BusinessCalendar.AlwaysOpen"/>: weekends and holidays count.</param>
[GenerateSerializer, Immutable, Alias("sla.MarketplaceTarget")]
public sealed record MarketplaceTarget(
    [property: Id(0)] string Rule,
    [property: Id(1)] TimeSpan Target,
    [property: Id(2)] BusinessCalendar Calendar);

/// <summary>All that decides a conversation's due instants at a moment.</summary>
/// <param name="Calendar">The one on which the policy counts.</param>
/// <param name="Policy">The policy that matches now; null when none does, which clears the store's own open clocks.</param>
/// <param name="Priority">The conversation's.</param>
/// <param name="Marketplace">The channel's marketplace rule, if it has one.</param>
[GenerateSerializer, Immutable, Alias("sla.SlaTerms")]
public sealed record SlaTerms(
    [property: Id(0)] BusinessCalendar Calendar,
    [property: Id(1)] SlaPolicy? Policy,
    [property: Id(2)] Priority Priority,
    [property: Id(3)] MarketplaceTarget? Marketplace = null);
