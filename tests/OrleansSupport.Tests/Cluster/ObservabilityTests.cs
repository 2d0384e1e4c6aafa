using System.Net;
using System.Net.Http.Json;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Cluster;

/// <summary>What operators see of a running node.</summary>
public sealed class ObservabilityTests(PostgresFixture postgres)
{
    private const string Words = "¿Dónde está la lámpara verde de mi abuela?";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_message_is_one_trace_from_the_channel_to_the_console_and_no_word_of_it_leaves()
    {
        await using var collector = await Collector.Start();
        await using var node = await HostProcess.Start(await postgres.CreateDatabaseAsync(), settings: collector.Settings);
        await using var console = await ConsoleOf.Agent(node, "jonas@lumen.example");
        using var shop = node.Client(node.ApiKey);
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        shop.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");

        var answer = await shop.PostAsJsonAsync("/api/v1/stores/lumen/channels/erp/messages", new { id = "one", identity = "ana", text = Words }, Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await collector.Spans(
            trace, "Microsoft.AspNetCore.Hosting.HttpRequestIn", "ICustomerGrain/Receive", "IConversationGrain/Receive", "conversation append", "live push");
        await collector.Measures(
            "support.commit.backlog", "support.commit.duration", "support.outbox.waiting", "support.outbox.lag", "support.deadline.lag", "support.translation.backlog",
            "support.queue.waiting", "support.consoles", "support.push.backlog", "support.append.duration");
        Assert.False(collector.Holds("abuela"), "A customer's words left with the traces or measures.");
        Assert.DoesNotContain("abuela", node.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dashboard_is_for_admins_and_shows_nobodys_state()
    {
        await using var node = await HostProcess.Start(await postgres.CreateDatabaseAsync());
        using var anonymous = new HttpClient { BaseAddress = node.Address };
        using var agent = await node.SignedIn("mei@lumen.example");
        using var admin = await node.SignedIn("admin@lumen.example");
        foreach (var path in (string[])["/dashboard/", "/dashboard/DashboardCounters", "/dashboard/GrainState?grainId=admin%40lumen.example&grainType=account"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync(path, Cancellation)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get(path)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await admin.Get("/dashboard/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.Get("/dashboard/DashboardCounters")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Get("/dashboard/GrainState?grainId=admin%40lumen.example&grainType=account")).StatusCode);
    }
}
