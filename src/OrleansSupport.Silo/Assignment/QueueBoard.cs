using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Silo.Assignment;

/// <summary>What a team's queue looks like from outside.</summary>
internal static class QueueBoard
{
    private const int ShownLines = 100;

    public static QueueView Of(string team, Dispatcher dispatcher, DateTimeOffset now)
    {
        var lines = dispatcher.InOrder().Take(ShownLines).Select(w => new QueueLine(
            w.Id, w.Store, w.Language ?? "und", w.WaitingSince, w.EffectiveDue, dispatcher.Why(w.Id, now, Dispatcher.Listed),
            w.RequiredSkills.IsDefaultOrEmpty ? null : [.. w.RequiredSkills], w.Weight, w.ExpertOnly));
        return new QueueView(
            team, [.. lines], dispatcher.Count, dispatcher.Seats.Count(s => s.Presence == Presence.Online), dispatcher.Groups, dispatcher.Rules);
    }
}
