using Npgsql;
using Orleans.Concurrency;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Silo.Stores;

namespace OrleansSupport.Silo.Sla;

[StatelessWorker]
internal sealed class SlaDesk(NpgsqlDataSource database, IGrainFactory grains, TimeProvider time) : Grain, ISlaDesk
{
    private const string Shares = """
        SELECT channel, days,
               count(*) FILTER (WHERE state = @met),
               count(*) FILTER (WHERE state = @missed OR (ended_at IS NULL AND due_at < @now))
        FROM marketplace_answer CROSS JOIN (VALUES (7), (30), (90)) AS w(days)
        WHERE store = @store AND started_at > @now - make_interval(days => days)
        GROUP BY channel, days
        """;

    private const string Next = """
        SELECT channel, conversation, started_at, due_at FROM (
          SELECT *, row_number() OVER (PARTITION BY channel ORDER BY due_at) AS place FROM marketplace_answer
          WHERE store = @store AND ended_at IS NULL AND due_at >= @now
        ) open WHERE place <= 20 ORDER BY due_at
        """;

    private static readonly int[] Windows = [7, 30, 90];

    public Task<SlaPreview> Preview(StoreSettings settings, SlaQuestion question)
    {
        var at = question.At ?? time.GetUtcNow();
        if (StoreRules.Problem(settings.Id, settings) is { } problem)
        {
            return Task.FromResult(new SlaPreview(problem, at, null, "", false, []));
        }

        var terms = StoreClocks.Of(settings).Terms(question.Channel, question.Tier, question.Priority, question.Scenario, at);
        var clocks = SlaRules.OnInbound(SlaClocks.None, at, terms).Clocks;
        return Task.FromResult(new SlaPreview(
            null, at, terms.Policy?.Name, terms.Calendar.Zone, BusinessTime.IsOpen(terms.Calendar, at),
            [.. new[] { clocks.FirstResponse, clocks.Resolution, clocks.Marketplace }.OfType<SlaClock>()]));
    }

    public Task<IReadOnlyList<CountryHolidays>> Holidays() => Task.FromResult<IReadOnlyList<CountryHolidays>>(
        [.. SlaData.Holidays.OrderBy(country => country.Key, StringComparer.Ordinal).Select(country => new CountryHolidays(country.Key, country.Value))]);

    public Task<IReadOnlyList<MarketplaceRule>> Marketplaces() => Task.FromResult(SlaData.Marketplaces);

    public async Task<IReadOnlyList<AccountHealth>> Health(string store)
    {
        if (await grains.GetGrain<IStoreGrain>(store).Get() is not { } settings)
        {
            return [];
        }

        var now = time.GetUtcNow();
        var shares = new Dictionary<(string Channel, int Days), AnswerShare>();
        var next = new List<(string Channel, OpenAnswer Answer)>();
        await using (var command = Command(Shares, store, now))
        {
            command.Parameters.AddWithValue("met", (short)SlaClockState.Met);
            command.Parameters.AddWithValue("missed", (short)SlaClockState.Missed);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var (channel, days) = (reader.GetString(0), reader.GetInt32(1));
                shares[(channel, days)] = new AnswerShare(days, (int)reader.GetInt64(2), (int)reader.GetInt64(3));
            }
        }

        await using (var command = Command(Next, store, now))
        {
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                next.Add((reader.GetString(0), new OpenAnswer(
                    new ConversationId(reader.GetGuid(1)), reader.GetFieldValue<DateTimeOffset>(2), reader.GetFieldValue<DateTimeOffset>(3))));
            }
        }

        var clocks = StoreClocks.Of(settings);
        return [.. settings.Channels
            .Select(channel => (channel.Id, Rule: clocks.Rule(channel.Id, now)))
            .Where(account => account.Rule is not null)
            .Select(account => new AccountHealth(
                store, account.Id, account.Rule!,
                [.. Windows.Select(days => shares.GetValueOrDefault((account.Id, days)) ?? new AnswerShare(days, 0, 0))],
                [.. next.Where(open => open.Channel == account.Id).Select(open => open.Answer)]))];
    }

    private NpgsqlCommand Command(string sql, string store, DateTimeOffset now)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("store", store);
        command.Parameters.AddWithValue("now", now.UtcDateTime);
        return command;
    }
}
