using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Npgsql;

namespace OrleansSupport.Tests.Cluster;

/// <summary>
/// Buyers who write without a pause through whatever nodes are ready, as a load balancer would let them: a node whose readiness
/// is gone gets nothing new, and a call that fails is made once more with the same id.
/// </summary>
internal sealed class Traffic : IAsyncDisposable
{
    private const int Buyers = 6;

    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient[] _nodes;
    private readonly bool[] _ready;
    private readonly Task[] _running;
    private readonly Lock _lock = new();
    private readonly List<(int Count, TaskCompletionSource Done)> _waiters = [];
    private int _turn;

    public Traffic(params HttpClient[] nodes)
    {
        _nodes = nodes;
        _ready = new bool[nodes.Length];
        _running = [.. nodes.Select((_, i) => Probe(i)), .. Enumerable.Range(0, Buyers).Select(Write)];
    }

    /// <summary>Ids that were answered with a success.</summary>
    public ConcurrentBag<string> Accepted { get; } = [];

    /// <summary>What went wrong and was made good by a second call.</summary>
    public ConcurrentBag<string> Retried { get; } = [];

    /// <summary>What went wrong twice.</summary>
    public ConcurrentBag<string> Failed { get; } = [];

    /// <summary>When as many more messages as given have been accepted, from now on.</summary>
    public Task More(int messages)
    {
        lock (_lock)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((Accepted.Count + messages, done));
            return done.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Returns when the last call has been answered.</summary>
    public async Task Stop()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running);
    }

    /// <summary>Everything that was accepted stands in the log, and nothing stands there twice.</summary>
    public async Task AssertInLogOnce(string connection)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await using var command = database.CreateCommand("SELECT payload::jsonb ->> 'externalId' FROM conversation_event WHERE type = 'received'");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var logged = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            logged.Add(reader.GetString(0));
        }

        Assert.Equal(logged.Count, logged.Distinct().Count());
        Assert.Empty(Accepted.Except(logged));
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _stopping.Dispose();
    }

    private async Task Probe(int node)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
        {
            try
            {
                using var answer = await _nodes[node].GetAsync("/health/ready", _stopping.Token);
                _ready[node] = answer.IsSuccessStatusCode;
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException or SocketException)
            {
                _ready[node] = false;
            }
        }
        while (await Next(timer));
    }

    private async Task<bool> Next(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task Write(int buyer)
    {
        for (var i = 0; !_stopping.IsCancellationRequested; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"t-{buyer}-{i}");
            var body = new { id, identity = $"buyer-{buyer}", text = $"Message number {i} about my order" };
            if (await Post(body) is { } problem)
            {
                Retried.Add($"{id}: {problem}");
                if (await Post(body) is { } again)
                {
                    Failed.Add($"{id}: {problem}, then {again}");
                    continue;
                }
            }

            Accept(id);
        }
    }

    private void Accept(string id)
    {
        lock (_lock)
        {
            Accepted.Add(id);
            foreach (var (_, done) in _waiters.Where(w => w.Count <= Accepted.Count))
            {
                done.TrySetResult();
            }
        }
    }

    /// <summary>Null when it was taken.</summary>
    private async Task<string?> Post(object body)
    {
        try
        {
            using var answer = await NextReady().PostAsJsonAsync("/api/v1/stores/lumen/channels/erp/messages", body, JsonSerializerOptions.Web);
            return answer.IsSuccessStatusCode ? null : $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }
        catch (Exception error) when (error is HttpRequestException or SocketException)
        {
            return error.Message;
        }
    }

    private HttpClient NextReady()
    {
        var turn = Interlocked.Increment(ref _turn);
        for (var i = 0; i < _nodes.Length; i++)
        {
            var node = (turn + i) % _nodes.Length;
            if (_ready[node])
            {
                return _nodes[node];
            }
        }

        return _nodes[turn % _nodes.Length];
    }
}
