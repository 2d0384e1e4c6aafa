using System.Net;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Access;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Tests.Web.Support;

namespace OrleansSupport.Tests.Web;

public sealed class IdempotencyTests(WebFixture web) : IClassFixture<WebFixture>
{
    [Fact]
    public async Task A_repeated_call_gets_the_stored_answer_and_is_not_carried_out_again()
    {
        var (conversation, path) = Fresh();
        using var client = web.Client();
        var body = new { text = "Hi", agent = AgentId.Of(FakeWorld.Mia) };
        var first = await client.Post(path, body, ("Idempotency-Key", "k1"));
        var again = await client.Post(path, body, ("Idempotency-Key", "k1"));
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(first.Content.Headers.ContentType, again.Content.Headers.ContentType);
        Assert.True(again.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal((await first.Json()).GetRawText(), (await again.Json()).GetRawText());
        Assert.Single(web.World.Conversation(conversation).Commands);
    }

    [Fact]
    public async Task A_refusal_is_an_answer_too()
    {
        var (conversation, path) = Fresh();
        web.World.Conversation(conversation).Answer = Outcome.Refuse(Refusals.Stale);
        using var client = web.Client();
        var body = new { text = "Hi", agent = AgentId.Of(FakeWorld.Mia) };
        await (await client.Post(path, body, ("Idempotency-Key", "k2"))).IsProblem(409, "newer_reply");
        await (await client.Post(path, body, ("Idempotency-Key", "k2"))).IsProblem(409, "newer_reply");
        Assert.Single(web.World.Conversation(conversation).Commands);
    }

    [Fact]
    public async Task A_key_belongs_to_one_request()
    {
        var (_, path) = Fresh();
        var (_, elsewhere) = Fresh();
        using var client = web.Client();
        await client.Post(path, new { text = "One", agent = AgentId.Of(FakeWorld.Mia) }, ("Idempotency-Key", "k3"));
        await (await client.Post(path, new { text = "Two", agent = AgentId.Of(FakeWorld.Mia) }, ("Idempotency-Key", "k3"))).IsProblem(422, "idempotency_key_reused");
        await (await client.Post(elsewhere, new { text = "One", agent = AgentId.Of(FakeWorld.Mia) }, ("Idempotency-Key", "k3"))).IsProblem(422, "idempotency_key_reused");
    }

    [Fact]
    public async Task While_the_first_call_runs_the_second_is_told_so()
    {
        var (_, path) = Fresh();
        using var client = web.Client();
        var content = new { text = "One", agent = AgentId.Of(FakeWorld.Mia) };
        var bytes = await Browser.Json(content).ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var hash = System.Security.Cryptography.SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes($"POST {path}\n"), .. bytes]);
        await web.World.Grains.Of<IIdempotencyGrain>("lumen/k4").Begin(Convert.ToHexString(hash));
        await (await client.Post(path, content, ("Idempotency-Key", "k4"))).IsProblem(409, "in_progress");
    }

    [Fact]
    public async Task A_call_that_could_not_be_read_leaves_the_key_free()
    {
        var (_, path) = Fresh();
        using var client = web.Client();
        await (await client.Send(HttpMethod.Post, path, Browser.Raw("{"), ("Idempotency-Key", "k5"))).IsProblem(400, "invalid_json");
        Assert.Equal(HttpStatusCode.Accepted, (await client.Post(path, new { text = "Hi", agent = AgentId.Of(FakeWorld.Mia) }, ("Idempotency-Key", "k5"))).StatusCode);
    }

    [Fact]
    public async Task The_message_made_for_a_key_is_the_same_even_when_the_answer_was_lost()
    {
        var (conversation, path) = Fresh();
        using var client = web.Client();
        var body = new { text = "Hi", agent = AgentId.Of(FakeWorld.Mia) };
        await client.Post(path, body, ("Idempotency-Key", "k6"));
        await web.World.Grains.Of<IIdempotencyGrain>("lumen/k6").Abandon();
        await client.Post(path, body, ("Idempotency-Key", "k6"));
        var replies = web.World.Conversation(conversation).Commands.Cast<WriteReply>().ToList();
        Assert.Equal(2, replies.Count);
        Assert.Equal(replies[0].Message, replies[1].Message);
    }

    private (ConversationId Conversation, string Path) Fresh()
    {
        var conversation = web.World.Open("lumen", "shop", web.World.Lumen.Customer);
        return (conversation, $"/api/v1/conversations/{conversation}/replies");
    }
}
