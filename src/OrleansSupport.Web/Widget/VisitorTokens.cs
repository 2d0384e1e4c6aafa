using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace OrleansSupport.Web.Widget;

/// <summary>A buyer's browser as its token says.</summary>
/// <param name="Id">128 random bits in hex: the identity on the widget's channel.</param>
internal sealed record Visitor(string Store, string Id, string? Name, string? Language);

/// <summary>
/// Tokens by which a buyer's browser is known again: sealed, for one store, for a time. Whoever holds one is that visitor; ids
/// alone open nothing, because agents and webhooks see them.
/// </summary>
internal sealed class VisitorTokens(IDataProtectionProvider protection, IOptions<WebOptions> options, TimeProvider time)
{
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public string Seal(Visitor visitor) => For(visitor.Store).Protect(JsonSerializer.Serialize(
        new Sealed(visitor.Id, visitor.Name, visitor.Language, (time.GetUtcNow() + options.Value.WidgetTokenLifetime).ToUnixTimeSeconds()), WireJson.Options));

    /// <summary>Null when the token is not ours, not this store's, or too old.</summary>
    public Visitor? Open(string store, string token)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Sealed>(For(store).Unprotect(token), WireJson.Options)!;
            return content.Until > time.GetUtcNow().ToUnixTimeSeconds() ? new Visitor(store, content.Id, content.Name, content.Language) : null;
        }
        catch (Exception failure) when (failure is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private IDataProtector For(string store) => protection.CreateProtector("OrleansSupport.Widget", "v1", store);

    private sealed record Sealed(string Id, string? Name, string? Language, long Until);
}
