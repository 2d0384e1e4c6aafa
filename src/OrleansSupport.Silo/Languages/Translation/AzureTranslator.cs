using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansSupport.Silo.Languages;

/// <summary>Azure AI Translator's <c>POST /translate?api-version=3.0</c>, key and region in headers.</summary>
internal sealed class AzureTranslator(TranslationProviderOptions options, IHttpClientFactory clients, TimeProvider time) : ITranslator
{
    private static readonly HashSet<string> Known =
    [
        "af", "sq", "am", "ar", "hy", "az", "bn", "eu", "be", "bs", "bg", "ca", "zh", "hr", "cs", "da", "nl", "en", "et", "fi", "fr", "gl", "ka", "de", "el",
        "gu", "he", "hi", "hu", "is", "id", "ga", "it", "ja", "kn", "kk", "km", "ko", "lo", "lv", "lt", "mk", "ms", "ml", "mt", "mr", "mn", "my", "ne", "nb",
        "fa", "pl", "pt", "pa", "ro", "ru", "sr", "si", "sk", "sl", "so", "es", "sw", "sv", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "cy", "zu", "tl",
    ];

    private readonly HashSet<string> _languages = VendorHttp.Languages(options, Known);

    public string Name => options.DisplayName;

    /// <summary>50,000 characters a call is the vendor's own limit; texts of it leave room for what the call carries besides.</summary>
    public TranslatorCapabilities Capabilities { get; } = new(options.LongestText ?? 10_000, MostTexts: 1_000, LongestCall: 45_000);

    public bool Supports(string source, string target) => _languages.Contains(target) && (source == Detection.Unknown || _languages.Contains(source));

    public Task<IReadOnlyList<TranslationResult>> Translate(IReadOnlyList<TranslationRequest> requests, CancellationToken ct)
    {
        var (source, target) = (requests[0].Source, requests[0].Target);
        var from = source == Detection.Unknown ? "" : "&from=" + Code(source);
        var address = VendorHttp.Address(
            options.BaseUrl ?? "https://api.cognitive.microsofttranslator.com", $"/translate?api-version=3.0{from}&to={Code(target)}&textType=plain");
        var message = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = JsonContent.Create(requests.Select(request => new Item(request.Text)), options: VendorNames),
        };
        message.Headers.Add("Ocp-Apim-Subscription-Key", options.ApiKey);
        if (!string.IsNullOrEmpty(options.Region))
        {
            message.Headers.Add("Ocp-Apim-Subscription-Region", options.Region);
        }
        return VendorHttp.Send(
            clients.CreateClient(VendorHttp.ClientName("azure")), message, Name, requests.Count, Classify,
            answer => answer.EnumerateArray().Select(item => item.GetProperty("translations")[0].GetProperty("text").GetString()), time, ct);
    }

    private static readonly JsonSerializerOptions VendorNames = new() { PropertyNamingPolicy = null };

    private sealed record Item(string Text);

    private static string Code(string language) => language switch
    {
        "zh" => "zh-Hans",
        "tl" => "fil",
        "sr" => "sr-Cyrl",
        "mn" => "mn-Cyrl",
        _ => language,
    };

    /// <summary>The vendor's six-digit codes begin with the HTTP status and say more than it does.</summary>
    private static TranslationFailure? Classify(HttpStatusCode status, string body)
    {
        var code = Code();
        return code switch
        {
            400019 or 400035 or 400036 or 400023 or 400018 => TranslationFailure.Unsupported,
            400050 or 400077 => TranslationFailure.TooLarge,
            403001 => TranslationFailure.Quota, // the free plan's volume
            408001 or 408002 => TranslationFailure.Transient,
            >= 429000 and <= 429002 => TranslationFailure.RateLimited,
            _ => null,
        };

        int Code()
        {
            try
            {
                using var json = JsonDocument.Parse(body);
                return json.RootElement.GetProperty("error").GetProperty("code").GetInt32();
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                return 0;
            }
        }
    }
}
