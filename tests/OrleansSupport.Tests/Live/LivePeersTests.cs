using OrleansSupport.Contracts.Live;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Live;

public sealed class LivePeersTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_happens_on_one_node_is_seen_on_every_node_in_order_and_once_on_each()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var cluster = await SupportCluster.Start(postgres, silos: 2);
        await cluster.AddStore();
        var first = await cluster.Write("ana", "Where is my parcel?");
        for (var i = 0; i < 40; i++)
        {
            await cluster.Write("ana", $"And message number {i}");
        }

        // One probe stands for both nodes' consoles: it sees everything twice.
        var topic = Topics.Conversation(first.Conversation);
        var last = (await cluster.Conversation(first.Conversation).Get())!.Row.Version;
        await cluster.Live.Until(_ => cluster.Live.Seen.Count(m => m.Topic == topic && m.Events![^1].Sequence == last) == 2, cancellation);

        var sequences = cluster.Live.Seen.Where(m => m.Topic == topic).SelectMany(m => m.Events!).Select(e => e.Sequence).ToList();
        Assert.Equal(Enumerable.Range(1, (int)last).SelectMany(s => new long[] { s, s }).Order(), sequences.Order());
        Assert.All(InOrderTwice(sequences), Assert.True);
    }

    /// <summary>Each node's own sequence rises by one: taking the smallest next of both must use everything up.</summary>
    private static IEnumerable<bool> InOrderTwice(List<long> sequences)
    {
        long one = 0, other = 0;
        foreach (var sequence in sequences)
        {
            var fits = sequence == one + 1 || sequence == other + 1;
            (one, other) = sequence == one + 1 ? (sequence, other) : (one, sequence);
            yield return fits;
        }
    }
}
