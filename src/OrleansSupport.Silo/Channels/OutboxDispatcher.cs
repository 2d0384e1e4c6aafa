using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;

namespace OrleansSupport.Silo.Channels;

/// <summary>
/// Carries replies out. A row is leased, sent, reported to its conversation, then deleted: dying in between sends it again under
/// the same id, never loses it. After the last retry it stays as a dead letter until somebody replays it.
/// </summary>
internal sealed partial class OutboxDispatcher(
    NpgsqlDataSource database, SignedSender sender, IGrainFactory grains, TimeProvider time, ILogger<OutboxDispatcher> logger) : BackgroundService
{
    private const int Batch = 16;

    /// <summary>Attempts under way at once.</summary>
    private const int Most = 256;

    /// <summary>From so many on a channel gets no further batch: an endpoint that does not answer must not hold up the others.</summary>
    private const int MostOfOneChannel = 8;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30); // longer than an attempt may take
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(3); // for attempts under way when this node stops

    // The schedule of Standard Webhooks; each wait is drawn from 80 to 120 %.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(10),
    ];

    private const string Claim = """
        WITH next AS (
          SELECT conversation, message FROM outbox
          WHERE NOT dead AND next_at <= $1 AND message <> ALL ($6) AND NOT EXISTS (SELECT FROM unnest($4::text[], $5::text[]) AS busy(store, channel) WHERE busy.store = outbox.store AND busy.channel = outbox.channel)
          ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED
        )
        UPDATE outbox o SET next_at = $2, attempts = o.attempts + 1 FROM next
        WHERE o.conversation = next.conversation AND o.message = next.message
        RETURNING o.conversation, o.message, o.store, o.channel, o.identity, o.body, o.language, o.created_at, o.attempts
        """;

    private readonly List<(Letter Letter, Task Attempt)> _attempts = []; // only the loop touches it
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile bool _full;

    /// <summary>Something was written to the outbox just now.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Puts a dead letter back; false when there is none.</summary>
    public async Task<bool> Replay(ConversationId conversation, MessageId message)
    {
        await using var command = database.CreateCommand(
            "UPDATE outbox SET dead = false, attempts = 0, next_at = $3, reason = NULL WHERE conversation = $1 AND message = $2 AND dead");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = conversation.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message.Value });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime });
        var found = await command.ExecuteNonQueryAsync() == 1;
        Wake();
        return found;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var sending = new CancellationTokenSource();
        using var stopping = stoppingToken.Register(() => sending.CancelAfter(LastWait));
        using var ticker = new PeriodicTimer(Poll, time);
        var ticks = Task.Run(() => Tick(ticker, stoppingToken), CancellationToken.None);
        try
        {
            while (await _wake.Reader.WaitToReadAsync(stoppingToken))
            {
                _wake.Reader.TryRead(out _);
                await Drain(sending.Token, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // This node is stopping.
        }

        await ticks;
        await Task.WhenAll(_attempts.Select(a => a.Attempt));
    }

    private async Task Tick(PeriodicTimer ticker, CancellationToken stopping)
    {
        try
        {
            while (await ticker.WaitForNextTickAsync(stopping))
            {
                Wake();
            }
        }
        catch (OperationCanceledException)
        {
            // This node is stopping.
        }
    }

    private async Task Drain(CancellationToken sending, CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                _attempts.RemoveAll(a => a.Attempt.IsCompleted);
                var busy = _attempts.GroupBy(a => (a.Letter.Store, a.Letter.Channel)).Where(g => g.Count() >= MostOfOneChannel).Select(g => g.Key).ToArray();
                _full = busy.Length > 0 || _attempts.Count + Batch > Most;
                if (_attempts.Count + Batch > Most)
                {
                    return;
                }

                var letters = await Take(busy, stopping);
                _attempts.AddRange(letters.Select(letter => (letter, Carry(letter, sending))));
                if (letters.Count < Batch)
                {
                    return;
                }
            }
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            LogUnreadable(error.GetType().Name);
        }
    }

    private async Task<List<Letter>> Take((string Store, string Channel)[] busy, CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand(Claim);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (now + Lease).UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Batch });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(busy, b => b.Store) });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(busy, b => b.Channel) });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. _attempts.Select(a => a.Letter.Message.Value)] }); // an attempt that outlives its lease is not made twice
        var letters = new List<Letter>();
        await using var reader = await command.ExecuteReaderAsync(stopping);
        while (await reader.ReadAsync(stopping))
        {
            letters.Add(new Letter(
                new ConversationId(reader.GetGuid(0)), new MessageId(reader.GetGuid(1)), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.GetString(5), reader.GetString(6), reader.GetFieldValue<DateTimeOffset>(7), reader.GetInt32(8)));
        }

        return letters;
    }

    private async Task Carry(Letter letter, CancellationToken sending)
    {
        try
        {
            var problem = await sender.Send(letter, sending);
            var dead = problem is not null && (problem.Final || letter.Attempt > Waits.Length);
            var state = problem is null ? DeliveryState.Delivered : dead ? DeliveryState.Failed : DeliveryState.Retrying;
            SiloTelemetry.OutboxDuration.Record((time.GetUtcNow() - letter.At).TotalSeconds, new KeyValuePair<string, object?>("outcome", state.ToString()));
            await grains.GetGrain<IConversationGrain>(letter.Conversation.Value).Delivery(
                new DeliveryChanged(letter.Message, state, letter.Attempt, problem?.Reason));
            await Settle(letter, problem, dead);
        }
        catch (OperationCanceledException) when (sending.IsCancellationRequested)
        {
            await GiveBack(letter);
        }
        catch (Exception error)
        {
            LogNotCarried(letter.Conversation, letter.Message, error.GetType().Name);
        }
        finally
        {
            if (_full)
            {
                Wake(); // there is room for one that waits
            }
        }
    }

    /// <summary>This node is stopping: another one carries it at once, and not when the lease has run out.</summary>
    private async Task GiveBack(Letter letter)
    {
        try
        {
            await using var command = database.CreateCommand(
                "UPDATE outbox SET next_at = $4, attempts = attempts - 1 WHERE conversation = $1 AND message = $2 AND attempts = $3");
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = letter.Conversation.Value });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = letter.Message.Value });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = letter.Attempt });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime });
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            LogNotCarried(letter.Conversation, letter.Message, error.GetType().Name);
        }
    }

    private async Task Settle(Letter letter, SendProblem? problem, bool dead)
    {
        await using var command = problem is null
            ? database.CreateCommand("DELETE FROM outbox WHERE conversation = $1 AND message = $2")
            : database.CreateCommand("UPDATE outbox SET next_at = $3, dead = $4, reason = $5 WHERE conversation = $1 AND message = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = letter.Conversation.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = letter.Message.Value });
        if (problem is not null)
        {
            var wait = Waits[Math.Min(letter.Attempt, Waits.Length) - 1] * (0.8 + (0.4 * Random.Shared.NextDouble()));
            wait = problem.RetryAfter > wait ? problem.RetryAfter.Value : wait;
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (time.GetUtcNow() + wait).UtcDateTime });
            command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = dead });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = problem.Reason });
        }

        await command.ExecuteNonQueryAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox could not be read ({Error}); trying again")]
    private partial void LogUnreadable(string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reply {Message} of {Conversation} could not be carried ({Error}); it is tried again when its lease ends")]
    private partial void LogNotCarried(ConversationId conversation, MessageId message, string error);
}

/// <param name="Attempt">1 for the first.</param>
internal sealed record Letter(
    ConversationId Conversation, MessageId Message, string Store, string Channel, string Identity, string Body, string Language, DateTimeOffset At, int Attempt);

/// <param name="Final">Trying again is no use.</param>
/// <param name="Reason">A short code; never the buyer's words.</param>
internal sealed record SendProblem(string Reason, bool Final, TimeSpan? RetryAfter = null);
