using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansSupport.Contracts.Access;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Web.Access;

/// <summary>Looks API keys up. A good answer is believed for five seconds: a revoked key lives no longer than that.</summary>
internal sealed class ApiKeys(IGrainFactory grains, TimeProvider time)
{
    public const string Prefix = "osk_";

    private const int LongestKey = 300;

    // By hash, so that no secret lies about in memory.
    private readonly TimedCache<string, Caller> callers = new(time, TimeSpan.FromSeconds(5), most: 10_000);

    public ValueTask<Caller?> Find(string key)
    {
        var (id, secret) = Split(key);
        return id.Length == 0
            ? ValueTask.FromResult<Caller?>(null)
            : callers.Get(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))), _ => Verify(id, secret));
    }

    /// <summary>Public and secret part of <c>osk_id_secret</c>; empty when it is no such key.</summary>
    internal static (string Id, string Secret) Split(string key)
    {
        if (key.Length > LongestKey || !key.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return ("", "");
        }

        // The secret may have underscores of its own, the id has none.
        var rest = key[Prefix.Length..];
        var end = rest.IndexOf('_', StringComparison.Ordinal);
        return end > 0 && end < rest.Length - 1 && rest.AsSpan(0, end).IndexOfAnyExcept(IdCharacters) < 0
            ? (rest[..end], rest[(end + 1)..])
            : ("", "");
    }

    private static readonly System.Buffers.SearchValues<char> IdCharacters =
        System.Buffers.SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");

    private async Task<Caller?> Verify(string id, string secret)
    {
        var client = await grains.GetGrain<IApiKeyGrain>(id).Verify(secret);
        return client is null ? null : new Caller(CallerKind.Client, client.Id, client.Name, AgentRole.Agent, client.Stores);
    }
}

internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ApiKeys keys,
    RateLimits limits)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Bearer.Of(Request) is not { } key || !key.StartsWith(ApiKeys.Prefix, StringComparison.Ordinal))
        {
            return AuthenticateResult.NoResult();
        }

        // Guessing must not be able to wake grain after grain.
        var guesses = new RateLimit("bad-keys", 60);
        var from = RateLimits.Address(Context);
        if (limits.Look(guesses, from).Remaining == 0)
        {
            return AuthenticateResult.Fail("Too many wrong keys from this address.");
        }

        if (await keys.Find(key) is { } caller)
        {
            return AuthenticateResult.Success(new AuthenticationTicket(new CallerIdentity(caller, Scheme.Name).ToPrincipal(), Scheme.Name));
        }

        limits.Take(guesses, from);
        return AuthenticateResult.Fail("Not a valid key.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.OfStatus(StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.OfStatus(StatusCodes.Status403Forbidden).ExecuteAsync(Context);
}

internal static class Bearer
{
    private const string Start = "Bearer ";

    /// <summary>What stands after <c>Bearer</c> in the request's Authorization header.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Start, StringComparison.OrdinalIgnoreCase)
            ? header[Start.Length..].Trim()
            : null;
}
