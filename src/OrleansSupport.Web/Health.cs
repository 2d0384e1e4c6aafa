using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrleansSupport.Web;

/// <summary>What probes and load balancers ask.</summary>
public static class Health
{
    /// <summary>Alive: the process answers. Ready: also what it stands on, by the checks that the executable adds; 503 while one of them fails.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = Write }).AllowAnonymous();
    }

    /// <summary>Connections that a load balancer keeps open end with their next answer, so that none is cut when the server goes.</summary>
    internal static void UseDraining(this IApplicationBuilder app, NodeState node) => app.Use((context, next) =>
    {
        if (node.IsDraining)
        {
            context.Response.Headers.Connection = "close";
        }

        return next(context);
    });

    /// <summary>Names and states, for people who wonder which check it is. Anybody may ask, so no more than that.</summary>
    private static Task Write(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()), context.RequestAborted);
}
