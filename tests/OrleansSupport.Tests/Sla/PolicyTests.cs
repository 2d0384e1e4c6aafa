using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Silo.Sla;
using static OrleansSupport.Tests.Sla.Instants;

namespace OrleansSupport.Tests.Sla;

/// <summary>Which policy, calendar, holidays and marketplace rule a conversation gets.</summary>
public sealed class PolicyTests
{
    private static readonly StoreSettings Store = new(
        "lumen", "Lumen", "en", "care", Calendar("Europe/Madrid", "1-5 09:00-18:00"), SlaPolicy.Default with { Id = "own" },
        [new ChannelSettings("web", ChannelKind.Widget), new ChannelSettings("amz", ChannelKind.Signed, Marketplace: "amazon"), new ChannelSettings("ebay", ChannelKind.Signed, Marketplace: "ebay")],
        Sla: new SlaSettings(
            [new NamedCalendar("always", "Always", BusinessCalendar.AlwaysOpen)],
            [
                SlaPolicy.Default with { Id = "returns", Scenarios = ["return-request"] },
                SlaPolicy.Default with { Id = "vip-web", Tiers = [CustomerTier.Vip], Channels = ["web"], Calendar = "always" },
                SlaPolicy.Default with { Id = "urgent", Priorities = [Priority.High, Priority.Urgent] },
            ],
            EscalationRule.Usual));

    [Theory]
    [InlineData("web", CustomerTier.Standard, Priority.Normal, null, "own")]
    [InlineData("web", CustomerTier.Vip, Priority.Normal, null, "vip-web")]
    [InlineData("amz", CustomerTier.Vip, Priority.Normal, null, "own")]
    [InlineData("amz", CustomerTier.Vip, Priority.Urgent, null, "urgent")]
    [InlineData("web", CustomerTier.Vip, Priority.Urgent, null, "vip-web")]
    [InlineData("web", CustomerTier.Vip, Priority.Urgent, "return-request", "returns")]
    [InlineData("web", CustomerTier.Standard, Priority.Normal, "praise", "own")]
    public void The_first_policy_that_names_the_conversation_holds(string channel, CustomerTier tier, Priority priority, string? scenario, string policy) =>
        Assert.Equal(policy, Terms(channel, tier, priority, scenario).Policy!.Id);

    [Fact]
    public void A_policy_counts_on_the_calendar_that_it_names()
    {
        Assert.Equal(BusinessCalendar.AlwaysOpen, Terms("web", CustomerTier.Vip, Priority.Normal, null).Calendar);
        Assert.Equal("Europe/Madrid", Terms("web", CustomerTier.Standard, Priority.Normal, null).Calendar.Zone);
    }

    [Fact]
    public void A_marketplaces_clock_counts_weekends_or_leaves_them_out_as_its_rule_says()
    {
        var friday = At("2026-06-05T15:00Z");
        Assert.Equal(friday + Hours(24), SlaRules.OnInbound(SlaClocks.None, friday, Terms("amz", CustomerTier.Standard, Priority.Normal, null)).Clocks.Marketplace!.DueAt);
        Assert.Equal(At("2026-06-10T15:00Z"), SlaRules.OnInbound(SlaClocks.None, friday, Terms("ebay", CustomerTier.Standard, Priority.Normal, null)).Clocks.Marketplace!.DueAt);
        Assert.Null(Terms("web", CustomerTier.Standard, Priority.Normal, null).Marketplace);
    }

    [Fact]
    public void The_rule_of_the_day_on_which_the_answer_was_asked_for_holds()
    {
        var old = new MarketplaceRule("amazon", "amazon-old", new DateOnly(2024, 1, 1), new DateOnly(2026, 7, 1), 48, false, null, "");
        var present = old with { Id = "amazon-new", From = new DateOnly(2026, 7, 1), Until = null, Hours = 24 };
        var clocks = StoreClocks.Of(Store) with { Marketplaces = new() { ["amz"] = [old, present] } };
        Assert.Equal("amazon-old", clocks.Terms("amz", CustomerTier.Standard, Priority.Normal, null, At("2026-06-30T23:59Z")).Marketplace!.Rule);
        Assert.Equal("amazon-new", clocks.Terms("amz", CustomerTier.Standard, Priority.Normal, null, At("2026-07-01T00:00Z")).Marketplace!.Rule);
        Assert.Null(clocks.Terms("amz", CustomerTier.Standard, Priority.Normal, null, At("2023-12-31T23:59Z")).Marketplace);
    }

    [Fact]
    public void A_countrys_public_holidays_are_closed_but_for_those_on_which_the_store_works()
    {
        var calendar = Calendar("Europe/Madrid", "1-5 09:00-18:00", "2026-05-04") with { HolidayCountries = ["ES"], OpenOn = [new DateOnly(2026, 5, 1)] };
        Assert.False(BusinessTime.IsOpen(calendar, At("2026-01-06T12:00+01:00")));
        Assert.True(BusinessTime.IsOpen(calendar, At("2026-05-01T12:00+02:00")));
        Assert.False(BusinessTime.IsOpen(calendar, At("2026-05-04T12:00+02:00")));
        Assert.Equal(At("2027-01-07T09:30+01:00"), BusinessTime.AddBusinessTime(calendar, At("2027-01-05T18:00+01:00"), Minutes(30)));
    }

    [Fact]
    public void Holidays_are_known_for_every_country_and_each_of_the_years()
    {
        Assert.True(SlaData.Holidays.Count >= 14);
        Assert.All(SlaData.Holidays.Values, days =>
        {
            Assert.Equal([2025, 2026, 2027], days.Select(day => day.Date.Year).Distinct().Order());
            Assert.Equal(days.OrderBy(day => day.Date), days);
        });
        Assert.All(SlaData.Marketplaces, rule => Assert.True(rule.Hours > 0 && rule.Source.Length > 0));
    }

    [Fact]
    public void Settings_that_cannot_hold_are_named()
    {
        Assert.Empty(PolicyRules.Problems(Store.Sla!));
        Assert.NotEmpty(PolicyRules.Problems(Store.Sla! with { Calendars = [] }));
        Assert.NotEmpty(PolicyRules.Problems(Store.Sla! with { Policies = [.. Store.Sla!.Policies, Store.Sla.Policies[0]] }));
        Assert.NotEmpty(PolicyRules.Problems(Store.Sla! with { Escalations = [new(SlaSignalKind.Breach, null, true, true, true, MoveTo: "No team")] }));
        Assert.NotEmpty(PolicyRules.Problems(SlaPolicy.Default with { Normal = new SlaTargets(TimeSpan.FromDays(367), null, null) }));
        Assert.NotEmpty(CalendarRules.Problems(BusinessCalendar.AlwaysOpen with { HolidayCountries = ["XX"] }));
    }

    private static SlaTerms Terms(string channel, CustomerTier tier, Priority priority, string? scenario) =>
        StoreClocks.Of(Store).Terms(channel, tier, priority, scenario, At("2026-06-05T15:00Z"));
}
