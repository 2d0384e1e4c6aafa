using Npgsql;

namespace OrleansSupport.Silo.Agents;

/// <summary>The count of an agent's load that a place was reserved under. A commit that names an old one fails.</summary>
internal readonly record struct Fence(Guid Agent, long Epoch)
{
    /// <summary>Null for a place reserved at a node that knows no epochs yet.</summary>
    public static Fence? Of(Guid agent, long epoch) => epoch == 0 ? null : new Fence(agent, epoch);
}

/// <summary>Raises an agent's epoch. Commits lock it in share mode: the raise waits for those under way, and the later ones find it raised.</summary>
internal sealed class AgentFence(NpgsqlDataSource database)
{
    /// <summary>From now on only what is reserved under the epoch returned can be committed.</summary>
    public async Task<long> Raise(Guid agent, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "INSERT INTO agent_fence AS f (agent, epoch) VALUES ($1, 1) ON CONFLICT (agent) DO UPDATE SET epoch = f.epoch + 1 RETURNING epoch");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = agent });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>As <see cref="Raise"/>, if nobody did so meanwhile. Null: another activation counts.</summary>
    public async Task<long?> RaiseFrom(Fence held)
    {
        await using var command = database.CreateCommand("UPDATE agent_fence SET epoch = epoch + 1 WHERE agent = $1 AND epoch = $2 RETURNING epoch");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = held.Agent });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = held.Epoch });
        return (long?)await command.ExecuteScalarAsync();
    }
}
