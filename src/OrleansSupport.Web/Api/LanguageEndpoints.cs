using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts.Languages;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <param name="Tones"><c>formal</c>, <c>informal</c> or <c>neutral</c> by language, or language and country; the others follow the culture.</param>
/// <param name="Providers">In the order of trial, and no others; empty is all that are configured.</param>
internal sealed record StoreLanguagesBody(
    IReadOnlyList<GlossaryTerm> Glossary, IReadOnlyList<ProviderRule> Providers, IReadOnlyDictionary<string, string> Tones);

/// <param name="Configured">Every provider there is, in the store's order, with what it can do, how it fares and what the store has used of it this month.</param>
/// <param name="Version">Goes up with every change.</param>
internal sealed record StoreLanguagesView(
    IReadOnlyList<GlossaryTerm> Glossary,
    IReadOnlyList<ProviderRule> Providers,
    IReadOnlyDictionary<string, string> Tones,
    IReadOnlyList<ProviderView> Configured,
    int Version);

/// <summary>How a store translates: glossary, providers with their budgets, tone. For admins of the store.</summary>
internal static class LanguageEndpoints
{
    public static void MapLanguages(this IEndpointRouteBuilder api)
    {
        var languages = api.MapGroup("/stores/{store}/languages").WithTags("Administration").RequireAuthorization(Policies.Admin)
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        languages.MapGet("", Get).WithName("getStoreLanguages").WithSummary("A store's glossary, translation providers and tone").Produces<StoreLanguagesView>();
        languages.MapPut("", Put).WithName("putStoreLanguages").WithSummary("Changes a store's glossary, translation providers and tone").Produces<StoreLanguagesView>();
    }

    private static async Task<IResult> Get(string store, ClaimsPrincipal user, IGrainFactory grains) =>
        Caller.Of(user).CanRead(store) ? TypedResults.Ok(await View(store, grains)) : Problems.NotFound();

    private static async Task<IResult> Put(string store, StoreLanguagesBody body, ClaimsPrincipal user, IGrainFactory grains)
    {
        if (!Caller.Of(user).CanRead(store))
        {
            return Problems.NotFound();
        }

        var outcome = await grains.GetGrain<IStoreLanguageGrain>(store).Configure(new StoreLanguages(body.Glossary, body.Providers, body.Tones));
        return outcome.Ok ? TypedResults.Ok(await View(store, grains)) : Problems.Of(outcome);
    }

    private static async Task<StoreLanguagesView> View(string store, IGrainFactory grains)
    {
        var configured = grains.GetGrain<ILanguageGrain>(0).Providers(store);
        var settings = await grains.GetGrain<IStoreLanguageGrain>(store).Get();
        return new(settings.Glossary, settings.Providers, settings.Tones, await configured, settings.Version);
    }
}
