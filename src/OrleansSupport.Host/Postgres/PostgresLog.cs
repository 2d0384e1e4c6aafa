namespace OrleansSupport.Host.Postgres;

internal static partial class PostgresLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Making PostgreSQL {Version} data in {Folder}")]
    public static partial void PostgresInitialising(this ILogger logger, string version, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL {Version} started on 127.0.0.1:{Port}, data in {Folder}, account {Account}, {Elapsed} ms")]
    public static partial void PostgresStarted(this ILogger logger, string version, int port, string folder, AccountKind account, long elapsed);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL ran already on 127.0.0.1:{Port}, data in {Folder}, {Elapsed} ms")]
    public static partial void PostgresAdopted(this ILogger logger, int port, string folder, long elapsed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL did not stop cleanly last time (process {ProcessId} is gone)")]
    public static partial void PostgresStaleFile(this ILogger logger, int processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL on {Folder} goes on for the other processes that use it")]
    public static partial void PostgresLeftToOthers(this ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL on {Folder} stopped")]
    public static partial void PostgresStopped(this ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "Migration {Name} applied, {Elapsed} ms")]
    public static partial void MigrationApplied(this ILogger logger, string name, long elapsed);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database has migration {Name} of a newer version of the product")]
    public static partial void MigrationFromTheFuture(this ILogger logger, string name);
}
