using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Silo.Sla;

namespace OrleansSupport.Silo.Storage;

/// <summary>How events and summary rows are written to PostgreSQL. What is stored is read for years: names never change.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConversationEvent))]
[JsonSerializable(typeof(ConversationRow))]
[JsonSerializable(typeof(StoreClocks))]
internal sealed partial class SupportJsonContext : JsonSerializerContext;

internal static class SupportJson
{
    // Relaxed escaping: the text never stands in HTML, and escaped Chinese would take six bytes a character.
    private static readonly SupportJsonContext Context = new(new JsonSerializerOptions(SupportJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static byte[] Write(ConversationEvent value) => JsonSerializer.SerializeToUtf8Bytes(value, Context.ConversationEvent);

    public static ConversationEvent ReadEvent(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, Context.ConversationEvent) ?? throw new JsonException("An event is null.");

    public static byte[] Write(ConversationRow value) => JsonSerializer.SerializeToUtf8Bytes(value, Context.ConversationRow);

    public static ConversationRow ReadRow(string json)
    {
        var row = JsonSerializer.Deserialize(json, Context.ConversationRow) ?? throw new JsonException("A summary row is null.");
        return row.Clocks is null ? row with { Clocks = [] } : row; // written before rows had clocks
    }

    public static string Write(StoreClocks value) => JsonSerializer.Serialize(value, Context.StoreClocks);

    public static StoreClocks ReadTerms(string json) =>
        JsonSerializer.Deserialize(json, Context.StoreClocks) ?? throw new JsonException("Terms are null.");
}
