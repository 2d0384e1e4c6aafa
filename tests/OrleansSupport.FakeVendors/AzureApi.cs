using System.Text.Json;

namespace OrleansSupport.FakeVendors;

/// <summary>Azure AI Translator: POST /translate?api-version=3.0. LibreTranslate has the same path and no version.</summary>
internal static class AzureApi
{
    public static Task Translate(HttpContext context)
    {
        var target = context.Request.Query["to"].ToString();
        return Exchange.Run(
            context,
            mode => mode switch
            {
                "unsupported" => (400, Error(400036, "The target language is not valid.")),
                "toolong" => (400, Error(400050, "The input text is too long.")),
                "badkey" => (401, Error(401000, "The request is not authorized because credentials are missing or invalid.")),
                "quota" => (403, Error(403001, "The operation is not allowed because the subscription has exceeded its free quota.")),
                "rate" => (429, Error(429001, "The server rejected the request because the client has exceeded request limits.")),
                "408" => (408, Error(408001, "The translation system requested is being prepared.")),
                _ => (500, Error(500000, "An unexpected error occurred.")),
            },
            (body, mode) => JsonDocument.Parse(body).RootElement.EnumerateArray().Select(item => new
            {
                detectedLanguage = new { language = "en", score = 0.98 },
                translations = new[] { new { text = FakeTranslation.Of(item.GetProperty("Text").GetString()!, target, mode), to = target } },
            }).ToArray());
    }

    private static object Error(int code, string message) => new { error = new { code, message } };
}
