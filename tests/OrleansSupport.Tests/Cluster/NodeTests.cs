using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Tests.Postgres;
using OrleansSupport.Tests.Web.Support;
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
        var (lucia, pushed) = await Console(web, "lucia@lumen.example");
        await using var console = lucia;
        await console.InvokeAsync<ConsoleSnapshot>("Hello", Cancellation);
        var accepted = await Accepted(shop, "one", Buyer);
        await pushed.Until(row => row.Id == accepted && row.Assignee is not null);

        var reply = new ReplyDraft(accepted, MessageId.From(Guid.NewGuid()), "Su pedido sale hoy.", SeenSequence: 100, AsWritten: true);
        Assert.True((await console.InvokeAsync<Outcome>("Reply", reply, Cancellation)).Ok);
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
                    var (console, _) = await Console(nodes[i], "mei@lumen.example");
                    var sentAway = new TaskCompletionSource();
                    console.On("Leaving", async () =>
                    {
                        sentAway.TrySetResult();
                        await console.StopAsync();
                    });
                    await nodes[i].Signal("TERM");
                    await sentAway.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
                    Assert.Equal(0, await nodes[i].Exited());
                    await console.DisposeAsync();
                    await traffic.More(50);
                    nodes[i] = await HostProcess.Start(connection, ports: ports[i]);
                    await traffic.More(50);
                }

                await traffic.Stop();
                TestContext.Current.SendDiagnosticMessage($"{traffic.Accepted.Count} accepted, of these at the second call: {string.Join("; ", traffic.Retried)}");
                Assert.Empty(traffic.Failed);
                await AssertInLogOnce(connection, traffic);
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

    private static async Task AssertInLogOnce(string connection, Traffic traffic)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await using var command = database.CreateCommand("SELECT payload::jsonb ->> 'externalId' FROM conversation_event WHERE type = 'received'");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var logged = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            logged.Add(reader.GetString(0));
        }

        Assert.Equal(logged.Count, logged.Distinct().Count());
        Assert.Empty(traffic.Accepted.Except(logged));
    }

    private static async Task<ConversationId> Accepted(HttpClient shop, string id, string text)
    {
        var answer = await shop.PostAsJsonAsync("/api/v1/stores/lumen/channels/erp/messages", new { id, identity = "ana", text }, Cancellation);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("conversation").Deserialize<ConversationId>(WireJson.Options);
    }

    private static async Task<(HubConnection Connection, Pushed<ConversationRow> Rows)> Console(HostProcess node, string email)
    {
        using var browser = await node.SignedIn(email);
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(node.Address, ConsoleHub.Path), options => options.Cookies = browser.Cookies)
            .AddJsonProtocol(options => options.PayloadSerializerOptions = WireJson.Options)
            .Build();
        var rows = new Pushed<ConversationRow>();
        connection.On<ConversationRow>("Row", rows.Add);
        await connection.StartAsync(Cancellation);
        return (connection, rows);
    }

    /// <summary>What was pushed, and a wait for what is expected.</summary>
    private sealed class Pushed<T>
    {
        private readonly Lock _lock = new();
        private readonly List<T> _seen = [];
        private readonly List<(Func<T, bool> Match, TaskCompletionSource Done)> _waiters = [];

        public void Add(T item)
        {
            lock (_lock)
            {
                _seen.Add(item);
                foreach (var (_, done) in _waiters.Where(w => w.Match(item)))
                {
                    done.TrySetResult();
                }
            }
        }

        public Task Until(Func<T, bool> match)
        {
            lock (_lock)
            {
                if (_seen.Exists(item => match(item)))
                {
                    return Task.CompletedTask;
                }

                var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiters.Add((match, done));
                return done.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
            }
        }
    }
}
