using Orleans.Core.Internal;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Agents;

/// <summary>What holds when the node dies that a console, an agent's grain or a team's queue was on.</summary>
public sealed class ConnectionTests(PostgresFixture postgres) : OnCluster(postgres)
{
    [Fact]
    public async Task A_console_that_nobody_speaks_of_any_more_makes_its_agent_offline()
    {
        var agent = await AtConsole("mia");
        var told = Cluster.Time.GetUtcNow();

        await Cluster.AdvanceUntil(Cluster.Live.Until(m => m.Agent is { Presence: Presence.Offline } view && view.Reason == "connection_lost", Cancellation));

        Assert.True(Cluster.Time.GetUtcNow() - told >= IAgentGrain.ConnectionLease);
        Assert.Equal(Presence.Offline, (await agent.Get())!.Presence);
    }

    [Fact]
    public async Task A_console_that_is_spoken_of_keeps_its_agent_online_also_when_the_agents_grain_has_moved()
    {
        var agent = await AtConsole("mia");
        await Move(agent);
        for (var passed = TimeSpan.Zero; passed < 4 * IAgentGrain.ConnectionLease; passed += IAgentGrain.ConnectionLease / 3)
        {
            await agent.StillConnected("one");
            Cluster.Time.Advance(IAgentGrain.ConnectionLease / 3);
        }

        Assert.Equal(Presence.Online, (await agent.Get())!.Presence);
    }

    [Fact]
    public async Task An_agent_who_went_offline_by_hand_stays_so_with_an_open_console()
    {
        var agent = await AtConsole("mia");
        await agent.SetPresence(Presence.Offline, null);
        await Move(agent);

        await agent.StillConnected("one");

        Assert.Equal(Presence.Offline, (await agent.Get())!.Presence);
    }

    [Fact]
    public async Task What_waits_for_its_time_is_assigned_also_when_the_teams_queue_has_gone_meanwhile()
    {
        await Cluster.AddAgent("lucia", presence: Presence.Offline, languages: new AgentLanguage("es", Proficiency.Native));
        var mia = await Cluster.AddAgent("mia");
        var waiting = await Cluster.Write("ana", "Hola, ¿dónde está mi pedido? Lo compré hace dos semanas y no ha llegado.");
        var queue = Cluster.Grains.GetGrain<ITeamQueueGrain>(SupportCluster.Team);
        while ((await queue.Get()).Count == 0)
        {
            Cancellation.ThrowIfCancellationRequested();
        }

        await Move(queue);
        await Cluster.AdvanceUntil(Cluster.Live.Row(waiting.Conversation, row => row.Assignee == mia, Cancellation));

        Assert.True(Cluster.Time.GetUtcNow() < new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero), "Something other than the keeper woke the queue.");
    }

    private async Task<IAgentGrain> AtConsole(string name)
    {
        var id = await Cluster.AddAgent(name, presence: Presence.Offline);
        var agent = Cluster.Grains.GetGrain<IAgentGrain>(id.Value);
        await agent.Connected("one", open: true);
        Assert.Equal(Presence.Online, (await agent.Get())!.Presence);
        return agent;
    }

    /// <summary>The activation goes; the next call finds another one, which knows what was saved and no more.</summary>
    private static ValueTask Move(IAddressable grain) => grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
}
