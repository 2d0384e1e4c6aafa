using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Widget;

/// <summary>Which web sites may embed a store's widget; an empty list is any.</summary>
internal static class WidgetOrigins
{
    /// <summary>Our own pages may always; a call without an origin comes from no web site at all.</summary>
    public static bool Allows(ChannelSettings widget, HttpRequest request) =>
        request.Headers.Origin is not [{ Length: > 0 } origin] || IsOwn(request, origin) || Allows(widget, origin);

    public static bool Allows(ChannelSettings widget, string origin) =>
        widget.AllowedOrigins is not { Count: > 0 } allowed || allowed.Contains(origin, StringComparer.OrdinalIgnoreCase);

    /// <summary>Compares host and port only: behind a proxy that ends TLS our own scheme is not the browser's.</summary>
    public static bool IsOwn(HttpRequest request, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The cross-origin policy of the store in the address. Tokens, never cookies, so no credentials are allowed.</summary>
internal sealed class WidgetCors(StoreCatalog catalog) : ICorsPolicyProvider
{
    public const string Policy = "widget";

    public async Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        if (policyName != Policy || context.GetRouteValue("store") is not string store || await catalog.Widget(store) is not { } widget)
        {
            return null;
        }

        return new CorsPolicyBuilder()
            .SetIsOriginAllowed(origin => WidgetOrigins.Allows(widget, origin))
            .WithMethods("GET", "POST")
            .WithHeaders("authorization", "content-type", "last-event-id")
            .WithExposedHeaders("retry-after")
            .SetPreflightMaxAge(TimeSpan.FromHours(1))
            .Build();
    }
}
