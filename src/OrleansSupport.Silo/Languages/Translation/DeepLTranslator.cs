using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace OrleansSupport.Silo.Languages;

/// <summary>DeepL's <c>POST /v2/translate</c>; a base URL of one's own reaches servers that speak the same format.</summary>
internal sealed class DeepLTranslator(TranslationProviderOptions options, IHttpClientFactory clients, TimeProvider time) : ITranslator
{
    /// <summary>DeepL refuses bodies above 128 KiB; a quarter of it leaves room for JSON escapes and the context.</summary>
    private const int LongestBody = 128 * 1024;

    private static readonly HashSet<string> Known =
    [
        "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hu", "id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru",
        "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh",
    ];

    private readonly HashSet<string> _languages = VendorHttp.Languages(options, Known);

    // Keys of the free plan end in ":fx" and are answered by a host of their own.
    private readonly string _baseUrl = options.BaseUrl
        ?? (options.ApiKey!.EndsWith(":fx", StringComparison.Ordinal) ? "https://api-free.deepl.com" : "https://api.deepl.com");

    public string Name => options.DisplayName;

    /// <summary>Fifty texts a call; their length keeps the body below its limit even where every character takes three bytes.</summary>
    public TranslatorCapabilities Capabilities { get; } =
        new(options.LongestText ?? 20_000, MostTexts: 50, LongestCall: 30_000, Tone: true, Glossary: options.Glossary is not null);

    public bool Supports(string source, string target) => _languages.Contains(target) && (source == Detection.Unknown || _languages.Contains(source));

    public Task<IReadOnlyList<TranslationResult>> Translate(IReadOnlyList<TranslationRequest> requests, CancellationToken ct)
    {
        var request = requests[0];
        var body = new JsonObject
        {
            ["text"] = new JsonArray([.. requests.Select(r => (JsonNode)r.Text)]),
            ["target_lang"] = Target(request.Target),
            ["preserve_formatting"] = true,
        };
        if (request.Source != Detection.Unknown)
        {
            body["source_lang"] = request.Source.ToUpperInvariant();
            if (options.Glossary is { } glossary)
            {
                body["glossary_id"] = glossary; // refused without a source language
            }
        }
        if (request.Tone is { } tone)
        {
            // "prefer_" falls back where the language has no such form; plain "more" would be an error there.
            body["formality"] = tone == "informal" ? "prefer_less" : "prefer_more";
        }
        if (request.Context is { } context)
        {
            body["context"] = context;
        }
        var json = body.ToJsonString();
        if (Encoding.UTF8.GetByteCount(json) > LongestBody)
        {
            return Task.FromResult(VendorHttp.All(requests.Count, new TranslationResult.Failed(TranslationFailure.TooLarge, Name, "body above 128 KiB", null)));
        }
        var message = new HttpRequestMessage(HttpMethod.Post, VendorHttp.Address(_baseUrl, "/v2/translate"))
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        message.Headers.Authorization = new AuthenticationHeaderValue("DeepL-Auth-Key", options.ApiKey);
        return VendorHttp.Send(
            clients.CreateClient(VendorHttp.ClientName("deepl")), message, Name, requests.Count, Classify,
            answer => answer.GetProperty("translations").EnumerateArray().Select(item => item.GetProperty("text").GetString()), time, ct);
    }

    private static string Target(string language) => language switch
    {
        "en" => "EN-US", // plain EN and PT are deprecated as targets
        "pt" => "PT-BR",
        _ => language.ToUpperInvariant(),
    };

    private static TranslationFailure? Classify(HttpStatusCode status, string body) =>
        status == HttpStatusCode.BadRequest && (body.Contains("_lang", StringComparison.Ordinal) || body.Contains("not supported", StringComparison.OrdinalIgnoreCase))
            ? TranslationFailure.Unsupported
            : null;
}
