using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Web.Access;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Web.Widget;

/// <summary>The script that shops embed, and a page to try it on.</summary>
internal static class WidgetPages
{
    public const string ScriptPath = "/widget.js";

    public static void MapWidgetPages(this IEndpointRouteBuilder app) =>
        app.MapGet("/try/{store}", TryOut).AllowAnonymous().ExcludeFromDescription();

    /// <summary>
    /// Headers of the script among the other built files. Shops cannot change its address when it changes: it is an hour old at
    /// most, then comes the question whether it is still the same.
    /// </summary>
    public static void PrepareScript(HttpResponse response)
    {
        // A shop's page may be in any encoding; without this the script would be read in the page's.
        response.ContentType = "text/javascript; charset=utf-8";
        response.Headers.CacheControl = "public, max-age=3600";
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
    }

    private static async Task<IResult> TryOut(string store, HttpContext context, StoreCatalog catalog, string? lang = null)
    {
        if (await catalog.Widget(store) is null || await catalog.Find(store) is not { } settings)
        {
            return Problems.NotFound();
        }

        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Content(TryOutPage.Html(settings, lang), "text/html; charset=utf-8");
    }
}
