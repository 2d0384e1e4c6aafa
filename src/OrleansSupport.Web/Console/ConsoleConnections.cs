using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Web.Access;
using OrleansSupport.Web.Live;

namespace OrleansSupport.Web.Console;

/// <summary>One open console.</summary>
internal sealed class ConsoleConnection(HubCallerContext context, Caller caller, string stamp)
{
    private long lastSign;

    public HubCallerContext Context => context;

    /// <summary>As of the last call; its groups are as of connecting.</summary>
    public Caller Caller { get; set; } = caller;

    public string Email => Caller.Email!;

    public string Stamp => stamp;

    public AgentId Agent => Caller.Agent!.Value;

    public string Language => AgentLanguages.Working(Caller.Profile!.Languages);

    /// <summary>As of connecting: its stores are watched, and its teams with them.</summary>
    public Caller Joined { get; private set; } = caller;

    /// <summary>The teams that it watches; null before it watches anything.</summary>
    public string[]? Teams { get; set; }

    /// <summary>Conversations on its screen.</summary>
    public HashSet<string> Open { get; } = [];

    /// <summary>A call may still run when its connection has ended; it must not start watching for nobody.</summary>
    public bool Gone { get; set; }

    /// <summary>True when a sign of life is to be told on: the last one was told a period ago.</summary>
    public bool SignOfLife(DateTimeOffset now, TimeSpan period)
    {
        var last = Interlocked.Read(ref lastSign);
        return now.UtcTicks - last >= period.Ticks && Interlocked.CompareExchange(ref lastSign, now.UtcTicks, last) == last;
    }

    /// <summary>
    /// The pushes it gets were chosen by stores and teams: false when they have changed, and it must connect anew. Else it is the
    /// same as any other look at this caller, and need not be kept beside it.
    /// </summary>
    public bool Renew(Caller now)
    {
        if (!Same(now.Stores, Joined.Stores) || !Same(now.Profile!.Teams, Joined.Profile!.Teams))
        {
            return false;
        }

        Joined = Caller = now;
        return true;

        static bool Same(IEnumerable<string> one, IEnumerable<string> other) =>
            one.Order(StringComparer.Ordinal).SequenceEqual(other.Order(StringComparer.Ordinal));
    }
}

/// <summary>The consoles connected to this node, and what each watches.</summary>
internal sealed class ConsoleConnections(LiveGateway gateway, Roster roster)
{
    /// <summary>More conversations than anybody has on a screen; beyond it the console forgets to close them.</summary>
    private const int MostOpen = 100;

    private readonly ConcurrentDictionary<string, ConsoleConnection> connections = new(StringComparer.Ordinal);

    private volatile TaskCompletionSource? emptied;

    public int Count => connections.Count;

    public IEnumerable<ConsoleConnection> All => connections.Values;

    /// <summary>When nobody is connected here any more.</summary>
    public Task Gone()
    {
        var gone = emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return connections.IsEmpty ? Task.CompletedTask : gone.Task;
    }

    public ConsoleConnection Of(HubCallerContext context) =>
        connections.TryGetValue(context.ConnectionId, out var connection) ? connection : throw new HubException(Api.ProblemCodes.Unauthorized);

    public async Task<ConsoleConnection> Add(HubCallerContext context, IGroupManager groups)
    {
        var caller = Caller.Of(context.User!);
        var connection = new ConsoleConnection(context, caller, CallerIdentity.Find(context.User)!.Stamp!);
        connections[context.ConnectionId] = connection;

        // Nothing may fail between the first and the last that it watches: it is unwatched as a whole.
        string[] teams = caller.ReadsEveryStore ? [AgentProfile.EveryStore] : [.. await roster.Teams(caller)];
        var topics = new List<string>();
        foreach (var topic in caller.StoresFor(null).Select(Topics.Store))
        {
            gateway.Watch(topic);
            topics.Add(topic);
        }

        foreach (var topic in teams.Select(Topics.Team))
        {
            topics.Add(topic);
            topics.Add(gateway.WatchTeam(topic, caller.Stores));
        }

        connection.Teams = teams;
        foreach (var topic in topics)
        {
            await groups.AddToGroupAsync(context.ConnectionId, topic);
        }

        return connection;
    }

    public ConsoleConnection? Remove(HubCallerContext context)
    {
        if (!connections.TryRemove(context.ConnectionId, out var connection))
        {
            return null;
        }

        if (connection.Teams is { } teams)
        {
            foreach (var store in connection.Joined.StoresFor(null))
            {
                gateway.Unwatch(Topics.Store(store));
            }

            foreach (var team in teams)
            {
                gateway.UnwatchTeam(Topics.Team(team), connection.Joined.Stores);
            }
        }

        lock (connection.Open)
        {
            foreach (var topic in connection.Open)
            {
                gateway.Unwatch(topic);
            }

            connection.Open.Clear();
            connection.Gone = true;
        }

        if (connections.IsEmpty)
        {
            emptied?.TrySetResult();
        }

        return connection;
    }

    public async Task Open(HubCallerContext context, IGroupManager groups, ConversationId conversation)
    {
        var connection = Of(context);
        var topic = Topics.Conversation(conversation);
        lock (connection.Open)
        {
            if (connection.Gone || connection.Open.Contains(topic))
            {
                return;
            }

            if (connection.Open.Count >= MostOpen)
            {
                throw new HubException("too_many_open");
            }

            connection.Open.Add(topic);
            gateway.Watch(topic);
        }

        await groups.AddToGroupAsync(context.ConnectionId, topic);
    }

    public async Task Close(HubCallerContext context, IGroupManager groups, ConversationId conversation)
    {
        var connection = Of(context);
        var topic = Topics.Conversation(conversation);
        lock (connection.Open)
        {
            if (!connection.Open.Remove(topic))
            {
                return;
            }

            gateway.Unwatch(topic);
        }

        await groups.RemoveFromGroupAsync(context.ConnectionId, topic);
    }
}
