using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.SignalR;
using Npgsql;
using NpgsqlTypes;

// The least that a message can cost on this stack: Kestrel reads it, one statement writes the event and the conversation's header,
// SignalR pushes it to the consoles. No signature, no grain, no rules, no deduplication. Tables: see FloorTables in the bench.
//   --url <address>    default http://127.0.0.1:0; the address taken is the first line on stdout
//   connection         the connection string, in the environment: a command line is for everybody to read
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls(builder.Configuration["url"] ?? "http://127.0.0.1:0");
var settings = new NpgsqlConnectionStringBuilder(builder.Configuration["connection"]) { MaxAutoPrepare = 16, AutoPrepareMinUsages = 2 };
await using var database = NpgsqlDataSource.Create(settings);
builder.Services.AddSignalR().AddJsonProtocol(o => o.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, FloorJson.Default));
builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, FloorJson.Default));
var app = builder.Build();

app.MapHub<FloorHub>("/hub/console");
app.MapPost("/hooks/{store}/{channel}", async (HttpContext context, IHubContext<FloorHub> hub) =>
{
    var message = (await JsonSerializer.DeserializeAsync(context.Request.Body, FloorJson.Default.HookBody, context.RequestAborted))!.Data;
    var conversation = long.Parse(message.Identity.AsSpan(message.Identity.IndexOf('-') + 1), NumberStyles.Integer, CultureInfo.InvariantCulture);
    var preview = message.Text.Length <= 140 ? message.Text : message.Text[..140];
    await using var command = database.CreateCommand("""
        WITH h AS (
          INSERT INTO header (conversation, version, at, preview) VALUES ($1, 1, now(), $2)
          ON CONFLICT (conversation) DO UPDATE SET version = header.version + 1, at = excluded.at, preview = excluded.preview RETURNING version
        ), e AS (
          INSERT INTO event (conversation, sequence, at, type, payload, hash) SELECT $1, version, now(), 'received', $3, $4 FROM h
        ) SELECT version FROM h
        """);
    command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = conversation });
    command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = preview });
    command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(message, FloorJson.Default.HookMessage) });
    command.Parameters.Add(new NpgsqlParameter { Value = new byte[SHA256.HashSizeInBytes], NpgsqlDbType = NpgsqlDbType.Bytea });
    var version = (long)(await command.ExecuteScalarAsync(context.RequestAborted))!;
    _ = hub.Clients.Group(FloorHub.Group).SendAsync("Row", new FloorRow(conversation, version, preview, message.Name), CancellationToken.None);
    return TypedResults.Json(new FloorAnswer(conversation, version), FloorJson.Default.FloorAnswer, statusCode: StatusCodes.Status202Accepted);
});

await app.StartAsync();
Console.WriteLine(app.Urls.First());
await app.WaitForShutdownAsync();

internal sealed class FloorHub : Hub
{
    public const string Group = "store";

    public override Task OnConnectedAsync() => Groups.AddToGroupAsync(Context.ConnectionId, Group);
}

internal sealed record HookBody(string Type, HookMessage Data);

internal sealed record HookMessage(string Identity, string Text, string? Id, string? Name);

internal sealed record FloorRow(long Id, long Version, string Preview, string? CustomerName);

internal sealed record FloorAnswer(long Conversation, long Sequence);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HookBody))]
[JsonSerializable(typeof(FloorRow))]
[JsonSerializable(typeof(FloorAnswer))]
internal sealed partial class FloorJson : JsonSerializerContext;
