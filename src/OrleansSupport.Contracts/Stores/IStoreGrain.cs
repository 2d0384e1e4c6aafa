using System.Text.Json.Serialization;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Contracts.Stores;

/// <summary>One brand or shop; owns its channels, its calendar and its policy.</summary>
[Alias("store")]
public interface IStoreGrain : IGrainWithStringKey
{
    /// <summary>Null when there is no such store.</summary>
    [Alias("get")]
    Task<StoreSettings?> Get();

    [Alias("configure")]
    Task<Outcome> Configure(StoreSettings settings);
}

/// <summary>Lists what exists. The names live here because a grain cannot be enumerated.</summary>
[Alias("directory")]
public interface IDirectoryGrain : IGrainWithIntegerKey
{
    [Alias("stores")]
    Task<IReadOnlyList<string>> Stores();

    [Alias("teams")]
    Task<IReadOnlyList<string>> Teams();

    [Alias("agents")]
    Task<IReadOnlyList<AgentId>> Agents();

    [Alias("add-store")]
    Task AddStore(string store);

    [Alias("add-team")]
    Task AddTeam(string team);

    [Alias("add-agent")]
    Task AddAgent(AgentId agent);
}

public enum ChannelKind
{
    /// <summary>The web chat widget.</summary>
    Widget,

    /// <summary>The generic signed channel (Standard Webhooks, both ways).</summary>
    Signed,
}

/// <param name="Id">Unique in the store; lower-case letters, digits and dashes, at most 40.</param>
/// <param name="Secret"><c>whsec_</c> + base64; signs both ways on a signed channel. Never given to clients.</param>
/// <param name="OutboundUrl">Where replies of a signed channel go; null keeps them for polling clients.</param>
/// <param name="AllowedOrigins">Web origins that may embed the widget; empty is any.</param>
/// <param name="Marketplace">The marketplace whose rules for answering hold, such as <c>amazon</c>; null for none.</param>
[GenerateSerializer, Immutable, Alias("channel-settings")]
public sealed record ChannelSettings(
    [property: Id(0)] string Id,
    [property: Id(1)] ChannelKind Kind,
    [property: Id(2)] string? Secret = null,
    [property: Id(3)] string? OutboundUrl = null,
    [property: Id(4)] IReadOnlyList<string>? AllowedOrigins = null,
    [property: Id(5)] int Weight = 3,
    [property: Id(6)] string? Marketplace = null);

/// <param name="Id">Lower-case letters, digits and dashes, at most 40.</param>
/// <param name="Policy">Holds where none of <paramref name="Sla"/>'s policies does.</param>
/// <param name="Sla">Further calendars and policies, and escalations; null for none and the usual escalations.</param>
/// <param name="Language">The team's working language: what an unassigned conversation is translated to.</param>
[GenerateSerializer, Immutable, Alias("store-settings")]
public sealed record StoreSettings(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string Language,
    [property: Id(3)] string Team,
    [property: Id(4)] BusinessCalendar Calendar,
    [property: Id(5)] SlaPolicy Policy,
    [property: Id(6)] IReadOnlyList<ChannelSettings> Channels,
    [property: Id(7)] string? Country = null,
    [property: Id(8)] SlaSettings? Sla = null);
