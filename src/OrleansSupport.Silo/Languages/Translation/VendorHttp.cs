using System.Net;
using System.Text.Json;

namespace OrleansSupport.Silo.Languages;

/// <summary>What all HTTP providers share: one call, its answers, every error reduced to a <see cref="TranslationResult"/>.</summary>
internal static class VendorHttp
{
    /// <summary>The named client of a provider kind.</summary>
    public static string ClientName(string kind) => "translation." + kind;

    /// <summary>An answer of more bytes than this is no translation.</summary>
    public const int LongestAnswer = 4 << 20;

    /// <summary>Sends one request and reads the JSON answer of a success.</summary>
    /// <param name="client">The named client.</param>
    /// <param name="message">Sent and disposed here.</param>
    /// <param name="provider">Name for results.</param>
    /// <param name="count">Texts asked for: an answer with another number is none.</param>
    /// <param name="classify">Vendor's reading of an error: status and at most 2,000 characters of the body; null for the common one.</param>
    /// <param name="read">Takes the translations out of the answer; an empty one or a thrown JSON error means garbage.</param>
    /// <param name="time">Clock for Retry-After given as a date.</param>
    /// <param name="ct">The caller's token: when it fires, <see cref="OperationCanceledException"/> is thrown.</param>
    public static async Task<IReadOnlyList<TranslationResult>> Send(
        HttpClient client, HttpRequestMessage message, string provider, int count, Func<HttpStatusCode, string, TranslationFailure?> classify,
        Func<JsonElement, IEnumerable<string?>> read, TimeProvider time, CancellationToken ct)
    {
        try
        {
            using (message)
            using (var response = await client.SendAsync(message, ct))
            {
                var body = await response.Content.ReadAsStringAsync(ct);
                if (!response.IsSuccessStatusCode)
                {
                    var kind = classify(response.StatusCode, body.Length > 2_000 ? body[..2_000] : body) ?? Common(response.StatusCode);
                    return All(count, new TranslationResult.Failed(kind, provider, $"HTTP {(int)response.StatusCode}", RetryAfter(response, time)));
                }
                using var json = JsonDocument.Parse(body);
                string?[] texts = [.. read(json.RootElement)];
                return texts.Length == count
                    ? [.. texts.Select(text => text is { Length: > 0 } ? new TranslationResult.Done(text, provider) : (TranslationResult)Invalid(provider, "the answer holds no translation"))]
                    : All(count, Invalid(provider, "the answer holds another number of translations"));
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            return All(count, Invalid(provider, "the answer is not in the vendor's format"));
        }
        catch (HttpRequestException error)
        {
            return All(count, new TranslationResult.Failed(TranslationFailure.Transient, provider, $"network: {error.HttpRequestError}", null));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return All(count, new TranslationResult.Failed(TranslationFailure.Transient, provider, "the client's own deadline passed", null));
        }
    }

    /// <summary>The same for every text of a call.</summary>
    public static IReadOnlyList<TranslationResult> All(int count, TranslationResult result) => [.. Enumerable.Repeat(result, count)];

    /// <summary>What a status means wherever a vendor does not say otherwise.</summary>
    public static TranslationFailure Common(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => TranslationFailure.Auth,
        402 or 456 => TranslationFailure.Quota,
        413 or 414 => TranslationFailure.TooLarge,
        429 => TranslationFailure.RateLimited,
        408 or >= 500 => TranslationFailure.Transient,
        _ => TranslationFailure.Invalid,
    };

    /// <summary>Retry-After as seconds or as a date; nothing above one day and nothing negative is believed.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time) =>
        Bounded(response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - time.GetUtcNow());

    /// <summary>Cuts a vendor's waiting time to zero..one day.</summary>
    public static TimeSpan? Bounded(TimeSpan? wait) =>
        wait is not { } value ? null : value < TimeSpan.Zero ? TimeSpan.Zero : value > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : value;

    public static TranslationResult.Failed Invalid(string provider, string reason) => new(TranslationFailure.Invalid, provider, reason, null);

    /// <summary>Joins a base address and a path, whether or not the address ends in a slash.</summary>
    public static Uri Address(string baseUrl, string path) => new(baseUrl.TrimEnd('/') + path);

    /// <summary>A server's languages: those configured for it, else its vendor's own.</summary>
    public static HashSet<string> Languages(TranslationProviderOptions options, HashSet<string> known) =>
        options.Languages.Count == 0 ? known : [.. options.Languages.Select(language => LanguageCode.Normalize(language)!)];
}
