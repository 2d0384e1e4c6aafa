using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Stores;

namespace OrleansSupport.Web.Access;

/// <summary>Who works here and what waits for them, as far as a caller may see it.</summary>
internal sealed class Roster(IGrainFactory grains, StoreCatalog catalog)
{
    private readonly Coalesced<IReadOnlyList<AgentView>> everybody = new(() => ReadAll(grains));

    /// <summary>Agents who serve one of the caller's stores, and the caller.</summary>
    public async Task<IReadOnlyList<AgentView>> Agents(Caller caller) =>
        [.. (await everybody.Get()).Where(agent => Sees(caller, agent))];

    public async Task<AgentView?> Agent(Caller caller, AgentId id) =>
        await grains.GetGrain<IAgentGrain>(id.Value).Get() is { } agent && Sees(caller, agent) ? agent : null;

    /// <summary>Teams of the caller's stores, and those that the caller is in.</summary>
    public async Task<IReadOnlySet<string>> Teams(Caller caller)
    {
        var teams = (await catalog.For(caller)).Select(store => store.Team).ToHashSet(StringComparer.Ordinal);
        if (caller.Profile is { Teams.IsDefault: false } profile)
        {
            teams.UnionWith(profile.Teams);
        }

        return teams;
    }

    /// <summary>A team's queue with the lines of the caller's stores; null when the team is not for them.</summary>
    public async Task<QueueView?> Queue(Caller caller, string team)
    {
        if (!(await Teams(caller)).Contains(team))
        {
            return null;
        }

        return Narrow(await grains.GetGrain<ITeamQueueGrain>(team).Get(), caller.Stores);
    }

    public async Task<IReadOnlyList<QueueView>> Queues(Caller caller)
    {
        var queues = await Task.WhenAll((await Teams(caller)).Select(team => grains.GetGrain<ITeamQueueGrain>(team).Get()));
        return [.. queues.Select(queue => Narrow(queue, caller.Stores)).OrderBy(queue => queue.Team, StringComparer.Ordinal)];
    }

    /// <summary>
    /// A team may work for several stores, and not each of its agents for all of them. How many lines of others there are is not
    /// told either.
    /// </summary>
    public static QueueView Narrow(QueueView queue, IReadOnlyCollection<string> stores)
    {
        if (stores.Contains(AgentProfile.EveryStore))
        {
            return queue;
        }

        var lines = queue.Waiting.Where(line => stores.Contains(line.Store)).ToList();
        return lines.Count == queue.Waiting.Count ? queue : queue with { Waiting = lines, Count = lines.Count };
    }

    private static bool Sees(Caller caller, AgentView agent) =>
        caller.ReadsEveryStore
        || caller.Agent == agent.Id
        || agent.Profile.Stores.Any(store => store == AgentProfile.EveryStore || caller.CanRead(store));

    private static async Task<IReadOnlyList<AgentView>> ReadAll(IGrainFactory grains)
    {
        var ids = await grains.GetGrain<IDirectoryGrain>(0).Agents();
        var views = await Task.WhenAll(ids.Select(id => grains.GetGrain<IAgentGrain>(id.Value).Get()));
        return [.. views.OfType<AgentView>().OrderBy(agent => agent.Profile.Name, StringComparer.Ordinal)];
    }
}

/// <summary>
/// One read for all who ask at the same moment: when a node restarts, every console asks at once. Nobody gets a read that began
/// before they asked.
/// </summary>
internal sealed class Coalesced<T>(Func<Task<T>> read)
{
    private readonly Lock gate = new();
    private Task<T>? running;
    private Task<T>? next;

    public Task<T> Get()
    {
        lock (gate)
        {
            if (running is null or { IsCompleted: true } && next is null)
            {
                return running = read();
            }

            return next ??= After(running!);
        }
    }

    private async Task<T> After(Task<T> earlier)
    {
        await ((Task)earlier).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task<T> mine;
        lock (gate)
        {
            next = null;
            mine = running = read();
        }

        return await mine;
    }
}
