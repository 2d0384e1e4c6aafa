using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Sla;
using static OrleansSupport.Tests.Sla.Instants;

namespace OrleansSupport.Tests.Sla;

public sealed class BusinessTimeTests
{
    private const string Office = "1-5 09:00-18:00";

    [Theory]
    // Inside one window, over a night, over a weekend, from a closed time, from the opening and from the closing instant.
    [InlineData("Europe/Madrid", Office, "2026-06-01T10:00+02:00", 240, "2026-06-01T14:00+02:00")]
    [InlineData("Europe/Madrid", Office, "2026-06-01T17:00+02:00", 240, "2026-06-02T12:00+02:00")]
    [InlineData("Europe/Madrid", Office, "2026-06-06T11:00+02:00", 60, "2026-06-08T10:00+02:00")]
    [InlineData("Europe/Madrid", Office, "2026-06-01T09:00+02:00", 1, "2026-06-01T09:01+02:00")]
    [InlineData("Europe/Madrid", Office, "2026-06-05T18:00+02:00", 1, "2026-06-08T09:01+02:00")]
    // Used up exactly at closing: the closing instant, also when whole weeks were counted on the way.
    [InlineData("Europe/Madrid", Office, "2026-06-05T14:00+02:00", 240, "2026-06-05T18:00+02:00")]
    [InlineData("Europe/Madrid", Office, "2026-06-01T09:00+02:00", 2700, "2026-06-05T18:00+02:00")]
    [InlineData("Etc/UTC", Office, "2026-01-05T09:00Z", 27000, "2026-03-13T18:00Z")]
    [InlineData("Etc/UTC", Office, "2026-01-05T09:00Z", 27001, "2026-03-16T09:01Z")]
    // Spring forward: over the weekend, through a window, and in a window around the skipped hour.
    [InlineData("Europe/Madrid", Office, "2026-03-27T17:00+01:00", 240, "2026-03-30T12:00+02:00")]
    [InlineData("Europe/Madrid", "1-7 00:00-24:00", "2026-03-29T01:30+01:00", 60, "2026-03-29T03:30+02:00")]
    [InlineData("Europe/Madrid", "1-7 01:00-04:00", "2026-03-29T00:00+01:00", 120, "2026-03-29T04:00+02:00")]
    [InlineData("Europe/Madrid", "1-7 01:00-04:00", "2026-03-29T00:00+01:00", 121, "2026-03-30T01:01+02:00")]
    [InlineData("Europe/Madrid", "1-7 02:00-03:00", "2026-03-29T00:00+01:00", 30, "2026-03-30T02:30+02:00")]
    [InlineData("America/New_York", "1-7 00:00-24:00", "2026-03-07T20:00-05:00", 1440, "2026-03-08T21:00-04:00")]
    [InlineData("America/New_York", "1-7 08:00-20:00", "2026-03-07T19:00-05:00", 120, "2026-03-08T09:00-04:00")]
    // Fall back: the repeated hour counts twice, and a window inside it opens twice.
    [InlineData("Europe/Madrid", "1-7 01:00-04:00", "2026-10-25T00:00+02:00", 240, "2026-10-25T04:00+01:00")]
    [InlineData("Europe/Madrid", "1-7 02:00-02:30", "2026-10-25T00:00+02:00", 30, "2026-10-25T02:30+02:00")]
    [InlineData("Europe/Madrid", "1-7 02:00-02:30", "2026-10-25T00:00+02:00", 45, "2026-10-25T02:15+01:00")]
    [InlineData("America/New_York", "1-7 00:00-06:00", "2026-11-01T00:00-04:00", 360, "2026-11-01T05:00-05:00")]
    // Half an hour at Lord Howe, both ways.
    [InlineData("Australia/Lord_Howe", "1-7 01:00-03:00", "2026-04-05T00:00+11:00", 150, "2026-04-05T03:00+10:30")]
    [InlineData("Australia/Lord_Howe", "1-7 01:00-03:00", "2026-10-04T00:00+10:30", 90, "2026-10-04T03:00+11:00")]
    // Offset of 5:45; a Friday that Apia never had; midnight skipped and repeated in São Paulo.
    [InlineData("Asia/Kathmandu", Office, "2026-05-04T17:30+05:45", 60, "2026-05-05T09:30+05:45")]
    [InlineData("Pacific/Apia", "1-5 09:00-17:00", "2011-12-29T16:00-10:00", 120, "2012-01-02T10:00+14:00")]
    [InlineData("Pacific/Apia", "1-7 00:00-24:00", "2011-12-29T23:00-10:00", 120, "2011-12-31T01:00+14:00")]
    [InlineData("America/Sao_Paulo", "1-7 00:00-02:00", "2018-11-03T23:00-03:00", 60, "2018-11-04T02:00-02:00")]
    [InlineData("America/Sao_Paulo", "6 22:00-24:00", "2018-02-17T22:00-02:00", 180, "2018-02-18T00:00-03:00")]
    // A night shift as two touching windows, a day split without a gap, a lunch break, a leap day.
    [InlineData("Asia/Tokyo", "5 22:00-24:00; 6 00:00-02:00", "2026-06-05T23:00+09:00", 120, "2026-06-06T01:00+09:00")]
    [InlineData("Asia/Tokyo", "5 22:00-24:00; 6 00:00-02:00", "2026-06-05T23:00+09:00", 181, "2026-06-12T22:01+09:00")]
    [InlineData("Asia/Shanghai", "1-5 09:00-13:00 13:00-18:00", "2026-06-01T09:00+08:00", 300, "2026-06-01T14:00+08:00")]
    [InlineData("Asia/Shanghai", "1-5 09:00-13:00 13:00-18:00", "2026-06-01T09:00+08:00", 240, "2026-06-01T13:00+08:00")]
    [InlineData("Asia/Shanghai", "1-5 13:30-18:00 09:00-12:00", "2026-06-01T11:30+08:00", 60, "2026-06-01T14:00+08:00")]
    [InlineData("Europe/Istanbul", Office, "2028-02-28T17:00+03:00", 120, "2028-02-29T10:00+03:00")]
    public void A_target_is_due_at_the_exact_instant(string zone, string windows, string start, int minutes, string due)
    {
        var calendar = Calendar(zone, windows);
        Assert.Equal(At(due), BusinessTime.AddBusinessTime(calendar, At(start), Minutes(minutes)));
        Assert.Equal(Minutes(minutes), BusinessTime.BusinessElapsed(calendar, At(start), At(due)));
    }

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
