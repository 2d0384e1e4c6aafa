using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Web.Access;
using OrleansSupport.Web.Console;

namespace OrleansSupport.Web.Live;

/// <summary>
/// Hands what the grains tell to the consoles and widgets connected to this node. Grains call <see cref="Deliver"/> and go on at
/// once; a single pump does the sending, so that messages keep their order and no grain ever runs a connection's code.
/// </summary>
internal sealed partial class LiveGateway(IHubContext<ConsoleHub, IConsoleClient> hub, ILogger<LiveGateway> logger) : BackgroundService, ILiveSink
{
    private readonly Channel<LiveMessage> messages = Channel.CreateUnbounded<LiveMessage>();
    private readonly ConcurrentDictionary<string, int> watchers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableSignals> signals = new(StringComparer.Ordinal);
    private readonly TeamAudience audience = new();

    /// <summary>The topic of everybody who reads every store, or watches every team.</summary>
    public static string Every(string topic) => topic[..2] + AgentProfile.EveryStore;

    /// <summary>Messages that wait to be sent.</summary>
    public int Backlog => messages.Reader.Count;

    /// <summary>Widgets that listen.</summary>
    public int Signals => signals.Values.Sum(held => held.Signals.Length);

    public bool Watches(string topic) => watchers.ContainsKey(topic) || (IsShared(topic) && watchers.ContainsKey(Every(topic)));

    public void Deliver(LiveMessage message)
    {
        if (Watches(message.Topic))
        {
            messages.Writer.TryWrite(message);
        }
    }

    public void Behind()
    {
        _ = hub.Clients.All.Behind();
        foreach (var signal in signals.Values.SelectMany(held => held.Signals))
        {
            signal.Raise();
        }
    }

    public void Watch(string topic) => watchers.AddOrUpdate(topic, 1, static (_, count) => count + 1);

    public void Unwatch(string topic)
    {
        while (watchers.TryGetValue(topic, out var count))
        {
            if (count > 1 ? watchers.TryUpdate(topic, count - 1, count) : watchers.TryRemove(new(topic, count)))
            {
                return;
            }
        }
    }

    /// <summary>Watches a team with the stores that the watcher may see; the answer is the group that gets its queue.</summary>
    public string WatchTeam(string topic, IReadOnlyList<string> stores)
    {
        Watch(topic);
        return audience.Join(topic, stores);
    }

    public void UnwatchTeam(string topic, IReadOnlyList<string> stores)
    {
        audience.Leave(topic, stores);
        Unwatch(topic);
    }

    /// <summary>Signals that something on the topic has changed, as often as the reader asks but never twice for one look.</summary>
    public LiveSignal Signal(string topic)
    {
        var signal = new LiveSignal(this, topic);
        signals.AddOrUpdate(topic, _ => new([signal]), (_, held) => new([.. held.Signals, signal]));
        Watch(topic);
        return signal;
    }

    internal void Forget(LiveSignal signal)
    {
        while (signals.TryGetValue(signal.Topic, out var held))
        {
            var rest = held.Signals.Where(s => s != signal).ToArray();
            if (rest.Length == 0 ? signals.TryRemove(new(signal.Topic, held)) : signals.TryUpdate(signal.Topic, new(rest), held))
            {
                break;
            }
        }

        Unwatch(signal.Topic);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var message in messages.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                Send(message);
            }
            catch (Exception failure)
            {
                // One message that cannot be written must not end the pushes; who misses it sees the gap and reads again.
                LogLost(logger, message.Topic[..1], failure);
            }
        }
    }

    private static bool IsShared(string topic) => topic.StartsWith("s/", StringComparison.Ordinal) || topic.StartsWith("t/", StringComparison.Ordinal);

    /// <summary>Null when the topic is another kind of thing; a customer's events only wake the widget, which reads for itself.</summary>
    private static ConversationId? ConversationOf(string topic) =>
        topic.StartsWith("c/", StringComparison.Ordinal) && Guid.TryParseExact(topic.AsSpan(2), "N", out var id) ? new ConversationId(id) : null;

    private void Send(LiveMessage message)
    {
        using var span = message.Trace is { } cause ? WebTelemetry.Spans.StartActivity("live push", ActivityKind.Producer, cause) : null;
        span?.SetTag("support.topic", message.Topic[..1]);
        if (signals.TryGetValue(message.Topic, out var held))
        {
            foreach (var signal in held.Signals)
            {
                signal.Raise();
            }
        }

        // Never awaited: a console that does not read holds up its own connection only, which SignalR ends when its pings stop.
        if (message.Row is { } row)
        {
            _ = hub.Clients.Groups(message.Topic, Every(message.Topic)).Row(row);
        }

        if (message.Events is { Count: > 0 } events && ConversationOf(message.Topic) is { } conversation)
        {
            _ = hub.Clients.Group(message.Topic).Events(new ConversationEvents(conversation, events));
        }

        if (message.Agent is { } agent)
        {
            _ = hub.Clients.Groups(message.Topic, Every(message.Topic)).Agent(agent);
        }

        if (message.Escalation is { } escalation)
        {
            _ = hub.Clients.Groups(message.Topic, Every(message.Topic)).Escalation(escalation);
        }

        if (message.Queue is { } queue)
        {
            foreach (var (group, stores) in audience.Groups(message.Topic))
            {
                _ = hub.Clients.Group(group).Queue(Roster.Narrow(queue, stores));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A live message of kind {Kind} could not be sent")]
    private static partial void LogLost(ILogger logger, string kind, Exception failure);

    private sealed record ImmutableSignals(LiveSignal[] Signals);
}
