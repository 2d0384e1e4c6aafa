using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Contracts.Languages;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Web.Console;

namespace OrleansSupport.Web;

/// <summary>How everything that leaves this room is written and what comes in is read: REST, hub, hooks and widget alike.</summary>
public static class WireJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>Sets what <see cref="Options"/> has on options that somebody else made.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;

        // Names of members come from clients in any order and with more than we know; what is missing or null where it may
        // not be is refused while reading, so that no endpoint meets a null it was not promised.
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;

        // Every answer is application/json with nosniff, never inlined in HTML: escaping each Chinese character would only make it longer.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.MaxDepth = 32;
        options.Converters.Add(new JsonStringEnumConverter());
        options.TypeInfoResolverChain.Clear();
        options.TypeInfoResolverChain.Add(WireContext.Default);
        options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>Generated readers and writers for what is written on every message; anything else falls back to reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ConversationEvents))]
[JsonSerializable(typeof(ConversationRow))]
[JsonSerializable(typeof(ConversationPage))]
[JsonSerializable(typeof(ConversationDetail))]
[JsonSerializable(typeof(ConsoleSnapshot))]
[JsonSerializable(typeof(AgentView))]
[JsonSerializable(typeof(QueueView))]
[JsonSerializable(typeof(Outcome))]
[JsonSerializable(typeof(TranslationPreview))]
[JsonSerializable(typeof(ReplyDraft))]
[JsonSerializable(typeof(NoteDraft))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(TranscriptLine))]
[JsonSerializable(typeof(EscalationNotice))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(Presence))]
[JsonSerializable(typeof(InboxView))]
internal sealed partial class WireContext : JsonSerializerContext;
