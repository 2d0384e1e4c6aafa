using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Sla;
using static OrleansSupport.Tests.Sla.Instants;

namespace OrleansSupport.Tests.Sla;

public sealed class BusinessTimeTests
{
    private const string Office = "1-5 09:00-18:00";

    [Fact]
    public void Due_instants_are_given_in_utc() =>
        Assert.Equal(TimeSpan.Zero, BusinessTime.AddBusinessTime(Calendar("Asia/Tokyo", Office), At("2026-06-01T10:00+09:00"), Hours(1))!.Value.Offset);

    [Fact]
    public void Holidays_and_closed_weeks_do_not_count()
    {
        var calendar = Calendar("Europe/Madrid", Office, "2026-12-25", "2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31", "2027-01-01");
        Assert.Equal(At("2027-01-04T10:00+01:00"), BusinessTime.AddBusinessTime(calendar, At("2026-12-24T17:00+01:00"), Hours(2)));
        Assert.Equal(At("2027-01-04T09:30+01:00"), BusinessTime.AddBusinessTime(calendar, At("2026-12-30T11:00+01:00"), Minutes(30)));
        Assert.Equal(Hours(1), BusinessTime.BusinessElapsed(calendar, At("2026-12-24T17:00+01:00"), At("2027-01-04T09:00+01:00")));
    }

    [Fact]
    public void A_holiday_inside_weeks_counted_at_once_is_left_out()
    {
        var calendar = Calendar("Etc/UTC", Office, "2026-02-11");
        Assert.Equal(At("2026-03-16T18:00Z"), BusinessTime.AddBusinessTime(calendar, At("2026-01-05T09:00Z"), Hours(450)));
        Assert.Equal(Hours(441), BusinessTime.BusinessElapsed(calendar, At("2026-01-05T09:00Z"), At("2026-03-14T00:00Z")));
    }

    [Theory]
    [InlineData("2026-06-01T10:00Z")]
    [InlineData("2026-06-06T10:00Z")]
    public void A_target_of_nothing_is_due_at_its_start_open_or_closed(string start) =>
        Assert.Equal(At(start), BusinessTime.AddBusinessTime(Calendar("Etc/UTC", Office), At(start), TimeSpan.Zero));

    [Fact]
    public void A_calendar_that_never_opens_has_no_due_instant_and_no_business_time()
    {
        var calendar = Calendar("Europe/Madrid", "");
        Assert.Null(BusinessTime.AddBusinessTime(calendar, At("2026-06-01T10:00Z"), Minutes(1)));
        Assert.Equal(TimeSpan.Zero, BusinessTime.BusinessElapsed(calendar, At("2026-06-01T10:00Z"), At("2036-06-01T10:00Z")));
    }

    [Fact]
    public void A_due_instant_beyond_the_year_9999_is_none()
    {
        Assert.Null(BusinessTime.AddBusinessTime(BusinessCalendar.AlwaysOpen, At("2026-06-01T10:00Z"), TimeSpan.MaxValue));
        Assert.Null(BusinessTime.AddBusinessTime(Calendar("Europe/Madrid", Office), At("2026-06-01T10:00Z"), TimeSpan.MaxValue));
    }

    [Fact]
    public void Always_open_is_elapsed_time()
    {
        var start = At("2026-10-24T23:30+02:00");
        Assert.Equal(start + Hours(24), BusinessTime.AddBusinessTime(BusinessCalendar.AlwaysOpen, start, Hours(24)));
        Assert.Equal(Hours(30), BusinessTime.BusinessElapsed(BusinessCalendar.AlwaysOpen, start, start + Hours(30)));
    }

    [Fact]
    public void Going_back_in_time_is_no_business_time() =>
        Assert.Equal(TimeSpan.Zero, BusinessTime.BusinessElapsed(BusinessCalendar.AlwaysOpen, At("2026-06-02T10:00Z"), At("2026-06-01T10:00Z")));

    [Fact]
    public void The_opening_instant_is_open_and_the_closing_instant_is_closed()
    {
        var calendar = Calendar("Asia/Tokyo", Office);
        Assert.True(BusinessTime.IsOpen(calendar, At("2026-06-01T09:00+09:00")));
        Assert.True(BusinessTime.IsOpen(calendar, At("2026-06-01T17:59:59.9999999+09:00")));
        Assert.False(BusinessTime.IsOpen(calendar, At("2026-06-01T18:00+09:00")));
        Assert.False(BusinessTime.IsOpen(calendar, At("2026-06-06T12:00+09:00")));
    }
}
