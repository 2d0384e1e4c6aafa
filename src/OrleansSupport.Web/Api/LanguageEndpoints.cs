using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts.Languages;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <param name="Tones"><c>formal</c>, <c>informal</c> or <c>neutral</c> by language, or language and country; the others follow the culture.</param>
/// <param name="Providers">In the order of trial, and no others; empty is all that are configured.</param>
/// <param name="Written">Primary codes of the languages that customers write; empty is the product's own choice.</param>
internal sealed record StoreLanguagesBody(
    IReadOnlyList<GlossaryTerm> Glossary, IReadOnlyList<ProviderRule> Providers, IReadOnlyDictionary<string, string> Tones, IReadOnlyList<string>? Written = null);

/// <param name="Configured">Every provider there is, in the store's order, with what it can do, how it fares and what the store has used of it this month.</param>
/// <param name="Version">Goes up with every change.</param>
internal sealed record StoreLanguagesView(
    IReadOnlyList<GlossaryTerm> Glossary,
    IReadOnlyList<ProviderRule> Providers,
    IReadOnlyDictionary<string, string> Tones,
    IReadOnlyList<ProviderView> Configured,
    int Version,
    IReadOnlyList<string> Written);

/// <param name="Count">How many there were.</param>
internal sealed record Forgotten(int Count);

/// <summary>How a store translates: glossary, providers with their budgets, tone. For admins of the store.</summary>
internal static class LanguageEndpoints
{
    public static void MapLanguages(this IEndpointRouteBuilder api)
    {
        var languages = api.MapGroup("/stores/{store}/languages").WithTags("Administration").RequireAuthorization(Policies.Admin)
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        languages.MapGet("", Get).WithName("getStoreLanguages").WithSummary("A store's glossary, translation providers and tone").Produces<StoreLanguagesView>();
        languages.MapPut("", Put).WithName("putStoreLanguages").WithSummary("Changes a store's glossary, translation providers and tone").Produces<StoreLanguagesView>();
        languages.MapGet("/memory", Remembered).WithName("listTranslationMemory").WithSummary("What a store's translation memory holds, the newest first")
            .WithDescription("`contains` is looked for in the translations, in any case; `limit` is 1 to 200. Names, addresses and numbers that were recognised are tokens.")
            .Produces<Page<RememberedTranslation>>();
        languages.MapDelete("/memory/{key}", Forget).WithName("forgetTranslation").WithSummary("Forgets one remembered translation").Produces(204);
        languages.MapDelete("/memory", ForgetAll).WithName("forgetTranslations").WithSummary("Forgets remembered translations: those that contain some words, those up to an instant, or both")
            .WithDescription("`contains` and `until` narrow it down together; one of them is required, and an `until` of now is everything. Another node may answer from its cache for five minutes more.").Produces<Forgotten>();
    }

    private static async Task<IResult> Remembered(string store, ClaimsPrincipal user, IGrainFactory grains, string? contains = null, int limit = 50) =>
        !Caller.Of(user).CanRead(store) ? Problems.NotFound()
        : limit is < 1 or > 200 ? Problems.Invalid("limit: 1 to 200 is expected.")
        : TypedResults.Ok(new Page<RememberedTranslation>(await grains.GetGrain<ILanguageGrain>(0).Remembered(store, contains, limit), false, null));

    private static async Task<IResult> Forget(string store, string key, ClaimsPrincipal user, IGrainFactory grains) =>
        Caller.Of(user).CanRead(store) && await grains.GetGrain<ILanguageGrain>(0).Forget(store, key, null, null) > 0 ? TypedResults.NoContent() : Problems.NotFound();

    private static async Task<IResult> ForgetAll(
        string store, ClaimsPrincipal user, IGrainFactory grains, string? contains = null, DateTimeOffset? until = null) =>
        !Caller.Of(user).CanRead(store) ? Problems.NotFound()
        : string.IsNullOrWhiteSpace(contains) && until is null ? Problems.Invalid("contains or until: one of them is required.")
        : TypedResults.Ok(new Forgotten(await grains.GetGrain<ILanguageGrain>(0).Forget(store, null, contains, until)));

    private static async Task<IResult> Get(string store, ClaimsPrincipal user, IGrainFactory grains) =>
        Caller.Of(user).CanRead(store) ? TypedResults.Ok(await View(store, grains)) : Problems.NotFound();

    private static async Task<IResult> Put(string store, StoreLanguagesBody body, ClaimsPrincipal user, IGrainFactory grains)
    {
        if (!Caller.Of(user).CanRead(store))
        {
            return Problems.NotFound();
        }

        var outcome = await grains.GetGrain<IStoreLanguageGrain>(store).Configure(new StoreLanguages(body.Glossary, body.Providers, body.Tones, Written: body.Written));
        return outcome.Ok ? TypedResults.Ok(await View(store, grains)) : Problems.Of(outcome);
    }

    private static async Task<StoreLanguagesView> View(string store, IGrainFactory grains)
    {
        var configured = grains.GetGrain<ILanguageGrain>(0).Providers(store);
        var settings = await grains.GetGrain<IStoreLanguageGrain>(store).Get();
        return new(settings.Glossary, settings.Providers, settings.Tones, await configured, settings.Version, settings.Written ?? []);
    }
}
