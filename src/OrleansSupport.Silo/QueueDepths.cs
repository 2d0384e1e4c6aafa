using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansSupport.Silo.Conversations;
using OrleansSupport.Silo.Languages;
using OrleansSupport.Silo.Live;

namespace OrleansSupport.Silo;

/// <summary>
/// How much waits where. What waits in this process is read when somebody asks; what waits in the database is read every 15 s, by
/// every node alike: the figures are the cluster's, not the node's, so that a chart takes the largest and not the sum.
/// </summary>
internal sealed partial class QueueDepths : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private const string Read = """
        SELECT 'outbox.waiting', '', count(*)::float8 FROM outbox WHERE NOT dead AND next_at <= $1
        UNION ALL SELECT 'outbox.dead', '', count(*)::float8 FROM outbox WHERE dead
        UNION ALL SELECT 'outbox.lag', '', coalesce(extract(epoch FROM $1 - min(next_at)), 0)::float8 FROM outbox WHERE NOT dead AND next_at <= $1
        UNION ALL SELECT 'deadline.overdue', '', count(*)::float8 FROM deadline WHERE due_at <= $1
        UNION ALL SELECT 'deadline.lag', '', coalesce(extract(epoch FROM $1 - min(due_at)), 0)::float8 FROM deadline WHERE due_at <= $1
        UNION ALL (SELECT 'queue.waiting', team, count(*)::float8 FROM conversation WHERE assignee IS NULL AND status = 0 GROUP BY team ORDER BY 3 DESC LIMIT 100)
        """;

    private readonly NpgsqlDataSource _database;
    private readonly TimeProvider _time;
    private readonly ILogger<QueueDepths> _logger;
    private volatile IReadOnlyList<(string Queue, string Team, double Value)> _read = [];

    public QueueDepths(
        NpgsqlDataSource database, ConversationLog log, TranslationPump translations, LiveFeed live, TimeProvider time, ILogger<QueueDepths> logger)
    {
        (_database, _time, _logger) = (database, time, logger);
        var meter = SiloTelemetry.Meter;
        meter.CreateObservableGauge("support.commit.backlog", () => log.Backlog, "{append}", "Appends that wait for the commit under way");
        meter.CreateObservableGauge("support.commit.lag", () => log.Committing.TotalSeconds, "s", "For how long the commit under way has been so");
        meter.CreateObservableGauge("support.translation.backlog", () => translations.Backlog, "{translation}", "Translations that wait for a worker");
        meter.CreateObservableGauge(
            "support.live.backlog", () => live.Outboxes.Select(o => new Measurement<int>(o.Backlog, new KeyValuePair<string, object?>("node", o.Node))), "{message}",
            "Live messages on their way to another node");
        Gauge("outbox.waiting", "{reply}", "Replies whose time to go out has come");
        Gauge("outbox.dead", "{reply}", "Dead letters");
        Gauge("outbox.lag", "s", "For how long the first reply has waited beyond its time");
        Gauge("deadline.overdue", "{conversation}", "Conversations whose time has come");
        Gauge("deadline.lag", "s", "For how long the first one has waited beyond its time");
        Gauge("queue.waiting", "{conversation}", "Conversations that wait for an agent, by team");

        void Gauge(string queue, string unit, string what) => meter.CreateObservableGauge(
            "support." + queue, () => _read.Where(r => r.Queue == queue).Select(Measured), unit, what);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, _time);
        try
        {
            do
            {
                await Look(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // This node is stopping.
        }
    }

    private static Measurement<double> Measured((string Queue, string Team, double Value) read) =>
        read.Team.Length == 0 ? new(read.Value) : new(read.Value, new KeyValuePair<string, object?>("team", read.Team));

    private async Task Look(CancellationToken stopping)
    {
        try
        {
            var read = new List<(string, string, double)>();
            await using var command = _database.CreateCommand(Read);
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = _time.GetUtcNow().UtcDateTime });
            await using var reader = await command.ExecuteReaderAsync(stopping);
            while (await reader.ReadAsync(stopping))
            {
                read.Add((reader.GetString(0), reader.GetString(1), reader.GetDouble(2)));
            }

            _read = read;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            _read = []; // no figure is better than an old one
            LogUnread(error.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The queues' depths could not be read ({Error})")]
    private partial void LogUnread(string error);
}
