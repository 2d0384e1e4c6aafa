namespace OrleansSupport.Web;

/// <summary>What an operator may set, in the configuration section <c>Web</c>. Counts are per minute.</summary>
public sealed class WebOptions
{
    public const string Section = "Web";

    /// <summary>Sign-in attempts from one address, whatever the account.</summary>
    public int SignInsPerMinute { get; set; } = 30;

    /// <summary>Calls of one API client or one signed-in person.</summary>
    public int CallsPerMinute { get; set; } = 6_000;

    /// <summary>Calls to one hook; shops deliver in bursts after their own outages.</summary>
    public int HooksPerMinute { get; set; } = 12_000;

    /// <summary>New widget sessions from one address; a whole office or mobile network may share one.</summary>
    public int WidgetSessionsPerMinute { get; set; } = 120;

    /// <summary>Messages, receipts and stream openings of one visitor.</summary>
    public int WidgetCallsPerMinute { get; set; } = 120;

    /// <summary>How long a signed-in person stays so without coming back.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long a buyer's browser may stay away and still find its conversation.</summary>
    public TimeSpan WidgetTokenLifetime { get; set; } = TimeSpan.FromDays(90);
}

/// <summary>Sizes beyond which input is refused.</summary>
public static class WebLimits
{
    public const int Text = 100_000;
    public const int Name = 200;
    public const int ExternalId = 200;
    public const int Password = 200;

    /// <summary>100,000 characters in any script, written in UTF-8 or escaped, and the rest of the message beside them.</summary>
    public const int Body = 1024 * 1024;

    public const int PageDefault = 50;
    public const int PageMost = 200;
    public const int EventsDefault = 200;
    public const int EventsMost = 1_000;
}
