using System.Collections.Immutable;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Contracts.Agents;

/// <summary>How an agent works in a language; a greater value is better.</summary>
[GenerateSerializer, Alias("agents.Proficiency")]
public enum Proficiency
{
    /// <summary>Through translation.</summary>
    Assisted = 0,
    Fluent = 1,
    Native = 2,
}

[GenerateSerializer, Alias("agents.Presence")]
public enum Presence
{
    Offline = 0,
    Away = 1,

    /// <summary>There, and takes nothing new.</summary>
    Busy = 2,
    Online = 3,
}

[GenerateSerializer, Alias("agents.AgentRole")]
public enum AgentRole
{
    Agent = 0,

    /// <summary>Takes escalations and disputes.</summary>
    Expert = 1,
    Admin = 2,

    /// <summary>Runs the floor: assigns, overrides, drains; changes no settings.</summary>
    Supervisor = 3,
}

/// <param name="Code">BCP 47 tag; assignment compares the primary subtag, so <c>es</c> serves <c>es-MX</c>.</param>
[GenerateSerializer, Immutable, Alias("agents.AgentLanguage")]
public sealed record AgentLanguage([property: Id(0)] string Code, [property: Id(1)] Proficiency Proficiency);

/// <param name="Skill">Name such as product, returns, dispute.</param>
/// <param name="Level">1 (beginner) … 5 (master).</param>
[GenerateSerializer, Immutable, Alias("agents.SkillLevel")]
public sealed record SkillLevel([property: Id(0)] string Skill, [property: Id(1)] int Level);

/// <summary>Units of an agent's capacity that one conversation of a channel kind takes.</summary>
[GenerateSerializer, Immutable, Alias("agents.ChannelWeight")]
public sealed record ChannelWeight([property: Id(0)] string ChannelKind, [property: Id(1)] int Units);

/// <summary>Weights by channel kind; a kind that is not in the table takes <paramref name="Other"/> units.</summary>
[GenerateSerializer, Immutable, Alias("agents.ChannelWeights")]
public sealed record ChannelWeights([property: Id(0)] ImmutableArray<ChannelWeight> Table, [property: Id(1)] int Other)
{
    /// <summary>Chat 3, messengers 2, e-mail and marketplace messages 1.</summary>
    public static ChannelWeights Default { get; } = new(
        [
            new("chat", 3),
            new("whatsapp", 2),
            new("messenger", 2),
            new("instagram", 2),
            new("marketplace", 1),
            new("email", 1),
        ],
        Other: 1);

    /// <summary>Units for <paramref name="channelKind"/>, which is compared without regard to case.</summary>
    public int For(string channelKind)
    {
        foreach (var entry in Table)
        {
            if (string.Equals(entry.ChannelKind, channelKind, StringComparison.OrdinalIgnoreCase))
            {
                return entry.Units;
            }
        }

        return Other;
    }
}

/// <summary>One window of a date that has other hours than the weekly pattern, in place of the pattern and of a holiday; several windows are several of these.</summary>
/// <param name="FromMinute">First minute on shift, since local midnight, 0 … 1439.</param>
/// <param name="ToMinute">First minute after it, 1 … 1440.</param>
[GenerateSerializer, Immutable, Alias("agents.ShiftDay")]
public sealed record ShiftDay([property: Id(0)] DateOnly Date, [property: Id(1)] int FromMinute, [property: Id(2)] int ToMinute);

/// <summary>What is known of an agent apart from the moment.</summary>
/// <param name="Capacity">Units of work at once, see <see cref="ChannelWeights"/>.</param>
/// <param name="Stores">Store ids the agent may serve; <see cref="EveryStore"/> stands for all. Empty serves none.</param>
/// <param name="Shift">When the agent works; null when not planned, which counts as always in shift.</param>
/// <param name="Tiers">Customer tiers the agent may take; null or empty is all of them.</param>
/// <param name="ShiftDays">Dates with other hours than the weekly pattern; null for none. Without a <paramref name="Shift"/> they mean nothing.</param>
[GenerateSerializer, Immutable, Alias("agents.AgentProfile")]
public sealed record AgentProfile(
    [property: Id(0)] AgentId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] AgentRole Role,
    [property: Id(3)] int Capacity,
    [property: Id(4)] ImmutableArray<AgentLanguage> Languages,
    [property: Id(5)] ImmutableArray<SkillLevel> Skills,
    [property: Id(6)] ImmutableArray<string> Teams,
    [property: Id(7)] ImmutableArray<string> Stores,
    [property: Id(8)] BusinessCalendar? Shift = null,
    [property: Id(9)] IReadOnlyList<CustomerTier>? Tiers = null,
    [property: Id(10)] IReadOnlyList<ShiftDay>? ShiftDays = null)
{
    /// <summary>In <see cref="Stores"/>: may serve every store.</summary>
    public const string EveryStore = "*";

    /// <summary>What a conversation needs to know of the agent.</summary>
    public Conversations.AgentRef ToRef() => new(Id, Name, AgentLanguages.Working(Languages), AgentLanguages.Read(Languages));

    /// <summary>Four chats, or twelve e-mails.</summary>
    public const int DefaultCapacity = 12;
}

/// <summary>What follows from an agent's languages.</summary>
public static class AgentLanguages
{
    /// <summary>The first native language, else the first of the list: what foreign messages are translated to for this agent.</summary>
    public static string Working(ImmutableArray<AgentLanguage> languages)
    {
        if (languages.IsDefaultOrEmpty)
        {
            return "en";
        }

        foreach (var language in languages)
        {
            if (language.Proficiency == Proficiency.Native)
            {
                return Primary(language.Code);
            }
        }

        return Primary(languages[0].Code);
    }

    /// <summary>Primary codes of the languages read without translation: native and fluent ones.</summary>
    public static IReadOnlyList<string> Read(ImmutableArray<AgentLanguage> languages) =>
        languages.IsDefaultOrEmpty ? [] : [.. languages.Where(l => l.Proficiency >= Proficiency.Fluent).Select(l => Primary(l.Code))];

    private static string Primary(string code) => code.Split('-')[0].ToLowerInvariant();
}
