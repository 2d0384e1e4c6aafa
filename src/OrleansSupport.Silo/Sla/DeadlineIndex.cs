using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;

namespace OrleansSupport.Silo.Sla;

/// <summary>
/// Calls conversations at their time. Every node polls the index for what is due, takes a short lease and calls the grain; the
/// grain's own commit moves the instant on. If a node dies with its leases, another one calls a moment later.
/// </summary>
internal sealed partial class DeadlineIndex(NpgsqlDataSource database, IGrainFactory grains, TimeProvider time, ILogger<DeadlineIndex> logger)
    : BackgroundService
{
    private const int Batch = 500;

    /// <summary>Calls under way at once: some hang for seconds when a node has died, and the others must not wait for them.</summary>
    private const int MostCalls = 2000;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1.5);

    private const string Claim = """
        WITH due AS (
          SELECT conversation FROM deadline
          WHERE due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
          ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED
        )
        UPDATE deadline d SET lease_until = $2 FROM due WHERE d.conversation = due.conversation RETURNING d.conversation, d.due_at
        """;

    private readonly ConcurrentDictionary<Guid, bool> _calls = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, time);
        while (await Next(timer, stoppingToken))
        {
            try
            {
                while (_calls.Count + Batch <= MostCalls && await Serve(stoppingToken) == Batch)
                {
                }
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                LogUnreadable(error.GetType().Name);
            }
        }
    }

    private static async Task<bool> Next(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<int> Serve(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var due = new List<Guid>();
        await using (var command = database.CreateCommand(Claim))
        {
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (now + Lease).UtcDateTime });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Batch });
            await using var reader = await command.ExecuteReaderAsync(stopping);
            while (await reader.ReadAsync(stopping))
            {
                due.Add(reader.GetGuid(0));
                SiloTelemetry.DeadlineLateness.Record((now - reader.GetFieldValue<DateTimeOffset>(1)).TotalSeconds);
            }
        }

        foreach (var conversation in due.Where(c => _calls.TryAdd(c, true))) // else it is being called, and slow to answer
        {
            _ = Call(conversation);
        }

        return due.Count;
    }

    private async Task Call(Guid conversation)
    {
        try
        {
            var grain = grains.GetGrain<IConversationGrain>(conversation);
            try
            {
                await grain.Tick();
            }
            catch (Exception error) when (Unavailable.Says(error))
            {
                // Its node was just found dead, or its memory was old: the next activation is asked at once, not when the lease ends.
                await grain.Tick();
            }
        }
        catch (Exception error)
        {
            LogUncalled(new ConversationId(conversation), error.GetType().Name);
        }
        finally
        {
            _calls.TryRemove(conversation, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The due index could not be read ({Error}); trying again")]
    private partial void LogUnreadable(string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Conversation {Conversation} could not be called at its time ({Error}); its lease runs out and it is called again")]
    private partial void LogUncalled(ConversationId conversation, string error);
}
