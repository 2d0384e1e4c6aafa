using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Orders;
using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <summary>What buyers want, the templates that answer it, and the orders that these are filled from.</summary>
internal static class ScenarioEndpoints
{
    public static void MapScenarios(this IEndpointRouteBuilder api)
    {
        var scenarios = api.MapGroup("/scenarios").WithTags("Scenarios");
        scenarios.MapGet("/model", async (IGrainFactory grains) => TypedResults.Ok(await grains.GetGrain<IScenarioGrain>(0).Model()))
            .WithName("getScenarioModel").WithSummary("The classifier in use and its accuracy on messages that it never learns from").Produces<ScenarioModelView>();
        scenarios.MapPost("/model", async (IGrainFactory grains) => TypedResults.Ok(await grains.GetGrain<IScenarioGrain>(0).Retrain()))
            .WithName("retrainScenarioModel").WithSummary("Learns again, also from what agents chose and corrected")
            .RequireAuthorization(Policies.Admin).Produces<ScenarioModelView>().ProducesProblem(403);

        var one = api.MapGroup("/conversations/{id}").WithTags("Conversations");
        one.MapPost("/scenario", SetScenario).WithName("setScenario").WithSummary("Says what the buyer wants").Command().Produces<Changed>();
        one.MapGet("/suggestions", Suggestions).WithName("listSuggestions").WithSummary("The buyer's orders, and replies filled from them")
            .Produces<SuggestionsView>().ProducesProblem(400).ProducesProblem(404);

        var templates = api.MapGroup("/stores/{store}/templates").WithTags("Scenarios").ProducesProblem(404);
        templates.MapGet("/", ListTemplates).WithName("listTemplates").WithSummary("A store's reply templates").Produces<Page<ReplyTemplate>>();
        templates.MapPut("/{template}", PutTemplate).WithName("putTemplate").WithSummary("Makes or changes a reply template")
            .RequireAuthorization(Policies.Admin).Produces<ReplyTemplate>().ProducesProblem(400).ProducesProblem(403);
        templates.MapDelete("/{template}", RemoveTemplate).WithName("removeTemplate").WithSummary("Removes a reply template")
            .RequireAuthorization(Policies.Admin).Produces(204).ProducesProblem(403);

        var orders = api.MapGroup("/stores/{store}/orders").WithTags("Orders").ProducesProblem(404);
        orders.MapPut("/{id}", PutOrder).WithName("putOrder").WithSummary("Makes or replaces an order, as the shop's back end knows it")
            .WithDescription("For API clients and admins. The same again changes nothing.").Produces<Order>().ProducesProblem(400).ProducesProblem(403);
        orders.MapGet("/{id}", GetOrder).WithName("getOrder").WithSummary("One order").Produces<Order>();
    }

    private static async Task<IResult> SetScenario(ConversationId id, ScenarioBody body, ClaimsPrincipal user, Speaker speaker, IGrainFactory grains)
    {
        var (who, problem) = await speaker.For(user, id, body.Agent);
        if (problem is not null)
        {
            return problem;
        }

        var outcome = await grains.GetGrain<IConversationGrain>(id.Value).SetScenario(body.Scenario, who!.Id);
        return Problems.Answer(outcome, () => TypedResults.Ok(new Changed(outcome.Sequence)));
    }

    private static async Task<IResult> Suggestions(
        ConversationId id, ClaimsPrincipal user, StoreGuard guard, IGrainFactory grains, string language = "en", string agent = "")
    {
        var caller = Caller.Of(user);
        return !await guard.Conversation(caller, id) ? Problems.NotFound()
            : Check.Language(language) is { } problem ? problem
            : await grains.GetGrain<ISuggestionGrain>(0).For(id, caller.Profile?.Name ?? Check.CleanName(agent) ?? "", language) is { } found ? TypedResults.Ok(found)
            : Problems.NotFound();
    }

    private static async Task<IResult> ListTemplates(string store, ClaimsPrincipal user, StoreCatalog catalog, IGrainFactory grains) =>
        Caller.Of(user).CanRead(store) && await catalog.Find(store) is not null
            ? TypedResults.Ok(new Page<ReplyTemplate>(await grains.GetGrain<ITemplatesGrain>(store).List()))
            : Problems.NotFound();

    private static async Task<IResult> PutTemplate(
        string store, string template, TemplateBody body, ClaimsPrincipal user, StoreCatalog catalog, IGrainFactory grains)
    {
        if (!Caller.Of(user).CanRead(store) || await catalog.Find(store) is null)
        {
            return Problems.NotFound();
        }

        var made = new ReplyTemplate(template, body.Scenario, body.Texts);
        return Problems.Answer(await grains.GetGrain<ITemplatesGrain>(store).Put(made), () => TypedResults.Ok(made));
    }

    private static async Task<IResult> RemoveTemplate(string store, string template, ClaimsPrincipal user, StoreCatalog catalog, IGrainFactory grains)
    {
        if (!Caller.Of(user).CanRead(store) || await catalog.Find(store) is null)
        {
            return Problems.NotFound();
        }

        await grains.GetGrain<ITemplatesGrain>(store).Remove(template);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> PutOrder(string store, string id, OrderBody body, ClaimsPrincipal user, StoreCatalog catalog, IGrainFactory grains)
    {
        var caller = Caller.Of(user);
        if (!caller.CanRead(store) || await catalog.Find(store) is null)
        {
            return Problems.NotFound();
        }

        if (caller is { Kind: CallerKind.Agent, Role: not AgentRole.Admin })
        {
            return Problems.OfStatus(StatusCodes.Status403Forbidden);
        }

        if ((Check.ExternalId(id, "id") ?? (body.Buyer is null ? null : Check.ExternalId(body.Buyer, "buyer")) ?? Problem(body)) is { } problem)
        {
            return problem;
        }

        var order = new Order(
            id, store, body.Status, body.PlacedAt, body.Items, body.Total, body.Currency, body.Buyer,
            Check.CleanName(body.Carrier), Check.CleanName(body.Tracking), body.Link, body.ExpectedAt,
            body.Recipient);
        return Problems.Answer(await grains.GetGrain<IOrdersGrain>(store).Put(order), () => TypedResults.Ok(order));
    }

    private static async Task<IResult> GetOrder(string store, string id, ClaimsPrincipal user, IGrainFactory grains) =>
        Caller.Of(user).CanRead(store) && await grains.GetGrain<IOrdersGrain>(store).Get(id) is { } order ? TypedResults.Ok(order) : Problems.NotFound();

    /// <summary>What stands in an order reaches buyers in replies.</summary>
    private static Problem? Problem(OrderBody body) =>
        !Enum.IsDefined(body.Status) ? Problems.Invalid("status: there is no such state.")
        : body.Currency.Length != 3 || !body.Currency.All(char.IsAsciiLetterUpper) ? Problems.Invalid("currency: three letters of ISO 4217 are expected.")
        : body.Total < 0 ? Problems.Invalid("total: nothing below zero is taken.")
        : body.Items.Count is 0 or > 200 || body.Items.Any(item => item.Quantity < 1 || string.IsNullOrWhiteSpace(item.Name)) ? Problems.Invalid("items: 1 to 200 with a name and a quantity are expected.")
        : Check.Name(body.Carrier) ?? Check.Name(body.Tracking)
        ?? body.Items.Select(item => Check.Name(item.Name) ?? Check.Name(item.Sku)).FirstOrDefault(problem => problem is not null)
        ?? (body.Recipient is { } to
            ? new[] { to.Name, to.Street, to.City, to.Postcode, to.Country, to.Phone, to.Email }.Select(Check.Name).FirstOrDefault(problem => problem is not null) : null)
        ?? (body.Link is null || (body.Link.Length <= 2_000 && Uri.TryCreate(body.Link, UriKind.Absolute, out var link) && link.Scheme is "http" or "https")
            ? null : Problems.Invalid("link: an http(s) address is expected."));
}

/// <param name="Agent">For whom an API client speaks.</param>
internal sealed record ScenarioBody(string Scenario, AgentId? Agent = null);

/// <param name="Texts">The reply by language (two letters).</param>
internal sealed record TemplateBody(string Scenario, IReadOnlyDictionary<string, string> Texts);

internal sealed record OrderBody(
    OrderStatus Status,
    DateTimeOffset PlacedAt,
    IReadOnlyList<OrderItem> Items,
    decimal Total,
    string Currency,
    string? Buyer = null,
    string? Carrier = null,
    string? Tracking = null,
    string? Link = null,
    DateOnly? ExpectedAt = null,
    Recipient? Recipient = null);
