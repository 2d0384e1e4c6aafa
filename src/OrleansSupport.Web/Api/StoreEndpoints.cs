using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <summary>Stores, and what buyers write to them through somebody else's system.</summary>
internal static class StoreEndpoints
{
    public static void MapStores(this IEndpointRouteBuilder api)
    {
        var stores = api.MapGroup("/stores").WithTags("Stores");
        stores.MapGet("/", List).WithName("listStores").WithSummary("The caller's stores").Produces<Page<StoreView>>();
        stores.MapGet("/{store}", Get).WithName("getStore").WithSummary("One store, without its secrets")
            .Produces<StoreView>().ProducesProblem(404);
    }

    public static void MapInbound(this IEndpointRouteBuilder api) =>
        api.MapPost("/stores/{store}/channels/{channel}/messages", Receive).WithTags("Messages")
            .WithName("postMessage").WithSummary("Hands in a message that a buyer wrote")
            .WithDescription("For API clients. A message whose id was there before changes nothing and gets the first answer.")
            .RequireAuthorization(Policies.Client)
            .Command().Produces<Accepted>(StatusCodes.Status202Accepted).ProducesProblem(403);

    private static async Task<IResult> List(ClaimsPrincipal user, StoreCatalog catalog) =>
        TypedResults.Ok(new Page<StoreView>([.. (await catalog.For(Caller.Of(user))).Select(store => StoreView.Of(store))]));

    private static async Task<IResult> Get(string store, ClaimsPrincipal user, StoreCatalog catalog) =>
        Caller.Of(user).CanRead(store) && await catalog.Find(store) is { } settings
            ? TypedResults.Ok(StoreView.Of(settings))
            : Problems.NotFound();

    private static async Task<IResult> Receive(
        string store, string channel, InboundBody body, ClaimsPrincipal user, StoreCatalog catalog, IGrainFactory grains)
    {
        if (!Caller.Of(user).CanRead(store) || await catalog.Channel(store, channel) is null)
        {
            return Problems.NotFound();
        }

        if (Inbound.Check(body) is { } problem)
        {
            return problem;
        }

        var answer = await Inbound.Receive(grains, store, channel, body.Id, body);
        return TypedResults.Accepted((string?)null, new Accepted(answer.Conversation, answer.Message, answer.Sequence, answer.Duplicate));
    }
}

/// <summary>From a checked body to the customer who wrote it; API and hooks share it.</summary>
internal static class Inbound
{
    public static Problem? Check(InboundBody body) =>
        Api.Check.ExternalId(body.Id, "id")
        ?? Api.Check.ExternalId(body.Identity, "identity")
        ?? Api.Check.Text(body.Text)
        ?? Api.Check.Name(body.Name)
        ?? Api.Check.Language(body.Language)
        ?? Api.Check.Country(body.Country);

    public static Task<Contracts.Conversations.ReceiveAnswer> Receive(
        IGrainFactory grains, string store, string channel, string externalId, InboundBody body) =>
        grains.Customer(CustomerId.Of(store, channel, body.Identity)).Receive(new InboundMessage(
            store, channel, externalId, body.Identity, Api.Check.CleanName(body.Name), body.Text, body.Language, body.Country, SentAt: body.SentAt));
}
