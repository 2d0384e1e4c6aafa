using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Faults.Histories;

/// <summary>
/// What an agent does beside answering: takes and passes offers, comes and goes, takes what others have, sends on, raises, snoozes.
/// A refusal is as good as an answer here; what was done is read from the log.
/// </summary>
internal sealed class Whims(Console console, TeamPlan plan, int seed)
{
    private readonly Random _random = new(seed);
    private readonly HashSet<ConversationId> _ignored = [];
    private bool _gone;

    public async Task Act(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_random.Next(100, 500), end);
                await Offers(_random.NextDouble());
                await Try();
            }
            catch (Exception e) when (Console.IsLoss(e))
            {
                // The node died, or the history ends.
            }
        }
    }

    /// <summary>Comes back and takes what is offered, until nothing more is.</summary>
    public async Task Settle(CancellationToken end)
    {
        _gone = true;
        _ignored.Clear();
        while (!end.IsCancellationRequested)
        {
            try
            {
                if (_gone)
                {
                    await console.Invoke("SetPresence", nameof(Presence.Online), null!);
                    _gone = false;
                }

                await Offers(0);
                await Task.Delay(100, end);
            }
            catch (Exception e) when (Console.IsLoss(e))
            {
                await Task.Delay(200, CancellationToken.None);
            }
        }
    }

    private async Task Offers(double mood)
    {
        foreach (var offered in console.Offers.Where(o => !_ignored.Contains(o)))
        {
            if (mood < 0.85)
            {
                await console.Invoke("AnswerOffer", offered.ToString(), mood < 0.7);
            }
            else
            {
                _ignored.Add(offered); // it lapses
            }
        }
    }

    private async Task Try()
    {
        var (mine, others) = console.Open();
        switch (_random.Next(100))
        {
            case < 6:
                _gone = !_gone;
                await console.Invoke("SetPresence", (_gone ? _random.Next(2) == 0 ? Presence.Offline : Presence.Away : Presence.Online).ToString(), null!);
                break;
            case < 12 when _gone:
                _gone = false;
                await console.Invoke("SetPresence", nameof(Presence.Online), null!);
                break;
            case < 16 when Pick(mine) is { } one:
                await SendOn(one);
                break;
            case < 20 when Pick(others) is { } one:
                await console.Invoke("Assign", one.ToString(), console.Agent.ToString());
                break;
            case < 23 when Pick(others) is { } one:
                await console.Invoke("SetPriority", one.ToString(), nameof(Priority.High));
                break;
            case < 25 when Pick(mine) is { } one:
                await console.Invoke("Snooze", one.ToString(), TimeProvider.System.GetUtcNow().AddSeconds(1 + _random.Next(3)));
                break;
        }
    }

    private async Task SendOn(ConversationId conversation)
    {
        var to = _random.Next(3);
        await console.Invoke("Transfer", new
        {
            conversation = conversation.ToString(),
            message = new MessageId(Guid.CreateVersion7()).ToString(),
            team = to == 0 ? plan.Name : null,
            escalate = to == 1 && plan.Desks.Any(d => d.Role is not AgentRole.Agent),
            note = _random.Next(2) == 0 ? "Please see to this." : null,
            to = to == 2 ? plan.Desks[_random.Next(plan.Desks.Count)].Agent.ToString() : null,
        });
    }

    private ConversationId? Pick(ConversationId[] from) => from.Length == 0 ? null : from[_random.Next(from.Length)];
}
