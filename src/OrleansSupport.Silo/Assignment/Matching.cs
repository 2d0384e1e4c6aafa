using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;

namespace OrleansSupport.Silo.Assignment;

/// <summary>
/// Who gets a waiting conversation. Eligible is who is online, in shift, may serve the store, has room for its weight and suits the
/// relaxation step in force. Among them the customer's previous agent, else the greatest product of language, skill, spare load
/// and idle time; ties go to the longest idle, then the first id.
/// </summary>
public static class Matching
{
    /// <summary>Idle time counts up to this; longer is no better, except in a tie.</summary>
    public static readonly TimeSpan FullyIdle = TimeSpan.FromMinutes(30);

    /// <summary>Decides one conversation by itself, without regard to others waiting.</summary>
    public static Decision Decide(
        WaitingConversation conversation, IReadOnlyList<AgentSeat> seats, DateTimeOffset now, RelaxationSteps steps)
    {
        ArgumentNullException.ThrowIfNull(seats);
        return new Deciding(conversation, new Roster(seats), now, steps).Decide();
    }

    /// <summary>
    /// Serves a queue in its order. A conversation that nobody can take is passed over, and when it lacks only capacity the roomiest
    /// seat that suits it is kept for it. Stops when nobody has room left: conversations beyond that have no decision.
    /// </summary>
    /// <param name="ordered">Waiting conversations in <see cref="QueueOrder"/>.</param>
    public static List<Decision> Assign(
        IEnumerable<WaitingConversation> ordered, IReadOnlyList<AgentSeat> seats, DateTimeOffset now, RelaxationSteps steps)
    {
        ArgumentNullException.ThrowIfNull(ordered);
        ArgumentNullException.ThrowIfNull(seats);
        var roster = new Roster(seats);
        var decisions = new List<Decision>();
        foreach (var conversation in ordered)
        {
            if (!roster.HasRoom)
            {
                break;
            }

            var deciding = new Deciding(conversation, roster, now, steps);
            decisions.Add(deciding.Decide());
            deciding.Settle();
        }

        return decisions;
    }

    /// <summary>
    /// When waiting alone lets in agents whom the present step keeps out; null when it never does. Steps that let nobody further in
    /// are left out, so that nothing is woken for them.
    /// </summary>
    public static DateTimeOffset? NextRelaxationAt(
        WaitingConversation conversation, IReadOnlyList<AgentSeat> seats, RelaxationSteps steps, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(seats);
        return new Deciding(conversation, new Roster(seats), now, steps).LookAgainAt;
    }

    /// <summary>Whether <paramref name="weight"/> more units keep a load within capacity.</summary>
    public static bool HasRoom(int load, int capacity, int weight) => (long)load + weight <= capacity;

    internal static bool IsAvailable(AgentSeat seat) => seat.Presence is Presence.Online && seat.InShift;
}
