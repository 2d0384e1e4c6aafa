using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;

namespace OrleansSupport.Web.Api;

/// <summary>A page of a list; <c>next_cursor</c> goes into <c>starting_after</c>.</summary>
public sealed record Page<T>(
    IReadOnlyList<T> Data,
    [property: JsonPropertyName("has_more")] bool HasMore = false,
    [property: JsonPropertyName("next_cursor")] string? NextCursor = null);

/// <param name="Id">The message's id where it comes from; a repeat changes nothing.</param>
/// <param name="Identity">Whom a reply goes back to on that channel.</param>
internal sealed record InboundBody(
    string Id,
    string Identity,
    string Text,
    string? Name = null,
    string? Language = null,
    string? Country = null,
    DateTimeOffset? SentAt = null);

/// <param name="Duplicate">The message was there before.</param>
internal sealed record Accepted(ConversationId Conversation, MessageId Message, long Sequence, bool Duplicate);

/// <param name="Agent">For whom an API client speaks; a signed-in agent speaks for themselves.</param>
/// <param name="Id">Made by the caller, so that a repeat is one message.</param>
/// <param name="SeenSequence">The last sequence that the writer had seen; a colleague's later reply refuses this one.</param>
/// <param name="AsWritten">Send without translation.</param>
internal sealed record ReplyBody(string Text, AgentId? Agent = null, MessageId? Id = null, long? SeenSequence = null, bool AsWritten = false);

internal sealed record NoteBody(string Text, AgentId? Agent = null, MessageId? Id = null);

internal sealed record Written(MessageId Message, long Sequence);

internal sealed record Changed(long Sequence);

internal sealed record StatusBody(ConversationStatus Status, AgentId? Agent = null);

/// <param name="Until">Within the coming year.</param>
internal sealed record SnoozeBody(DateTimeOffset Until, AgentId? Agent = null);

internal sealed record PriorityBody(Priority Priority);

/// <param name="By">For whom an API client assigns.</param>
internal sealed record AssignmentBody(AgentId Agent, AgentId? By = null);

internal sealed record TranslationBody(MessageId Message, string Target);

/// <param name="By">For whom an API client sends it on.</param>
/// <param name="Team">Into this team's queue; left out, it stays in its team.</param>
/// <param name="Escalate">Only an expert may have it from now on.</param>
/// <param name="To">The agent who gets it, in place of a queue.</param>
/// <param name="Over">May go beyond the agent's capacity; for supervisors and programs.</param>
/// <param name="Id">Id of the note, made by the caller, so that a repeat changes nothing.</param>
internal sealed record TransferBody(
    string? Team = null, bool Escalate = false, AgentId? To = null, string? Note = null, AgentId? By = null, bool Over = false, MessageId? Id = null);

internal sealed record DrainingBody(bool Draining);

internal sealed record PresenceBody(Presence Presence, string? Reason = null);

internal sealed record ApiKeyBody(string Name, IReadOnlyList<string> Stores);

/// <param name="Key">The whole key, seen only here.</param>
internal sealed record ApiKeyMade(string Id, string Name, IReadOnlyList<string> Stores, string Key);

/// <param name="Secret">Left out: an existing channel keeps its own, a new signed one gets one made.</param>
internal sealed record ChannelBody(
    string Id,
    ChannelKind Kind,
    string? Secret = null,
    string? OutboundUrl = null,
    IReadOnlyList<string>? AllowedOrigins = null,
    int Weight = 3,
    string? Marketplace = null);

/// <param name="Calendar">Left out: stays as it is; a new store is always open.</param>
internal sealed record StoreBody(
    string Name,
    string Language,
    string Team,
    IReadOnlyList<ChannelBody> Channels,
    BusinessCalendar? Calendar = null,
    SlaPolicy? Policy = null,
    string? Country = null);

/// <summary>A store without its secrets.</summary>
internal sealed record StoreView(
    string Id,
    string Name,
    string Language,
    string Team,
    string? Country,
    IReadOnlyList<ChannelView> Channels,
    BusinessCalendar Calendar,
    SlaPolicy Policy)
{
    public static StoreView Of(StoreSettings store, IReadOnlyDictionary<string, string>? made = null) => new(
        store.Id, store.Name, store.Language, store.Team, store.Country,
        [.. store.Channels.Select(channel => ChannelView.Of(channel, made?.GetValueOrDefault(channel.Id)))],
        store.Calendar, store.Policy);
}

/// <param name="Secret">Only in the answer to the request that had it made.</param>
internal sealed record ChannelView(
    string Id,
    ChannelKind Kind,
    bool HasSecret,
    string? OutboundUrl,
    IReadOnlyList<string> AllowedOrigins,
    int Weight,
    string? Marketplace,
    string? Secret)
{
    public static ChannelView Of(ChannelSettings channel, string? made) =>
        new(channel.Id, channel.Kind, channel.Secret is not null, channel.OutboundUrl, channel.AllowedOrigins ?? [], channel.Weight, channel.Marketplace, made);
}

/// <param name="Email">Whose sign-in this is; the agent's id follows from it.</param>
/// <param name="Password">Left out: stays as it is.</param>
internal sealed record AgentBody(
    string Name,
    AgentRole Role,
    IReadOnlyList<AgentLanguage> Languages,
    IReadOnlyList<string> Teams,
    IReadOnlyList<string> Stores,
    IReadOnlyList<SkillLevel>? Skills = null,
    int Capacity = AgentProfile.DefaultCapacity,
    BusinessCalendar? Shift = null,
    string? Email = null,
    string? Password = null,
    IReadOnlyList<CustomerTier>? Tiers = null,
    IReadOnlyList<ShiftDay>? ShiftDays = null)
{
    public AgentProfile Profile(AgentId id) => new(
        id, Check.CleanName(Name) ?? "", Role, Capacity,
        [.. Languages], [.. Skills ?? []], [.. Teams], [.. Stores], Shift, Tiers, ShiftDays);
}

/// <param name="Rules">How the team hands out its work; left out, what is in force stays.</param>
internal sealed record TeamBody(string Name, IReadOnlyList<AgentId> Members, TeamRules? Rules = null);
/// <summary>A store's clocks: its own calendar and policy, and what stands beside them.</summary>
/// <param name="Policies">Asked in this order, before <paramref name="Policy"/>, which holds where none of them does.</param>
internal sealed record SlaBody(
    BusinessCalendar Calendar,
    SlaPolicy Policy,
    IReadOnlyList<NamedCalendar> Calendars,
    IReadOnlyList<SlaPolicy> Policies,
    IReadOnlyList<EscalationRule> Escalations)
{
    public static SlaBody Of(StoreSettings store)
    {
        var sla = store.Sla ?? SlaSettings.None;
        return new SlaBody(store.Calendar, store.Policy, sla.Calendars, sla.Policies, sla.Escalations);
    }

    public StoreSettings On(StoreSettings store) => store with { Calendar = Calendar, Policy = Policy, Sla = new SlaSettings(Calendars, Policies, Escalations) };
}

/// <param name="Settings">Left out: those that are saved.</param>
internal sealed record SlaPreviewBody(
    string Channel,
    CustomerTier Tier = CustomerTier.Standard,
    Priority Priority = Priority.Normal,
    string? Scenario = null,
    DateTimeOffset? At = null,
    SlaBody? Settings = null);

