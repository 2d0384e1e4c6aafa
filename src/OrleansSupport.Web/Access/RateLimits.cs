using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Web.Access;

/// <param name="PerMinute">Calls in one minute's window.</param>
internal readonly record struct RateLimit(string Name, int PerMinute);

internal readonly record struct RateAnswer(bool Allowed, int Remaining, int ResetSeconds);

/// <summary>Whom a limit counts.</summary>
internal enum RateKey
{
    Address,
    Caller,
    Path,
}

/// <summary>An endpoint's limit.</summary>
internal sealed record RateLimited(string Name, RateKey By, Func<WebOptions, int> PerMinute);

/// <summary>
/// Counts calls in windows of a minute, on this node. Kept small and by our own clock, because the answer must say what is left.
/// </summary>
internal sealed class RateLimits(TimeProvider time)
{
    private const int Most = 50_000;
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string, string), Window> windows = new();

    public static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    public RateAnswer Take(RateLimit limit, string key) => Count(limit, key, 1);

    public RateAnswer Look(RateLimit limit, string key) => Count(limit, key, 0);

    private RateAnswer Count(RateLimit limit, string key, int calls)
    {
        var now = time.GetUtcNow();
        if (windows.Count > Most)
        {
            foreach (var old in windows.Where(w => now - w.Value.Start >= Length))
            {
                windows.TryRemove(old);
            }
        }

        var window = windows.GetOrAdd((limit.Name, key), static (_, now) => new Window(now), now);
        lock (window)
        {
            if (now - window.Start >= Length)
            {
                window.Start = now;
                window.Used = 0;
            }

            var allowed = window.Used + calls <= limit.PerMinute;
            window.Used = Math.Min(window.Used + calls, limit.PerMinute);
            var reset = (int)Math.Ceiling((window.Start + Length - now).TotalSeconds);
            return new RateAnswer(allowed, limit.PerMinute - window.Used, Math.Max(1, reset));
        }
    }

    private sealed class Window(DateTimeOffset start)
    {
        public DateTimeOffset Start { get; set; } = start;

        public int Used { get; set; }
    }
}

/// <summary>Says on every limited answer what is left, and refuses beyond it.</summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, RateLimits limits, IOptions<WebOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RateLimited>() is not { } limited)
        {
            return next(context);
        }

        var limit = new RateLimit(limited.Name, limited.PerMinute(options.Value));
        var answer = limits.Take(limit, Key(context, limited.By));
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";q={limit.PerMinute};w=60");
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";r={answer.Remaining};t={answer.ResetSeconds}");
        if (answer.Allowed)
        {
            return next(context);
        }

        headers.RetryAfter = answer.ResetSeconds.ToString(CultureInfo.InvariantCulture);
        return Problems.OfStatus(StatusCodes.Status429TooManyRequests).ExecuteAsync(context);
    }

    private static string Key(HttpContext context, RateKey by) => by switch
    {
        RateKey.Path => context.Request.Path.Value ?? "",
        RateKey.Caller => context.User.FindFirst("sub")?.Value ?? RateLimits.Address(context),
        _ => RateLimits.Address(context),
    };
}

internal static class RateLimitExtensions
{
    public static TBuilder Limited<TBuilder>(this TBuilder builder, string name, RateKey by, Func<WebOptions, int> perMinute)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RateLimited(name, by, perMinute));
}
