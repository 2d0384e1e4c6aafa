using Npgsql;
using Orleans.Core.Internal;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Silo.Conversations;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;
using OrleansSupport.Web.Api;

namespace OrleansSupport.Tests.Agents;

/// <summary>An agent's activation dies between a reservation and its commit: whatever lands in the end, the next one has counted it.</summary>
public sealed class FenceTests(PostgresFixture postgres) : OnCluster(postgres)
{
    private AgentId _mia;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _mia = await Cluster.AddAgent("mia", capacity: 3, Presence.Offline); // the queue gives her nothing: what she has, a test gave her
    }

    [Fact]
    public async Task A_commit_under_an_old_epoch_is_refused_and_the_activation_that_did_not_know_counts_anew()
    {
        var first = await Waiting("ana");
        var second = await Waiting("bob");
        var epoch = await Reserve(first);
        Assert.Equal(epoch, await Reserve(second));
        await RaiseElsewhere();

        // In one batch with others, as it comes: only the guilty is refused.
        var innocent = Enumerable.Range(0, 20).Select(i => Cluster.Write($"buyer-{i}", "Where is my parcel?")).ToArray();
        Assert.Equal(Refusals.Conflict, (await Assign(first, epoch)).Refused);
        await Task.WhenAll(innocent);

        Assert.Equal(0, (await Mia.Get())!.Load);
        var later = await Reserve(first);
        Assert.True(later > epoch + 1); // raised elsewhere, and by the activation that took over
        Assert.Equal(Refusals.Conflict, (await Assign(second, epoch)).Refused);
        Assert.True((await Assign(first, later)).Ok);
        Assert.Equal(1, (await Mia.Get())!.Load);
        Assert.Single((await Cluster.Events(first)).OfType<Assigned>());
        Assert.Empty((await Cluster.Events(second)).OfType<Assigned>());
    }

    [Fact]
    public async Task Counting_anew_waits_for_the_commits_under_way_and_sees_them()
    {
        var conversation = await Waiting("ana");
        var epoch = await Reserve(conversation);
        await using var commit = await Cluster.Database.OpenConnectionAsync(Cancellation);
        await using var transaction = await commit.BeginTransactionAsync(Cancellation);
        await Execute(commit, $"SELECT FROM agent_fence WHERE agent = '{_mia.Value}' AND epoch = {epoch} FOR SHARE");

        var counted = Mia.CountAgain(epoch);
        await Waits(1, counted);

        Assert.False(counted.IsCompleted);
        await Execute(commit, $"UPDATE conversation SET assignee = '{_mia.Value}' WHERE id = '{conversation.Value}'");
        await transaction.CommitAsync(Cancellation);
        await counted;

        Assert.Equal(1, (await Mia.Get())!.Load);
    }

    [Fact]
    public async Task A_commit_that_began_before_the_count_and_ends_after_it_is_refused()
    {
        var conversation = await Waiting("ana");
        var epoch = await Reserve(conversation);
        await using var slow = await Cluster.Database.OpenConnectionAsync(Cancellation);
        await using var transaction = await slow.BeginTransactionAsync(Cancellation);
        await Execute(slow, $"SELECT FROM conversation WHERE id = '{conversation.Value}' FOR UPDATE");

        var assigning = Assign(conversation, epoch);
        await Waits(1, assigning);
        var counted = Mia.CountAgain(epoch);
        await Waits(2, counted);
        await transaction.RollbackAsync(Cancellation);
        await counted;

        Assert.Equal((await assigning).Ok ? 1 : 0, (await Mia.Get())!.Load);
    }

    [Fact]
    public async Task Whatever_lands_while_an_agent_counts_anew_is_counted_and_the_rest_is_refused()
    {
        var waiting = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Waiting($"buyer-{i}")));
        var epochs = await Task.WhenAll(waiting.Select(Reserve));

        var assigning = waiting.Select((conversation, i) => Assign(conversation, epochs[i])).ToArray();
        await Mia.CountAgain(epochs[0]);
        var outcomes = await Task.WhenAll(assigning);

        Assert.All(outcomes, o => Assert.True(o.Ok || o.Refused == Refusals.Conflict));
        Assert.Equal(outcomes.Count(o => o.Ok), (await Mia.Get())!.Load);
    }

    [Fact]
    public async Task Being_told_of_an_epoch_that_has_passed_changes_nothing()
    {
        var conversation = await Waiting("ana");
        var epoch = await Reserve(conversation);
        await Mia.CountAgain(epoch);
        Assert.Equal(0, (await Mia.Get())!.Load);

        var later = await Reserve(conversation);
        await Mia.CountAgain(epoch);

        Assert.Equal(epoch + 1, later);
        Assert.Equal(1, (await Mia.Get())!.Load);
        Assert.True((await Assign(conversation, later)).Ok);
    }

    [Fact]
    public async Task An_activation_elsewhere_counts_what_is_assigned_and_forgets_what_was_only_reserved()
    {
        var assigned = await Waiting("ana");
        var reserved = await Waiting("bob");
        Assert.True((await Assign(assigned, await Reserve(assigned))).Ok);
        var epoch = await Reserve(reserved);

        await Mia.AsReference<IGrainManagementExtension>().DeactivateOnIdle(Cancellation);

        Assert.Equal(1, (await Mia.Get())!.Load);
        Assert.Equal(Refusals.Conflict, (await Assign(reserved, epoch)).Refused);
        Assert.Equal(1, (await Mia.Get())!.Load);
    }

    [Fact]
    public async Task A_buyer_who_writes_again_and_a_person_who_assigns_reserve_anew_by_themselves()
    {
        Assert.True((await Mia.SetPresence(Presence.Busy, null)).Ok);
        var first = await Waiting("ana");
        var second = await Waiting("bob");
        Assert.True((await Assign(first, await Reserve(first))).Ok);
        Assert.True((await Cluster.Conversation(first).Reply(Cluster.Reply(_mia, "On its way."))).Ok);
        await Cluster.Live.Until(m => m.Agent is { Load: 0, Conversations: 0 } a && a.Id == _mia && a.IdleSince is not null, Cancellation);

        await RaiseElsewhere();
        await Cluster.Write("ana", "Thanks, when does it arrive?");
        await RaiseElsewhere();
        Assert.True((await Cluster.Conversation(second).AssignByHand(_mia, _mia)).Ok);

        Assert.Equal(_mia, (await Cluster.Conversation(first).Get())!.Row.Assignee);
        Assert.Equal(_mia, (await Cluster.Conversation(second).Get())!.Row.Assignee);
        Assert.Equal(2, (await Mia.Get())!.Load);
    }

    [Fact]
    public async Task A_place_that_was_reserved_since_is_not_given_back_by_a_message_that_comes_late()
    {
        var conversation = await Waiting("ana");
        var gaveBack = Cluster.Time.GetUtcNow();
        Cluster.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Reserve(conversation);

        await Mia.GiveBack(conversation, gaveBack);
        Assert.Equal(1, (await Mia.Get())!.Load);

        await Mia.GiveBack(conversation, Cluster.Time.GetUtcNow());
        Assert.Equal(0, (await Mia.Get())!.Load);
    }

    [Fact]
    public void A_conversation_that_was_written_elsewhere_is_worth_another_call()
    {
        Assert.Equal(503, ProblemHandler.Of(new StaleConversationException()).Status);
    }

    private IAgentGrain Mia => Cluster.Grains.GetGrain<IAgentGrain>(_mia.Value);

    private async Task<ConversationId> Waiting(string buyer) => (await Cluster.Write(buyer, "Where is my parcel?")).Conversation;

    private async Task<long> Reserve(ConversationId conversation)
    {
        var place = await Mia.Reserve(conversation, 1, force: true);
        Assert.True(place.Ok);
        return place.Sequence;
    }

    private Task<Outcome> Assign(ConversationId conversation, long epoch) => Cluster.Conversation(conversation).Assign(
        new AgentRef(_mia, "mia", "en", ["en"]), new Decision(conversation, _mia, 0, Cluster.Time.GetUtcNow(), [], null) { Epoch = epoch });

    /// <summary>Until so many wait for a lock in the database, or what should is through without waiting.</summary>
    private async Task Waits(long count, Task through)
    {
        await using var waits = Cluster.Database.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        while ((long)(await waits.ExecuteScalarAsync(Cancellation))! < count && !through.IsCompleted)
        {
        }
    }

    /// <summary>What an activation on another node does, of which this one hears nothing.</summary>
    private async Task RaiseElsewhere()
    {
        await using var connection = await Cluster.Database.OpenConnectionAsync(Cancellation);
        await Execute(connection, $"UPDATE agent_fence SET epoch = epoch + 1 WHERE agent = '{_mia.Value}'");
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
