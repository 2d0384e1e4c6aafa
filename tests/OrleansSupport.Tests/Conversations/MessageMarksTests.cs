using OrleansSupport.Contracts;
using OrleansSupport.Silo.Conversations;

namespace OrleansSupport.Tests.Conversations;

public sealed class MessageMarksTests
{
    [Fact]
    public void Marks_are_found_by_their_message_and_stand_in_the_order_of_the_log()
    {
        var marks = MessageMarks.Empty;
        for (var sequence = 1; sequence <= 40; sequence++)
        {
            marks = marks.With(Message(sequence), Mark(sequence));
        }

        Assert.Equal(40, marks.Count);
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), marks.Select(m => m.Value.Sequence));
        Assert.All(marks, m => Assert.Equal(m.Value, marks[m.Key]));
        Assert.False(marks.TryGetValue(Message(41), out _));
        Assert.Throws<KeyNotFoundException>(() => marks[Message(41)]);
    }

    [Fact]
    public void A_value_that_was_kept_does_not_change_whatever_is_made_of_it()
    {
        var one = MessageMarks.Empty.With(Message(1), Mark(1));
        var failed = one.With(Message(2), Mark(2)); // its append failed: the conversation goes on from before
        var other = one.With(Message(3), Mark(3));
        var changed = other.With(Message(1), Mark(1) with { Dispatched = true });
        var next = other.With(Message(4), Mark(4));
        Assert.Equal([1], Sequences(one));
        Assert.Equal([1, 2], Sequences(failed));
        Assert.Equal([1, 3], Sequences(other));
        Assert.Equal([1, 3], Sequences(changed));
        Assert.Equal([1, 3, 4], Sequences(next));
        Assert.Equal((true, false, false), (changed[Message(1)].Dispatched, other[Message(1)].Dispatched, next[Message(1)].Dispatched));
        Assert.False(other.TryGetValue(Message(2), out _));
        Assert.Empty(MessageMarks.Empty);
    }

    private static long[] Sequences(MessageMarks marks) => [.. marks.Select(m => m.Value.Sequence)];

    private static MessageId Message(int number) => MessageId.Of("lumen", "shop", $"m-{number}");

    private static MessageMark Mark(long sequence) => new(sequence, true, "en", "shop", "buyer");
}
