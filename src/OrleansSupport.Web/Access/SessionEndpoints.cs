using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts.Access;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Web.Api;
using OrleansSupport.Web.Console;

namespace OrleansSupport.Web.Access;

internal sealed record SignIn(string Email, string Password);

/// <summary>Signing in and out with e-mail address and password.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder api)
    {
        var session = api.MapGroup("/session").WithTags("Session").AllowAnonymous();

        session.MapGet("/", Get).WithName("getSession").WithSummary("Who is signed in")
            .Produces<Me>().ProducesProblem(401);
        session.MapPost("/", Post).WithName("signIn").WithSummary("Signs in with e-mail address and password")
            .Limited("sign-in", RateKey.Address, o => o.SignInsPerMinute)
            .Produces<Me>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(429);
        session.MapDelete("/", Delete).WithName("signOut").WithSummary("Signs out")
            .Produces(204).ProducesProblem(403);
    }

    private static IResult Get(HttpContext context, IAntiforgery antiforgery)
    {
        context.Response.Headers.CacheControl = "no-store";
        XsrfMiddleware.Issue(context, antiforgery);
        return Caller.Find(context.User) is { Kind: CallerKind.Agent } caller
            ? TypedResults.Ok(MeOf(caller))
            : Problems.OfStatus(StatusCodes.Status401Unauthorized);
    }

    private static async Task<IResult> Post(SignIn body, HttpContext context, IGrainFactory grains, Sessions sessions, IAntiforgery antiforgery)
    {
        var email = Sessions.Normalize(body.Email);
        if (email.Length is 0 or > WebLimits.Name || body.Password.Length is 0 or > WebLimits.Password)
        {
            return new Problem(StatusCodes.Status401Unauthorized, ProblemCodes.BadCredentials);
        }

        var answer = await grains.GetGrain<IAccountGrain>(email).SignIn(body.Password);
        if (answer.LockedUntil is { } until)
        {
            return new Problem(StatusCodes.Status429TooManyRequests, ProblemCodes.Locked, null, ("lockedUntil", until));
        }

        if (!answer.Ok || answer.Stamp is null || await sessions.Find(email, answer.Stamp) is not { } caller)
        {
            return new Problem(StatusCodes.Status401Unauthorized, ProblemCodes.BadCredentials);
        }

        await context.SignInAsync(Schemes.Session, Sessions.Ticket(email, answer.Stamp, answer.Agent), new AuthenticationProperties { IsPersistent = true });

        // A token that was made for nobody is not valid for somebody.
        context.User = new CallerIdentity(caller, Schemes.Session).ToPrincipal();
        XsrfMiddleware.Issue(context, antiforgery);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(MeOf(caller));
    }

    private static async Task<IResult> Delete(HttpContext context, Sessions sessions, IAntiforgery antiforgery)
    {
        if (context.User.FindFirst(Sessions.EmailClaim)?.Value is { } email && context.User.FindFirst(Sessions.StampClaim)?.Value is { } stamp)
        {
            sessions.Forget(email, stamp);
        }

        await context.SignOutAsync(Schemes.Session);
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        XsrfMiddleware.Issue(context, antiforgery);
        return TypedResults.NoContent();
    }

    internal static Me MeOf(Caller caller) => new(
        caller.Agent!.Value, caller.Name, caller.Email ?? "", caller.Role, AgentLanguages.Working(caller.Profile!.Languages), caller.Stores);
}
