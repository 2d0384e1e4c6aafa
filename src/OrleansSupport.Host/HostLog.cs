using OrleansSupport.Host.Cluster;

namespace OrleansSupport.Host;

internal static partial class HostLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The database is ready")]
    public static partial void DatabaseReady(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving as {Role}")]
    public static partial void Serving(this ILogger logger, NodeRole role);

    [LoggerMessage(Level = LogLevel.Information, Message = "Leaving: not ready from now on, stopping in {Seconds} s")]
    public static partial void Leaving(this ILogger logger, double seconds);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Cannot start. {Reason}")]
    public static partial void CannotStart(this ILogger logger, string reason);
}
