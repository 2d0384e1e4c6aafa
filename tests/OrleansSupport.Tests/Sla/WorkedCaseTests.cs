using System.Globalization;
using NodaTime;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Sla;
using static OrleansSupport.Tests.Sla.Instants;

namespace OrleansSupport.Tests.Sla;

/// <summary>Table, reference clock and product agree on every worked case.</summary>
public sealed class WorkedCaseTests
{
    [Fact]
    public void Every_due_instant_of_the_table_is_exact()
    {
        Assert.True(WorkedCases.DueInstants.Count >= 200);
        Assert.All(WorkedCases.DueInstants, one =>
        {
            var calendar = Calendar(one.Zone, one.Windows, one.Holidays);
            Assert.Equal(one.Due, BusinessTime.AddBusinessTime(calendar, one.Start, Minutes(one.Minutes)));
            if (one.Due is { } due)
            {
                Assert.Equal(Minutes(one.Minutes), BusinessTime.BusinessElapsed(calendar, one.Start, due));
            }
        });
    }

    [Fact]
    public void The_reference_clock_agrees_with_the_table() => Assert.All(WorkedCases.DueInstants, one =>
    {
        var reference = new ReferenceClock(Calendar(one.Zone, one.Windows, one.Holidays));
        var step = one.Start.Second == 0 ? Minutes(1) : TimeSpan.FromSeconds(1);
        var patience = one.Due is null ? TimeSpan.FromDays(30) : TimeSpan.FromDays(200);
        Assert.Equal(one.Due, reference.Due(one.Start, Minutes(one.Minutes), step, patience));
    });

    [Fact]
    public void Instants_of_the_table_show_the_offsets_that_were_in_force() => Assert.All(WorkedCases.DueInstants, one =>
    {
        foreach (var at in new[] { one.Start, one.Due }.OfType<DateTimeOffset>())
        {
            Assert.Equal(Instant.FromDateTimeOffset(at).InZone(DateTimeZoneProviders.Tzdb[one.Zone]).Offset.ToTimeSpan(), at.Offset);
        }
    });

    [Fact]
    public void Every_history_leaves_the_clocks_of_the_table() => Assert.All(WorkedCases.Histories, history =>
    {
        var terms = new SlaTerms(Calendar(history.Zone, history.Windows, history.Holidays), Promise(history.Targets), Priority.Normal);
        var clocks = SlaClocks.None;
        foreach (var (what, at) in history.Happenings)
        {
            var words = what.Split(' ', 2);
            terms = words[0] switch
            {
                "targets" => terms with { Policy = Promise(words[1]) },
                "windows" => terms with { Calendar = Calendar(terms.Calendar.Zone, words[1].Replace("none", "", StringComparison.Ordinal), history.Holidays) },
                "zone" => terms with { Calendar = terms.Calendar with { Zone = words[1] } },
                _ => terms,
            };
            clocks = words[0] switch
            {
                "in" => SlaRules.OnInbound(clocks, at, terms).Clocks,
                "reply" => SlaRules.OnWaiting(SlaRules.OnReply(clocks, AnswerKind.PublicReply, at, terms).Clocks, at, terms).Clocks,
                "wait" => SlaRules.OnWaiting(clocks, at, terms).Clocks,
                "resume" => SlaRules.OnResumed(clocks, at, terms).Clocks,
                "resolve" => SlaRules.OnResolved(clocks, at, terms).Clocks,
                "reopen" => SlaRules.OnReopened(clocks, at, terms).Clocks,
                _ => SlaRules.OnTermsChanged(clocks, at, terms).Clocks,
            };
        }

        Assert.Equal(history.Clocks.Select(Parsed), new[] { clocks.FirstResponse, clocks.NextResponse, clocks.Resolution }.Select(Seen));
    });

    private static (SlaClockState? State, DateTimeOffset? Due) Parsed(string clock)
    {
        var words = clock.Split(' ');
        return clock == "-" ? default : (Enum.Parse<SlaClockState>(words[0], ignoreCase: true), words[1] is "open" or "never" ? null : At(words[1]));
    }

    private static (SlaClockState? State, DateTimeOffset? Due) Seen(SlaClock? clock) => (clock?.State, clock?.DueAt);

    private static SlaPolicy Promise(string minutes)
    {
        var targets = minutes.Split('/').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).Select(n => n == 0 ? (TimeSpan?)null : Minutes(n)).ToArray();
        return SlaPolicy.Default with { Normal = new SlaTargets(targets[0], targets[1], targets[2]) };
    }
}
