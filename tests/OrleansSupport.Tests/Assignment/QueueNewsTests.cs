using System.Threading.Channels;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Silo.Assignment;
using OrleansSupport.Tests.Web.Support;
using static OrleansSupport.Tests.Assignment.Team;

namespace OrleansSupport.Tests.Assignment;

/// <summary>Queues hear of everything, in order, and once of what came up while they were busy.</summary>
public sealed class QueueNewsTests
{
    private readonly Channel<(WaitingConversation[] What, TaskCompletionSource Answer)> _calls = Channel.CreateUnbounded<(WaitingConversation[], TaskCompletionSource)>();
    private readonly QueueNews _news;

    public QueueNewsTests()
    {
        var grains = new FakeGrainFactory();
        grains.Make<ITeamQueueGrain>(team => new FakeQueue(team)
        {
            Told = all =>
            {
                var answer = new TaskCompletionSource();
                _calls.Writer.TryWrite(([.. all], answer));
                return answer.Task;
            },
        });
        _news = new QueueNews(grains);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_up_while_a_queue_is_busy_goes_into_one_call()
    {
        var first = _news.Tell("lumen", Waiting(1));
        var (one, answerOne) = await _calls.Reader.ReadAsync(Cancellation);
        var second = _news.Tell("lumen", Waiting(2));
        var third = _news.Tell("lumen", Waiting(3));
        Assert.False(_calls.Reader.TryRead(out _));

        answerOne.SetResult();
        await first.WaitAsync(Cancellation);
        var (rest, answerRest) = await _calls.Reader.ReadAsync(Cancellation);
        Assert.False(second.IsCompleted || third.IsCompleted);
        answerRest.SetResult();
        await Task.WhenAll(second, third).WaitAsync(Cancellation);

        Assert.Equal([Waiting(1)], one, SameConversation);
        Assert.Equal([Waiting(2), Waiting(3)], rest, SameConversation);
    }

    [Fact]
    public async Task A_call_that_fails_is_known_to_those_it_told_of_and_holds_up_nobody_else()
    {
        var first = _news.Tell("lumen", Waiting(1));
        var (_, answer) = await _calls.Reader.ReadAsync(Cancellation);
        var second = _news.Tell("lumen", Waiting(2));

        answer.SetException(new InvalidOperationException("gone"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.WaitAsync(Cancellation));
        var (next, answerNext) = await _calls.Reader.ReadAsync(Cancellation);
        answerNext.SetResult();
        await second.WaitAsync(Cancellation);

        Assert.Equal([Waiting(2)], next, SameConversation);
    }

    [Fact]
    public async Task A_queue_that_does_not_take_many_hears_of_one_at_a_time()
    {
        _ = _news.Tell("lumen", Waiting(1));
        var (_, answer) = await _calls.Reader.ReadAsync(Cancellation);
        var second = _news.Tell("lumen", Waiting(2));
        var third = _news.Tell("lumen", Waiting(3));
        answer.SetResult();

        (await _calls.Reader.ReadAsync(Cancellation)).Answer.SetException(new NotSupportedException("a node of the version before"));
        foreach (var number in new[] { 2, 3 })
        {
            var (one, answerOne) = await _calls.Reader.ReadAsync(Cancellation);
            Assert.Equal([Waiting(number)], one, SameConversation);
            answerOne.SetResult();
        }

        await Task.WhenAll(second, third).WaitAsync(Cancellation);
    }

    [Fact]
    public async Task A_busy_queue_holds_up_no_other()
    {
        _ = _news.Tell("lumen", Waiting(1));
        await _calls.Reader.ReadAsync(Cancellation);

        _ = _news.Tell("other", Waiting(2));

        Assert.Equal([Waiting(2)], (await _calls.Reader.ReadAsync(Cancellation)).What, SameConversation);
    }

    private static bool SameConversation(WaitingConversation a, WaitingConversation b) => a.Id == b.Id;
}
