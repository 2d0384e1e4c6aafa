using System.Text.Json;

namespace OrleansSupport.FakeVendors;

/// <summary>OpenAI: POST /v1/chat/completions, answering the translation prompt's JSON with JSON.</summary>
internal static class ChatCompletionsApi
{
    public static void Map(WebApplication app) => app.MapPost("/v1/chat/completions", context => Exchange.Run(
        context,
        mode => mode switch
        {
            "quota" => (429, Error("You exceeded your current quota", "insufficient_quota")),
            "toolong" => (400, Error("This model's maximum context length is 4096 tokens", "context_length_exceeded")),
            "badkey" => (401, Error("Incorrect API key provided", "invalid_api_key")),
            "unsupported" => (404, Error("The model does not exist", "model_not_found")),
            _ => (500, Error("The server had an error", "server_error")),
        },
        (body, mode) =>
        {
            var request = JsonDocument.Parse(body).RootElement;
            var input = JsonDocument.Parse(request.GetProperty("messages").EnumerateArray().Last().GetProperty("content") is { ValueKind: JsonValueKind.Array } parts
                ? parts[0].GetProperty("text").GetString()!
                : request.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!).RootElement;
            var translation = FakeTranslation.Of(input.GetProperty("text").GetString()!, input.GetProperty("target").GetString()!, mode);
            var content = mode == "talk" ? "Sure! Here is your translation." : JsonSerializer.Serialize(new { translation, detected = "en" });
            return new
            {
                id = "chatcmpl-1",
                @object = "chat.completion",
                created = 1_700_000_000,
                model = request.GetProperty("model").GetString(),
                choices = new[]
                {
                    new { index = 0, message = new { role = "assistant", content }, finish_reason = mode == "length" ? "length" : "stop" },
                },
                usage = new { prompt_tokens = 10, completion_tokens = 10, total_tokens = 20 },
            };
        }));

    private static object Error(string message, string code) => new { error = new { message, type = "invalid_request_error", param = (string?)null, code } };
}
