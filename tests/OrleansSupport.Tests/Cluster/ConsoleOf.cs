using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Web;
using OrleansSupport.Web.Console;

namespace OrleansSupport.Tests.Cluster;

/// <summary>An agent's console on a node that is a process of its own. Goes when it is sent away, as the real one does.</summary>
internal sealed class ConsoleOf : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<ConversationRow> _rows = [];
    private readonly List<(Func<ConversationRow, bool> Match, TaskCompletionSource Done)> _waiters = [];
    private readonly TaskCompletionSource _sentAway = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ConsoleOf(HubConnection hub)
    {
        Hub = hub;
        hub.On<ConversationRow>("Row", Take);
        hub.On("Leaving", async () =>
        {
            _sentAway.TrySetResult();
            await hub.StopAsync();
        });
    }

    public HubConnection Hub { get; }

    /// <summary>When the node has asked this console to go elsewhere.</summary>
    public Task SentAway => _sentAway.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static async Task<ConsoleOf> Agent(HostProcess node, string email)
    {
        using var browser = await node.SignedIn(email);
        var console = new ConsoleOf(new HubConnectionBuilder()
            .WithUrl(new Uri(node.Address, ConsoleHub.Path), options => options.Cookies = browser.Cookies)
            .AddJsonProtocol(options => options.PayloadSerializerOptions = WireJson.Options)
            .Build());
        await console.Hub.StartAsync(TestContext.Current.CancellationToken);
        return console;
    }

    /// <summary>When a row that matches has been pushed, before or from now on.</summary>
    public Task Row(Func<ConversationRow, bool> match)
    {
        lock (_lock)
        {
            if (_rows.Exists(row => match(row)))
            {
                return Task.CompletedTask;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((match, done));
            return done.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => Hub.DisposeAsync();

    private void Take(ConversationRow row)
    {
        lock (_lock)
        {
            _rows.Add(row);
            foreach (var (_, done) in _waiters.Where(w => w.Match(row)))
            {
                done.TrySetResult();
            }
        }
    }
}
