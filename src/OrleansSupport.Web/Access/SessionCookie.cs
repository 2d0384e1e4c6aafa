using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Web.Access;

internal static class SessionCookie
{
    public const string Name = "support-session";

    public static void Configure(IServiceCollection services) =>
        services.AddOptions<CookieAuthenticationOptions>(Schemes.Session).Configure<Sessions, IOptions<WebOptions>, TimeProvider>((cookie, sessions, options, time) =>
        {
            cookie.Cookie.Name = Name;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.IsEssential = true;

            // A link in a mail must open the console signed in; state is guarded by the antiforgery token, not by this.
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = options.Value.SessionLifetime;
            cookie.SlidingExpiration = true;
            cookie.TimeProvider = time;

            // A program asks here, or a page that knows what to do: nobody is redirected anywhere.
            cookie.Events.OnRedirectToLogin = context => Problems.OfStatus(StatusCodes.Status401Unauthorized).ExecuteAsync(context.HttpContext);
            cookie.Events.OnRedirectToAccessDenied = context => Problems.OfStatus(StatusCodes.Status403Forbidden).ExecuteAsync(context.HttpContext);
            cookie.Events.OnValidatePrincipal = sessions.Validate;
        });
}
