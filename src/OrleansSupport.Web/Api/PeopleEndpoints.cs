using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <summary>Customers, agents and the queues between them.</summary>
internal static class PeopleEndpoints
{
    public static void MapCustomers(this IEndpointRouteBuilder api)
    {
        var customers = api.MapGroup("/customers").WithTags("Customers").ProducesProblem(404);
        customers.MapGet("/{id}", GetCustomer).WithName("getCustomer").WithSummary("One customer").Produces<CustomerView>();
        customers.MapGet("/{id}/conversations", CustomerConversations).WithName("listCustomerConversations")
            .WithSummary("The customer's conversations, newest first").Produces<Page<ConversationRow>>();
    }

    public static void MapAgents(this IEndpointRouteBuilder api)
    {
        var agents = api.MapGroup("/agents").WithTags("Agents").ProducesProblem(404);
        agents.MapGet("/", ListAgents).WithName("listAgents").WithSummary("Agents who serve the caller's stores").Produces<Page<AgentView>>();
        agents.MapGet("/{id}", GetAgent).WithName("getAgent").WithSummary("One agent").Produces<AgentView>();
        agents.MapPut("/{id}/presence", SetPresence).WithName("setPresence").WithSummary("Sets an agent's presence")
            .WithDescription("Agents set their own; admins and API clients that of the agents they see.")
            .Produces<Changed>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(409);
        agents.MapPut("/{id}/draining", SetDraining).WithName("setDraining").WithSummary("A draining agent finishes what is open and takes nothing new")
            .WithDescription("For supervisors, admins and API clients.")
            .Produces<Changed>().ProducesProblem(400).ProducesProblem(403);
    }

    public static void MapQueues(this IEndpointRouteBuilder api) =>
        api.MapGet("/queues/{team}", GetQueue).WithTags("Queues").WithName("getQueue")
            .WithSummary("What waits for a team, in the order in which it will be served").Produces<QueueView>().ProducesProblem(404);

    private static async Task<IResult> GetCustomer(CustomerId id, ClaimsPrincipal user, IGrainFactory grains) =>
        await grains.GetGrain<ICustomerGrain>(id.Value).Get() is { } customer && Caller.Of(user).CanRead(customer.Store)
            ? TypedResults.Ok(customer)
            : Problems.NotFound();

    private static async Task<IResult> CustomerConversations(
        CustomerId id,
        ClaimsPrincipal user,
        StoreGuard guard,
        IGrainFactory grains,
        int? limit = null,
        [FromQuery(Name = "starting_after")] ConversationId? startingAfter = null)
    {
        var caller = Caller.Of(user);
        return await guard.Customer(caller, id)
            ? TypedResults.Ok(await ConversationEndpoints.Rows(grains, new ConversationFilter(
                caller.StoresFor(null), Customer: id, StartingAfter: startingAfter, Limit: Check.Limit(limit, WebLimits.PageDefault, WebLimits.PageMost))))
            : Problems.NotFound();
    }

    private static async Task<IResult> ListAgents(ClaimsPrincipal user, Roster roster) =>
        TypedResults.Ok(new Page<AgentView>(await roster.Agents(Caller.Of(user))));

    private static async Task<IResult> GetAgent(AgentId id, ClaimsPrincipal user, Roster roster) =>
        await roster.Agent(Caller.Of(user), id) is { } agent ? TypedResults.Ok(agent) : Problems.NotFound();

    private static async Task<IResult> SetPresence(AgentId id, PresenceBody body, ClaimsPrincipal user, Roster roster, IGrainFactory grains)
    {
        var caller = Caller.Of(user);
        if (await roster.Agent(caller, id) is null)
        {
            return Problems.NotFound();
        }

        if (caller.Kind == CallerKind.Agent && caller.Agent != id && caller.Role != AgentRole.Admin)
        {
            return Problems.OfStatus(StatusCodes.Status403Forbidden);
        }

        if (Check.Name(body.Reason) is { } problem)
        {
            return problem;
        }

        var outcome = await grains.GetGrain<IAgentGrain>(id.Value).SetPresence(body.Presence, Check.CleanName(body.Reason));
        return Problems.Answer(outcome, () => TypedResults.Ok(new Changed(outcome.Sequence)));
    }

    private static async Task<IResult> SetDraining(AgentId id, DrainingBody body, ClaimsPrincipal user, Roster roster, IGrainFactory grains)
    {
        var caller = Caller.Of(user);
        return await roster.Agent(caller, id) is null ? Problems.NotFound()
            : !caller.Supervises ? Problems.OfStatus(StatusCodes.Status403Forbidden)
            : Problems.Answer(await grains.GetGrain<IAgentGrain>(id.Value).Drain(body.Draining, caller.Agent), () => TypedResults.Ok(new Changed(0)));
    }

    private static async Task<IResult> GetQueue(string team, ClaimsPrincipal user, Roster roster) =>
        await roster.Queue(Caller.Of(user), team) is { } queue ? TypedResults.Ok(queue) : Problems.NotFound();
}
