using OrleansSupport.Host;
using OrleansSupport.Host.Postgres;

var builder = WebApplication.CreateBuilder(args);
using var loggers = LoggerFactory.Create(l => l.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole());
var logger = loggers.CreateLogger("OrleansSupport");
try
{
    using var early = new EarlyStop();
    await using var database = await Database.OpenAsync(builder.Configuration, loggers, early.Token);
    if (args is ["database", ..])
    {
        // Only the database, for whoever wants to look into it or to start nodes one by one on it.
        logger.DatabaseReady();
        await Task.Delay(Timeout.InfiniteTimeSpan, early.Token);
    }

    builder.Configuration[$"ConnectionStrings:{Database.ConnectionName}"] = database.ConnectionString;
    await using var app = builder.Build();
    await app.RunAsync(early.Token);
    return 0; // the database goes down last, when the host has stopped
}
catch (OperationCanceledException)
{
    return 0;
}
catch (Exception e) when (e is EmbeddedPostgresException or MigrationException)
{
    logger.CannotStart(e.Message);
    return 1;
}
