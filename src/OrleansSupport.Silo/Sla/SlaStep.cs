using System.Collections.Immutable;
using OrleansSupport.Contracts.Sla;

namespace OrleansSupport.Silo.Sla;

/// <summary>What a happening does to a conversation's clocks.</summary>
/// <param name="Signals">
/// Warnings and breaches that fell due before the happening and had not been told: a breach answered before its tick is not lost.
/// In the order of their instants.
/// </param>
/// <param name="Promises">Promises made, changed or withdrawn, for the conversation's history.</param>
public sealed record SlaStep(SlaClocks Clocks, ImmutableArray<SlaSignal> Signals, ImmutableArray<SlaPromise> Promises);
