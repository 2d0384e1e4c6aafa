using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// Translations that failed for a reason that passes. While nothing can be translated the neediest one is tried now and then; the first success
/// opens the way for the others, in the order of need: open conversations before waiting and resolved ones, the most urgent first, and in each
/// the newest message first.
/// </summary>
internal sealed partial class TranslationBacklog(
    NpgsqlDataSource database, IGrainFactory grains, TimeProvider time, ILogger<TranslationBacklog> logger) : BackgroundService
{
    /// <summary>Between two tries while nothing works.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1), GiveUp = TimeSpan.FromDays(3);
    private const int MostAtOnce = 32;

    private readonly SemaphoreSlim _works = new(0, 1);
    private volatile int _trust = 1;

    /// <summary>Takes note of how a translation fared.</summary>
    /// <param name="job">It.</param>
    /// <param name="passes">It failed for a reason that passes.</param>
    /// <param name="done">It was translated.</param>
    public async Task Note(TranslationJob job, bool passes, bool done)
    {
        if (passes)
        {
            _trust = 1;
            await Add(job);
        }
        else if (job.Again)
        {
            await Remove(job.Conversation, job.Message, job.Target);
        }

        if (done && job.Again)
        {
            _trust = Math.Min(MostAtOnce, _trust * 2);
            if (_works.CurrentCount == 0)
            {
                _works.Release();
            }
        }
    }

    /// <summary>Tries the neediest: one while nothing works, more with every success.</summary>
    /// <returns>How many were tried.</returns>
    public async Task<int> Work(CancellationToken ct)
    {
        var tried = await Take(_trust, ct);
        foreach (var (conversation, message, target) in tried)
        {
            if (!await grains.GetGrain<IConversationGrain>(conversation).TranslateAgain(message, target))
            {
                await Remove(conversation, message, target);
            }
        }

        return tried.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Work(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(error.GetType().Name);
            }

            // A success wakes it: what can be translated now does not wait for the next round.
            using var round = new CancellationTokenSource(Pause, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(round.Token, stoppingToken);
            try
            {
                await _works.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
            }
        }
    }

    private async Task Add(TranslationJob job)
    {
        await using var command = database.CreateCommand("""
            INSERT INTO translation_backlog (conversation, message, target, sequence, asked_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (conversation, message, target) DO UPDATE SET lease_until = NULL, attempts = translation_backlog.attempts + 1
            """);
        Key(command, job.Conversation, job.Message, job.Target);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = job.Sequence });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync();
    }

    private async Task Remove(Guid conversation, MessageId message, string target)
    {
        await using var command = database.CreateCommand("DELETE FROM translation_backlog WHERE conversation = $1 AND message = $2 AND target = $3");
        Key(command, conversation, message, target);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<(Guid Conversation, MessageId Message, string Target)>> Take(int most, CancellationToken ct)
    {
        // The promise is in the summary: the index of deadlines also holds instants that are too early.
        // One that has failed five times itself is behind the others: it must not hold the way for all.
        await using var command = database.CreateCommand("""
            WITH old AS (DELETE FROM translation_backlog WHERE asked_at < $3),
            next AS (
              SELECT b.conversation, b.message, b.target, c.status, (c.summary::json ->> 'dueAt')::timestamptz AS due_at
              FROM translation_backlog b JOIN conversation c ON c.id = b.conversation
              WHERE (b.lease_until IS NULL OR b.lease_until < $1) AND b.asked_at >= $3
              ORDER BY b.attempts >= 5, c.status, due_at NULLS LAST, b.sequence DESC LIMIT $4 FOR UPDATE OF b SKIP LOCKED)
            UPDATE translation_backlog b SET lease_until = $2 FROM next n
            WHERE b.conversation = n.conversation AND b.message = n.message AND b.target = n.target
            RETURNING b.conversation, b.message, b.target, b.attempts >= 5, n.status, n.due_at, b.sequence
            """);
        var now = time.GetUtcNow().UtcDateTime;
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now + Lease });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now - GiveUp });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        var taken = new List<((Guid, MessageId, string) Which, (bool, short, DateTime, long) Need)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            taken.Add((
                (reader.GetGuid(0), new MessageId(reader.GetGuid(1)), reader.GetString(2)),
                (reader.GetBoolean(3), reader.GetInt16(4), reader.IsDBNull(5) ? DateTime.MaxValue : reader.GetDateTime(5), -reader.GetInt64(6))));
        }

        return [.. taken.OrderBy(row => row.Need).Select(row => row.Which)]; // what an UPDATE returns has no order
    }

    private static void Key(NpgsqlCommand command, Guid conversation, MessageId message, string target)
    {
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = conversation });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = target });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The translation backlog could not be worked off ({Error}); it is tried again")]
    private partial void LogFailed(string error);
}
