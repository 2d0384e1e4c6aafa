using NodaTime;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Agents;

namespace OrleansSupport.Tests.Agents;

public sealed class CoverRulesTests
{
    private static readonly DateTimeZone Madrid = DateTimeZoneProviders.Tzdb["Europe/Madrid"];

    [Fact]
    public void Each_hour_says_how_many_are_there_at_its_emptiest_moment()
    {
        var early = Agent("ana", "Europe/Madrid", (9 * 60, (13 * 60) + 30), "es", "en");
        var late = Agent("leo", "Europe/Madrid", (13 * 60, 18 * 60), "es");
        var cover = CoverRules.Of([early, late, early with { Shift = null }], Madrid, new LocalDate(2026, 11, 23));

        Assert.Equal(["en", "es"], cover.Languages.Select(l => l.Language)); // English has more hours without anybody
        Assert.Equal(1, cover.Unplanned);
        Assert.Equal("000000000111111111000000", Day(cover, "es", 0));
        Assert.Equal("000000000111100000000000", Day(cover, "en", 6));
    }

    [Fact]
    public void Two_who_overlap_for_an_hour_are_two_in_it_and_a_gap_of_a_minute_leaves_the_hour_empty()
    {
        var cover = CoverRules.Of(
            [Agent("ana", "Europe/Madrid", (0, 120), "es"), Agent("leo", "Europe/Madrid", (60, 179), "es"), Agent("mia", "Europe/Madrid", (180, 240), "es")], Madrid, new LocalDate(2026, 11, 23));
        Assert.Equal("1201", Day(cover, "es", 2)[..4]);
    }

    [Theory]
    [InlineData(3, 29, 0, 360, "111111")] // two to three does not exist: nobody is missed there
    [InlineData(3, 29, 0, 120, "110000")]
    [InlineData(10, 25, 120, 180, "001000")] // two to three comes twice, and both times somebody is there
    [InlineData(10, 25, 0, 150, "110000")] // there until half past two, twice: not for the whole hour
    public void Hours_are_those_of_the_clock_when_it_changes(int month, int day, int from, int to, string firstSix)
    {
        var cover = CoverRules.Of([Agent("ana", "Europe/Madrid", (from, to), "es")], Madrid, new LocalDate(2026, month, day));
        Assert.Equal(firstSix, Day(cover, "es", 0)[..6]);
    }

    private static string Day(TeamCover cover, string language, int day) =>
        string.Concat(cover.Languages.Single(l => l.Language == language).Agents.Skip(24 * day).Take(24));

    private static AgentProfile Agent(string name, string zone, (int From, int To) hours, params string[] languages) => new(
        AgentId.Of(name), name, AgentRole.Agent, 3, [.. languages.Select(l => new AgentLanguage(l, Proficiency.Native))], [], [], [],
        BusinessCalendar.Weekly(zone, 1, 7, hours.From, hours.To));
}
