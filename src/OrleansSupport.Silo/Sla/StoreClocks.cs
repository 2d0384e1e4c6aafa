using System.Security.Cryptography;
using System.Text;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Sla;

/// <summary>
/// Everything that decides the clocks of a store's conversations, with holidays written out as dates and marketplaces' rules in
/// full. Kept under the hash of its content, and named by it in each conversation's log: folding the log gives the same clocks
/// whatever the settings and the data files have become since.
/// </summary>
/// <param name="Calendars">Those that policies name, by id.</param>
/// <param name="Policies">In the order in which they are asked; the store's own is the last.</param>
/// <param name="Marketplaces">Rules by channel, for channels that are accounts on a marketplace.</param>
internal sealed record StoreClocks(
    BusinessCalendar Calendar,
    SortedDictionary<string, BusinessCalendar> Calendars,
    IReadOnlyList<SlaPolicy> Policies,
    IReadOnlyList<EscalationRule> Escalations,
    SortedDictionary<string, IReadOnlyList<MarketplaceRule>> Marketplaces)
{
    private static readonly BusinessCalendar Weekdays = BusinessCalendar.Weekly("Etc/UTC", 1, 5, 0, DayWindow.EndOfDay);

    /// <summary>Promises nothing: what holds before a conversation is opened.</summary>
    public static StoreClocks None { get; } = new(BusinessCalendar.AlwaysOpen, [], [], [], []);

    public static StoreClocks Of(StoreSettings store)
    {
        var sla = store.Sla ?? SlaSettings.None;
        return new StoreClocks(
            SlaData.Resolve(store.Calendar),
            new(sla.Calendars.ToDictionary(named => named.Id, named => SlaData.Resolve(named.Hours)), StringComparer.Ordinal),
            [.. sla.Policies, store.Policy],
            sla.Escalations,
            new(
                store.Channels.Where(channel => channel.Marketplace is not null).ToDictionary(
                    channel => channel.Id,
                    channel => (IReadOnlyList<MarketplaceRule>)[.. SlaData.Marketplaces.Where(rule => rule.Marketplace == channel.Marketplace)]),
                StringComparer.Ordinal));
    }

    /// <summary>The name of this content.</summary>
    public string Key() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SupportJson.Write(this))).AsSpan(0, 16));

    /// <param name="start">When the answer that is owed, or about to be, was asked for: a marketplace's rule of that day holds.</param>
    public SlaTerms Terms(string channel, CustomerTier tier, Priority priority, string? scenario, DateTimeOffset start)
    {
        var policy = PolicyRules.Match(Policies, channel, tier, priority, scenario);
        var calendar = policy?.Calendar is { } named && Calendars.TryGetValue(named, out var own) ? own : Calendar;
        return new SlaTerms(calendar, policy, priority, Rule(channel, start) is { } rule
            ? new MarketplaceTarget(rule.Id, TimeSpan.FromHours(rule.Hours), rule.Weekdays ? Weekdays : BusinessCalendar.AlwaysOpen)
            : null);
    }

    /// <summary>The marketplace rule that held for the channel at an instant; null when none did.</summary>
    public MarketplaceRule? Rule(string channel, DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return Marketplaces.GetValueOrDefault(channel)?.FirstOrDefault(rule => rule.From <= day && !(rule.Until <= day));
    }
}
