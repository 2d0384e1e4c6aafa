using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansSupport.Bench;
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
        var (admin, _) = await Session.SignIn(server, "admin@lumen.example", Password);
        using (admin)
        {
            await office.Configure(admin);
            for (var i = 0; i < agents; i++)
            {
                var email = $"agent{i}@faults.example";
                await Session.Put(admin, $"/api/v1/agents/{email}", new JsonObject
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
                var (agent, cookies) = await Session.SignIn(server, email, Password);
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
        var (admin, _) = await Session.SignIn(_server, "admin@lumen.example", Password);
        using (admin)
        {
            await Configure(admin, policy);
        }
    }

    private Task Configure(HttpClient admin, SlaPolicy? policy = null) => Session.Put(admin, $"/api/v1/stores/{Store}", new JsonObject
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
}
