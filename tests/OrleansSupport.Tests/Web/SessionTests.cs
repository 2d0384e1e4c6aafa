using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using OrleansSupport.Contracts;
using OrleansSupport.Tests.Web.Support;
using OrleansSupport.Web;
using OrleansSupport.Web.Access;
using OrleansSupport.Web.Console;

namespace OrleansSupport.Tests.Web;

public sealed class SessionTests(WebFixture web) : IClassFixture<WebFixture>
{
    [Fact]
    public async Task A_page_that_is_not_signed_in_gets_401_and_its_antiforgery_token()
    {
        using var browser = web.Anonymous();
        await (await browser.Get("/api/v1/session")).IsProblem(401, "unauthorized");
        Assert.NotNull(browser.Xsrf);
    }

    [Fact]
    public async Task Signing_in_gives_the_person_and_a_cookie_that_scripts_cannot_read()
    {
        using var browser = web.Anonymous();
        var response = await browser.SignIn("  MIA@lumen.example ", FakeWorld.Password);
        var me = await response.Json();
        Assert.Equal(AgentId.Of(FakeWorld.Mia).ToString(), me.GetProperty("id").GetString());
        Assert.Equal("Agent", me.GetProperty("role").GetString());
        Assert.Equal("en", me.GetProperty("language").GetString());
        Assert.Equal("lumen", me.GetProperty("stores")[0].GetString());
        var cookie = response.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("support-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_look_the_same()
    {
        using var browser = web.Anonymous();
        await (await browser.SignIn(FakeWorld.Mia, "wrong")).IsProblem(401, "bad_credentials");
        await (await browser.SignIn("nobody@example.com", "wrong")).IsProblem(401, "bad_credentials");
    }

    [Fact]
    public async Task A_locked_account_says_until_when()
    {
        const string email = "locked@lumen.example";
        web.World.Account(email).LockedUntil = web.Time.GetUtcNow().AddMinutes(5);
        using var browser = web.Anonymous();
        var problem = await (await browser.SignIn(email, "any")).IsProblem(429, "locked");
        Assert.Equal(web.World.Account(email).LockedUntil, problem.GetProperty("lockedUntil").GetDateTimeOffset());
    }

    [Fact]
    public async Task Signing_in_and_changing_anything_need_the_antiforgery_header()
    {
        using var browser = web.Anonymous();
        await browser.Get("/api/v1/session");
        await (await browser.Post("/api/v1/session", new { email = FakeWorld.Mia, password = FakeWorld.Password }, ("X-XSRF-TOKEN", ""))).IsProblem(403, "xsrf_token");

        using var mia = await web.SignedIn(FakeWorld.Mia);
        var path = $"/api/v1/conversations/{web.World.Lumen.Conversation}/notes";
        await (await mia.Post(path, new { text = "Hi" }, ("X-XSRF-TOKEN", "forged"))).IsProblem(403, "xsrf_token");
        Assert.Equal(HttpStatusCode.Accepted, (await mia.Post(path, new { text = "Hi" })).StatusCode);

        // A token made before signing in was nobody's.
        await (await mia.Post(path, new { text = "Hi" }, ("X-XSRF-TOKEN", Uri.UnescapeDataString(browser.Xsrf!)))).IsProblem(403, "xsrf_token");
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        using var mia = await web.SignedIn(FakeWorld.Mia);
        Assert.Equal(HttpStatusCode.NoContent, (await mia.Send(HttpMethod.Delete, "/api/v1/session", null)).StatusCode);
        await (await mia.Get("/api/v1/session")).IsProblem(401, "unauthorized");
        Assert.Equal(HttpStatusCode.OK, (await mia.SignIn(FakeWorld.Mia, FakeWorld.Password)).StatusCode);
    }

    [Fact]
    public async Task A_new_password_ends_older_sessions_within_two_minutes_and_their_consoles_with_them()
    {
        using var zoe = await web.SignedIn(FakeWorld.Zoe);
        await using var hub = web.Hub(zoe);
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await hub.StartAsync(TestContext.Current.CancellationToken);
        await hub.InvokeAsync<ConsoleSnapshot>("Hello", TestContext.Current.CancellationToken);
        Assert.Contains(true, web.World.Agent(FakeWorld.Zoe).Connections.Values);

        await web.World.Account(FakeWorld.Zoe).SetPassword("another one");
        Assert.Equal(HttpStatusCode.OK, (await zoe.Get("/api/v1/session")).StatusCode);
        web.Time.Advance(Sessions.Believed);
        await (await zoe.Get("/api/v1/session")).IsProblem(401, "unauthorized");
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_api_key_is_asked_for_once_in_five_seconds_and_dies_with_its_revocation()
    {
        var key = web.World.ApiKey("short");
        await key.Issue("short", ["lumen"]);
        using var client = web.Client("osk_short_secret");
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/api/v1/stores")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/api/v1/stores")).StatusCode);
        Assert.Equal(1, key.Asked);
        await key.Revoke();
        web.Time.Advance(TimeSpan.FromSeconds(5));
        await (await client.Get("/api/v1/stores")).IsProblem(401, "unauthorized");
    }

    [Theory]
    [InlineData("osk_a_b", "a", "b")]
    [InlineData("osk_0af-1_x_y_z", "0af-1", "x_y_z")]
    [InlineData("osk__b", "", "")]
    [InlineData("osk_a_", "", "")]
    [InlineData("osk_a", "", "")]
    [InlineData("osk_a/b_c", "", "")]
    [InlineData("key_a_b", "", "")]
    public void A_key_is_an_id_and_a_secret(string key, string id, string secret) => Assert.Equal((id, secret), ApiKeys.Split(key));

    [Fact]
    public async Task An_admin_gives_away_only_what_is_theirs()
    {
        using var ada = await web.SignedIn(FakeWorld.Ada);
        await (await ada.Post("/api/v1/api-keys", new { name = "ERP", stores = new[] { "other" } })).IsProblem(404, "not_found");
        await (await ada.Post("/api/v1/api-keys", new { name = "ERP", stores = new[] { "*" } })).IsProblem(404, "not_found");
        Assert.Equal(HttpStatusCode.Created, (await ada.Post("/api/v1/api-keys", new { name = "ERP", stores = new[] { "lumen" } })).StatusCode);

        var root = new { name = "Root", role = "Admin", languages = Array.Empty<object>(), teams = Array.Empty<string>(), stores = new[] { "lumen" }, password = "a new password" };
        await (await ada.Put($"/api/v1/agents/{FakeWorld.Root}", root)).IsProblem(404, "not_found");
        Assert.Equal(FakeWorld.Password, web.World.Account(FakeWorld.Root).Password);

        using var mia = await web.SignedIn(FakeWorld.Mia);
        await (await mia.Post("/api/v1/api-keys", new { name = "ERP", stores = new[] { "lumen" } })).IsProblem(403, "forbidden");
    }

    [Fact]
    public async Task A_store_never_shows_its_secrets_except_the_one_just_made()
    {
        using var root = await web.SignedIn(FakeWorld.Root);
        var body = new { name = "Nova", language = "es", team = "nova", channels = new[] { new { id = "shop", kind = "Signed" } } };
        var made = (await (await root.Put("/api/v1/stores/nova", body)).Json()).GetProperty("channels")[0];
        Assert.StartsWith("whsec_", made.GetProperty("secret").GetString(), StringComparison.Ordinal);
        var again = await (await root.Put("/api/v1/stores/nova", body)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("whsec_", again, StringComparison.Ordinal);
        Assert.Equal(made.GetProperty("secret").GetString(), web.World.Store("nova").Settings!.Channels[0].Secret);
        var shown = await (await root.Get("/api/v1/stores/nova")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("whsec_", shown, StringComparison.Ordinal);
    }
}
