using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Web;

/// <summary>
/// Refuses bodies that are too large so that the refusal is heard: a server that answers and closes while the client still writes
/// is a broken connection to most clients, which then try again. So what is not much too large is read to its end and thrown away.
/// </summary>
internal sealed class BodyLimit(RequestDelegate next)
{
    /// <summary>Beyond this the connection is closed whatever the client makes of it.</summary>
    public const int ReadAtMost = 16 * 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentLength > WebLimits.Body)
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            await Problems.OfStatus(StatusCodes.Status413PayloadTooLarge).ExecuteAsync(context);
            return;
        }

        // Without a length it shows only while reading.
        if (context.Request.ContentLength is null && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = WebLimits.Body;
        }

        await next(context);
    }
}
