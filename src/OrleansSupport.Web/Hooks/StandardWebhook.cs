using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrleansSupport.Web.Hooks;

internal enum WebhookVerdict
{
    Valid,
    MissingHeader,
    BadTimestamp,
    BadSignature,
}

/// <summary>
/// Standard Webhooks: an HMAC-SHA256 over <c>id.timestamp.body</c>, the body as the very bytes that came. Whatever is missing or
/// unreadable is a refusal.
/// </summary>
internal static class StandardWebhook
{
    public const string SecretPrefix = "whsec_";
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Version = "v1,";

    // More candidates than a rotation of secrets ever needs would only be work for us.
    private const int MostSignatures = 10;

    /// <summary>The bytes of a <c>whsec_</c> secret; null when it is none.</summary>
    public static byte[]? Key(string? secret)
    {
        if (secret is null || !secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var bytes = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[SecretPrefix.Length..], bytes, out var length) && length is >= 24 and <= 64
            ? bytes[..length]
            : null;
    }

    public static WebhookVerdict Verify(
        string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, string? secret, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures))
        {
            return WebhookVerdict.MissingHeader;
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((double)now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
        {
            return WebhookVerdict.BadTimestamp;
        }

        if (Key(secret) is not { } key)
        {
            return WebhookVerdict.BadSignature;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(key, id, timestamp, body, expected);

        // All are compared, so that the time taken does not tell which one was close.
        var valid = false;
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes + 3];
        foreach (var candidate in signatures.Split(' ', MostSignatures + 1, StringSplitOptions.RemoveEmptyEntries).Take(MostSignatures))
        {
            valid |= candidate.StartsWith(Version, StringComparison.Ordinal)
                && Convert.TryFromBase64String(candidate[Version.Length..], given, out var length)
                && CryptographicOperations.FixedTimeEquals(given[..length], expected);
        }

        return valid ? WebhookVerdict.Valid : WebhookVerdict.BadSignature;
    }

    private static void Sign(byte[] key, string id, string timestamp, ReadOnlySpan<byte> body, Span<byte> signature)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        hmac.GetHashAndReset(signature);
    }
}
