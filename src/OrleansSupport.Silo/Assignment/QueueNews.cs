using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Silo.Assignment;

/// <summary>
/// Tells teams' queues what waits. Whatever has come up while the last call to a queue was under way goes into the next, with no artificial delay:
/// under load a queue hears once of many, and decides once.
/// </summary>
internal sealed class QueueNews(IGrainFactory grains)
{
    private readonly ConcurrentDictionary<string, News> _teams = new(StringComparer.Ordinal);

    /// <summary>Ends when the queue knows.</summary>
    public Task Tell(string team, WaitingConversation waiting) => _teams.GetOrAdd(team, static (team, grains) => new News(grains.TeamQueue(team)), grains).Tell(waiting);

    private sealed class News(ITeamQueueGrain queue)
    {
        private readonly Lock _lock = new();
        private List<WaitingConversation> _waiting = [];
        private Task _sending = Task.CompletedTask;
        private Task? _next;

        public Task Tell(WaitingConversation waiting)
        {
            lock (_lock)
            {
                _waiting.Add(waiting);
                return _next ??= _sending = Send(_sending);
            }
        }

        private async Task Send(Task before)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            List<WaitingConversation> all;
            lock (_lock)
            {
                (all, _waiting, _next) = (_waiting, [], null);
            }

            await Send(all).ConfigureAwait(false);
        }

        private async Task Send(List<WaitingConversation> all)
        {
            try
            {
                await (all.Count == 1 ? queue.Enqueue(all[0]) : queue.EnqueueAll([.. all])).ConfigureAwait(false);
            }
            catch (Exception) when (all.Count > 1)
            {
                // On a node of the version before, a queue hears of one at a time.
                foreach (var one in all)
                {
                    await queue.Enqueue(one).ConfigureAwait(false);
                }
            }
        }
    }
}
