using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Web.Access;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Web.Hooks;

/// <param name="Type"><c>message.received</c>, <c>message.delivered</c> or <c>message.failed</c>.</param>
internal sealed record HookBody(string Type, JsonElement Data);

/// <param name="Id">Left out: the webhook's own id is the message's.</param>
internal sealed record HookMessage(
    string Identity,
    string Text,
    string? Id = null,
    string? Name = null,
    string? Language = null,
    string? Country = null,
    DateTimeOffset? SentAt = null);

internal sealed record HookReceipt(ConversationId Conversation, MessageId Message, string? Reason = null);

/// <summary>The same for a repeat as for the first.</summary>
internal sealed record HookAnswer(ConversationId Conversation, MessageId Message, long Sequence);

/// <summary>The generic channel's way in: other people's systems hand over what buyers write, and how replies fared.</summary>
internal static class HookEndpoints
{
    public static void MapHooks(this IEndpointRouteBuilder app) =>
        app.MapPost("/hooks/{store}/{channel}", Post).AllowAnonymous().WithTags("Hooks")
            .Limited("hooks", RateKey.Path, o => o.HooksPerMinute)
            .WithName("postHook").WithSummary("Takes a signed webhook")
            .WithDescription("Signed as in Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature.")
            .Accepts<HookBody>("application/json")
            .Produces<HookAnswer>(202).ProducesProblem(400).ProducesProblem(401).ProducesProblem(404).ProducesProblem(413).ProducesProblem(429);

    private static async Task<IResult> Post(
        string store, string channel, HttpContext context, StoreCatalog catalog, IGrainFactory grains, TimeProvider time)
    {
        if (await catalog.Channel(store, channel) is not { Kind: ChannelKind.Signed } settings)
        {
            return Problems.NotFound();
        }

        var body = await ReadAll(context);
        var headers = context.Request.Headers;
        var id = headers[StandardWebhook.IdHeader].ToString();
        var verdict = StandardWebhook.Verify(
            id, headers[StandardWebhook.TimestampHeader].ToString(), headers[StandardWebhook.SignatureHeader].ToString(),
            body, settings.Secret, time.GetUtcNow());
        if (verdict != WebhookVerdict.Valid)
        {
            return Refuse(verdict);
        }

        var hook = Read<HookBody>(body);
        return hook.Type switch
        {
            "message.received" => await Received(grains, store, channel, id, Read<HookMessage>(hook.Data)),
            "message.delivered" => await Receipt(grains, store, channel, DeliveryState.Delivered, Read<HookReceipt>(hook.Data)),
            "message.failed" => await Receipt(grains, store, channel, DeliveryState.Failed, Read<HookReceipt>(hook.Data)),
            _ => new Problem(StatusCodes.Status400BadRequest, ProblemCodes.UnknownType),
        };
    }

    private static async Task<IResult> Received(IGrainFactory grains, string store, string channel, string webhookId, HookMessage data)
    {
        var message = new InboundBody(data.Id ?? webhookId, data.Identity, data.Text, data.Name, data.Language, data.Country, data.SentAt);
        if (Inbound.Check(message) is { } problem)
        {
            return problem;
        }

        var answer = await Inbound.Receive(grains, store, channel, message.Id, message);
        return TypedResults.Accepted((string?)null, new HookAnswer(answer.Conversation, answer.Message, answer.Sequence));
    }

    private static async Task<IResult> Receipt(IGrainFactory grains, string store, string channel, DeliveryState state, HookReceipt data)
    {
        // The secret is the channel's: it says nothing about conversations of another.
        var conversation = grains.GetGrain<IConversationGrain>(data.Conversation.Value);
        if ((await conversation.Get())?.Row is not { } row || row.Store != store || row.Channel != channel)
        {
            return Problems.NotFound();
        }

        if (Check.Name(data.Reason) is { } problem)
        {
            return problem;
        }

        var outcome = await conversation.Delivery(new DeliveryChanged(data.Message, state, 0, Check.CleanName(data.Reason)));
        return Problems.Answer(outcome, () => TypedResults.Accepted((string?)null, new HookAnswer(data.Conversation, data.Message, outcome.Sequence)));
    }

    private static Problem Refuse(WebhookVerdict verdict) => verdict switch
    {
        WebhookVerdict.MissingHeader => new(
            StatusCodes.Status400BadRequest, Refusals.Invalid,
            $"The headers {StandardWebhook.IdHeader}, {StandardWebhook.TimestampHeader} and {StandardWebhook.SignatureHeader} are needed."),
        WebhookVerdict.BadTimestamp => new(StatusCodes.Status401Unauthorized, ProblemCodes.TimestampOutOfRange),
        _ => new(StatusCodes.Status401Unauthorized, ProblemCodes.InvalidSignature),
    };

    private static T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, WireJson.Options) ?? throw new JsonException();

    private static T Read<T>(JsonElement json) => json.Deserialize<T>(WireJson.Options) ?? throw new JsonException();

    private static async Task<byte[]> ReadAll(HttpContext context)
    {
        using var all = new MemoryStream();
        await context.Request.Body.CopyToAsync(all, context.RequestAborted);
        return all.ToArray();
    }
}
