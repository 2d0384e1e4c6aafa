using System.Net.WebSockets;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Languages;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Tests.Web.Support;
using OrleansSupport.Web.Console;

namespace OrleansSupport.Tests.Web;

/// <summary>Every way in, found by asking the server itself: a new one that nobody thought about fails here.</summary>
public sealed class RouteTests(WebFixture web) : IClassFixture<WebFixture>
{
    /// <summary>The only ways in without being known.</summary>
    private static readonly HashSet<string> Open =
    [
        "GET /api/v1/session", "POST /api/v1/session", "DELETE /api/v1/session",
        "POST /hooks/{store}/{channel}", "POST /widget/{store}/session",
        "GET /try/{store}",
        "* /health/live", "* /health/ready", "GET {*path}", "HEAD {*path}",
    ];

    [Fact]
    public async Task Every_route_outside_of_the_list_of_entrances_asks_who_calls()
    {
        using var nobody = web.Anonymous();
        var routes = Routes();
        Assert.True(routes.Count > 35, "The routes were not found.");
        var wrong = new List<string>();
        foreach (var (method, pattern) in routes.Where(route => !Open.Contains($"{route.Method} {route.Pattern}")))
        {
            var path = Path(pattern, Theirs());
            var response = await nobody.Send(new HttpMethod(method == "*" ? "POST" : method), path, Browser.Json(Body(pattern)));
            if ((int)response.StatusCode != 401)
            {
                wrong.Add($"{method} {pattern}: {(int)response.StatusCode}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_entrance_of_the_list_exists() =>
        Assert.Empty(Open.Except(Routes().Select(route => $"{route.Method} {route.Pattern}")));

    [Fact]
    public async Task What_belongs_to_another_store_is_not_there_on_any_route()
    {
        using var admin = await web.SignedIn(FakeWorld.Ada);
        using var client = web.Client();
        var wrong = new List<string>();
        var seen = 0;
        foreach (var (method, pattern) in Routes())
        {
            if (!pattern.StartsWith("/api/", StringComparison.Ordinal) || !pattern.Contains('{', StringComparison.Ordinal))
            {
                continue;
            }

            seen++;
            foreach (var caller in new[] { admin, client })
            {
                var theirs = await caller.Send(new HttpMethod(method), Path(pattern, Theirs()), method is "GET" or "DELETE" ? null : Browser.Json(Body(pattern)));
                if ((int)theirs.StatusCode is not (404 or 403))
                {
                    wrong.Add($"{method} {pattern}: {(int)theirs.StatusCode} for another store's");
                }
            }

            // The same request about the caller's own must come through, or the test above proves nothing.
            var own = pattern.Contains("/channels/", StringComparison.Ordinal) ? client : admin;
            if (pattern == "/api/v1/api-keys/{id}")
            {
                continue;
            }

            var ours = await own.Send(new HttpMethod(method), Path(pattern, Ours()), method is "GET" or "DELETE" ? null : Browser.Json(Body(pattern)));
            if (!ours.IsSuccessStatusCode)
            {
                wrong.Add($"{method} {pattern}: {(int)ours.StatusCode} for one's own; has a new route no body in this test?");
            }
        }

        Assert.True(seen >= 20, "The routes were not found.");
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Lists_hold_nothing_of_another_store()
    {
        using var mia = await web.SignedIn(FakeWorld.Mia);
        foreach (var (_, pattern) in Routes().Where(route =>
            route.Method == "GET" && route.Pattern.StartsWith("/api/v1/", StringComparison.Ordinal) && !route.Pattern.Contains('{', StringComparison.Ordinal)))
        {
            var response = await mia.Get(pattern);
            Assert.True(response.IsSuccessStatusCode, pattern);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain("other", text, StringComparison.Ordinal);
            Assert.DoesNotContain(web.World.Other.Conversation.ToString(), text, StringComparison.Ordinal);
        }

        await (await mia.Get("/api/v1/conversations?store=other")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_token_of_one_stores_widget_opens_nothing_of_another()
    {
        using var buyer = web.Anonymous();
        var token = (await (await buyer.Post("/widget/lumen/session", new { })).Json()).GetProperty("token").GetString();
        buyer.Http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var routes = Routes().Where(r => r.Pattern.StartsWith("/widget/", StringComparison.Ordinal) && !Open.Contains($"{r.Method} {r.Pattern}")).ToList();
        Assert.Equal(3, routes.Count);
        foreach (var (method, pattern) in routes)
        {
            await (await buyer.Send(new HttpMethod(method), pattern.Replace("{store}", "other", StringComparison.Ordinal), Browser.Json(new { }))).IsProblem(401, "unauthorized");
        }
    }

    [Fact]
    public async Task The_hub_takes_no_api_key_and_no_foreign_page()
    {
        using var client = web.Client();
        await (await client.Post("/hub/console/negotiate?negotiateVersion=1", null)).IsProblem(401, "unauthorized");
        using var mia = await web.SignedIn(FakeWorld.Mia);
        await (await mia.Post("/hub/console/negotiate?negotiateVersion=1", null, ("Origin", "https://evil.example"))).IsProblem(403, "forbidden");
        var own = await mia.Post("/hub/console/negotiate?negotiateVersion=1", null, ("Origin", web.Address.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(200, (int)own.StatusCode);
    }

    [Fact]
    public async Task A_console_that_asks_for_a_socket_is_judged_by_the_whole_pipeline_first()
    {
        using var mia = await web.SignedIn(FakeWorld.Mia);
        Assert.Equal(101, await Upgrade(mia, web.Address.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(403, await Upgrade(mia, "https://evil.example"));
        using var nobody = web.Anonymous();
        Assert.Equal(401, await Upgrade(nobody, null));
    }

    [Fact]
    public async Task No_method_of_the_hub_reaches_a_conversation_of_another_store()
    {
        using var mia = await web.SignedIn(FakeWorld.Mia);
        await using var hub = web.Hub(mia);
        await hub.StartAsync(TestContext.Current.CancellationToken);
        var methods = typeof(IConsoleHub).GetMethods();
        Assert.Equal(methods.Select(m => m.Name).Order(), typeof(ConsoleHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m.GetBaseDefinition().DeclaringType == typeof(ConsoleHub)).Select(m => m.Name).Order());
        foreach (var method in methods)
        {
            var arguments = method.GetParameters().Select(parameter => Sample(parameter.ParameterType)).ToArray();
            var kind = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : typeof(object);
            var answer = await hub.InvokeCoreAsync(method.Name, kind, arguments, TestContext.Current.CancellationToken);
            switch (answer)
            {
                case null:
                    break;
                case Outcome outcome when method.Name != nameof(IConsoleHub.SetPresence):
                    Assert.Equal(Refusals.NotFound, outcome.Refused);
                    break;
                case TranslationPreview preview:
                    Assert.Equal(Refusals.NotFound, preview.Reason);
                    break;
                case ConversationPage page:
                    Assert.All(page.Data, row => Assert.Equal("lumen", row.Store));
                    break;
                case ConsoleSnapshot snapshot:
                    Assert.All(snapshot.Rows, row => Assert.Equal("lumen", row.Store));
                    Assert.All(snapshot.Stores, store => Assert.Equal("lumen", store.Id));
                    Assert.All(snapshot.Queues, queue => Assert.Equal("lumen-team", queue.Team));
                    Assert.DoesNotContain(snapshot.Agents, agent => agent.Id == AgentId.Of(FakeWorld.Zoe));
                    break;
                default:
                    Assert.Equal(nameof(IConsoleHub.SetPresence), method.Name);
                    break;
            }
        }

        Assert.Empty(web.World.Conversation(web.World.Other.Conversation).Commands);
    }

    private List<(string Method, string Pattern)> Routes() =>
    [
        .. web.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["*"])
                .Select(method => (method, "/" + endpoint.RoutePattern.RawText!.Trim('/'))))
            .Select(route => route.Item2 == "/{*path}" ? (route.method, "{*path}") : route)
            .Distinct(),
    ];

    private (string Store, string Agent, ConversationId Conversation, CustomerId Customer, MessageId Message) Theirs() =>
        ("other", AgentId.Of(FakeWorld.Zoe).ToString(), web.World.Other.Conversation, web.World.Other.Customer, web.World.Other.Message);

    private (string Store, string Agent, ConversationId Conversation, CustomerId Customer, MessageId Message) Ours() =>
        ("lumen", AgentId.Of(FakeWorld.Mia).ToString(), web.World.Lumen.Conversation, web.World.Lumen.Customer, web.World.Lumen.Message);

    /// <returns>The status that a WebSocket's handshake is answered with.</returns>
    private async Task<int> Upgrade(Browser browser, string? origin)
    {
        using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true, Cookies = browser.Cookies } };
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(web.Address, ConsoleHub.Path)) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // Refused; the status says why.
        }

        return (int)socket.HttpStatusCode;
    }

    private static string Path(string pattern, (string Store, string Agent, ConversationId Conversation, CustomerId Customer, MessageId Message) of)
    {
        var id = pattern.Contains("/customers/", StringComparison.Ordinal) ? of.Customer.ToString()
            : pattern.Contains("/agents/", StringComparison.Ordinal) ? of.Agent
            : pattern.Contains("/api-keys/", StringComparison.Ordinal) ? "some"
            : of.Conversation.ToString();
        var query = pattern.EndsWith("/languages/memory", StringComparison.Ordinal) ? "?contains=lamp" : ""; // not forgotten by accident
        return pattern.Replace("{store}", of.Store, StringComparison.Ordinal).Replace("{channel}", "shop", StringComparison.Ordinal)
            .Replace("{team}", of.Store + "-team", StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal)
            .Replace("{template}", "sorry", StringComparison.Ordinal).Replace("{message}", of.Message.ToString(), StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal) + query;
    }

    private object Body(string pattern) => pattern.Contains("/orders/", StringComparison.Ordinal)
        ? new { status = "Paid", placedAt = web.World.Now, items = new[] { new { sku = "a", name = "Lamp", quantity = 1 } }, total = 1, currency = "EUR" }
        : pattern[(pattern.LastIndexOf('/') + 1)..] switch
        {
            "messages" => new { id = "m2", identity = "buyer2", text = "Hola" },
            "replies" or "notes" => new { text = "Hi" },
            "status" => new { status = ConversationStatus.Resolved },
            "scenario" => new { scenario = "damaged" },
            "{template}" => new { scenario = "damaged", texts = new { en = "Sorry" } },
            "snooze" => new { until = web.World.Now.AddHours(1) },
            "sla" => new { calendar = BusinessCalendar.AlwaysOpen, policy = SlaPolicy.Default, calendars = Array.Empty<object>(), policies = Array.Empty<object>(), escalations = Array.Empty<object>() },
            "preview" => pattern.Contains("/shifts/", StringComparison.Ordinal) ? new { shift = BusinessCalendar.AlwaysOpen } : new { channel = "chat" },
            "schedule" => new { shift = BusinessCalendar.AlwaysOpen },
            "priority" => new { priority = Priority.High },
            "assignment" => new { agent = AgentId.Of(FakeWorld.Mia) },
            "translations" => new { message = web.World.Lumen.Message, target = "de" },
            "languages" => new { glossary = new[] { new { term = "Lumen", @in = new { de = "Lumen" } } }, providers = Array.Empty<object>(), tones = new { de = "formal" } },
            "draining" => new { draining = true },
            "transfer" => new { escalate = true },
            "presence" => new { presence = Presence.Online },
            "{store}" => new { name = "Lumen", language = "en", team = "lumen-team", channels = new[] { new { id = "shop", kind = "Signed" }, new { id = "chat", kind = "Widget" } } },
            "{id}" => new { name = "Mia", role = AgentRole.Agent, languages = Array.Empty<object>(), teams = new[] { "lumen-team" }, stores = new[] { "lumen" } },
            "{team}" => new { name = "Team", members = Array.Empty<string>() },
            _ => new { },
        };

    private object? Sample(Type type) => Nullable.GetUnderlyingType(type) is not null ? null
        : type == typeof(TransferDraft) ? new TransferDraft(web.World.Other.Conversation, web.World.Other.Message, null, Escalate: true, null)
        : type == typeof(bool) ? true
        : type == typeof(ConversationId) ? web.World.Other.Conversation
        : type == typeof(MessageId) ? web.World.Other.Message
        : type == typeof(AgentId) ? AgentId.Of(FakeWorld.Mia)
        : type == typeof(string) ? "de"
        : type == typeof(long) ? 0L
        : type == typeof(DateTimeOffset) ? web.World.Now.AddHours(1)
        : type == typeof(ReplyDraft) ? new ReplyDraft(web.World.Other.Conversation, web.World.Other.Message, "Hi", 0, false)
        : type == typeof(NoteDraft) ? new NoteDraft(web.World.Other.Conversation, web.World.Other.Message, "Hi")
        : type.IsEnum ? Enum.GetValues(type).GetValue(0)
        : throw new NotSupportedException($"Give this test a {type.Name} of another store.");
}
