using OrleansSupport.Contracts.Stores;

namespace OrleansSupport.Contracts.Sla;

/// <summary>Answers questions about clocks: what a message would be promised, what holidays and marketplaces are known, how an account stands.</summary>
[Alias("sla-desk")]
public interface ISlaDesk : IGrainWithIntegerKey
{
    /// <summary>What a first message would be promised under settings that need not be saved.</summary>
    [Alias("preview")]
    Task<SlaPreview> Preview(StoreSettings settings, SlaQuestion question);

    /// <summary>The public holidays that are known, by country and date.</summary>
    [Alias("holidays")]
    Task<IReadOnlyList<CountryHolidays>> Holidays();

    /// <summary>The marketplaces whose rules are known.</summary>
    [Alias("marketplaces")]
    Task<IReadOnlyList<MarketplaceRule>> Marketplaces();

    /// <summary>How the store's marketplace accounts stand.</summary>
    [Alias("health")]
    Task<IReadOnlyList<AccountHealth>> Health(string store);
}

/// <param name="At">When the message comes; null is now.</param>
[GenerateSerializer, Immutable, Alias("sla.question")]
public sealed record SlaQuestion(
    [property: Id(0)] string Channel,
    [property: Id(1)] CustomerTier Tier,
    [property: Id(2)] Priority Priority,
    [property: Id(3)] string? Scenario,
    [property: Id(4)] DateTimeOffset? At);

/// <param name="Problem">What is wrong with the settings, in English; everything else is empty then.</param>
/// <param name="Policy">Name of the policy that holds; null when none does.</param>
/// <param name="Zone">Of the calendar that counts.</param>
/// <param name="Open">Whether that calendar is open at the message's time.</param>
[GenerateSerializer, Immutable, Alias("sla.preview")]
public sealed record SlaPreview(
    [property: Id(0)] string? Problem,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string? Policy,
    [property: Id(3)] string Zone,
    [property: Id(4)] bool Open,
    [property: Id(5)] IReadOnlyList<SlaClock> Clocks);

[GenerateSerializer, Immutable, Alias("sla.holiday")]
public sealed record Holiday([property: Id(0)] DateOnly Date, [property: Id(1)] string Name);

/// <param name="Country">ISO 3166 code.</param>
[GenerateSerializer, Immutable, Alias("sla.country-holidays")]
public sealed record CountryHolidays([property: Id(0)] string Country, [property: Id(1)] IReadOnlyList<Holiday> Days);

/// <summary>One marketplace's rule for answering buyers, as it held between two dates.</summary>
/// <param name="Marketplace">Key that channels name.</param>
/// <param name="Id">Key of the rule with its year; history refers to it.</param>
/// <param name="From">First day (UTC).</param>
/// <param name="Until">First day on which it no longer held; null while it does.</param>
/// <param name="Hours">From the oldest unanswered message to the reply.</param>
/// <param name="Weekdays">Whether Saturdays and Sundays (UTC) are left out; else every hour counts.</param>
/// <param name="Share">Least share answered in time, in percent, that keeps the account in good standing; null when none is published.</param>
/// <param name="Source">Where the rule is published.</param>
[GenerateSerializer, Immutable, Alias("sla.marketplace-rule")]
public sealed record MarketplaceRule(
    [property: Id(0)] string Marketplace,
    [property: Id(1)] string Id,
    [property: Id(2)] DateOnly From,
    [property: Id(3)] DateOnly? Until,
    [property: Id(4)] int Hours,
    [property: Id(5)] bool Weekdays,
    [property: Id(6)] int? Share,
    [property: Id(7)] string Source);

/// <summary>One channel account's answers to its marketplace's clock.</summary>
/// <param name="Next">Open answers, the next due first; at most twenty.</param>
[GenerateSerializer, Immutable, Alias("sla.account-health")]
public sealed record AccountHealth(
    [property: Id(0)] string Store,
    [property: Id(1)] string Channel,
    [property: Id(2)] MarketplaceRule Rule,
    [property: Id(3)] IReadOnlyList<AnswerShare> Shares,
    [property: Id(4)] IReadOnlyList<OpenAnswer> Next);

/// <param name="Days">The window: messages that began to wait in the last so many days.</param>
/// <param name="InTime">Answered by their due instant.</param>
/// <param name="Late">Answered after it, or unanswered past it.</param>
[GenerateSerializer, Immutable, Alias("sla.answer-share")]
public sealed record AnswerShare([property: Id(0)] int Days, [property: Id(1)] int InTime, [property: Id(2)] int Late);

/// <summary>A message that waits for its answer and has not yet been counted.</summary>
[GenerateSerializer, Immutable, Alias("sla.open-answer")]
public sealed record OpenAnswer(
    [property: Id(0)] ConversationId Conversation,
    [property: Id(1)] DateTimeOffset StartedAt,
    [property: Id(2)] DateTimeOffset DueAt);
