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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, time);
        while (await Next(timer, stoppingToken))
        {
            try
            {
                while (await Serve(stoppingToken) == Batch)
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

        if (due.Count > 0)
        {
            await Task.WhenAll(due.ConvertAll(Call));
        }

        return due.Count;
    }

    private async Task Call(Guid conversation)
    {
        try
        {
            await grains.GetGrain<IConversationGrain>(conversation).Tick();
        }
        catch (Exception error)
        {
            LogUncalled(new ConversationId(conversation), error.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The due index could not be read ({Error}); trying again")]
    private partial void LogUnreadable(string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Conversation {Conversation} could not be called at its time ({Error}); its lease runs out and it is called again")]
    private partial void LogUncalled(ConversationId conversation, string error);
}
