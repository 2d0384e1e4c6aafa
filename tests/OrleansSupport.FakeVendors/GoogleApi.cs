using System.Text.Json;

namespace OrleansSupport.FakeVendors;

/// <summary>Google Cloud Translation, basic edition: POST /language/translate/v2.</summary>
internal static class GoogleApi
{
    public static void Map(WebApplication app) => app.MapPost("/language/translate/v2", context => Exchange.Run(
        context,
        mode => mode switch
        {
            "unsupported" => (400, Error(400, "Bad language pair: xx", "invalid")),
            "toolong" => (400, Error(400, "Too many text segments", "invalid")),
            "badkey" => (400, Error(400, "API key not valid. Please pass a valid API key.", "API_KEY_INVALID")),
            "quota" => (403, Error(403, "Daily Limit Exceeded", "dailyLimitExceeded")),
            "rate" => (403, Error(403, "User Rate Limit Exceeded", "userRateLimitExceeded")),
            _ => (500, Error(500, "Backend Error", "backendError")),
        },
        (body, mode) =>
        {
            var request = JsonDocument.Parse(body).RootElement;
            var target = request.GetProperty("target").GetString()!;
            return new
            {
                data = new
                {
                    translations = request.GetProperty("q").EnumerateArray()
                        .Select(text => new { translatedText = FakeTranslation.Of(text.GetString()!, target, mode), detectedSourceLanguage = "en" }).ToArray(),
                },
            };
        }));

    private static object Error(int code, string message, string reason) =>
        new { error = new { code, message, errors = new[] { new { message, domain = "global", reason } } } };
}
