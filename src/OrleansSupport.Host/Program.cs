using OrleansSupport.Host;
using OrleansSupport.Host.Cluster;
using OrleansSupport.Host.Demo;
using OrleansSupport.Host.FirstStart;
using OrleansSupport.Host.Postgres;
using OrleansSupport.Web;

// Beside the executable, wherever it is called from: the content (console, widget, language table) lies there.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = CommandLine.Rest(args), ContentRootPath = AppContext.BaseDirectory });
builder.Configuration.AddInMemoryCollection(CommandLine.Settings(args));
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
    var role = NodeRoles.Of(builder.Configuration);
    await using var membership = database.IsEmbedded && role.HasSilo() ? await Membership.Enter(database.ConnectionString, early.Token) : null;
    Node.Configure(builder, database, role);
    await using var app = builder.Build();
    Node.Use(app, role);
    await app.StartAsync(early.Token);
    if (role.HasWeb())
    {
        Welcome.Print(app, await Seed.Run(app.Services, builder.Configuration, database.IsEmbedded, early.Token));
    }

    app.Services.GetRequiredService<NodeState>().Serve();
    logger.Serving(role);
    await using var demo = DemoPlayer.Start(app.Services, builder.Configuration);
    await Departure.Await(app, role, early, logger);
    return 0; // the database goes down last, when the host has stopped
}
catch (OperationCanceledException)
{
    return 0;
}
catch (Exception e) when (e is EmbeddedPostgresException or MigrationException or ConfigurationException)
{
    logger.CannotStart(e.Message);
    return 1;
}
