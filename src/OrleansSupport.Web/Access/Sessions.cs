using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Access;
using OrleansSupport.Contracts.Agents;

namespace OrleansSupport.Web.Access;

/// <summary>
/// What a session cookie stands for now. The cookie says only who and with which stamp; role and stores come from the agent, so
/// that taking a right away does not wait for the cookie to run out.
/// </summary>
internal sealed partial class Sessions(IGrainFactory grains, TimeProvider time, ILogger<Sessions> logger)
{
    public const string EmailClaim = "email";
    public const string StampClaim = "stamp";

    /// <summary>For how long a look at account and agent is believed on this node.</summary>
    public static readonly TimeSpan Believed = TimeSpan.FromMinutes(2);

    private readonly TimedCache<(string Email, string Stamp), Caller> callers = new(time, Believed, most: 50_000);

    public static string Normalize(string email) => email.Trim().ToLowerInvariant();

    public static ClaimsPrincipal Ticket(string email, string stamp, AgentId agent) => new(new ClaimsIdentity(
        [new Claim("sub", agent.ToString()), new Claim(EmailClaim, email), new Claim(StampClaim, stamp)], Schemes.Session));

    /// <summary>Null when the session is no longer valid.</summary>
    public ValueTask<Caller?> Find(string email, string stamp) => callers.Get((email, stamp), Read);

    public void Forget(string email, string stamp) => callers.Forget((email, stamp));

    /// <summary>Replaces the cookie's principal with the caller that it stands for, or rejects it.</summary>
    public async Task Validate(CookieValidatePrincipalContext context)
    {
        if (context.Principal?.FindFirst(EmailClaim)?.Value is { } email
            && context.Principal.FindFirst(StampClaim)?.Value is { } stamp
            && await Find(email, stamp) is { } caller)
        {
            // The ticket itself is renewed as it came in; only this request sees the caller.
            context.ReplacePrincipal(new ClaimsPrincipal([.. context.Principal.Identities, new CallerIdentity(caller, Schemes.Session, stamp)]));
            return;
        }

        context.RejectPrincipal();
    }

    private async Task<Caller?> Read((string Email, string Stamp) session)
    {
        try
        {
            if (await grains.GetGrain<IAccountGrain>(session.Email).Stamp() != session.Stamp)
            {
                return null;
            }

            var agent = AgentId.Of(session.Email);
            var view = await grains.GetGrain<IAgentGrain>(agent.Value).Get();
            return view is null
                ? null
                : new Caller(
                    CallerKind.Agent, agent.ToString(), view.Profile.Name, view.Profile.Role, [.. view.Profile.Stores], view.Profile, session.Email);
        }
        catch (Exception failure) when (Unavailable.Says(failure))
        {
            LogUnreadable(logger, Unavailable.Cause(failure));
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A session could not be checked: {Cause}")]
    private static partial void LogUnreadable(ILogger logger, string cause);
}
