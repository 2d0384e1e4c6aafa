using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Tests.Postgres;
using OrleansSupport.Web;
using OrleansSupport.Web.Console;

namespace OrleansSupport.Tests.Cluster;

/// <summary>Several nodes as processes of their own on one real database: roles, leaving, and what happens to those who are connected.</summary>
public sealed class NodeTests(PostgresFixture postgres)
{
    private const string Buyer = "¿Dónde está la lámpara que compré para mi abuela?";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_web_node_beside_a_silo_node_serves_the_loop()
    {
        var connection = await postgres.CreateDatabaseAsync();
        await using var silo = await HostProcess.Start(connection, "silo");
        await using var web = await HostProcess.Start(connection, "web");
        using var shop = web.Client(web.ApiKey);
        using var silosOwn = silo.Client(web.ApiKey);
        Assert.Equal(HttpStatusCode.OK, (await silosOwn.GetAsync("/health/ready", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await silosOwn.GetAsync("/api/v1/agents", Cancellation)).StatusCode);

        // The agent's console hangs on the web node; what happens happens in the silo.
        await using var lucia = await ConsoleOf.Agent(web, "lucia@lumen.example");
        await lucia.Hub.InvokeAsync<ConsoleSnapshot>("Hello", Cancellation);
        var accepted = await Accepted(shop, "one", Buyer);
        await lucia.Row(row => row.Id == accepted && row.Assignee is not null);

        var reply = new ReplyDraft(accepted, MessageId.From(Guid.NewGuid()), "Su pedido sale hoy.", SeenSequence: 100, AsWritten: true);
        Assert.True((await lucia.Hub.InvokeAsync<Outcome>("Reply", reply, Cancellation)).Ok);
        var events = await shop.GetStringAsync($"/api/v1/conversations/{accepted}/events", Cancellation);
        Assert.Contains("Su pedido sale hoy.", events, StringComparison.Ordinal);
        Assert.DoesNotContain(Buyer, silo.Said + web.Said, StringComparison.Ordinal);

        // Both leave cleanly, the one with the grains last.
        await web.Signal("TERM");
        Assert.Equal(0, await web.Exited());
        await silo.Signal("TERM");
        Assert.Equal(0, await silo.Exited());
    }

    [Fact]
    public async Task A_rolling_restart_of_three_nodes_under_traffic_loses_nothing_and_fails_no_call_made_twice()
    {
        var connection = await postgres.CreateDatabaseAsync();
        HostProcess.Ports[] ports = [HostProcess.Ports.Free(), HostProcess.Ports.Free(), HostProcess.Ports.Free()];
        var nodes = await Task.WhenAll(ports.Select(p => HostProcess.Start(connection, ports: p)));
        var key = nodes.Select(node => node.ApiKey).Single(found => found.Length > 0); // three started at once, one made the store
        HttpClient[] clients = [.. nodes.Select(node => node.Client(key))];
        try
        {
            await using (var traffic = new Traffic(clients))
            {
                await traffic.More(50);
                for (var i = 0; i < nodes.Length; i++)
                {
                    await using var console = await ConsoleOf.Agent(nodes[i], "mei@lumen.example");
                    await nodes[i].Signal("TERM");
                    await console.SentAway;
                    Assert.Equal(0, await nodes[i].Exited());
                    await traffic.More(50);
                    nodes[i] = await HostProcess.Start(connection, ports: ports[i]);
                    await traffic.More(50);
                }

                await traffic.Stop();
                TestContext.Current.SendDiagnosticMessage($"{traffic.Accepted.Count} accepted, of these at the second call: {string.Join("; ", traffic.Retried)}");
                Assert.Empty(traffic.Failed);
                await traffic.AssertInLogOnce(connection);
            }
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }

            foreach (var client in clients)
            {
                client.Dispose();
            }
        }
    }

    private static async Task<ConversationId> Accepted(HttpClient shop, string id, string text)
    {
        var answer = await shop.PostAsJsonAsync("/api/v1/stores/lumen/channels/erp/messages", new { id, identity = "ana", text }, Cancellation);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("conversation").Deserialize<ConversationId>(WireJson.Options);
    }
}
