using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <param name="NextCursor">Goes into <c>after</c>; also on the last page, to ask later for what has come since.</param>
internal sealed record EventList(
    IReadOnlyList<LoggedEvent> Data,
    [property: JsonPropertyName("has_more")] bool HasMore,
    [property: JsonPropertyName("next_cursor")] long NextCursor);

/// <summary>Reading conversations.</summary>
internal static class ConversationEndpoints
{
    private const int FoldAtMost = 20_000;

    public static void MapConversations(this IEndpointRouteBuilder api)
    {
        var conversations = api.MapGroup("/conversations").WithTags("Conversations").ProducesProblem(404);
        conversations.MapGet("/", List).WithName("listConversations").WithSummary("Conversations of the caller's stores, newest first")
            .Produces<Page<ConversationRow>>().ProducesProblem(400);
        conversations.MapGet("/{id}", Get).WithName("getConversation").WithSummary("One conversation and its clocks; the ETag is its version")
            .Produces<ConversationView>().Produces(StatusCodes.Status304NotModified);
        conversations.MapGet("/{id}/events", Events).WithName("listEvents").WithSummary("The conversation's log")
            .Produces<EventList>();
        conversations.MapGet("/{id}/messages", Messages).WithName("listMessages").WithSummary("The conversation's messages with translations and delivery")
            .Produces<Page<MessageView>>();
    }

    private static async Task<IResult> List(
        ClaimsPrincipal user,
        IGrainFactory grains,
        string? store = null,
        bool? open = null,
        AgentId? assignee = null,
        CustomerId? customer = null,
        int? limit = null,
        [FromQuery(Name = "starting_after")] ConversationId? startingAfter = null)
    {
        var stores = Caller.Of(user).StoresFor(store);
        return stores.Count == 0
            ? store is null ? TypedResults.Ok(new Page<ConversationRow>([])) : Problems.NotFound()
            : TypedResults.Ok(await Rows(grains, new ConversationFilter(
                stores, open, assignee, customer, StartingAfter: startingAfter, Limit: Check.Limit(limit, WebLimits.PageDefault, WebLimits.PageMost))));
    }

    internal static async Task<Page<ConversationRow>> Rows(IGrainFactory grains, ConversationFilter filter)
    {
        var page = await grains.GetGrain<IConversationQueries>(0).List(filter);
        return new(page.Data, page.HasMore, page.NextCursor?.ToString());
    }

    private static async Task<IResult> Get(ConversationId id, HttpContext context, StoreGuard guard)
    {
        if (await guard.Read(Caller.Of(context.User), id) is not { } view)
        {
            return Problems.NotFound();
        }

        var etag = string.Create(CultureInfo.InvariantCulture, $"\"{view.Row.Version}\"");
        context.Response.Headers.ETag = etag;
        context.Response.Headers.CacheControl = "private, no-cache";
        return context.Request.Headers.IfNoneMatch.Contains(etag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(view);
    }

    private static async Task<IResult> Events(
        ConversationId id, ClaimsPrincipal user, StoreGuard guard, IGrainFactory grains, long after = 0, int? limit = null)
    {
        if (!await guard.Conversation(Caller.Of(user), id))
        {
            return Problems.NotFound();
        }

        var from = Math.Max(0, after);
        var page = await grains.GetGrain<IConversationGrain>(id.Value).Events(from, Check.Limit(limit, WebLimits.EventsDefault, WebLimits.EventsMost));
        return TypedResults.Ok(new EventList(page.Events, page.HasMore, page.Events.Count > 0 ? page.Events[^1].Sequence : from));
    }

    private static async Task<IResult> Messages(ConversationId id, ClaimsPrincipal user, StoreGuard guard, IGrainFactory grains)
    {
        if (!await guard.Conversation(Caller.Of(user), id))
        {
            return Problems.NotFound();
        }

        // A translation or receipt may come long after its message: only the whole log says what became of one.
        var events = new List<LoggedEvent>();
        var more = true;
        while (more && events.Count < FoldAtMost)
        {
            var page = await grains.GetGrain<IConversationGrain>(id.Value).Events(events.Count > 0 ? events[^1].Sequence : 0, WebLimits.EventsMost);
            events.AddRange(page.Events);
            more = page.HasMore && page.Events.Count > 0;
        }

        return TypedResults.Ok(new Page<MessageView>(MessageFold.Fold(events), more));
    }
}
