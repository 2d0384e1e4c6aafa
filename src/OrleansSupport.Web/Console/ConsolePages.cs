using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection;
using OrleansSupport.Web.Api;
using OrleansSupport.Web.Widget;

namespace OrleansSupport.Web.Console;

/// <summary>The built console, when it is there.</summary>
internal static class ConsolePages
{
    private const string Index = "index.html";
    private const string Assets = "/assets";

    /// <summary>Files with a hash in their name never change; the rest is asked for again each time.</summary>
    public static void UseConsoleFiles(this WebApplication app)
    {
        var content = app.Services.GetRequiredService<WebContent>();
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = content.Files,
            OnPrepareResponse = file => Prepare(file.Context),
        });
    }

    public static void MapConsolePages(this IEndpointRouteBuilder app) =>
        app.MapFallback("{*path}", Page).WithMetadata(new HttpMethodMetadata(["GET", "HEAD"])).AllowAnonymous().ExcludeFromDescription();

    private static void Prepare(HttpContext context)
    {
        if (context.Request.Path == WidgetPages.ScriptPath)
        {
            WidgetPages.PrepareScript(context.Response);
        }
        else
        {
            context.Response.Headers.CacheControl = context.Request.Path.StartsWithSegments(Assets) ? "public, max-age=31536000, immutable" : "no-cache";
        }
    }

    /// <summary>Addresses inside the console are the console's own; what programs ask for and is not there is a problem.</summary>
    private static IResult Page(HttpContext context, WebContent content)
    {
        var path = context.Request.Path;
        var file = content.Files.GetFileInfo(Index);
        if (!file.Exists || IsForPrograms(path) || Path.HasExtension(path.Value))
        {
            return Problems.NotFound();
        }

        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Stream(file.CreateReadStream(), "text/html; charset=utf-8", lastModified: file.LastModified);
    }

    private static bool IsForPrograms(PathString path) =>
        path.StartsWithSegments("/api") || path.StartsWithSegments("/hub") || path.StartsWithSegments("/hooks")
        || path.StartsWithSegments("/widget") || path.StartsWithSegments("/openapi") || path.StartsWithSegments("/health") || path.StartsWithSegments("/try");
}
