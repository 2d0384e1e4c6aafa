using Orleans.Dashboard;
using OrleansSupport.Web;

namespace OrleansSupport.Host.Cluster;

/// <summary>Orleans' own dashboard: silos, activations, calls and their times. For admins who are signed in.</summary>
internal static class Dashboard
{
    public const string Path = "/dashboard";

    public static void MapDashboard(this WebApplication app) =>
        app.MapOrleansDashboard(Path).RequireAuthorization(SupportWeb.AdminPolicy).AddEndpointFilter(async (context, next) =>
            IsState(context.HttpContext.Request.Path) ? Results.NotFound() : await next(context));

    /// <summary>The states of grains hold customers' words and the hashes of passwords: nobody reads those over a dashboard.</summary>
    private static bool IsState(PathString path) => path.Value!.Contains("GrainState", StringComparison.OrdinalIgnoreCase);
}
