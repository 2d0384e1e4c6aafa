using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansSupport.Contracts.Conversations;

namespace OrleansSupport.Silo.Conversations;

/// <summary>
/// The silo's one writer of conversations. Appends of many grains are coalesced into one statement and one flush (a group
/// commit): whatever has queued up while the last commit was under way goes into the next, with no artificial delay.
/// </summary>
/// <remarks>
/// The writer has a thread of its own and waits for the database on it: everybody's pace is that of the commits, so neither their start
/// nor their end may queue behind the work of the thread pool. One writer, because two halve the batches and pay the statement's price twice
/// (measured: slower with two connections, with and without a least size).
/// </remarks>
internal sealed partial class ConversationLog(
    [FromKeyedServices(ConversationLog.Database)] NpgsqlDataSource database, TimeProvider time, ILogger<ConversationLog> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The key of the writer's own data source.</summary>
    public const string Database = "commit";

    private const int LargestBatch = 512;

    private readonly object _gate = new();
    private readonly Queue<Pending> _queue = new();
    private readonly CommitConnection _connection = new(database);
    private Task _writer = Task.CompletedTask;
    private bool _idle, _ending;
    private long _begun;

    /// <summary>Appends that wait for the commit under way to end.</summary>
    public int Backlog => _queue.Count;

    /// <summary>For how long the commit under way has been so.</summary>
    public TimeSpan Committing => Volatile.Read(ref _begun) is var begun and not 0 ? time.GetElapsedTime(begun) : TimeSpan.Zero;

    /// <summary>Appends and answers when the commit is durable.</summary>
    /// <exception cref="NpgsqlException">The database could not take it, and it is certain that nothing was written.</exception>
    public Task<AppendResult> Append(Append append)
    {
        var pending = new Pending(append);
        lock (_gate)
        {
            if (_ending)
            {
                throw new OperationCanceledException("This node is stopping.");
            }

            _queue.Enqueue(pending);
            if (_idle)
            {
                Monitor.Pulse(_gate);
            }
        }

        return SiloTelemetry.AppendDuration.Enabled || SiloTelemetry.Spans.HasListeners() ? Observed(pending) : pending.Done.Task;
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(ConversationLog),
        ServiceLifecycleStage.RuntimeServices,
        _ =>
        {
            _writer = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return Task.CompletedTask;
        },
        async _ =>
        {
            // Grains are gone by now; what they queued last is still written.
            lock (_gate)
            {
                _ending = true;
                Monitor.Pulse(_gate);
            }

            await _writer;
            _connection.Dispose();
        });

    private async Task<AppendResult> Observed(Pending pending)
    {
        var begun = time.GetTimestamp();
        using var span = SiloTelemetry.Spans.StartActivity("conversation append");
        span?.SetTag("support.conversation", new Contracts.ConversationId(pending.Append.Conversation).ToString());
        var result = await pending.Done.Task;
        span?.SetTag("support.outcome", result.Outcome.ToString());
        SiloTelemetry.AppendDuration.Record(time.GetElapsedTime(begun).TotalSeconds);
        return result;
    }

    private void Run()
    {
        var batch = new List<Pending>(LargestBatch);
        var inBatch = new HashSet<Guid>();
        while (Take(batch, inBatch))
        {
            if (batch.Count > 1)
            {
                // One order for everybody, so that two nodes' commits cannot wait for each other in a ring.
                batch.Sort(static (a, b) => a.Append.Conversation.CompareTo(b.Append.Conversation));
            }

            Volatile.Write(ref _begun, time.GetTimestamp());
            Commit(batch);
            SiloTelemetry.CommitDuration.Record(Committing.TotalSeconds);
            SiloTelemetry.CommitAppends.Record(batch.Count);
            Volatile.Write(ref _begun, 0);
        }
    }

    /// <summary>Waits until something is queued, and takes as much of it as one statement may hold.</summary>
    /// <returns>False when the node stops and everything is written.</returns>
    private bool Take(List<Pending> batch, HashSet<Guid> conversations)
    {
        batch.Clear();
        conversations.Clear();
        lock (_gate)
        {
            while (_queue.Count == 0 && !_ending)
            {
                _idle = true;
                Monitor.Wait(_gate);
                _idle = false;
            }

            // Two appends to one conversation (two activations, for a moment) cannot share a statement.
            while (batch.Count < LargestBatch && _queue.TryPeek(out var next) && conversations.Add(next.Append.Conversation))
            {
                batch.Add(_queue.Dequeue());
            }
        }

        return batch.Count > 0;
    }

    private void Commit(List<Pending> batch)
    {
        try
        {
            CommitCommand.For(_connection, batch).Execute();
        }
        catch (Exception error) // whatever it is: the writer goes on, and somebody hears of it
        {
            Recover(batch, error);
            return;
        }

        // Answered elsewhere: the next commit does not wait until everybody has been woken.
        ThreadPool.UnsafeQueueUserWorkItem(
            static written =>
            {
                foreach (var pending in written)
                {
                    pending.Done.TrySetResult(new AppendResult(AppendOutcome.Done, pending.Append.Conversation, pending.Append.Version));
                }
            },
            batch.ToArray(),
            preferLocal: false);
    }

    /// <summary>
    /// A row that errs fails its whole batch, and a connection that breaks may have committed before it did. So the log is asked what
    /// became of each: what is written, repeated, stale or fenced off is answered, and only what is neither is tried again.
    /// </summary>
    private void Recover(List<Pending> batch, Exception error)
    {
        LogBatchFailed(batch.Count, (error as PostgresException)?.SqlState ?? error.GetType().Name);
        List<Pending> open;
        try
        {
            open = Judge(batch);
        }
        catch (Exception failure)
        {
            // The database is not there: whether it was written is for each grain's next activation to read.
            batch.ForEach(pending => pending.Done.TrySetException(failure));
            return;
        }

        if (open.Count < batch.Count)
        {
            if (open.Count > 0)
            {
                Commit(open);
            }
        }
        else if (batch.Count > 1)
        {
            foreach (var pending in batch)
            {
                Commit([pending]);
            }
        }
        else if (batch[0].Tried)
        {
            batch[0].Done.TrySetException(error);
        }
        else
        {
            batch[0].Tried = true; // alone, and still without a fault that can be seen: a race that is over by now, or its own
            Commit(batch);
        }
    }

    /// <summary>Answers every append whose fate the log shows.</summary>
    /// <returns>The others, in the same order.</returns>
    private List<Pending> Judge(List<Pending> batch)
    {
        using var command = database.CreateCommand("""
            SELECT e.hash, c.version, m.conversation, m.sequence, f.epoch
            FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[]) WITH ORDINALITY AS t(id, version, message, agent, place)
            LEFT JOIN LATERAL (SELECT hash FROM conversation_event x WHERE x.conversation = t.id AND x.sequence = t.version LIMIT 1) e ON true
            LEFT JOIN LATERAL (SELECT version FROM conversation x WHERE x.id = t.id LIMIT 1) c ON true
            LEFT JOIN LATERAL (SELECT conversation, sequence FROM inbound_message x WHERE x.message = t.message LIMIT 1) m ON true
            LEFT JOIN LATERAL (SELECT epoch FROM agent_fence x WHERE x.agent = t.agent LIMIT 1) f ON true
            ORDER BY t.place
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. batch.Select(p => p.Append.Conversation)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. batch.Select(p => p.Append.Version)] });
        command.Parameters.Add(new NpgsqlParameter<Guid?[]> { TypedValue = [.. batch.Select(p => p.Append.Inbound?.Value)] });
        command.Parameters.Add(new NpgsqlParameter<Guid?[]> { TypedValue = [.. batch.Select(p => p.Append.Fence?.Agent)] });
        var fates = new List<AppendResult?>(batch.Count);
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                var append = batch[fates.Count].Append;
                fates.Add(
                    !reader.IsDBNull(0) && reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(append.Hash) ? new(AppendOutcome.Done, append.Conversation, append.Version)
                    : !reader.IsDBNull(2) ? new(AppendOutcome.Duplicate, reader.GetGuid(2), reader.GetInt64(3))
                    : (reader.IsDBNull(1) ? 0 : reader.GetInt64(1)) != append.Expected ? new(AppendOutcome.Stale)
                    : append.Fence is { } fence && (reader.IsDBNull(4) ? 0 : reader.GetInt64(4)) != fence.Epoch ? new(AppendOutcome.Fenced)
                    : null);
            }
        }

        var open = new List<Pending>();
        for (var i = 0; i < batch.Count; i++)
        {
            if (fates[i] is { } fate)
            {
                batch[i].Done.TrySetResult(fate);
            }
            else
            {
                open.Add(batch[i]);
            }
        }

        return open;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A commit of {Count} appends failed ({Reason}); looking for the guilty")]
    private partial void LogBatchFailed(int count, string reason);

    internal sealed class Pending(Append append)
    {
        public Append Append { get; } = append;

        /// <summary>It failed alone once already.</summary>
        public bool Tried { get; set; }

        public TaskCompletionSource<AppendResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
