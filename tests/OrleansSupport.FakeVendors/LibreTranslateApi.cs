using System.Text.Json;

namespace OrleansSupport.FakeVendors;

/// <summary>LibreTranslate: POST /translate, GET /languages.</summary>
internal static class LibreTranslateApi
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/translate", context => context.Request.Query.ContainsKey("api-version") ? AzureApi.Translate(context) : Exchange.Run(
            context,
            mode => mode switch
            {
                "unsupported" => (400, new { error = "xx is not supported" }),
                "toolong" => (400, new { error = "Invalid request: request (9000) exceeds text limit (2000)" }),
                "badkey" => (400, new { error = "Please contact the server operator to get an API key" }),
                "quota" => (429, new { error = "Too many requests" }),
                _ => (500, new { error = "something happened" }),
            },
            (body, mode) =>
            {
                var request = JsonDocument.Parse(body).RootElement;
                var (q, target) = (request.GetProperty("q"), request.GetProperty("target").GetString()!);
                object translated = q.ValueKind == JsonValueKind.Array
                    ? q.EnumerateArray().Select(text => FakeTranslation.Of(text.GetString()!, target, mode)).ToArray()
                    : FakeTranslation.Of(q.GetString()!, target, mode);
                return request.GetProperty("source").GetString() == "auto"
                    ? new { translatedText = translated, detectedLanguage = new { confidence = 90, language = "en" } }
                    : new { translatedText = translated };
            }));
        app.MapGet("/languages", () => new[] { "en", "es", "de", "fr", "zh" }.Select(code => new { code, name = code }));
    }
}
