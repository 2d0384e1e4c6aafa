using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Sla;
using static OrleansSupport.Tests.Sla.Instants;

namespace OrleansSupport.Tests.Sla;

public sealed class CalendarRulesTests
{
    [Theory]
    [InlineData("1-5 09:00-18:00")]
    [InlineData("1-7 00:00-24:00")]
    [InlineData("1 13:00-18:00 09:00-13:00")]
    [InlineData("")]
    public void A_sound_calendar_has_no_problems(string windows) => Assert.Empty(CalendarRules.Problems(Calendar("Europe/Madrid", windows)));

    [Theory]
    [InlineData("Europe/Madird", "1 09:00-18:00", "'Europe/Madird' is not an IANA time zone.")]
    [InlineData("", "1 09:00-18:00", "'' is not an IANA time zone.")]
    [InlineData("Etc/UTC", "8 09:00-18:00", "Weekday 8 is not 1 (Monday) to 7 (Sunday).")]
    [InlineData("Etc/UTC", "2 09:00-24:01", "Tuesday 09:00-24:01 does not lie between 00:00 and 24:00.")]
    [InlineData("Etc/UTC", "3 22:00-06:00", "Wednesday 22:00-06:00 does not end after it begins; one that crosses midnight is two windows.")]
    [InlineData("Etc/UTC", "4 09:00-09:00", "Thursday 09:00-09:00 does not end after it begins; one that crosses midnight is two windows.")]
    [InlineData("Etc/UTC", "5 12:00-18:00 09:00-12:01", "Friday 09:00-12:01 and Friday 12:00-18:00 overlap.")]
    public void What_is_wrong_with_a_calendar_is_said(string zone, string windows, string problem)
    {
        var calendar = Calendar(zone, windows);
        Assert.Equal([problem], CalendarRules.Problems(calendar));
        Assert.Throws<ArgumentException>(() => BusinessTime.AddBusinessTime(calendar, At("2026-06-01T00:00Z"), Hours(1)));
    }

    [Fact]
    public void The_first_policy_that_names_the_channel_and_tier_holds()
    {
        var vip = SlaPolicy.Default with { Id = "vip", Tiers = [CustomerTier.Vip] };
        var mail = SlaPolicy.Default with { Id = "mail", Channels = ["mail-1"] };
        Assert.Equal("vip", PolicyRules.Match([vip, mail], "mail-1", CustomerTier.Vip, Priority.Normal, null)?.Id);
        Assert.Equal("mail", PolicyRules.Match([vip, mail], "mail-1", CustomerTier.Standard, Priority.Normal, null)?.Id);
        Assert.Null(PolicyRules.Match([vip, mail], "chat-1", CustomerTier.Standard, Priority.Normal, null));
    }

    [Fact]
    public void The_default_policy_is_sound_and_promises_four_hours_and_one()
    {
        Assert.Empty(PolicyRules.Problems(SlaPolicy.Default));
        Assert.Equal(Hours(4), SlaPolicy.Default.For(Priority.Normal).FirstResponse);
        Assert.Equal(Hours(1), SlaPolicy.Default.For(Priority.Urgent).FirstResponse);
    }

    [Fact]
    public void A_policy_with_targets_or_warnings_out_of_range_is_refused()
    {
        var policy = SlaPolicy.Default with
        {
            Low = new SlaTargets(TimeSpan.Zero, null, null),
            Warnings = new SlaWarnings(100, TimeSpan.FromMinutes(-1)),
        };
        Assert.Equal(3, PolicyRules.Problems(policy).Count);
    }
}
