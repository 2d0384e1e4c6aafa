using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <summary>A store's promises: calendars, policies, escalations, what a message would be due by, and how marketplace accounts stand.</summary>
internal static class SlaEndpoints
{
    private const int MostRules = 100;

    public static void MapSla(this IEndpointRouteBuilder api)
    {
        var store = api.MapGroup("/stores/{store}").WithTags("Service levels").ProducesProblem(404);
        store.MapGet("/sla", Get).WithName("getSla").WithSummary("A store's calendars, policies and escalations").Produces<SlaBody>();
        store.MapGet("/account-health", Health).WithName("getAccountHealth")
            .WithSummary("Share of buyers' messages answered in time on each marketplace account, and what is about to count").Produces<Page<AccountHealth>>();
        store.MapPut("/sla", Put).WithName("putSla").WithSummary("Changes a store's calendars, policies and escalations")
            .WithDescription("Open clocks of the store's conversations are computed again from their original start within seconds.")
            .RequireAuthorization(Policies.Admin).Produces<SlaBody>().ProducesProblem(400).ProducesProblem(403);
        store.MapPost("/sla/preview", Preview).WithName("previewSla").WithSummary("By when a message would be due, under settings that need not be saved")
            .RequireAuthorization(Policies.Admin).Produces<SlaPreview>().ProducesProblem(400).ProducesProblem(403);

        var known = api.MapGroup("/sla").WithTags("Service levels");
        known.MapGet("/holidays", Holidays).WithName("listHolidays").WithSummary("The public holidays that calendars can name, by country").Produces<Page<CountryHolidays>>();
        known.MapGet("/marketplaces", Marketplaces).WithName("listMarketplaces").WithSummary("The marketplaces whose rules for answering are known").Produces<Page<MarketplaceRule>>();
    }

    private static async Task<IResult> Get(string store, ClaimsPrincipal user, StoreCatalog catalog) =>
        Caller.Of(user).CanRead(store) && await catalog.Find(store) is { } settings ? TypedResults.Ok(SlaBody.Of(settings)) : Problems.NotFound();

    private static async Task<IResult> Health(string store, ClaimsPrincipal user, StoreCatalog catalog, IGrainFactory grains) =>
        Caller.Of(user).CanRead(store) && await catalog.Find(store) is not null
            ? TypedResults.Ok(new Page<AccountHealth>(await grains.GetGrain<ISlaDesk>(0).Health(store)))
            : Problems.NotFound();

    private static async Task<IResult> Put(string store, SlaBody body, ClaimsPrincipal user, StoreCatalog catalog, IGrainFactory grains)
    {
        if (!Check.IsSlug(store) || !Caller.Of(user).CanRead(store) || await grains.GetGrain<IStoreGrain>(store).Get() is not { } existing)
        {
            return Problems.NotFound();
        }

        if (Problem(body) is { } problem)
        {
            return problem;
        }

        var settings = body.On(existing);
        var outcome = await grains.GetGrain<IStoreGrain>(store).Configure(settings);
        catalog.Forget(store);
        return outcome.Ok ? TypedResults.Ok(SlaBody.Of(settings)) : Problems.Of(outcome);
    }

    private static async Task<IResult> Preview(string store, SlaPreviewBody body, ClaimsPrincipal user, StoreCatalog catalog, IGrainFactory grains)
    {
        if (!Caller.Of(user).CanRead(store) || await catalog.Find(store) is not { } existing)
        {
            return Problems.NotFound();
        }

        if (body.Settings is { } unsaved && Problem(unsaved) is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(await grains.GetGrain<ISlaDesk>(0).Preview(
            body.Settings?.On(existing) ?? existing, new SlaQuestion(body.Channel, body.Tier, body.Priority, body.Scenario, body.At)));
    }

    private static async Task<IResult> Holidays(IGrainFactory grains) =>
        TypedResults.Ok(new Page<CountryHolidays>(await grains.GetGrain<ISlaDesk>(0).Holidays()));

    private static async Task<IResult> Marketplaces(IGrainFactory grains) =>
        TypedResults.Ok(new Page<MarketplaceRule>(await grains.GetGrain<ISlaDesk>(0).Marketplaces()));

    /// <summary>What a reader of JSON lets through: lists without end, names without end, and nulls in lists.</summary>
    private static Problem? Problem(SlaBody body)
    {
        if (body.Calendars.Count > MostRules || body.Policies.Count > MostRules || body.Escalations.Count > MostRules
            || body.Calendars.Any(c => c is null) || body.Policies.Any(p => p is null) || body.Escalations.Any(e => e is null))
        {
            return Problems.Invalid($"At most {MostRules} calendars, policies and escalations are taken.");
        }

        var names = body.Calendars.Select(c => c.Name).Concat(body.Policies.Append(body.Policy).Select(p => p.Name));
        return names.Any(name => Check.CleanName(name) is null) ? Problems.Invalid("Calendars and policies have names.")
            : names.Select(Check.Name).FirstOrDefault(found => found is not null);
    }
}
