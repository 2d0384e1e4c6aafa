using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Tests.Web;

public sealed class MessageFoldTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
    private static readonly MessageId In = new(Guid.Parse("00000000-0000-0000-0000-000000000001"));
    private static readonly MessageId Out = new(Guid.Parse("00000000-0000-0000-0000-000000000002"));
    private static readonly MessageId Note = new(Guid.Parse("00000000-0000-0000-0000-000000000003"));

    [Fact]
    public void Messages_stand_in_order_with_all_that_became_of_them()
    {
        var messages = MessageFold.Fold(Number(
            new Queued("team", "new", null),
            new MessageReceived(In, "shop", "x1", "ana", "Hola", "es", 0.9, At.AddHours(-1)),
            new TranslationChanged(In, "en", TranslationState.Pending, null, null, null),
            new ReplyWritten(Out, default, "Mia", "Hello", "en", "es", "shop", "ana"),
            new NoteAdded(Note, default, "Mia", "Check the order"),
            new TranslationChanged(In, "en", TranslationState.Done, "Hello", "fake", null),
            new TranslationChanged(In, "de", TranslationState.Failed, null, null, "quota"),
            new TranslationChanged(Out, "es", TranslationState.Done, "Hola", "fake", null),
            new ReplyDispatched(Out, "Hola", "es", "Mia"),
            new DeliveryChanged(Out, DeliveryState.Retrying, 1, "timeout"),
            new DeliveryChanged(Out, DeliveryState.Delivered, 2, null)));

        Assert.Equal([MessageKind.Inbound, MessageKind.Outbound, MessageKind.Note], messages.Select(m => m.Kind));
        Assert.Equal([2L, 4L, 5L], messages.Select(m => m.Sequence));
        Assert.Equal(At.AddHours(-1), messages[0].At);
        Assert.Equal(
            [new TranslationView("en", TranslationState.Done, "Hello", "fake", null), new("de", TranslationState.Failed, null, null, "quota")],
            messages[0].Translations);
        Assert.Equal(("Hola", "es"), (messages[1].Sent!.Text, messages[1].Sent!.Language));
        Assert.Equal((DeliveryState.Delivered, 2), (messages[1].Delivery!.State, messages[1].Delivery!.Attempt));
        Assert.Null(messages[2].Delivery);
        Assert.Equal("Mia", messages[2].Author);
    }

    [Fact]
    public void What_is_said_of_an_unknown_message_is_passed_over() =>
        Assert.Empty(MessageFold.Fold(Number(
            new TranslationChanged(In, "en", TranslationState.Done, "Hello", "fake", null),
            new DeliveryChanged(Out, DeliveryState.Delivered, 1, null))));

    private static IEnumerable<LoggedEvent> Number(params ConversationEvent[] events) =>
        events.Select((happened, index) => new LoggedEvent(index + 1, At, happened));
}
