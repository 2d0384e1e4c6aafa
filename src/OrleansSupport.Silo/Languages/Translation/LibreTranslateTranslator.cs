using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansSupport.Silo.Languages;

/// <summary>LibreTranslate's <c>POST /translate</c>, key in the body. Server of one's own or the public one.</summary>
internal sealed class LibreTranslateTranslator(TranslationProviderOptions options, IHttpClientFactory clients, TimeProvider time) : ITranslator
{
    /// <summary>What the stock models cover, always through English.</summary>
    private static readonly HashSet<string> Stock =
    [
        "en", "ar", "az", "bg", "bn", "ca", "cs", "da", "de", "el", "eo", "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "he", "hi", "hu", "id", "it",
        "ja", "ko", "lt", "lv", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sv", "th", "tl", "tr", "uk", "ur", "vi", "zh",
    ];

    private readonly HashSet<string> _languages = VendorHttp.Languages(options, Stock);

    public string Name => options.DisplayName;

    /// <summary>2,000 characters is the public server's limit, for all texts of a call together.</summary>
    public TranslatorCapabilities Capabilities { get; } = new(options.LongestText ?? 2_000, MostTexts: 50, LongestCall: options.LongestText ?? 2_000);

    public bool Supports(string source, string target) => _languages.Contains(target) && (source == Detection.Unknown || _languages.Contains(source));

    public Task<IReadOnlyList<TranslationResult>> Translate(IReadOnlyList<TranslationRequest> requests, CancellationToken ct)
    {
        var body = new Dictionary<string, object>
        {
            ["q"] = requests.Count == 1 ? requests[0].Text : requests.Select(request => request.Text).ToArray(), // old servers know no arrays
            ["source"] = requests[0].Source == Detection.Unknown ? "auto" : requests[0].Source,
            ["target"] = requests[0].Target,
            ["format"] = "text",
        };
        if (!string.IsNullOrEmpty(options.ApiKey))
        {
            body["api_key"] = options.ApiKey;
        }
        var message = new HttpRequestMessage(HttpMethod.Post, VendorHttp.Address(options.BaseUrl!, "/translate")) { Content = JsonContent.Create(body) };
        return VendorHttp.Send(
            clients.CreateClient(VendorHttp.ClientName("libretranslate")), message, Name, requests.Count, Classify,
            answer => answer.GetProperty("translatedText") is { ValueKind: JsonValueKind.Array } texts
                ? texts.EnumerateArray().Select(text => text.GetString())
                : [answer.GetProperty("translatedText").GetString()],
            time, ct);
    }

    /// <summary>LibreTranslate uses 400 for most things and tells them apart only in the English "error" text.</summary>
    private static TranslationFailure? Classify(HttpStatusCode status, string body)
    {
        if (status != HttpStatusCode.BadRequest)
        {
            return null;
        }
        return Says("limit") ? TranslationFailure.TooLarge
            : Says("api key") ? TranslationFailure.Auth
            : Says("not supported") || Says("not available") ? TranslationFailure.Unsupported
            : TranslationFailure.Invalid;

        bool Says(string words) => body.Contains(words, StringComparison.OrdinalIgnoreCase);
    }
}
