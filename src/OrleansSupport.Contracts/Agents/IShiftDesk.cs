using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Contracts.Agents;

/// <summary>Answers questions about shifts: what a plan comes to, and which hours of a team's week nobody works.</summary>
[Alias("shift-desk")]
public interface IShiftDesk : IGrainWithIntegerKey
{
    /// <summary>The stretches of the coming days under a plan that need not be saved.</summary>
    [Alias("preview")]
    Task<ShiftPreview> Preview(BusinessCalendar shift, IReadOnlyList<ShiftDay>? days, int forDays);

    /// <summary>Who of the team works when, over seven days, by language.</summary>
    /// <param name="zone">IANA zone whose hours are shown.</param>
    /// <param name="from">First of the seven dates; null is today there.</param>
    [Alias("cover")]
    Task<TeamCover> Cover(string team, string zone, DateOnly? from);
}

[GenerateSerializer, Immutable, Alias("shift-stretch")]
public sealed record ShiftStretch([property: Id(0)] DateTimeOffset From, [property: Id(1)] DateTimeOffset To);

/// <param name="Problem">What is wrong with the plan, in English; there are no stretches then.</param>
[GenerateSerializer, Immutable, Alias("shift-preview")]
public sealed record ShiftPreview([property: Id(0)] string? Problem, [property: Id(1)] IReadOnlyList<ShiftStretch> Stretches);

/// <param name="Problem">What is wrong with the question, in English; there are no languages then.</param>
/// <param name="Languages">By language that somebody of the team reads without translation; the one with most hours uncovered first.</param>
/// <param name="Unplanned">How many of the team have no shift planned: they are not counted.</param>
[GenerateSerializer, Immutable, Alias("team-cover")]
public sealed record TeamCover(
    [property: Id(0)] string? Problem,
    [property: Id(1)] string Zone,
    [property: Id(2)] DateOnly From,
    [property: Id(3)] IReadOnlyList<LanguageCover> Languages,
    [property: Id(4)] int Unplanned);

/// <param name="Agents">For each hour of the seven days, as the zone's clock shows it: how many are on shift at its emptiest moment.</param>
[GenerateSerializer, Immutable, Alias("language-cover")]
public sealed record LanguageCover([property: Id(0)] string Language, [property: Id(1)] IReadOnlyList<int> Agents);
