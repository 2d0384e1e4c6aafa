using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <summary>The REST API's table of contents.</summary>
internal static class ApiRoutes
{
    public const string Root = "/api/v1";

    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup(Root).WithMetadata(XsrfChecked.Instance);
        api.MapSession();

        var limited = api.MapGroup("")
            .Limited("api", RateKey.Caller, o => o.CallsPerMinute)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        limited.MapStores();
        limited.MapSla();
        limited.MapInbound();
        limited.MapConversations();
        limited.MapCommands();
        limited.MapCustomers();
        limited.MapAgents();
        limited.MapShifts();
        limited.MapQueues();
        limited.MapDeadLetters();
        limited.MapAdmin();
        limited.MapScenarios();
        limited.MapLanguages();
    }

    /// <summary>A call that changes something: may be refused, and may be repeated with an Idempotency-Key.</summary>
    public static RouteHandlerBuilder Command(this RouteHandlerBuilder builder) => builder
        .WithMetadata(Idempotent.Instance)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
}
