using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansSupport.Contracts.Conversations;

namespace OrleansSupport.Silo.Conversations;

/// <summary>
/// The silo's one writer of conversations. Appends of many grains are coalesced into one statement and one flush (a group
/// commit): whatever has queued up while the last commit was under way goes into the next, with no artificial delay.
/// </summary>
internal sealed partial class ConversationLog(
    [FromKeyedServices(ConversationLog.Database)] NpgsqlDataSource database, TimeProvider time, ILogger<ConversationLog> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The key of the writer's own data source.</summary>
    public const string Database = "commit";

    private const int LargestBatch = 512;

    private readonly Channel<Pending> _queue = Channel.CreateUnbounded<Pending>();
    private Task _writer = Task.CompletedTask;
    private long _begun;

    /// <summary>Appends that wait for the commit under way to end.</summary>
    public int Backlog => _queue.Reader.Count;

    /// <summary>For how long the commit under way has been so.</summary>
    public TimeSpan Committing => Volatile.Read(ref _begun) is var begun and not 0 ? time.GetElapsedTime(begun) : TimeSpan.Zero;

    /// <summary>Appends and answers when the commit is durable.</summary>
    /// <exception cref="NpgsqlException">The database could not take it, and it is certain that nothing was written.</exception>
    public Task<AppendResult> Append(Append append)
    {
        var pending = new Pending(append);
        if (!_queue.Writer.TryWrite(pending))
        {
            throw new OperationCanceledException("This node is stopping.");
        }

        return SiloTelemetry.AppendDuration.Enabled || SiloTelemetry.Spans.HasListeners() ? Observed(pending) : pending.Done.Task;
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(ConversationLog),
        ServiceLifecycleStage.RuntimeServices,
        _ =>
        {
            _writer = Task.Run(Run, CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            // Grains are gone by now; what they queued last is still written.
            _queue.Writer.TryComplete();
            await _writer;
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

    private async Task Run()
    {
        var batch = new List<Pending>(LargestBatch);
        var inBatch = new HashSet<Guid>();
        Pending? held = null;
        while (held is not null || await _queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            inBatch.Clear();
            if (held is not null)
            {
                inBatch.Add(held.Append.Conversation);
                batch.Add(held);
                held = null;
            }

            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var next))
            {
                // Two appends to one conversation (two activations, for a moment) cannot share a statement.
                if (!inBatch.Add(next.Append.Conversation))
                {
                    held = next;
                    break;
                }

                batch.Add(next);
            }

            if (batch.Count > 1)
            {
                // One order for everybody, so that two nodes' commits cannot wait for each other in a ring.
                batch.Sort(static (a, b) => a.Append.Conversation.CompareTo(b.Append.Conversation));
            }

            Volatile.Write(ref _begun, time.GetTimestamp());
            await Commit(batch);
            SiloTelemetry.CommitDuration.Record(Committing.TotalSeconds);
            SiloTelemetry.CommitAppends.Record(batch.Count);
            Volatile.Write(ref _begun, 0);
        }
    }

    private async Task Commit(List<Pending> batch)
    {
        try
        {
            await using var command = CommitCommand.For(database, batch);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var id = reader.GetGuid(0);
                var pending = Find(batch, id);
                pending.Result = await reader.IsDBNullAsync(1)
                    ? new AppendResult(AppendOutcome.Done, id, pending.Append.Version)
                    : new AppendResult(AppendOutcome.Duplicate, reader.GetGuid(1), reader.GetInt64(2));
            }
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException)
        {
            await Recover(batch, error);
            return;
        }

        foreach (var pending in batch)
        {
            pending.Done.TrySetResult(pending.Result);
        }
    }

    private static Pending Find(List<Pending> batch, Guid id)
    {
        var low = 0;
        var high = batch.Count - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (batch[middle].Append.Conversation.CompareTo(id) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return batch[low];
    }

    /// <summary>
    /// A row that errs fails its whole batch, and a connection that breaks may have committed before it did. So each append is
    /// looked up by its hash, and written alone if it is not there: only the guilty fail.
    /// </summary>
    private async Task Recover(List<Pending> batch, Exception error)
    {
        LogBatchFailed(batch.Count, (error as PostgresException)?.SqlState ?? error.GetType().Name);
        foreach (var pending in batch)
        {
            try
            {
                if (error is not PostgresException && await IsWritten(pending.Append))
                {
                    pending.Done.TrySetResult(new AppendResult(AppendOutcome.Done, pending.Append.Conversation, pending.Append.Version));
                }
                else if (batch.Count == 1 && error is PostgresException { SqlState: not PostgresErrorCodes.UniqueViolation })
                {
                    pending.Done.TrySetException(error);
                }
                else
                {
                    pending.Done.TrySetResult(await Alone(pending));
                }
            }
            catch (Exception failure)
            {
                pending.Done.TrySetException(failure);
            }
        }
    }

    private async Task<AppendResult> Alone(Pending pending)
    {
        await using var command = CommitCommand.For(database, [pending]);
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
        {
            return new AppendResult(AppendOutcome.Stale);
        }

        return await reader.IsDBNullAsync(1)
            ? new AppendResult(AppendOutcome.Done, pending.Append.Conversation, pending.Append.Version)
            : new AppendResult(AppendOutcome.Duplicate, reader.GetGuid(1), reader.GetInt64(2));
    }

    private async Task<bool> IsWritten(Append append)
    {
        await using var command = database.CreateCommand("SELECT hash FROM conversation_event WHERE conversation = $1 AND sequence = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = append.Conversation });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = append.Version });
        return await command.ExecuteScalarAsync() is byte[] hash && hash.AsSpan().SequenceEqual(append.Hash);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A commit of {Count} appends failed ({Reason}); trying them one by one")]
    private partial void LogBatchFailed(int count, string reason);

    internal sealed class Pending(Append append)
    {
        public Append Append { get; } = append;

        /// <summary>Who is missing from the statement's result stood on an old version.</summary>
        public AppendResult Result { get; set; } = new(AppendOutcome.Stale);

        public TaskCompletionSource<AppendResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
