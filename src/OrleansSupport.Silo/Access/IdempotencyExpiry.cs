using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansSupport.Silo.Access;

/// <summary>
/// Deletes the answers that <see cref="IdempotencyGrain"/> keeps no longer. An hour later than they may go, when no activation can
/// still stand on the row; in small batches, because every node does so and none may hold up the others.
/// </summary>
internal sealed partial class IdempotencyExpiry(NpgsqlDataSource database, TimeProvider time, ILogger<IdempotencyExpiry> logger) : BackgroundService
{
    private const int Batch = 1_000;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Age = IdempotencyGrain.Kept + TimeSpan.FromHours(1);

    private const string Delete = """
        DELETE FROM orleans_grain_state WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM orleans_grain_state WHERE state_name = 'idempotency' AND modified_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Expire(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // This node is stopping.
        }
    }

    private async Task Expire(CancellationToken stopping)
    {
        try
        {
            int deleted;
            do
            {
                await using var command = database.CreateCommand(Delete);
                command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (time.GetUtcNow() - Age).UtcDateTime });
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Batch });
                deleted = await command.ExecuteNonQueryAsync(stopping);
            }
            while (deleted == Batch);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            LogNotExpired(error.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old answers could not be deleted ({Error}); trying again later")]
    private partial void LogNotExpired(string error);
}
