using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Tests.Web.Support;

internal sealed class FakeConversation(ConversationId id) : IConversationGrain
{
    public ConversationRow? Row { get; set; }

    public List<LoggedEvent> Log { get; } = [];

    /// <summary>What every command answers; null is success.</summary>
    public Outcome? Answer { get; set; }

    public List<object> Commands { get; } = [];

    public Task<ReceiveAnswer> Receive(ReceiveMessage message) => throw new NotSupportedException();

    public Task<Outcome> Reply(WriteReply reply) => Take(reply);

    public Task<Outcome> AddNote(WriteNote note) => Take(note);

    public Task<Outcome> SetStatus(ConversationStatus status, AgentId by) => Take(status);

    public Task<Outcome> Snooze(DateTimeOffset until, AgentId by) => Take(until);

    public Task<Outcome> SetScenario(string scenario, AgentId by) => Take(scenario);

    public Task<Outcome> SetPriority(Priority priority, AgentId? by) => Take(priority);

    public Task<Outcome> AssignByHand(AgentId agent, AgentId by) => Take(agent);

    public Task<Outcome> AssignWithin(AgentId agent, AgentId by) => Take(agent);

    public Task<Outcome> AgentLeft(AgentId agent, bool shiftEnded) => throw new NotSupportedException();

    public Task<Outcome> Assign(AgentRef agent, Decision why) => throw new NotSupportedException();

    public Task<Outcome> Transfer(TransferConversation transfer) => Task.FromResult(Outcome.Done(7));

    public Task<Outcome> OfferPassed(AgentRef agent, bool lapsed) => throw new NotSupportedException();

    public Task<Outcome> Release(AgentId agent, string reason) => throw new NotSupportedException();

    public Task<Outcome> Read(AgentRef reader) => Task.FromResult(Outcome.Done());

    public Task<bool> TranslateAgain(MessageId message, string target) => throw new NotSupportedException();

    public Task<Outcome> Correct(MessageId message, string target, string text, AgentRef by) => Take(text);

    public Task Translated(TranslationChanged translation) => throw new NotSupportedException();

    public Task<Outcome> RetryTranslation(MessageId message, string target) => Take(target);

    public Task<Outcome> Delivery(DeliveryChanged delivery) => Take(delivery);

    public Task Tick() => throw new NotSupportedException();

    public Task<ConversationView?> Get() => Task.FromResult(Row is null ? null : new ConversationView(Row, []));

    public Task<EventPage> Events(long after, int limit)
    {
        var rest = Log.Where(e => e.Sequence > after).ToList();
        return Task.FromResult(new EventPage([.. rest.Take(limit)], rest.Count > limit));
    }

    public ConversationRow Be(string store, string channel, CustomerId customer, string team, DateTimeOffset at) => Row = new(
        id, 7, store, channel, customer, "Ana", "es", "ES", CustomerTier.Standard, team, null, null, ConversationStatus.Open,
        Priority.Normal, "Hola", true, at, at, at, null, null, false, 1, []);

    private Task<Outcome> Take(object command)
    {
        lock (Commands)
        {
            Commands.Add(command);
            return Task.FromResult(Answer ?? Outcome.Done(Commands.Count));
        }
    }
}

internal sealed class FakeCustomer(CustomerId id, FakeWorld world) : ICustomerGrain
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ReceiveAnswer> received = [];

    public CustomerView? View { get; set; }

    public ConversationId? Conversation { get; set; }

    public List<TranscriptLine> Lines { get; } = [];

    public List<InboundMessage> Messages { get; } = [];

    public Task<ReceiveAnswer> Receive(InboundMessage message)
    {
        lock (gate)
        {
            if (received.TryGetValue(message.ExternalId, out var first))
            {
                return Task.FromResult(first with { Duplicate = true });
            }

            Messages.Add(message);
            Conversation ??= world.Open(message.Store, message.Channel, id);
            var line = new TranscriptLine(
                Lines.Count + 1, MessageId.Of(message.Store, message.Channel, message.ExternalId), true, message.Text, null, world.Now, message.ExternalId);
            Lines.Add(line);
            return Task.FromResult(received[message.ExternalId] = new(Conversation.Value, line.Message, line.Sequence));
        }
    }

    public Task<CustomerView?> Get() => Task.FromResult(View);

    public Task<Transcript> Transcript(ConversationId? conversation, long after)
    {
        lock (gate)
        {
            var from = conversation is not null && conversation == Conversation ? after : 0;
            return Task.FromResult(new Transcript(Conversation, Lines.Count, [.. Lines.Where(line => line.Sequence > from)]));
        }
    }

    public TranscriptLine Answer(string text)
    {
        lock (gate)
        {
            var line = new TranscriptLine(Lines.Count + 1, new MessageId(Guid.NewGuid()), false, text, "Mia", world.Now, null);
            Lines.Add(line);
            return line;
        }
    }
}
