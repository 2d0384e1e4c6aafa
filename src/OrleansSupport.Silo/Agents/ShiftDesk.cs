using NodaTime;
using NodaTime.TimeZones;
using Orleans.Concurrency;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Silo.Agents;

[StatelessWorker]
internal sealed class ShiftDesk(IGrainFactory grains, TimeProvider time) : Grain, IShiftDesk
{
    private const int MostDays = 62;

    public Task<ShiftPreview> Preview(BusinessCalendar shift, IReadOnlyList<ShiftDay>? days, int forDays)
    {
        if (ShiftRules.Problem(shift, days) is { } problem)
        {
            return Task.FromResult(new ShiftPreview(problem, []));
        }

        var now = time.GetUtcNow();
        var plan = new AgentProfile(default, "", AgentRole.Agent, 0, [], [], [], [], shift, ShiftDays: days);
        var stretches = ShiftRules.Between(plan, now, now.AddDays(Math.Clamp(forDays, 1, MostDays)));
        return Task.FromResult(new ShiftPreview(null, [.. stretches.Select(s => new ShiftStretch(s.From, s.To))]));
    }

    public async Task<TeamCover> Cover(string team, string zone, DateOnly? from)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not { } known)
        {
            return new TeamCover($"'{zone}' is not an IANA time zone.", zone, default, [], 0);
        }

        var today = Instant.FromDateTimeOffset(time.GetUtcNow()).InZone(known).Date;
        var settings = await grains.GetGrain<ITeamQueueGrain>(team).Settings();
        var members = await Task.WhenAll(settings.Members.Select(member => grains.Agent(member).Get()));
        return CoverRules.Of([.. members.OfType<AgentView>().Select(view => view.Profile).Where(profile => profile.Teams.Contains(team))], known, from is { } date ? LocalDate.FromDateOnly(date) : today);
    }
}

/// <summary>Which hours of a week are worked, by language. Pure.</summary>
internal static class CoverRules
{
    public const int Hours = 7 * 24;

    // An hour that the clock skips has no moment at all, one that it shows twice has those of both.
    private static readonly ZoneLocalMappingResolver OnTheClock = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    public static TeamCover Of(IReadOnlyList<AgentProfile> agents, DateTimeZone zone, LocalDate from)
    {
        var edges = Enumerable.Range(0, Hours + 1).Select(hour => from.AtMidnight().PlusHours(hour).InZone(zone, OnTheClock).ToDateTimeOffset()).ToArray();
        var planned = agents.Where(agent => agent.Shift is not null).ToList();
        var shifts = planned.ToDictionary(agent => agent.Id, agent => ShiftRules.Between(agent, edges[0], edges[^1]));
        var languages = planned
            .SelectMany(agent => AgentLanguages.Read(agent.Languages).Select(language => (language, agent.Id)))
            .GroupBy(spoken => spoken.language, spoken => shifts[spoken.Id])
            .Select(spoken => new LanguageCover(spoken.Key, Emptiest(edges, [.. spoken.SelectMany(stretches => stretches)])));
        return new TeamCover(
            null, zone.Id, from.ToDateOnly(),
            [.. languages.OrderByDescending(l => l.Agents.Count(count => count == 0)).ThenBy(l => l.Language, StringComparer.Ordinal)], agents.Count - planned.Count);
    }

    private static int[] Emptiest(DateTimeOffset[] edges, List<(DateTimeOffset From, DateTimeOffset To)> stretches)
    {
        var least = new int[Hours];
        for (var hour = 0; hour < Hours; hour++)
        {
            var (begin, end) = (edges[hour], edges[hour + 1]);

            // It can only become emptier where the hour begins or a stretch ends.
            least[hour] = stretches.Select(s => s.To).Where(to => to > begin && to < end).Append(begin)
                .Min(at => stretches.Count(s => s.From <= at && at < s.To));
        }

        return least;
    }
}
