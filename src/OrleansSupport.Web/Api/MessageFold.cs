using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;

namespace OrleansSupport.Web.Api;

public enum MessageKind
{
    Inbound,
    Outbound,
    Note,
}

/// <summary>A message with all that has become of it.</summary>
/// <param name="Text">As its author wrote it.</param>
/// <param name="Author">The agent's name; null for the customer.</param>
/// <param name="Sent">The words that went to the customer; null before they did.</param>
internal sealed record MessageView(
    MessageId Id,
    long Sequence,
    MessageKind Kind,
    DateTimeOffset At,
    string Text,
    string? Language,
    AgentId? Agent,
    string? Author,
    string? Channel,
    string? ExternalId,
    IReadOnlyList<TranslationView> Translations,
    SentView? Sent,
    DeliveryView? Delivery);

/// <param name="Confidence">0 to 1: how sure the detector is that the text is in <paramref name="Language"/>; null when it is too short to say.</param>
internal sealed record TranslationView(
    string Language, TranslationState State, string? Text, string? Provider, string? Reason, double? Confidence = null, int? Milliseconds = null, AgentId? By = null);

internal sealed record SentView(string Text, string Language, DateTimeOffset At);

internal sealed record DeliveryView(DeliveryState State, int Attempt, string? Reason, DateTimeOffset At);

/// <summary>The messages that a log tells of. What is said of a message that the log does not have is passed over.</summary>
internal static class MessageFold
{
    public static IReadOnlyList<MessageView> Fold(IEnumerable<LoggedEvent> events)
    {
        var order = new List<MessageId>();
        var messages = new Dictionary<MessageId, MessageView>();

        foreach (var logged in events)
        {
            if (Begin(logged) is { } begun)
            {
                if (messages.TryAdd(begun.Id, begun))
                {
                    order.Add(begun.Id);
                }
            }
            else if (Subject(logged.Event) is { } subject && messages.TryGetValue(subject, out var message))
            {
                messages[subject] = Continue(message, logged);
            }
        }

        return [.. order.Select(id => messages[id])];
    }

    private static MessageView? Begin(LoggedEvent logged) => logged.Event switch
    {
        MessageReceived m => new(
            m.Message, logged.Sequence, MessageKind.Inbound, m.SentAt ?? logged.At, m.Text, m.Language, null, null, m.Channel, m.ExternalId, [], null, null),
        ReplyWritten m => new(
            m.Message, logged.Sequence, MessageKind.Outbound, logged.At, m.Text, m.Language, m.Agent, m.AgentName, m.Channel, null, [], null, null),
        NoteAdded m => new(
            m.Message, logged.Sequence, MessageKind.Note, logged.At, m.Text, m.Language, m.Agent, m.AgentName, null, null, [], null, null),
        _ => null,
    };

    private static MessageId? Subject(ConversationEvent happened) => happened switch
    {
        TranslationChanged t => t.Message,
        ReplyDispatched d => d.Message,
        DeliveryChanged d => d.Message,
        _ => null,
    };

    private static MessageView Continue(MessageView message, LoggedEvent logged) => logged.Event switch
    {
        TranslationChanged t => message with { Translations = With(message.Translations, new(t.Target, t.State, t.Text, t.Provider, t.Reason, t.Confidence, t.Milliseconds, t.By)) },
        ReplyDispatched d => message with { Sent = new(d.Text, d.Language, logged.At) },
        DeliveryChanged d => message with { Delivery = new(d.State, d.Attempt, d.Reason, logged.At) },
        _ => message,
    };

    private static IReadOnlyList<TranslationView> With(IReadOnlyList<TranslationView> translations, TranslationView changed) =>
        [.. translations.Where(t => t.Language != changed.Language), changed];
}
