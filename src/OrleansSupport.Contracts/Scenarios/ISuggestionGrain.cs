using OrleansSupport.Contracts.Orders;

namespace OrleansSupport.Contracts.Scenarios;

/// <summary>Suggests replies. Stateless: any activation answers (key 0).</summary>
[Alias("suggestions")]
public interface ISuggestionGrain : IGrainWithIntegerKey
{
    /// <summary>Null when there is no such conversation.</summary>
    /// <param name="language">The language the agent works in.</param>
    [Alias("for")]
    Task<SuggestionsView?> For(ConversationId conversation, string agent, string language);
}

/// <summary>What is beside a conversation: the buyer's orders, and replies that could be sent.</summary>
/// <param name="Orders">Those named in the conversation first, then the buyer's newest.</param>
[GenerateSerializer, Immutable, Alias("suggestions-view")]
public sealed record SuggestionsView(
    [property: Id(0)] string Scenario,
    [property: Id(1)] IReadOnlyList<Order> Orders,
    [property: Id(2)] IReadOnlyList<Suggestion> Replies);

/// <summary>A template filled for one conversation.</summary>
/// <param name="Text">In the agent's language.</param>
/// <param name="Sent">As the buyer will read it; null when nobody could translate it.</param>
/// <param name="Provider">Who translated; null when the store wrote the template in the buyer's language.</param>
[GenerateSerializer, Immutable, Alias("suggestion")]
public sealed record Suggestion(
    [property: Id(0)] string Template,
    [property: Id(1)] string Text,
    [property: Id(2)] string Language,
    [property: Id(3)] string? Sent,
    [property: Id(4)] string SentLanguage,
    [property: Id(5)] string? Provider);
