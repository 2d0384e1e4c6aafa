using System.Text.Json;

namespace OrleansSupport.FakeVendors;

/// <summary>DeepL: POST /v2/translate, GET /v2/usage.</summary>
internal static class DeepLApi
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/v2/translate", async context =>
        {
            if (!context.Request.Headers.Authorization.ToString().StartsWith("DeepL-Auth-Key ", StringComparison.Ordinal))
            {
                context.Response.StatusCode = 403;
                return;
            }
            await Exchange.Run(
                context,
                mode => mode switch
                {
                    "unsupported" => (400, new { message = "Value for 'target_lang' not supported." }),
                    "toolong" => (413, new { message = "Request Entity Too Large" }),
                    "badkey" => (403, new { message = "Forbidden" }),
                    "quota" => (456, new { message = "Quota Exceeded" }),
                    _ => (500, new { message = "Bad request" }),
                },
                (body, mode) =>
                {
                    var request = JsonDocument.Parse(body).RootElement;
                    var target = request.GetProperty("target_lang").GetString()!;
                    return new
                    {
                        translations = request.GetProperty("text").EnumerateArray()
                            .Select(text => new { detected_source_language = "EN", text = FakeTranslation.Of(text.GetString()!, target, mode) }).ToArray(),
                    };
                });
        });
        app.MapGet("/v2/usage", () => new { character_count = 1_000, character_limit = 500_000 });
    }
}
