using System.Collections.Immutable;
using System.Globalization;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Assignment;

namespace OrleansSupport.Tests.Assignment;

/// <summary>Short ways to write agents and waiting conversations.</summary>
internal static class Team
{
    public static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-06-01T10:00Z", CultureInfo.InvariantCulture);

    public static AgentId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    public static ConversationId ConversationId(int number) => new(new Guid(number, 0, 0, new byte[8]));

    /// <summary>Online, idle for an hour, serving every store.</summary>
    /// <param name="languages">As "es:Native en:Fluent".</param>
    /// <param name="skills">As "returns:3 dispute:5".</param>
    public static AgentSeat Seat(
        int id, string languages = "en:Native", string skills = "", int load = 0, int capacity = 12, Presence presence = Presence.Online) => new(
        Id(id),
        $"Agent {id}",
        presence,
        InShift: true,
        load,
        capacity,
        [.. Words(languages).Select(word => new AgentLanguage(word[0], Enum.Parse<Proficiency>(word[1])))],
        Skills(skills),
        [AgentProfile.EveryStore],
        Now - TimeSpan.FromHours(1));

    public static WaitingConversation Waiting(
        int id, string? language = "en", string skills = "", int weight = 3, int waited = 0, AgentId? previous = null) => new(
        ConversationId(id),
        "shop",
        language,
        Skills(skills),
        weight,
        Priority.Normal,
        CustomerTier.Standard,
        Now + TimeSpan.FromHours(1),
        Now - TimeSpan.FromSeconds(waited),
        previous,
        []);

    public static Dispatcher Dispatcher(IEnumerable<WaitingConversation> queue, IEnumerable<AgentSeat> seats, TeamRules rules)
    {
        var dispatcher = new Dispatcher(rules);
        foreach (var seat in seats)
        {
            dispatcher.Seat(seat);
        }

        foreach (var conversation in queue)
        {
            dispatcher.Put(conversation, Now);
        }

        return dispatcher;
    }

    public static Decision Decide(WaitingConversation conversation, AgentSeat[] seats, TeamRules rules) =>
        Dispatcher([conversation], seats, rules).Why(conversation.Id, Now)!;

    private static ImmutableArray<SkillLevel> Skills(string skills) =>
        [.. Words(skills).Select(word => new SkillLevel(word[0], int.Parse(word[1], CultureInfo.InvariantCulture)))];

    private static IEnumerable<string[]> Words(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split(':'));
}
