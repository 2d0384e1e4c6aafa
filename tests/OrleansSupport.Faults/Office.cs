using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Faults;

/// <summary>An agent who may sit at a console.</summary>
internal sealed record Seat(AgentId Agent, string Cookies);

/// <summary>Furnishes the product as an admin would: a store with its channels, and agents.</summary>
internal sealed class Office
{
    public const string Store = "faults";
    public const string Password = "only-for-this-harness";
    public static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private readonly Uri _server;
    private readonly Uri _endpoints;

    private Office(Uri server, Uri endpoints) => (_server, _endpoints) = (server, endpoints);

    public List<Seat> Seats { get; } = [];

    public Dictionary<AgentId, int> Capacities { get; } = [];

    /// <summary>By channel: the endpoint that its replies go to.</summary>
    public Dictionary<string, string> Outbound { get; } = new() { ["shop"] = Endpoints.Works };

    public static async Task<Office> Furnish(Uri server, Uri endpoints, int agents, int capacity)
    {
        var office = new Office(server, endpoints);
        var (admin, _) = await office.SignIn("admin@lumen.example");
        using (admin)
        {
            await office.Configure(admin);
            for (var i = 0; i < agents; i++)
            {
                var email = $"agent{i}@faults.example";
                await Put(admin, $"/api/v1/agents/{email}", new JsonObject
                {
                    ["name"] = $"Agent {i}",
                    ["role"] = "Agent",
                    ["capacity"] = capacity,
                    ["email"] = email,
                    ["password"] = Password,
                    ["languages"] = new JsonArray(new JsonObject { ["code"] = "en", ["proficiency"] = "Native" }),
                    ["teams"] = new JsonArray("care"),
                    ["stores"] = new JsonArray(Store),
                });
                var (agent, cookies) = await office.SignIn(email);
                agent.Dispose();
                office.Seats.Add(new Seat(AgentId.Of(email), cookies));
                office.Capacities[AgentId.Of(email)] = capacity;
            }
        }

        return office;
    }

    /// <summary>Gives the store another policy.</summary>
    public async Task Promise(SlaPolicy policy)
    {
        var (admin, _) = await SignIn("admin@lumen.example");
        using (admin)
        {
            await Configure(admin, policy);
        }
    }

    private Task Configure(HttpClient admin, SlaPolicy? policy = null) => Put(admin, $"/api/v1/stores/{Store}", new JsonObject
    {
        ["policy"] = policy is null ? null : JsonSerializer.SerializeToNode(policy, JsonSerializerOptions.Web),
        ["name"] = "Faults",
        ["language"] = "en",
        ["team"] = "care",
        ["channels"] = new JsonArray(
            [
                new JsonObject { ["id"] = "web", ["kind"] = "Widget", ["weight"] = 2 },
                .. new[] { "quiet", "shop", "dead" }.Select(id => new JsonObject
                {
                    ["id"] = id,
                    ["kind"] = "Signed",
                    ["weight"] = 1,
                    ["secret"] = "whsec_" + Convert.ToBase64String(Key),
                    ["outboundUrl"] = id == "quiet" ? null : new Uri(_endpoints, id == "dead" ? Endpoints.Dead : Endpoints.Works).ToString(),
                }),
            ]),
    });

    private async Task<(HttpClient Client, string Cookies)> SignIn(string email)
    {
        var jar = new CookieContainer();
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = jar, UseProxy = false }) { BaseAddress = _server };
        using var hello = await client.GetAsync("/api/v1/session");
        Show(client, jar);
        using var signedIn = await client.PostAsJsonAsync("/api/v1/session", new { email, password = Password });
        await Check(signedIn);
        Show(client, jar);
        return (client, jar.GetCookieHeader(_server));
    }

    /// <summary>The page's token goes back as a header.</summary>
    private void Show(HttpClient client, CookieContainer jar)
    {
        client.DefaultRequestHeaders.Remove("X-XSRF-TOKEN");
        client.DefaultRequestHeaders.Add("X-XSRF-TOKEN", Uri.UnescapeDataString(jar.GetCookies(_server)["XSRF-TOKEN"]?.Value ?? ""));
    }

    private static async Task Put(HttpClient client, string path, JsonObject body)
    {
        using var answer = await client.PutAsJsonAsync(path, body);
        await Check(answer);
    }

    private static async Task Check(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
