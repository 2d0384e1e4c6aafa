using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansSupport.Web.Access;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Web.Widget;

/// <summary>Lets a visitor's token into the endpoints of its own store.</summary>
internal sealed class VisitorHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, VisitorTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const int LongestToken = 4_000;

    public static Visitor Of(ClaimsPrincipal user) => user.Identities.OfType<VisitorIdentity>().First().Visitor;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Bearer.Of(Request) is { Length: <= LongestToken } token
        && Context.GetRouteValue("store") is string store
        && tokens.Open(store, token) is { } visitor
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new VisitorIdentity(visitor)), Scheme.Name))
            : AuthenticateResult.NoResult());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Problems.OfStatus(StatusCodes.Status401Unauthorized).ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.OfStatus(StatusCodes.Status403Forbidden).ExecuteAsync(Context);

    private sealed class VisitorIdentity(Visitor visitor) : ClaimsIdentity([new Claim("sub", visitor.Id)], Schemes.Visitor)
    {
        public Visitor Visitor => visitor;
    }
}
