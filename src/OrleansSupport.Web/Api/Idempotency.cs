using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Access;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <summary>Marks endpoints whose answers are kept under an Idempotency-Key.</summary>
internal sealed class Idempotent
{
    public static readonly Idempotent Instance = new();
}

/// <summary>
/// Replays the answer of a call that is made again with the same Idempotency-Key. Stands before the endpoint rather than around
/// its handler, because it needs the bytes of the body and of the answer.
/// </summary>
internal sealed class Idempotency(RequestDelegate next, IGrainFactory grains)
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";

    public static string? KeyOf(HttpContext context) => context.Request.Headers[Header] is [{ Length: > 0 } key] ? key : null;

    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Idempotent>() is null
        || KeyOf(context) is not { } key
        || Caller.Find(context.User) is not { } caller
            ? next(context)
            : Once(context, key, caller);

    private async Task Once(HttpContext context, string key, Caller caller)
    {
        if (Check.ExternalId(key, Header) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        var call = grains.GetGrain<IIdempotencyGrain>($"{caller.Id}/{key}");
        var begun = await call.Begin(await Hash(context));
        if (begun.Refused is { } refused)
        {
            await Problems.Refused(refused).ExecuteAsync(context);
        }
        else if (begun.Status is { } status)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = begun.ContentType;
            context.Response.Headers[ReplayedHeader] = "true";
            await context.Response.Body.WriteAsync(begun.Body ?? [], context.RequestAborted);
        }
        else
        {
            await Run(context, call);
        }
    }

    private async Task Run(HttpContext context, IIdempotencyGrain call)
    {
        var outside = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await next(context);
        }
        catch
        {
            await call.Abandon();
            throw;
        }
        finally
        {
            context.Response.Body = outside;
        }

        var body = answer.ToArray();
        if (context.Response.StatusCode >= 500)
        {
            await call.Abandon();
        }
        else
        {
            // Before the caller hears of it: who has the answer may count on its being kept.
            await call.Complete(context.Response.StatusCode, context.Response.ContentType ?? "", body);
        }

        await outside.WriteAsync(body, context.RequestAborted);
    }

    private static async Task<string> Hash(HttpContext context)
    {
        context.Request.EnableBuffering(WebLimits.Body);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}\n"));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        context.Request.Body.Position = 0;
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
