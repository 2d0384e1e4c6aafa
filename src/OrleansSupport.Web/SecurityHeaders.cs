using Microsoft.AspNetCore.Http;
using OrleansSupport.Web.Access;
using OrleansSupport.Web.Api;
using OrleansSupport.Web.Console;
using OrleansSupport.Web.Widget;

namespace OrleansSupport.Web;

/// <summary>Tells browsers what our answers may do.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // Styles inline: the console's components place their pop-ups by style attributes. Scripts never.
    private const string Console =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Console;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        return next(context);
    }
}

/// <summary>
/// Cookies go with a WebSocket from any page, and no cross-origin rule stops it: the hub takes only our own pages' connections.
/// Programs that are no browser send no Origin.
/// </summary>
internal sealed class HubOrigin(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path.StartsWithSegments(ConsoleHub.Path)
        && context.Request.Headers.Origin is [{ } origin, ..]
        && !WidgetOrigins.IsOwn(context.Request, origin)
            ? Problems.OfStatus(StatusCodes.Status403Forbidden).ExecuteAsync(context)
            : next(context);
}
