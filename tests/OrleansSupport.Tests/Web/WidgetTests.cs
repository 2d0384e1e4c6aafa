using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Tests.Web.Support;
using OrleansSupport.Web.Live;
using OrleansSupport.Web.Widget;

namespace OrleansSupport.Tests.Web;

public sealed class WidgetTests(WebFixture web) : IClassFixture<WebFixture>
{
    private const string Shop = "https://shop.example";

    [Fact]
    public async Task Only_the_stores_web_sites_and_our_own_pages_may_embed_it()
    {
        using var page = web.Anonymous();
        await (await page.Post("/widget/lumen/session", new { }, ("Origin", "https://evil.example"))).IsProblem(403, "origin_not_allowed");
        var allowed = await page.Post("/widget/lumen/session", new { }, ("Origin", Shop));
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.Equal(Shop, Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.False(allowed.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Equal(HttpStatusCode.OK, (await page.Post("/widget/lumen/session", new { }, ("Origin", web.Address.GetLeftPart(UriPartial.Authority)))).StatusCode);
        await (await page.Post("/widget/nowhere/session", new { })).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_browser_may_ask_first_from_an_allowed_site_and_reads_refusals()
    {
        using var page = web.Anonymous();
        var asked = await page.Send(HttpMethod.Options, "/widget/lumen/messages", null,
            ("Origin", Shop), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type"));
        Assert.Equal(HttpStatusCode.NoContent, asked.StatusCode);
        Assert.Equal(Shop, Assert.Single(asked.Headers.GetValues("Access-Control-Allow-Origin")));
        var refused = await page.Post("/widget/lumen/messages", new { id = "1", text = "Hi" }, ("Origin", Shop));
        await refused.IsProblem(401, "unauthorized");
        Assert.Equal(Shop, Assert.Single(refused.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task A_token_keeps_its_visitor_and_an_id_alone_does_not()
    {
        using var page = web.Anonymous();
        var (token, visitor) = await Open(page);
        Assert.Equal(32, visitor.Length);
        var claimed = await (await page.Post("/widget/lumen/session", new { visitor }, ("Authorization", "Bearer forged"))).Json();
        Assert.NotEqual(visitor, claimed.GetProperty("visitor").GetString());
        var renewed = await (await page.Post("/widget/lumen/session", new { language = "es" }, ("Authorization", "Bearer " + token))).Json();
        Assert.Equal(visitor, renewed.GetProperty("visitor").GetString());
        Assert.Equal("es", web.Services.GetRequiredService<VisitorTokens>().Open("lumen", renewed.GetProperty("token").GetString()!)!.Language);
    }

    [Fact]
    public void A_token_is_for_one_store_and_for_a_time()
    {
        var tokens = web.Services.GetRequiredService<VisitorTokens>();
        var token = tokens.Seal(new("lumen", "abc", "Ana", "es"));
        Assert.Equal(new Visitor("lumen", "abc", "Ana", "es"), tokens.Open("lumen", token));
        Assert.Null(tokens.Open("other", token));
        Assert.Null(tokens.Open("lumen", token + "A"));
        Assert.Null(tokens.Open("lumen", "osk_a_b"));
    }

    [Fact]
    public async Task What_a_buyer_writes_arrives_once_and_comes_back_under_the_browsers_own_id()
    {
        using var page = web.Anonymous();
        var (token, visitor) = await Open(page);
        var body = new { id = "b1", text = "¿Dónde está mi pedido?" };
        Assert.Equal(HttpStatusCode.Accepted, (await page.Post("/widget/lumen/messages", body)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await page.Post("/widget/lumen/messages", body)).StatusCode);
        var message = Assert.Single(Customer(visitor).Messages);
        Assert.Equal(("chat", visitor, visitor + ".b1"), (message.Channel, message.Identity, message.ExternalId));

        var (events, close) = await Stream(page, "");
        using (close)
        {
            var line = await Next(events);
            Assert.Equal("line", line.Name);
            Assert.Contains("\"id\":\"b1\"", line.Data, StringComparison.Ordinal);
            Assert.Equal("ready", (await Next(events)).Name);
        }

        _ = token;
    }

    [Fact]
    public async Task A_reply_is_pushed_when_it_is_signalled_and_a_stream_goes_on_where_it_ended()
    {
        using var page = web.Anonymous();
        var (_, visitor) = await Open(page);
        await page.Post("/widget/lumen/messages", new { id = "b1", text = "Hi" });
        var customer = CustomerId.Of("lumen", "chat", visitor);
        var sink = web.Services.GetRequiredService<ILiveSink>();
        string cursor;
        var (events, close) = await Stream(page, "");
        using (close)
        {
            await Next(events);
            Assert.Equal("ready", (await Next(events)).Name);
            Assert.True(sink.Watches(Topics.Customer(customer)));

            Customer(visitor).Answer("Hola");
            sink.Deliver(new LiveMessage(Topics.Customer(customer)));
            sink.Deliver(new LiveMessage(Topics.Customer(customer)));
            var reply = await Next(events);
            Assert.Contains("Hola", reply.Data, StringComparison.Ordinal);
            cursor = reply.Id;
        }

        Customer(visitor).Answer("And more");
        var (resumed, end) = await Stream(page, "?after=" + Uri.EscapeDataString(cursor));
        using (end)
        {
            Assert.Contains("And more", (await Next(resumed)).Data, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_reply_is_confirmed_only_by_the_buyer_it_went_to()
    {
        using var page = web.Anonymous();
        var (_, visitor) = await Open(page);
        await page.Post("/widget/lumen/messages", new { id = "b1", text = "Hi" });
        var reply = Customer(visitor).Answer("Hola");
        var conversation = web.World.Conversation(Customer(visitor).Conversation!.Value);
        await (await page.Post("/widget/lumen/seen", new { message = web.World.Lumen.Message })).IsProblem(404, "not_found");
        Assert.Equal(HttpStatusCode.NoContent, (await page.Post("/widget/lumen/seen", new { message = reply.Message, cursor = $"{Customer(visitor).Conversation}:{reply.Sequence}" })).StatusCode);
        Assert.Equal(new DeliveryChanged(reply.Message, DeliveryState.Delivered, 1, null), Assert.Single(conversation.Commands));

        using var stranger = web.Anonymous();
        await Open(stranger);
        await (await stranger.Post("/widget/lumen/seen", new { message = reply.Message, cursor = $"{Customer(visitor).Conversation}:{reply.Sequence}" })).IsProblem(404, "not_found");
    }

    [Theory]
    [InlineData("ar", "rtl")]
    [InlineData("es", "ltr")]
    [InlineData("<script>", "ltr")]
    public async Task The_page_to_try_it_on_speaks_the_language_asked_for(string language, string direction)
    {
        using var page = web.Anonymous();
        var html = await (await page.Get("/try/lumen?lang=" + Uri.EscapeDataString(language))).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"dir=\"{direction}\"", html, StringComparison.Ordinal);
        Assert.Contains("data-store=\"lumen\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        await (await page.Get("/try/nowhere")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task The_script_is_served_to_any_page_and_kept_for_an_hour()
    {
        using var page = web.Anonymous();
        var response = await page.Get("/widget.js");
        Assert.Equal("text/javascript; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(TimeSpan.FromHours(1), response.Headers.CacheControl!.MaxAge);
        Assert.Equal("cross-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Resource-Policy")));
        var again = await page.Send(HttpMethod.Get, "/widget.js", null, ("If-None-Match", response.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    private static async Task<(string Token, string Visitor)> Open(Browser page)
    {
        var session = await (await page.Post("/widget/lumen/session", new { language = "es", name = "Ana" })).Json();
        var token = session.GetProperty("token").GetString()!;
        page.Http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return (token, session.GetProperty("visitor").GetString()!);
    }

    private static async Task<(StreamReader Events, HttpResponseMessage Close)> Stream(Browser page, string query)
    {
        var response = await page.Send(HttpMethod.Get, "/widget/lumen/stream" + query, null);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return (new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)), response);
    }

    private static async Task<(string Name, string Id, string Data)> Next(StreamReader events)
    {
        var (name, id, data) = ("", "", "");
        while (await events.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && (line.Length > 0 || name.Length == 0))
        {
            var value = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimStart();
            name = line.StartsWith("event:", StringComparison.Ordinal) ? value : name;
            id = line.StartsWith("id:", StringComparison.Ordinal) ? value : id;
            data = line.StartsWith("data:", StringComparison.Ordinal) ? value : data;
        }

        return (name, id, data);
    }

    private FakeCustomer Customer(string visitor) => web.World.Customer(CustomerId.Of("lumen", "chat", visitor));
}
