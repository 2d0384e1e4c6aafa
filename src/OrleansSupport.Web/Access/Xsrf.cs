using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Web.Access;

/// <summary>Marks endpoints that a browser may call with a cookie.</summary>
internal sealed class XsrfChecked
{
    public static readonly XsrfChecked Instance = new();
}

/// <summary>
/// A request that changes something and is authenticated by what the browser sends by itself must also carry what only our own
/// page can read.
/// </summary>
internal sealed class XsrfMiddleware(RequestDelegate next, IAntiforgery antiforgery)
{
    public const string Cookie = "XSRF-TOKEN";
    public const string Header = "X-XSRF-TOKEN";

    public async Task InvokeAsync(HttpContext context)
    {
        var safe = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method);
        if (!safe
            && context.GetEndpoint()?.Metadata.GetMetadata<XsrfChecked>() is not null
            && Caller.Find(context.User)?.Kind != CallerKind.Client
            && !await antiforgery.IsRequestValidAsync(context))
        {
            await new Problem(StatusCodes.Status403Forbidden, ProblemCodes.XsrfToken, $"Send the cookie {Cookie} as the header {Header}.").ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    /// <summary>Gives the page its token, bound to whoever <see cref="HttpContext.User"/> is now.</summary>
    public static void Issue(HttpContext context, IAntiforgery antiforgery)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        context.Response.Cookies.Append(Cookie, tokens.RequestToken!, new CookieOptions
        {
            HttpOnly = false,
            IsEssential = true,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        });
    }
}
