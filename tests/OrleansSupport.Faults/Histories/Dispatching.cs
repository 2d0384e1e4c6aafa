using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Faults.Histories;

/// <summary>
/// Holds a team's log and what its queue showed against the promises of dispatching. Never over capacity and never in two hands are
/// <see cref="Checker"/>'s; here are place, turn, steps and that nobody starves. Pure, and without the product's own rules.
/// </summary>
internal static class Dispatching
{
    /// <summary>How long a commit may take to be known to the queue, without a fault.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <summary>How long somebody may be free beside one who waits, without a fault.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    public static IReadOnlyList<Violation> Check(TeamPlan plan, IReadOnlyList<Look> looks, IReadOnlyList<Trouble> troubles, Dump dump)
    {
        var weights = dump.Conversations.Where(c => c.Store == plan.Name).ToDictionary(c => c.Id, c => c.Weight);
        var lives = dump.Log.GroupBy(l => l.Conversation).Where(g => weights.ContainsKey(g.Key))
            .Select(g => new Life(plan, g.Key, weights[g.Key], [.. g.OrderBy(l => l.Sequence)])).ToList();
        var found = new List<Violation>();
        Places(lives, looks, found);
        Steps(lives, looks, found);
        Early(plan, lives, found);
        Turns(plan, lives, troubles, found);
        Stuck(looks, troubles, found);
        Starved(plan, lives, found);
        return found;
    }

    /// <summary>Whoever comes back from an agent, or from a node that died, waits since the oldest unanswered message.</summary>
    private static void Places(List<Life> lives, IReadOnlyList<Look> looks, List<Violation> found)
    {
        var byId = lives.ToDictionary(l => l.Id);
        foreach (var look in looks)
        {
            if (byId.TryGetValue(look.Conversation, out var life) && !life.SinceAround(look.At, Slack).Contains(look.WaitingSince))
            {
                found.Add(new(Rules.Place, $"{look.Conversation} waits since {look.WaitingSince:HH:mm:ss.ffffff} at {look.At:HH:mm:ss.fff}, which is not its oldest unanswered message"));
            }
        }
    }

    /// <summary>While it waits for one answer its step only rises, also where the queue moved to another node, and so it is when it is given.</summary>
    private static void Steps(List<Life> lives, IReadOnlyList<Look> looks, List<Violation> found)
    {
        var shown = looks.Where(l => l.Plain).GroupBy(l => (l.Conversation, l.WaitingSince, l.ExpertOnly)).ToDictionary(g => g.Key, g => g.OrderBy(l => l.At).ToList());
        foreach (var waiting in shown.Values)
        {
            foreach (var (earlier, later) in waiting.Zip(waiting.Skip(1)).Where(pair => pair.First.Step > pair.Second.Step))
            {
                found.Add(new(Rules.Step, $"{later.Conversation} fell from step {earlier.Step} to {later.Step} at {later.At:HH:mm:ss.fff}"));
            }
        }

        foreach (var (life, given, then) in Decisions(lives))
        {
            if (!given.Why.Candidates.Any(Passed) && shown.TryGetValue((life.Id, then.Since, then.ExpertOnly), out var before) && before.Exists(l => l.At < given.Why.At && l.Step > given.Why.Step))
            {
                found.Add(new(Rules.Step, $"{life.Id} was given at step {given.Why.Step} after it had come further"));
            }
        }
    }

    /// <summary>Nobody gets a conversation whose step for them is not reached while the team has somebody for an earlier one.</summary>
    private static void Early(TeamPlan plan, List<Life> lives, List<Violation> found)
    {
        foreach (var (life, given, then) in Decisions(lives))
        {
            var (needs, reached) = (FirstStep(plan, Of(plan, given.Agent), then), Reached(plan, then, given.Why.At));
            if (needs > reached && plan.Desks.Any(d => May(d, life, then) && !given.Why.Candidates.Any(c => c.Agent == d.Agent && Passed(c)) && FirstStep(plan, d, then) < needs))
            {
                found.Add(new(Rules.Step, $"{life.Id} was given to {given.Agent} at {given.Why.At:HH:mm:ss.fff}, who is for step {needs}, when {reached} was reached"));
            }
        }
    }

    /// <summary>Nobody is given what a better placed one waits for who suits the same agent and takes no more room.</summary>
    private static void Turns(TeamPlan plan, List<Life> lives, IReadOnlyList<Trouble> troubles, List<Violation> found)
    {
        var offer = plan.Rules.OfferFor ?? TimeSpan.Zero;
        foreach (var (life, given, then) in Decisions(lives))
        {
            var (from, to) = (given.Why.At - Slack, given.At + Slack);
            if (troubles.Any(t => t.Touches(from, to)))
            {
                continue;
            }

            var desk = Of(plan, given.Agent);
            var mine = life.At(from) is { Waits: true } earlier && earlier.Key.CompareTo(then.Key) < 0 ? earlier.Key : then.Key;
            foreach (var other in lives.Where(o => o != life && o.Weight <= life.Weight && o.WaitsThroughout(from, to)))
            {
                var (before, now) = (other.At(from)!, other.At(given.Why.At)!);
                if (before.Key.CompareTo(mine) < 0 && now.Key.CompareTo(mine) < 0 && May(desk, other, now) && FirstStep(plan, desk, now) <= Reached(plan, before, from)
                    && before.Language == now.Language && !other.PassedBy(given.Agent, to) && !other.MayBeOnItsWay(offer, given.Why.At, Slack))
                {
                    found.Add(new(Rules.Turn, $"{life.Id} was given to {given.Agent} at {given.Why.At:HH:mm:ss.fff}, and {other.Id} waited before it"));
                }
            }
        }
    }

    /// <summary>What the queue itself says could be given is given soon.</summary>
    private static void Stuck(IReadOnlyList<Look> looks, IReadOnlyList<Trouble> troubles, List<Violation> found)
    {
        foreach (var waiting in looks.GroupBy(l => l.Conversation))
        {
            DateTimeOffset? since = null;
            foreach (var look in waiting.OrderBy(l => l.At))
            {
                since = look.Would is null || troubles.Any(t => t.Touches(look.At, look.At)) ? null : since ?? look.At;
                if (look.At - since > Patience)
                {
                    found.Add(new(Rules.Starved, $"{look.Conversation} could go to {look.Would} from {since:HH:mm:ss.fff} to {look.At:HH:mm:ss.fff} and did not"));
                    break;
                }
            }
        }
    }

    /// <summary>At rest, with everybody online, nothing waits that somebody has room for, unless room is kept for a heavier one.</summary>
    private static void Starved(TeamPlan plan, List<Life> lives, List<Violation> found)
    {
        var loads = lives.Where(l => l.Last.Holder is not null).ToLookup(l => l.Last.Holder!.Value, l => l.Weight);
        var waiting = lives.Where(l => l.Last.Waits).ToList();
        foreach (var life in waiting.Where(l => !waiting.Exists(w => w.Weight > l.Weight)))
        {
            foreach (var desk in plan.Desks.Where(d => May(d, life, life.Last) && !life.PassedBy(d.Agent, DateTimeOffset.MaxValue)))
            {
                if (loads[desk.Agent].Sum() + life.Weight <= desk.Capacity)
                {
                    found.Add(new(Rules.Starved, $"{life.Id} waits at the end, and {desk.Agent} carries {loads[desk.Agent].Sum()} of {desk.Capacity}"));
                }
            }
        }
    }

    /// <summary>What the queue gave to somebody, and how it stood when that was decided.</summary>
    private static IEnumerable<(Life Life, Given Given, Moment Then)> Decisions(List<Life> lives) =>
        lives.SelectMany(life => life.Given.Select(given => (life, given, life.At(given.Why.At)!)));

    private static bool Passed(Candidate candidate) => candidate.Reasons.Any(r => r.Code == ReasonCode.PassedOffer);

    private static Desk Of(TeamPlan plan, AgentId agent) => plan.Desks.First(d => d.Agent == agent);

    private static bool May(Desk desk, Life life, Moment then) => desk.Capacity >= life.Weight && (!then.ExpertOnly || desk.Role is not AgentRole.Agent);

    /// <summary>A language that is not known yet is everybody's.</summary>
    private static int FirstStep(TeamPlan plan, Desk desk, Moment then) =>
        then.Language is { } language ? plan.Rules.Steps.Steps.TakeWhile(s => s.LeastProficiency > desk.In(language)).Count() : 0;

    private static int Reached(TeamPlan plan, Moment then, DateTimeOffset at) => then.Due - at <= plan.Rules.AtRisk
        ? plan.Rules.Steps.Steps.Length - 1
        : Math.Max(0, plan.Rules.Steps.Steps.Count(s => s.After <= at - then.Since) - 1);
}
