using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Host.FirstStart;

namespace OrleansSupport.Host.Demo;

/// <summary>
/// Plays buyers who write in eight languages, and answers for those demo agents whom nobody has signed in as, so that the console
/// is alive in the first minute. Goes through the same grains as everybody's messages.
/// </summary>
internal sealed partial class DemoPlayer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _pause;
    private Task _play = Task.CompletedTask;

    private DemoPlayer(IServiceProvider services, TimeSpan pause)
    {
        _grains = services.GetRequiredService<IGrainFactory>();
        _time = services.GetRequiredService<TimeProvider>();
        _logger = services.GetRequiredService<ILogger<DemoPlayer>>();
        _pause = pause;
    }

    /// <summary>Does nothing unless <c>Demo:Play</c> is set. <c>Demo:PauseSeconds</c> lies between two buyers (default 3).</summary>
    public static DemoPlayer Start(IServiceProvider services, IConfiguration configuration)
    {
        var player = new DemoPlayer(services, TimeSpan.FromSeconds(configuration.GetValue("Demo:PauseSeconds", 3.0)));
        if (configuration.GetValue<bool>("Demo:Play"))
        {
            player._play = Task.Run(player.Play);
        }

        return player;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _play;
        _stopping.Dispose();
    }

    private async Task Play()
    {
        var run = _time.GetUtcNow().ToUnixTimeSeconds();
        try
        {
            foreach (var person in DemoStore.People)
            {
                await _grains.GetGrain<IAgentGrain>(AgentId.Of(person.Email).Value).SetPresence(Presence.Online, "demo");
            }

            for (var round = 0; round < DemoScript.Longest; round++)
            {
                foreach (var buyer in DemoScript.Buyers.Where(b => b.Lines.Length > round))
                {
                    await Task.Delay(_pause, _time, _stopping.Token);
                    await Say(buyer, round, run);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The product is stopping.
        }
        catch (Exception error)
        {
            LogEnded(error.GetType().Name);
        }
    }

    private async Task Say(DemoScript.Buyer buyer, int round, long run)
    {
        var identity = $"demo-{run}-{buyer.Language}";
        var customer = _grains.GetGrain<ICustomerGrain>(CustomerId.Of(DemoStore.Id, "web", identity).Value);
        if (round > 0)
        {
            await Answer(customer, buyer, round - 1, run);
        }

        await customer.Receive(new InboundMessage(
            DemoStore.Id, "web", $"demo-{run}-{buyer.Language}-{round}", identity, buyer.Name, buyer.Lines[round].Buyer, Country: buyer.Country));
    }

    /// <summary>What the agent says to the buyer's last line, unless a person sits at that agent's console or has answered already.</summary>
    private async Task Answer(ICustomerGrain customer, DemoScript.Buyer buyer, int round, long run)
    {
        if (buyer.Lines[round].Agent is not { } words || (await customer.Get())?.Conversation is not { } id)
        {
            return;
        }

        var conversation = _grains.GetGrain<IConversationGrain>(id.Value);
        if (await conversation.Get() is not { Row: { Assignee: { } assignee, Status: ConversationStatus.Open } })
        {
            return;
        }

        var agent = await _grains.GetGrain<IAgentGrain>(assignee.Value).Get();
        if (agent is { Reason: "demo" })
        {
            await conversation.Reply(new WriteReply(
                new MessageId(PrefixedId.Derive("demo", run.ToString(System.Globalization.CultureInfo.InvariantCulture), buyer.Language, round.ToString(System.Globalization.CultureInfo.InvariantCulture))),
                agent.ToRef(), words));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The demo ended early ({Error})")]
    private partial void LogEnded(string error);
}
