using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Access;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <summary>Settings. For admins, and only within their own stores: nobody gives away what they do not have.</summary>
internal static class AdminEndpoints
{
    public static void MapAdmin(this IEndpointRouteBuilder api)
    {
        var admin = api.MapGroup("").WithTags("Administration").RequireAuthorization(Policies.Admin).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        admin.MapPost("/api-keys", MakeKey).WithName("makeApiKey").WithSummary("Makes an API key, which is shown only now").Produces<ApiKeyMade>(201);
        admin.MapDelete("/api-keys/{id}", RevokeKey).WithName("revokeApiKey").WithSummary("Revokes an API key").Produces(204);
        admin.MapPut("/stores/{store}", PutStore).WithName("putStore").WithSummary("Makes or changes a store").Produces<StoreView>();
        admin.MapPut("/agents/{id}", PutAgent).WithName("putAgent").WithSummary("Makes or changes an agent and their sign-in; named by id or e-mail address").Produces<AgentView>();
        admin.MapPut("/teams/{team}", PutTeam).WithName("putTeam").WithSummary("Makes or changes a team").Produces(204);
    }

    private static async Task<IResult> MakeKey(ApiKeyBody body, HttpContext context, IGrainFactory grains)
    {
        if (Check.Name(body.Name) is { } problem)
        {
            return problem;
        }

        if (Check.CleanName(body.Name) is not { } name || body.Stores.Count is 0 or > 1_000
            || !body.Stores.All(store => store == AgentProfile.EveryStore || Check.IsSlug(store)))
        {
            return Problems.Invalid("A key needs a name and at least one store; * alone is every store.");
        }

        if (!Caller.Of(context.User).Covers(body.Stores))
        {
            return Problems.NotFound();
        }

        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var key = await grains.GetGrain<IApiKeyGrain>(id).Issue(name, body.Stores);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, new ApiKeyMade(id, name, body.Stores, key));
    }

    /// <summary>Which stores a key has is not known here: only who has all of them may take any key away.</summary>
    private static async Task<IResult> RevokeKey(string id, ClaimsPrincipal user, IGrainFactory grains)
    {
        if (!Caller.Of(user).ReadsEveryStore)
        {
            return Problems.NotFound();
        }

        await grains.GetGrain<IApiKeyGrain>(id).Revoke();
        return TypedResults.NoContent();
    }

    private static async Task<IResult> PutStore(
        string store, StoreBody body, HttpContext context, StoreCatalog catalog, IGrainFactory grains)
    {
        if (!Check.IsSlug(store) || !Caller.Of(context.User).CanRead(store))
        {
            return Problems.NotFound();
        }

        if (StoreForm.Check(body) is { } problem)
        {
            return problem;
        }

        var existing = await grains.GetGrain<IStoreGrain>(store).Get();
        var (settings, made) = StoreForm.Settings(store, body, existing);
        var outcome = await grains.GetGrain<IStoreGrain>(store).Configure(settings);
        if (!outcome.Ok)
        {
            return Problems.Of(outcome);
        }

        await grains.GetGrain<IDirectoryGrain>(0).AddStore(store);
        catalog.Forget(store);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(StoreView.Of(settings, made));
    }

    private static async Task<IResult> PutAgent(string id, AgentBody body, ClaimsPrincipal user, IGrainFactory grains)
    {
        // An agent's id follows from the address, so a new agent is easiest named by it.
        var email = id.Contains('@', StringComparison.Ordinal) ? Sessions.Normalize(id) : body.Email is null ? null : Sessions.Normalize(body.Email);
        if (!AgentId.TryParse(id, null, out var known))
        {
            if (email is null)
            {
                return Problems.NotFound();
            }

            known = AgentId.Of(email);
        }

        return await Save(known, email, body, Caller.Of(user), grains);
    }

    private static async Task<IResult> Save(AgentId id, string? email, AgentBody body, Caller caller, IGrainFactory grains)
    {
        var agent = grains.GetGrain<IAgentGrain>(id.Value);
        var existing = await agent.Get();

        // Somebody who has more than the caller is out of the caller's reach, or a password could be set to gain their stores.
        if (!caller.Covers(body.Stores) || (existing is not null && !caller.Covers(existing.Profile.Stores)))
        {
            return Problems.NotFound();
        }

        if (AgentForm.Check(id, body, email) is { } problem)
        {
            return problem;
        }

        var outcome = await agent.Configure(body.Profile(id));
        if (outcome.Ok && body.Password is { } password)
        {
            outcome = await grains.GetGrain<IAccountGrain>(email!).SetPassword(password);
        }

        if (!outcome.Ok)
        {
            return Problems.Of(outcome);
        }

        await grains.GetGrain<IDirectoryGrain>(0).AddAgent(id);
        return await agent.Get() is { } view ? TypedResults.Ok(view) : Problems.NotFound();
    }

    private static async Task<IResult> PutTeam(string team, TeamBody body, ClaimsPrincipal user, Roster roster, IGrainFactory grains)
    {
        var caller = Caller.Of(user);
        if (!Check.IsSlug(team) || !(caller.ReadsEveryStore || (await roster.Teams(caller)).Contains(team)))
        {
            return Problems.NotFound();
        }

        if (Check.Name(body.Name) is { } problem)
        {
            return problem;
        }

        var outcome = await grains.GetGrain<ITeamQueueGrain>(team).Configure(new TeamSettings(team, Check.CleanName(body.Name) ?? team, body.Members, body.Rules));
        if (outcome.Ok)
        {
            await grains.GetGrain<IDirectoryGrain>(0).AddTeam(team);
        }

        return Problems.Answer(outcome, () => TypedResults.NoContent());
    }
}
