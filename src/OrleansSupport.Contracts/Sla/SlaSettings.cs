namespace OrleansSupport.Contracts.Sla;

/// <summary>A calendar that policies can name.</summary>
/// <param name="Id">Unique in the store; lower-case letters, digits and dashes, at most 40.</param>
[GenerateSerializer, Immutable, Alias("sla.NamedCalendar")]
public sealed record NamedCalendar(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] BusinessCalendar Hours);

/// <summary>What a warning or breach sets going, once for each clock's signal.</summary>
/// <param name="On">The signal.</param>
/// <param name="Clocks">The clocks it is about; null or empty means every clock.</param>
/// <param name="Agent">Tell the agent who has the conversation.</param>
/// <param name="Team">Tell the team.</param>
/// <param name="Supervisors">Tell the store's supervisors.</param>
/// <param name="RaiseTo">Raise the priority to this; a higher one stays. Null leaves it.</param>
/// <param name="MoveTo">Put the conversation into this team's queue; null leaves it where it is.</param>
[GenerateSerializer, Immutable, Alias("sla.EscalationRule")]
public sealed record EscalationRule(
    [property: Id(0)] SlaSignalKind On,
    [property: Id(1)] IReadOnlyList<SlaClockKind>? Clocks,
    [property: Id(2)] bool Agent,
    [property: Id(3)] bool Team,
    [property: Id(4)] bool Supervisors,
    [property: Id(5)] Priority? RaiseTo = null,
    [property: Id(6)] string? MoveTo = null)
{
    /// <summary>The agent hears of the last minutes, and everybody of a breach.</summary>
    public static IReadOnlyList<EscalationRule> Usual { get; } =
    [
        new(SlaSignalKind.TimeWarning, null, Agent: true, Team: false, Supervisors: false),
        new(SlaSignalKind.Breach, null, Agent: true, Team: true, Supervisors: true),
    ];
}

/// <summary>A store's clocks beyond its own calendar and policy.</summary>
/// <param name="Policies">Asked in this order, before the store's own policy; the first that names the conversation holds.</param>
[GenerateSerializer, Immutable, Alias("sla.SlaSettings")]
public sealed record SlaSettings(
    [property: Id(0)] IReadOnlyList<NamedCalendar> Calendars,
    [property: Id(1)] IReadOnlyList<SlaPolicy> Policies,
    [property: Id(2)] IReadOnlyList<EscalationRule> Escalations)
{
    /// <summary>Nothing further, and the usual escalations.</summary>
    public static SlaSettings None { get; } = new([], [], EscalationRule.Usual);
}
