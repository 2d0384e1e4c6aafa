using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Conversations;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Customers;

[GenerateSerializer, Immutable, Alias("customer-state")]
internal sealed record CustomerState
{
    [Id(0)]
    public string? Store { get; init; }

    [Id(1)]
    public string Name { get; init; } = "";

    [Id(2)]
    public string? Language { get; init; }

    [Id(3)]
    public string? Country { get; init; }

    [Id(4)]
    public CustomerTier Tier { get; init; }

    [Id(5)]
    public IReadOnlyList<ChannelIdentity> Identities { get; init; } = [];

    [Id(6)]
    public ConversationId? Conversation { get; init; }

    [Id(7)]
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>
/// Serialises what one buyer writes. Not reentrant on purpose: while one message is being taken, the next one waits, so two
/// first messages cannot open two conversations. Its state is written only when it changes, not for every message.
/// </summary>
internal sealed class CustomerGrain(
    [PersistentState("customer")] IPersistentState<CustomerState> state, ConversationReader reader, TimeProvider time) : Grain, ICustomerGrain
{
    public async Task<ReceiveAnswer> Receive(InboundMessage message)
    {
        var next = With(message);
        next = next.Conversation is null ? next with { Conversation = ConversationId.New(time.GetUtcNow()) } : next;
        await Save(next); // before the conversation is made: if that fails, the next try finds the same id
        var answer = await Pass(message);
        if (answer.Closed)
        {
            await Save(state.State with { Conversation = ConversationId.New(time.GetUtcNow()) });
            answer = await Pass(message);
        }

        if (answer.Language is { } language and not "und" && !answer.Duplicate)
        {
            await Save(state.State with { Language = language });
        }

        return answer;
    }

    public Task<CustomerView?> Get()
    {
        var s = state.State;
        return Task.FromResult(s.Store is null ? null : new CustomerView(Id, s.Store, s.Name, s.Language, s.Country, s.Tier, s.Identities, s.Conversation, s.CreatedAt));
    }

    public async Task<Transcript> Transcript(ConversationId? conversation, long after) =>
        state.State.Conversation is { } current
            ? await reader.Transcript(current.Value, conversation == current ? after : 0)
            : new Transcript(null, 0, []);

    private CustomerId Id => new(this.GetPrimaryKey());

    private async Task<ReceiveAnswer> Pass(InboundMessage message)
    {
        var s = state.State;
        var receive = new ReceiveMessage(
            message.Store, message.Channel, message.ExternalId, Id, s.Name, message.Identity, message.Text, message.Language ?? s.Language, s.Country, s.Tier, message.SentAt);
        var conversation = GrainFactory.Conversation(s.Conversation!.Value);
        try
        {
            return await conversation.Receive(receive);
        }
        catch (StaleConversationException)
        {
            return await conversation.Receive(receive); // the next activation reads the log again
        }
    }

    private CustomerState With(InboundMessage message)
    {
        var s = state.State;
        var identity = new ChannelIdentity(message.Channel, message.Identity);
        return s with
        {
            Store = message.Store,
            Name = string.IsNullOrWhiteSpace(message.Name) ? (s.Name.Length > 0 ? s.Name : NameOf(Id)) : message.Name,
            Country = message.Country ?? s.Country,
            Tier = message.Tier ?? s.Tier,
            Identities = s.Identities.Contains(identity) ? s.Identities : [.. s.Identities, identity],
            CreatedAt = s.Store is null ? time.GetUtcNow() : s.CreatedAt,
        };
    }

    /// <summary>A visitor without a name gets one that stays the same.</summary>
    private static string NameOf(CustomerId id) => "Visitor " + id.Value.ToString("N")[..4];

    private Task Save(CustomerState next) => next == state.State ? Task.CompletedTask : GrainState.Save(state, next);
}
