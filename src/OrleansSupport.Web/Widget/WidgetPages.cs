using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using OrleansSupport.Web.Access;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Web.Widget;

/// <summary>The script that shops embed, and a page to try it on.</summary>
internal static class WidgetPages
{
    public const string TryPath = "/try/";

    public static void MapWidgetPages(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/widget.js", [HttpMethods.Get, HttpMethods.Head], Script).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(TryPath + "{store}", TryOut).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Script(HttpContext context, WebContent content)
    {
        var file = content.Files.GetFileInfo("widget.js");
        if (!file.Exists)
        {
            return Problems.NotFound();
        }

        // Shops cannot change the address when the script changes: an hour old at most, then a question whether it is still the same.
        context.Response.Headers.CacheControl = "public, max-age=3600";
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        var tag = new EntityTagHeaderValue($"\"{file.LastModified.ToUnixTimeMilliseconds():x}-{file.Length:x}\"");
        return TypedResults.Stream(file.CreateReadStream(), "text/javascript; charset=utf-8", lastModified: file.LastModified, entityTag: tag);
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
