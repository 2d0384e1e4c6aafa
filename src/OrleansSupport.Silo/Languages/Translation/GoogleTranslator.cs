using System.Net;
using System.Net.Http.Json;

namespace OrleansSupport.Silo.Languages;

/// <summary>Google Cloud Translation's basic edition, <c>POST /language/translate/v2</c>; a base URL of one's own reaches servers that speak the same format.</summary>
internal sealed class GoogleTranslator(TranslationProviderOptions options, IHttpClientFactory clients, TimeProvider time) : ITranslator
{
    private static readonly HashSet<string> Known =
    [
        "af", "sq", "am", "ar", "hy", "az", "eu", "be", "bn", "bs", "bg", "ca", "zh", "hr", "cs", "da", "nl", "en", "eo", "et", "fi", "fr", "gl", "ka", "de",
        "el", "gu", "he", "hi", "hu", "is", "id", "ga", "it", "ja", "kn", "kk", "km", "ko", "lo", "la", "lv", "lt", "mk", "ms", "ml", "mt", "mr", "mn", "my",
        "ne", "nb", "fa", "pl", "pt", "pa", "ro", "ru", "sr", "si", "sk", "sl", "so", "es", "sw", "sv", "tl", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "cy", "zu",
    ];

    private readonly HashSet<string> _languages = VendorHttp.Languages(options, Known);

    public string Name => options.DisplayName;

    /// <summary>The vendor recommends 5,000 characters a call and refuses more than 128 texts.</summary>
    public TranslatorCapabilities Capabilities { get; } = new(options.LongestText ?? 5_000, MostTexts: 128, LongestCall: 30_000);

    public bool Supports(string source, string target) => _languages.Contains(target) && (source == Detection.Unknown || _languages.Contains(source));

    public Task<IReadOnlyList<TranslationResult>> Translate(IReadOnlyList<TranslationRequest> requests, CancellationToken ct)
    {
        var body = new Dictionary<string, object>
        {
            ["q"] = requests.Select(request => request.Text).ToArray(),
            ["target"] = Code(requests[0].Target),
            ["format"] = "text", // the default is html, and turns every quotation mark into an entity
        };
        if (requests[0].Source != Detection.Unknown)
        {
            body["source"] = Code(requests[0].Source);
        }
        var address = VendorHttp.Address(options.BaseUrl ?? "https://translation.googleapis.com", "/language/translate/v2?key=" + Uri.EscapeDataString(options.ApiKey!));
        return VendorHttp.Send(
            clients.CreateClient(VendorHttp.ClientName("google")), new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) },
            Name, requests.Count, Classify,
            answer => answer.GetProperty("data").GetProperty("translations").EnumerateArray().Select(item => item.GetProperty("translatedText").GetString()), time, ct);
    }

    private static string Code(string language) => language switch
    {
        "zh" => "zh-CN",
        "nb" => "no",
        _ => language,
    };

    /// <summary>403 is the status of a missing right, of a spent day and of too many requests alike; the reason tells them apart.</summary>
    private static TranslationFailure? Classify(HttpStatusCode status, string body)
    {
        return (int)status switch
        {
            403 when Says("rateLimitExceeded") || Says("userRateLimitExceeded") => TranslationFailure.RateLimited,
            403 when Says("dailyLimitExceeded") || Says("quotaExceeded") => TranslationFailure.Quota,
            400 when Says("API_KEY_INVALID") || Says("keyInvalid") => TranslationFailure.Auth,
            400 when Says("language pair") || Says("Invalid Value") => TranslationFailure.Unsupported,
            400 when Says("too long") || Says("Too many text segments") => TranslationFailure.TooLarge,
            _ => null,
        };

        bool Says(string words) => body.Contains(words, StringComparison.OrdinalIgnoreCase);
    }
}
