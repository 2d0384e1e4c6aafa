using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Web.Access;
using OrleansSupport.Web.Api;
using OrleansSupport.Web.Console;
using OrleansSupport.Web.Live;
using OrleansSupport.Web.Widget;

namespace OrleansSupport.Web;

/// <summary>What the executable calls to have this room: services first, then the pipeline.</summary>
public static class SupportWeb
{
    /// <summary>The authorization policy of pages that only an admin may see.</summary>
    public const string AdminPolicy = Policies.Admin;

    public static WebApplicationBuilder AddSupportWeb(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<WebOptions>().BindConfiguration(WebOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<WebContent>();

        // Keys that several nodes share are the executable's to add; the name makes their cookies and tokens valid at each other's.
        services.AddDataProtection().SetApplicationName("OrleansSupport");
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = BodyLimit.ReadAtMost;
            kestrel.AddServerHeader = false;
        });

        AddAccess(services);
        AddApi(services);
        AddConsole(services);
        services.AddSingleton<VisitorTokens>();
        services.TryAddSingleton<NodeState>();
        services.AddHealthChecks();
        return builder;
    }

    /// <summary>On a node without a silo: what the cluster tells comes over a link of its own.</summary>
    public static void AddLiveLink(this IServiceCollection services) => services.AddHostedService<LiveLink>();

    /// <summary>This node's measures, for whoever collects them.</summary>
    public static void AddWebMeasures(this IServiceCollection services) => services.AddHostedService<WebMeasures>();

    public static WebApplication UseSupportWeb(this WebApplication app)
    {
        app.UseMiddleware<LongRequests>();
        app.UseDraining(app.Services.GetRequiredService<NodeState>());
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => Problems.OfStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
        app.UseMiddleware<BodyLimit>();
        app.UseConsoleFiles();
        app.UseRouting();
        app.UseCors();
        app.UseMiddleware<HubOrigin>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<RateLimitMiddleware>();
        app.UseMiddleware<XsrfMiddleware>();
        app.UseMiddleware<Idempotency>();

        app.MapApi();
        Hooks.HookEndpoints.MapHooks(app);
        app.MapWidget();
        app.MapWidgetPages();
        app.MapHub<ConsoleHub>(ConsoleHub.Path).RequireAuthorization(Policies.Agent).Long();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapHealth();
        app.MapConsolePages();
        return app;
    }

    /// <summary>Asks consoles and widgets to go to another node, and waits a little for the consoles to have gone.</summary>
    public static Task SendEverybodyAway(this WebApplication app, CancellationToken hurry) =>
        app.Services.GetRequiredService<ConsoleWatch>().SendAway(hurry);

    private static void AddAccess(IServiceCollection services)
    {
        services.AddSingleton<Sessions>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<StoreCatalog>();
        services.AddSingleton<StoreGuard>();
        services.AddSingleton<Roster>();

        services.AddAuthentication(Schemes.Any)
            .AddPolicyScheme(Schemes.Any, null, options => options.ForwardDefaultSelector = context =>
                Bearer.Of(context.Request)?.StartsWith(ApiKeys.Prefix, StringComparison.Ordinal) == true ? Schemes.ApiKey : Schemes.Session)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(Schemes.ApiKey, null)
            .AddScheme<AuthenticationSchemeOptions, VisitorHandler>(Schemes.Visitor, null)
            .AddCookie(Schemes.Session);
        SessionCookie.Configure(services);

        // Whoever maps an endpoint and forgets about access has a closed one.
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(Is(Schemes.Any, _ => true))
            .SetDefaultPolicy(Is(Schemes.Any, _ => true))
            .AddPolicy(Policies.Client, Is(Schemes.Any, caller => caller.Kind == CallerKind.Client))
            .AddPolicy(Policies.Admin, Is(Schemes.Any, caller => caller is { Kind: CallerKind.Agent, Role: AgentRole.Admin }))
            .AddPolicy(Policies.Agent, Is(Schemes.Session, caller => caller.Kind == CallerKind.Agent))
            .AddPolicy(Policies.Visitor, new AuthorizationPolicyBuilder(Schemes.Visitor).RequireAuthenticatedUser().Build());

        services.AddAntiforgery(options =>
        {
            options.HeaderName = XsrfMiddleware.Header;
            options.Cookie.Name = "support-xsrf";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddCors();
        services.AddSingleton<ICorsPolicyProvider, WidgetCors>();
    }

    private static AuthorizationPolicy Is(string scheme, Func<Caller, bool> may) => new AuthorizationPolicyBuilder(scheme)
        .RequireAuthenticatedUser()
        .RequireAssertion(context => Caller.Find(context.User) is { } caller && may(caller))
        .Build();

    private static void AddApi(IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemHandler>();
        services.ConfigureHttpJsonOptions(options => WireJson.Apply(options.SerializerOptions));

        // Without it a body that cannot be read is a bare 400 outside of development.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<Speaker>();
        services.AddSupportOpenApi();
    }

    private static void AddConsole(IServiceCollection services)
    {
        services.AddSingleton<LiveGateway>();
        services.AddSingleton<ILiveSink>(provider => provider.GetRequiredService<LiveGateway>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<LiveGateway>());
        services.AddSingleton<ConsoleConnections>();
        services.AddHostedService<ConsoleLeases>();
        services.AddSingleton<ConsoleWatch>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ConsoleWatch>());
        services.AddSignalR(options =>
            {
                options.MaximumReceiveMessageSize = WebLimits.Body;
                options.EnableDetailedErrors = false;

                // One after the other is a reply after its note; more lets a slow read not hold up a reply.
                options.MaximumParallelInvocationsPerClient = 4;
                options.AddFilter<ConsoleFilter>();
            })
            .AddJsonProtocol(options => options.PayloadSerializerOptions = WireJson.Options);
        services.AddSingleton<ConsoleFilter>();
    }
}
