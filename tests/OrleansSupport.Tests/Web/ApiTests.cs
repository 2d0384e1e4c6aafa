using System.Net;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Tests.Web.Support;

namespace OrleansSupport.Tests.Web;

public sealed class ApiTests(WebFixture web) : IClassFixture<WebFixture>
{
    private const string Inbound = "/api/v1/stores/lumen/channels/shop/messages";

    [Fact]
    public async Task A_posted_message_is_accepted_and_its_repeat_is_a_duplicate_of_it()
    {
        using var client = web.Client();
        var body = new { id = "p1", identity = "ana", text = "Hola", language = "es", country = "ES", unknown = 1 };
        var first = await client.Post(Inbound, body);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        var accepted = await first.Json();
        Assert.False(accepted.GetProperty("duplicate").GetBoolean());
        var again = await (await client.Post(Inbound, body)).Json();
        Assert.True(again.GetProperty("duplicate").GetBoolean());
        Assert.Equal(accepted.GetProperty("message").GetString(), again.GetProperty("message").GetString());
        Assert.Equal(accepted.GetProperty("conversation").GetString(), again.GetProperty("conversation").GetString());
    }

    [Theory]
    [InlineData("{\"id\":\"a\",\"identity\":\"b\",\"text\":\"\\ud800\"}")]
    [InlineData("{\"id\":\"a\",\"identity\":\"b\",\"text\":\"x\\udc00y\"}")]
    [InlineData("{\"id\":\"a\",\"identity\":\"b\"}")]
    [InlineData("{\"id\":\"a\",\"identity\":null,\"text\":\"t\"}")]
    [InlineData("{\"id\":1,\"identity\":\"b\",\"text\":\"t\"}")]
    [InlineData("{\"id\":\"a\",")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_body_that_cannot_be_read_is_invalid_json(string body)
    {
        using var client = web.Client();
        var response = await client.Send(HttpMethod.Post, Inbound, Browser.Raw(body));
        Assert.Equal(400, (int)response.StatusCode);
        var code = (await response.Json()).GetProperty("code").GetString();
        Assert.Equal(body is "null" or "" ? "invalid" : "invalid_json", code);
    }

    [Theory]
    [InlineData("", "b", "t", 400, "invalid")]
    [InlineData("a b", "b", "t", 400, "invalid")]
    [InlineData("a\u0000", "b", "t", 400, "invalid")]
    [InlineData("a", "b\u200b", "t", 400, "invalid")]
    [InlineData("a", "b", " \n", 422, "empty_text")]
    public async Task Ids_are_visible_and_texts_say_something(string id, string identity, string text, int status, string code)
    {
        using var client = web.Client();
        await (await client.Post(Inbound, new { id, identity, text })).IsProblem(status, code);
    }

    [Fact]
    public async Task Size_has_limits_and_a_long_message_is_within_them()
    {
        using var client = web.Client();
        await (await client.Post(Inbound, new { id = new string('i', 201), identity = "b", text = "t" })).IsProblem(400, "invalid");
        await (await client.Post(Inbound, new { id = "n", identity = "b", text = "t", name = new string('n', 201) })).IsProblem(400, "invalid");
        await (await client.Post(Inbound, new { id = "l", identity = "b", text = new string('x', 100_001) })).IsProblem(422, "text_too_long");
        await (await client.Post(Inbound, new { id = "h", identity = "b", text = new string('x', 2_000_000) })).IsProblem(413, "body_too_large");
        Assert.Equal(HttpStatusCode.Accepted, (await client.Post(Inbound, new { id = "c", identity = "long", text = new string('字', 100_000) })).StatusCode);
        var lines = string.Join('\n', Enumerable.Repeat("line", 10_000));
        Assert.Equal(HttpStatusCode.Accepted, (await client.Post(Inbound, new { id = "k", identity = "long", text = lines })).StatusCode);
    }

    [Fact]
    public async Task Control_characters_in_a_text_are_kept()
    {
        using var client = web.Client();
        await client.Post(Inbound, new { id = "nul", identity = "nul", text = "a\u0000b\u0007c" });
        Assert.Equal("a\u0000b\u0007c", Assert.Single(web.World.Customer(CustomerId.Of("lumen", "shop", "nul")).Messages).Text);
    }

    [Fact]
    public async Task Whatever_goes_wrong_is_a_problem()
    {
        using var client = web.Client();
        await (await client.Get("/api/v1/nothing")).IsProblem(404, "not_found");
        await (await client.Get("/api/v1/stores/lumen/channels/nothing")).IsProblem(404, "not_found");
        await (await client.Send(HttpMethod.Patch, "/api/v1/stores", null)).IsProblem(405, "method_not_allowed");
        await (await client.Send(HttpMethod.Post, Inbound, new StringContent("id=1"))).IsProblem(415, "unsupported_media_type");
        await (await client.Get("/api/v1/conversations/123")).IsProblem(400, "invalid");
        await (await client.Get("/api/v1/conversations?limit=many")).IsProblem(400, "invalid");
        var broken = new ConversationId(Guid.NewGuid());
        web.World.Conversation(broken).Be("lumen", "shop", web.World.Lumen.Customer, "lumen-team", web.Time.GetUtcNow());
        web.World.Conversation(broken).Log.Add(null!);
        await (await client.Get($"/api/v1/conversations/{broken}/events")).IsProblem(500, "internal");
    }

    [Theory]
    [InlineData(Refusals.Stale, 409)]
    [InlineData(Refusals.Closed, 409)]
    [InlineData(Refusals.TooLong, 422)]
    [InlineData(Refusals.NotEligible, 422)]
    [InlineData("something_new", 409)]
    public async Task A_refusal_is_a_problem_with_its_code(string code, int status)
    {
        var conversation = Fresh();
        web.World.Conversation(conversation).Answer = Outcome.Refuse(code, "why", 12);
        using var mia = await web.SignedIn(FakeWorld.Mia);
        var problem = await (await mia.Post($"/api/v1/conversations/{conversation}/replies", new { text = "Hi" })).IsProblem(status, code);
        Assert.Equal(12, problem.GetProperty("sequence").GetInt64());
        Assert.Equal("why", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_client_replies_for_an_agent_of_its_stores_and_an_agent_for_themselves()
    {
        var conversation = Fresh();
        var path = $"/api/v1/conversations/{conversation}/replies";
        using var client = web.Client();
        await (await client.Post(path, new { text = "Hi" })).IsProblem(400, "invalid");
        await (await client.Post(path, new { text = "Hi", agent = AgentId.Of(FakeWorld.Zoe) })).IsProblem(422, "agent_not_eligible");
        Assert.Equal(HttpStatusCode.Accepted, (await client.Post(path, new { text = "Hi", agent = AgentId.Of(FakeWorld.Mia) })).StatusCode);
        var reply = Assert.IsType<WriteReply>(Assert.Single(web.World.Conversation(conversation).Commands));
        Assert.Equal((AgentId.Of(FakeWorld.Mia), "Mia", "en", "Hi"), (reply.Agent.Id, reply.Agent.Name, reply.Agent.Language, reply.Text));

        using var mia = await web.SignedIn(FakeWorld.Mia);
        await (await mia.Post(path, new { text = "Hi", agent = AgentId.Of(FakeWorld.Ada) })).IsProblem(422, "agent_not_eligible");
    }

    [Fact]
    public async Task A_conversation_that_has_not_changed_is_not_sent_again()
    {
        using var client = web.Client();
        var path = $"/api/v1/conversations/{web.World.Lumen.Conversation}";
        var first = await client.Get(path);
        Assert.Equal("\"7\"", first.Headers.ETag!.ToString());
        Assert.Equal("lumen", (await first.Json()).GetProperty("row").GetProperty("store").GetString());
        var again = await client.Send(HttpMethod.Get, path, null, ("If-None-Match", "\"7\""));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task Lists_and_logs_are_paged_with_snake_case_cursors()
    {
        var conversation = Fresh();
        for (var i = 1; i <= 3; i++)
        {
            web.World.Conversation(conversation).Log.Add(new(i, web.Time.GetUtcNow(), new NoteAdded(new(Guid.NewGuid()), default, "Mia", "n" + i)));
        }

        using var client = web.Client();
        var page = await (await client.Get($"/api/v1/conversations/{conversation}/events?after=0&limit=2")).Json();
        Assert.True(page.GetProperty("has_more").GetBoolean());
        Assert.Equal(2, page.GetProperty("next_cursor").GetInt64());
        Assert.Equal("note", page.GetProperty("data")[0].GetProperty("event").GetProperty("kind").GetString());
        var list = await (await client.Get("/api/v1/conversations?open=true&limit=1")).Json();
        Assert.False(list.GetProperty("has_more").GetBoolean());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, list.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task Presence_is_ones_own_except_for_admins()
    {
        using var mia = await web.SignedIn(FakeWorld.Mia);
        Assert.Equal(HttpStatusCode.OK, (await mia.Put($"/api/v1/agents/{AgentId.Of(FakeWorld.Mia)}/presence", new { presence = "Online" })).StatusCode);
        Assert.Equal(Presence.Online, (await web.World.Agent(FakeWorld.Mia).Get())!.Presence);
        await (await mia.Put($"/api/v1/agents/{AgentId.Of(FakeWorld.Ada)}/presence", new { presence = "Away" })).IsProblem(403, "forbidden");
        using var ada = await web.SignedIn(FakeWorld.Ada);
        Assert.Equal(HttpStatusCode.OK, (await ada.Put($"/api/v1/agents/{AgentId.Of(FakeWorld.Mia)}/presence", new { presence = "Away" })).StatusCode);
    }

    [Fact]
    public async Task The_whole_memory_is_not_forgotten_by_a_call_that_says_too_little()
    {
        using var ada = await web.SignedIn(FakeWorld.Ada);
        await (await ada.Send(HttpMethod.Delete, "/api/v1/stores/lumen/languages/memory?contains=%20", null)).IsProblem(400, "invalid");
    }

    [Fact]
    public async Task Text_is_written_as_it_is_and_the_answer_is_sealed_against_sniffing()
    {
        using var client = web.Client();
        var response = await client.Get($"/api/v1/conversations/{web.World.Lumen.Conversation}/messages");
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("frame-ancestors 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.True(response.Headers.Contains("RateLimit"));
        Assert.Contains("\"text\":\"Hola\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private ConversationId Fresh() => web.World.Open("lumen", "shop", web.World.Lumen.Customer);
}
