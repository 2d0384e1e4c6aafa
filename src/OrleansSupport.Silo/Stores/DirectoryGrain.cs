using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Stores;

namespace OrleansSupport.Silo.Stores;

[GenerateSerializer, Alias("directory-state")]
internal sealed class DirectoryState
{
    [Id(0)]
    public SortedSet<string> Stores { get; set; } = new(StringComparer.Ordinal);

    [Id(1)]
    public SortedSet<string> Teams { get; set; } = new(StringComparer.Ordinal);

    [Id(2)]
    public HashSet<AgentId> Agents { get; set; } = [];
}

/// <summary>Written when a store, team or agent is first configured; never on a message's way.</summary>
internal sealed class DirectoryGrain([PersistentState("directory")] IPersistentState<DirectoryState> state) : Grain, IDirectoryGrain
{
    public Task<IReadOnlyList<string>> Stores() => Task.FromResult<IReadOnlyList<string>>([.. state.State.Stores]);

    public Task<IReadOnlyList<string>> Teams() => Task.FromResult<IReadOnlyList<string>>([.. state.State.Teams]);

    public Task<IReadOnlyList<AgentId>> Agents() => Task.FromResult<IReadOnlyList<AgentId>>([.. state.State.Agents]);

    public Task AddStore(string store) => Add(state.State.Stores, store);

    public Task AddTeam(string team) => Add(state.State.Teams, team);

    public Task AddAgent(AgentId agent) => Add(state.State.Agents, agent);

    private async Task Add<T>(ICollection<T> set, T item)
    {
        if (set.Contains(item))
        {
            return;
        }

        set.Add(item);
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            set.Remove(item);
            throw;
        }
    }
}
