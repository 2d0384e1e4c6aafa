using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansSupport.Bench;
using OrleansSupport.Contracts;

namespace OrleansSupport.Faults.Histories;

/// <summary>One random history: a team of its own in a store of its own, buyers who write, agents with whims, a queue that is looked at.</summary>
internal sealed class TeamHistory : IAsyncDisposable
{
    private const int Buyers = 18;
    private const double PerSecond = 6;

    private readonly Stage _stage;
    private readonly HttpClient _admin;
    private readonly Recorder _recorder = new();
    private readonly List<Console> _consoles = [];
    private readonly List<Whims> _whims = [];
    private readonly List<Look> _looks = [];
    private readonly Writers _writers;

    private TeamHistory(Stage stage, HttpClient admin, TeamPlan plan)
    {
        (_stage, _admin, Plan) = (stage, admin, plan);
        _writers = new Writers(stage.Rig.Address, _recorder, plan.Seed, plan.Name, plan.Name, ["light", "light", "heavy"]);
    }

    public TeamPlan Plan { get; }

    /// <summary>How many conversations the queue gave to somebody, and how often it was looked at.</summary>
    public (int Given, int Looks) Size { get; private set; }

    /// <summary>As an admin would furnish it; returns when every agent's console shows its first screen.</summary>
    public static async Task<TeamHistory> Furnish(Stage stage, HttpClient admin, int seed)
    {
        var plan = TeamPlan.Random(seed);
        var history = new TeamHistory(stage, admin, plan);
        await Session.Put(admin, $"/api/v1/stores/{plan.Name}", new JsonObject
        {
            ["policy"] = JsonSerializer.SerializeToNode(plan.Policy, Json),
            ["name"] = plan.Name,
            ["language"] = "en",
            ["team"] = plan.Name,
            ["channels"] = new JsonArray([.. TeamPlan.Channels.Select(c => new JsonObject
            {
                ["id"] = c.Key,
                ["kind"] = "Signed",
                ["weight"] = c.Value,
                ["secret"] = "whsec_" + Convert.ToBase64String(Office.Key),
            })]),
        });
        await Session.Put(admin, $"/api/v1/teams/{plan.Name}", new JsonObject
        {
            ["name"] = plan.Name,
            ["members"] = new JsonArray(),
            ["rules"] = JsonSerializer.SerializeToNode(plan.Rules, Json),
        });
        foreach (var desk in plan.Desks)
        {
            await history.Sit(desk);
        }

        if (!await Stage.Until(() => Task.FromResult(history._consoles.TrueForAll(c => c.Current)), TimeSpan.FromSeconds(30)))
        {
            throw new InvalidOperationException("The consoles did not connect.");
        }

        return history;
    }

    /// <summary>Plays until told to end.</summary>
    public Task Play(CancellationToken end) =>
        Task.WhenAll([_writers.Run(Buyers, PerSecond, end), Watch(end), .. _whims.Select(w => w.Act(end))]);

    /// <summary>Everybody comes back and nobody answers any more; then what was seen is held against the log.</summary>
    public async Task<IReadOnlyList<Violation>> Judge(IReadOnlyList<Trouble> troubles, TimeSpan patience)
    {
        foreach (var console in _consoles)
        {
            console.Finishing = true;
        }

        using var end = new CancellationTokenSource();
        var settling = Task.WhenAll(_whims.Select(w => w.Settle(end.Token)));
        IReadOnlyList<Violation> found = [];
        Dump? before = null;
        await Stage.Until(
            async () =>
            {
                var screens = _recorder.Take(_consoles.Select(c => c.Look()), []);
                var dump = await Dump.Read(_stage.Rig.ConnectionString, Plan.Desks.ToDictionary(d => d.Agent, d => d.Capacity), new Dictionary<string, string>(), [Plan.Name]);
                var rest = dump.Log.Count == before?.Log.Count && _consoles.TrueForAll(c => c.Current && c.Idle && c.Offers.Count == 0);
                var restless = new Violation(Rules.Screen, $"no rest: {dump.Log.Count - before?.Log.Count} events came, {string.Join(", ", _consoles.Select(c => $"{c.Agent} {(c.Current ? "" : "away ")}{(c.Idle ? "" : "writing ")}{string.Join(' ', c.Offers)}"))}");
                before = dump;
                found = [.. rest ? [] : (Violation[])[restless], .. Checker.Check(screens, dump), .. Dispatching.Check(Plan, _looks, troubles, dump)];
                Size = (dump.Log.Count(l => l.Event is Contracts.Conversations.Assigned { By: null }), _looks.Count);
                await Task.Delay(rest ? 0 : 500);
                return rest && found.All(v => v.Rule is not (Rules.Screen or Rules.Starved));
            },
            patience);
        await end.CancelAsync();
        await settling;
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_consoles.Select(c => c.DisposeAsync().AsTask()));
        _writers.Dispose();
    }

    private async Task Sit(Desk desk)
    {
        await Session.Put(_admin, $"/api/v1/agents/{desk.Email}", new JsonObject
        {
            ["name"] = desk.Email,
            ["role"] = desk.Role.ToString(),
            ["capacity"] = desk.Capacity,
            ["email"] = desk.Email,
            ["password"] = Office.Password,
            ["languages"] = new JsonArray([.. desk.Languages.Select(l => new JsonObject { ["code"] = l.Key, ["proficiency"] = l.Value.ToString() })]),
            ["teams"] = new JsonArray(Plan.Name),
            ["stores"] = new JsonArray(Plan.Name),
        });
        var (client, cookies) = await Session.SignIn(_stage.Rig.Address, desk.Email, Office.Password);
        client.Dispose();
        var seed = (Plan.Seed * 7919) + _consoles.Count;
        var console = new Console(desk.Email, desk.Agent, _stage.Rig.Address, cookies, _recorder, seed, works: true);
        _consoles.Add(console);
        _whims.Add(new Whims(console, Plan, seed));
        console.Start();
    }

    /// <summary>Looks at the queue as a supervisor's API client would.</summary>
    private async Task Watch(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(300, end);
                var queue = await _admin.GetFromJsonAsync<JsonElement>($"/api/v1/queues/{Plan.Name}", end);
                var at = TimeProvider.System.GetUtcNow();
                foreach (var line in queue.GetProperty("waiting").EnumerateArray().Where(l => l.GetProperty("why").ValueKind == JsonValueKind.Object))
                {
                    var why = line.GetProperty("why");
                    _looks.Add(new Look(
                        at, ConversationId.Parse(line.GetProperty("conversation").GetString()!, null), line.GetProperty("waitingSince").GetDateTimeOffset(),
                        line.GetProperty("expertOnly").GetBoolean(), why.GetProperty("step").GetInt32(),
                        why.GetProperty("agent").GetString() is { } agent ? AgentId.Parse(agent, null) : null,
                        why.GetProperty("candidates").GetArrayLength() + why.GetProperty("notListed").GetInt32() == Plan.Desks.Count
                        && !why.GetProperty("candidates").GetRawText().Contains("PassedOffer", StringComparison.Ordinal)));
                }
            }
            catch (Exception e) when (Writers.Unanswered(e))
            {
                // Asked again.
            }
        }
    }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };
}
