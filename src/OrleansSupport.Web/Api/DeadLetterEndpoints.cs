using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <summary>Replies that could not be delivered.</summary>
internal static class DeadLetterEndpoints
{
    public static void MapDeadLetters(this IEndpointRouteBuilder api)
    {
        var letters = api.MapGroup("/dead-letters").WithTags("Dead letters");
        letters.MapGet("/", List).WithName("listDeadLetters").WithSummary("Deliveries that were given up, newest first")
            .Produces<Page<DeadLetter>>();
        letters.MapPost("/{id}/{message}/replay", Replay).WithName("replayDeadLetter").WithSummary("Tries a given-up delivery again")
            .Command().Produces<Changed>(202);
    }

    private static async Task<IResult> List(ClaimsPrincipal user, IGrainFactory grains, int? limit = null)
    {
        var stores = Caller.Of(user).StoresFor(null);
        return TypedResults.Ok(new Page<DeadLetter>(stores.Count == 0
            ? []
            : await grains.GetGrain<IConversationQueries>(0).DeadLetters(stores, Check.Limit(limit, WebLimits.PageDefault, WebLimits.PageMost))));
    }

    private static async Task<IResult> Replay(ConversationId id, MessageId message, ClaimsPrincipal user, StoreGuard guard, IGrainFactory grains)
    {
        if (!await guard.Conversation(Caller.Of(user), id))
        {
            return Problems.NotFound();
        }

        var outcome = await grains.GetGrain<IConversationQueries>(0).Replay(id, message);
        return Problems.Answer(outcome, () => TypedResults.Accepted((string?)null, new Changed(outcome.Sequence)));
    }
}
