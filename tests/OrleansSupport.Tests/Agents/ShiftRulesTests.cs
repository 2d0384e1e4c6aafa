using System.Globalization;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Agents;

namespace OrleansSupport.Tests.Agents;

public sealed class ShiftRulesTests
{
    /// <summary>A night shift in Madrid, 22:00 to 06:00: seven hours when clocks go forward, nine when they go back.</summary>
    [Theory]
    [InlineData("2026-03-28T20:59:59Z", false, "2026-03-28T21:00:00Z")]
    [InlineData("2026-03-28T21:00:00Z", true, "2026-03-29T04:00:00Z")]
    [InlineData("2026-10-24T20:00:00Z", true, "2026-10-25T05:00:00Z")]
    [InlineData("2026-10-25T01:30:00Z", true, "2026-10-25T05:00:00Z")]
    [InlineData("2026-10-25T05:00:00Z", false, "2026-10-25T21:00:00Z")]
    public void A_night_shift_is_one_stretch_across_midnight_and_a_change_of_clocks(string at, bool on, string until)
    {
        var nights = Agent("Europe/Madrid", Every((22 * 60, 24 * 60), (0, 6 * 60)));
        Assert.Equal(new ShiftNow(on, Instant(until)), ShiftRules.At(nights, Instant(at)));
    }

    [Theory]
    [InlineData("2026-04-04T14:29:00Z", false)] // 01:29 at +11:00; Lord Howe goes back half an hour at 02:00
    [InlineData("2026-04-04T14:31:00Z", true)] // 01:31
    [InlineData("2026-04-04T15:01:00Z", true)] // 01:31 again, at +10:30
    [InlineData("2026-04-04T15:31:00Z", false)] // 02:01
    public void Half_an_hour_that_the_clock_shows_twice_is_worked_twice(string at, bool on) =>
        Assert.Equal(on, ShiftRules.At(Agent("Australia/Lord_Howe", Every((90, 120))), Instant(at)).On);

    [Fact]
    public void A_date_with_hours_of_its_own_goes_before_pattern_and_holiday()
    {
        var monday = new DateOnly(2026, 11, 23);
        var profile = Agent("Etc/UTC", Every((9 * 60, 17 * 60))) with
        {
            Shift = new BusinessCalendar("Etc/UTC", [.. Every((9 * 60, 17 * 60))], [monday, monday.AddDays(1)]),
            ShiftDays = [new ShiftDay(monday, 18 * 60, 20 * 60), new ShiftDay(monday, 10 * 60, 11 * 60)],
        };
        var week = ShiftRules.Between(profile, Instant("2026-11-23T00:00:00Z"), Instant("2026-11-26T00:00:00Z"));
        Assert.Equal(["23 10-11", "23 18-20", "25 09-17"], week.Select(s => FormattableString.Invariant($"{s.From:dd} {s.From:HH}-{s.To:HH}")));
    }

    [Fact]
    public void Without_a_shift_an_agent_is_always_on_and_around_the_clock_it_does_not_end()
    {
        Assert.Equal(new ShiftNow(true, null), ShiftRules.At(Agent("Etc/UTC", []) with { Shift = null }, Instant("2026-11-23T00:00:00Z")));
        Assert.Equal(new ShiftNow(true, null), ShiftRules.At(Agent("Europe/Madrid", Every((0, 1440))), Instant("2026-11-23T00:00:00Z")));
        Assert.Equal(new ShiftNow(false, null), ShiftRules.At(Agent("Europe/Madrid", []), Instant("2026-11-23T00:00:00Z")));
    }

    [Fact]
    public void A_shift_over_new_year_is_one_stretch()
    {
        var (on, until) = ShiftRules.At(Agent("Etc/UTC", Every((20 * 60, 1440), (0, 240))), Instant("2026-12-31T23:00:00Z"));
        Assert.Equal((true, Instant("2027-01-01T04:00:00Z")), (on, until!.Value));
    }

    [Theory]
    [InlineData("Mars/Olympus", 60, 120)]
    [InlineData("Etc/UTC", 120, 60)]
    [InlineData("Etc/UTC", -1, 60)]
    public void What_makes_no_sense_is_not_kept(string zone, int from, int to)
    {
        Assert.NotNull(ShiftRules.Problem(new BusinessCalendar(zone, [], []), [new ShiftDay(new DateOnly(2026, 1, 1), from, to)]));
    }

    private static AgentProfile Agent(string zone, DayWindow[] windows) => new(
        AgentId.Of("mia"), "mia", AgentRole.Agent, 3, [], [], [], [], new BusinessCalendar(zone, [.. windows], []));

    private static DayWindow[] Every(params (int From, int To)[] windows) =>
        [.. Enumerable.Range(1, 7).SelectMany(day => windows.Select(w => new DayWindow(day, w.From, w.To)))];

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
