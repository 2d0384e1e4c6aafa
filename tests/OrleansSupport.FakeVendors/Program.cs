using OrleansSupport.FakeVendors;

// A translation vendor for tests and demonstrations: real HTTP, real wire formats, deterministic translations ("[es] " + text).
// Every room (/r/<name>/...) is a server of its own, so that tests running side by side do not disturb each other; without a room it is "demo".
//   --until-stdin-closes   end with the process that started it
//   --url <address>        default http://127.0.0.1:0; the address taken is the first line on stdout
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls(builder.Configuration["url"] ?? "http://127.0.0.1:0");
var app = builder.Build();

var rooms = new Rooms();
app.Use((context, next) =>
{
    if (context.Request.Path.StartsWithSegments("/r", out var rest) && rest.Value!.Split('/') is [_, var name, ..])
    {
        context.Request.PathBase = "/r/" + name;
        context.Request.Path = rest.Value[(name.Length + 1)..];
        context.Items["room"] = rooms.Of(name);
    }
    else
    {
        context.Items["room"] = rooms.Of("demo");
    }
    return next(context);
});
app.UseRouting();
LibreTranslateApi.Map(app);
DeepLApi.Map(app);
GoogleApi.Map(app);
ChatCompletionsApi.Map(app);
ControlApi.Map(app);

await app.StartAsync();
Console.WriteLine(app.Urls.First());
if (args.Contains("--until-stdin-closes"))
{
    while (await Console.In.ReadLineAsync() is not null)
    {
    }
    await app.StopAsync();
}
else
{
    await app.WaitForShutdownAsync();
}
