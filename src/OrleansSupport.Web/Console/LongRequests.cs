using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Console;

/// <summary>
/// A console's request lasts as long as the console is connected, and whatever waits for it or hangs on it stays in memory for so
/// long. So the pipeline only decides whether it may begin, all of it and in its usual order; when it has returned, and with it
/// every middleware, the request begins here, outside of them. What went wrong by then is answered by the pipeline as ever.
/// </summary>
internal sealed class LongRequests(RequestDelegate next)
{
    /// <summary>Who a long request is for once it has begun: its connection has the user, and the ticket beside it is not needed again.</summary>
    private static readonly ClaimsPrincipal Nobody = new();

    private static readonly string[] OfTheHandshake =
    [
        HeaderNames.Cookie, HeaderNames.Host, HeaderNames.Origin, HeaderNames.UserAgent, HeaderNames.AcceptLanguage, HeaderNames.AcceptEncoding,
        HeaderNames.CacheControl, HeaderNames.Pragma, HeaderNames.SecWebSocketKey, HeaderNames.SecWebSocketExtensions,
    ];

    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } ? DecideThenBegin(context) : next(context);

    /// <summary>To be called when the connection has been made and its caller is known: what only the handshake needed goes.</summary>
    public static void LetGo(HttpContext request)
    {
        // By name: clearing them all keeps their texts for the next request of this connection, and there will be none.
        foreach (var name in OfTheHandshake)
        {
            request.Request.Headers.Remove(name);
        }

        request.Features.Set<IRequestCookiesFeature>(null);
        request.Features.Set<IQueryFeature>(null);
        request.User = Nobody;
    }

    private async Task DecideThenBegin(HttpContext context)
    {
        await next(context);
        if (context.Features.Get<Admitted>() is { Begin: var begin })
        {
            await Leave(context);
            await begin(context);
        }
    }

    /// <summary>What the pipeline has put into the request, but for whose it is.</summary>
    private static async ValueTask Leave(HttpContext context)
    {
        // The cookie's own claims have said who it is.
        if (CallerIdentity.Find(context.User) is { } caller)
        {
            context.User = caller.ToPrincipal();
        }

        // They are about pages; the answer of a request that is switched to another protocol has none.
        context.Response.Headers.Clear();
        context.Features.Set<Admitted>(null);
        context.Features.Set<IAuthenticationFeature>(null);
        context.Features.Set<IStatusCodePagesFeature>(null);

        // Authentication and authorization live in it. Who asks for a service from here on gets a new one.
        if (context.Features.Get<IServiceProvidersFeature>() is IAsyncDisposable services)
        {
            context.Features.Set<IServiceProvidersFeature>(null);
            await services.DisposeAsync();
        }
    }

    internal sealed record Admitted(RequestDelegate Begin);
}

internal static class LongRequestExtensions
{
    /// <summary>Requests of these endpoints that ask for an upgrade begin outside of the pipeline, see <see cref="LongRequests"/>.</summary>
    public static TBuilder Long<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint =>
        {
            if (endpoint.RequestDelegate is not { } begin)
            {
                return;
            }

            var admitted = new LongRequests.Admitted(begin);
            endpoint.RequestDelegate = context =>
            {
                if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true })
                {
                    return begin(context);
                }

                context.Features.Set(admitted);
                return Task.CompletedTask;
            };
        });
        return builder;
    }
}
