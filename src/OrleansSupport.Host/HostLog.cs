namespace OrleansSupport.Host;

internal static partial class HostLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The database is ready")]
    public static partial void DatabaseReady(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Cannot start. {Reason}")]
    public static partial void CannotStart(this ILogger logger, string reason);
}
