using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Web.Access;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Web.Widget;

/// <param name="Name">How the shop calls its signed-in buyer, if it knows.</param>
/// <param name="Language">What the shop's page or the browser speaks.</param>
internal sealed record WidgetHello(string? Name = null, string? Language = null);

internal sealed record WidgetSession(string Token, string Visitor);

/// <param name="Id">Made by the browser; sent again, it is the same message.</param>
internal sealed record WidgetMessage(string Id, string Text);

internal sealed record WidgetAccepted(ConversationId Conversation, MessageId Message, long Sequence);

/// <param name="Cursor">The id of the line's event, so that it need not be searched for.</param>
internal sealed record WidgetSeen(MessageId Message, string? Cursor = null);

/// <summary>What a buyer's browser may do: say who it is, write, listen, and confirm.</summary>
internal static class WidgetEndpoints
{
    private const int LongestId = 100;

    public static void MapWidget(this IEndpointRouteBuilder app)
    {
        var widget = app.MapGroup("/widget/{store}").WithTags("Widget").RequireCors(WidgetCors.Policy)
            .ProducesProblem(404).ProducesProblem(429);

        widget.MapPost("/session", Hello).AllowAnonymous().WithName("openWidget").WithSummary("Makes a visitor, or renews the token of one")
            .WithDescription("With a valid token in the Authorization header the visitor stays the same.")
            .Limited("widget-sessions", RateKey.Address, o => o.WidgetSessionsPerMinute)
            .Produces<WidgetSession>().ProducesProblem(400).ProducesProblem(403);

        var known = widget.MapGroup("").RequireAuthorization(Policies.Visitor)
            .Limited("widget", RateKey.Caller, o => o.WidgetCallsPerMinute).ProducesProblem(401);
        known.MapPost("/messages", Post).WithName("postWidgetMessage").WithSummary("The buyer writes")
            .Produces<WidgetAccepted>(202).ProducesProblem(400).ProducesProblem(413).ProducesProblem(422);
        known.MapGet("/stream", WidgetStream.Open).WithName("streamWidget").WithSummary("The buyer's transcript, and what follows, as server-sent events")
            .Produces(200, contentType: "text/event-stream");
        known.MapPost("/seen", Seen).WithName("confirmWidgetMessage").WithSummary("The buyer's browser has a reply")
            .Produces(204).ProducesProblem(400);
    }

    private static async Task<IResult> Hello(string store, WidgetHello body, HttpContext context, StoreCatalog catalog, VisitorTokens tokens)
    {
        if (await catalog.Widget(store) is not { } widget)
        {
            return Problems.NotFound();
        }

        if (!WidgetOrigins.Allows(widget, context.Request))
        {
            return new Problem(StatusCodes.Status403Forbidden, ProblemCodes.OriginNotAllowed);
        }

        if ((Check.Name(body.Name) ?? Check.Language(body.Language)) is { } problem)
        {
            return problem;
        }

        var before = Bearer.Of(context.Request) is { } token ? tokens.Open(store, token) : null;
        var visitor = new Visitor(
            store, before?.Id ?? VisitorTokens.NewId(), Check.CleanName(body.Name) ?? before?.Name, body.Language ?? before?.Language);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new WidgetSession(tokens.Seal(visitor), visitor.Id));
    }

    private static async Task<IResult> Post(string store, WidgetMessage body, HttpContext context, StoreCatalog catalog, IGrainFactory grains)
    {
        if (await catalog.Widget(store) is not { } widget)
        {
            return Problems.NotFound();
        }

        if (body.Id.Length > LongestId || Check.ExternalId(body.Id, "id") is not null)
        {
            return Problems.Invalid($"id: 1 to {LongestId} visible characters are expected.");
        }

        var visitor = VisitorHandler.Of(context.User);
        var message = new InboundBody(ExternalId.Of(visitor, body.Id), visitor.Id, body.Text, visitor.Name, visitor.Language);
        if (Inbound.Check(message) is { } problem)
        {
            return problem;
        }

        var answer = await Inbound.Receive(grains, store, widget.Id, message.Id, message);
        return TypedResults.Accepted((string?)null, new WidgetAccepted(answer.Conversation, answer.Message, answer.Sequence));
    }

    private static async Task<IResult> Seen(string store, WidgetSeen body, HttpContext context, StoreCatalog catalog, IGrainFactory grains)
    {
        if (await catalog.Widget(store) is not { } widget)
        {
            return Problems.NotFound();
        }

        // The buyer's own transcript says which replies are the buyer's.
        var customer = CustomerId.Of(store, widget.Id, VisitorHandler.Of(context.User).Id);
        var at = WidgetCursor.Parse(body.Cursor);
        var transcript = await grains.GetGrain<ICustomerGrain>(customer.Value).Transcript(at.Conversation, Math.Max(0, at.Sequence - 1));
        if (transcript.Conversation is not { } conversation || !transcript.Lines.Any(line => line.Message == body.Message && !line.Inbound))
        {
            return Problems.NotFound();
        }

        var outcome = await grains.GetGrain<IConversationGrain>(conversation.Value)
            .Delivery(new DeliveryChanged(body.Message, DeliveryState.Delivered, 1, null));
        return Problems.Answer(outcome, () => TypedResults.NoContent());
    }
}

/// <summary>
/// Ids of messages as the browser makes them are only unique to the browser; in the store each stands after its visitor's, so
/// that nobody can take the id of another's message.
/// </summary>
internal static class ExternalId
{
    public static string Of(Visitor visitor, string id) => visitor.Id + "." + id;

    /// <summary>The browser's own id again; null when the message did not come from there.</summary>
    public static string? Own(Visitor visitor, string? externalId) =>
        externalId is not null && externalId.StartsWith(visitor.Id + ".", StringComparison.Ordinal) ? externalId[(visitor.Id.Length + 1)..] : null;
}
