using System.Collections.Immutable;
using OrleansSupport.Contracts.Agents;

namespace OrleansSupport.Contracts.Assignment;

/// <summary>What is asked of an agent once a conversation has waited for <paramref name="After"/>.</summary>
/// <param name="After">Waiting time, real time, not business time.</param>
/// <param name="LeastProficiency">In the conversation's language.</param>
/// <param name="SkillSlack">Levels below the required one that are still good enough; the skill itself is never waived.</param>
[GenerateSerializer, Immutable, Alias("assignment.RelaxationStep")]
public readonly record struct RelaxationStep(
    [property: Id(0)] TimeSpan After,
    [property: Id(1)] Proficiency LeastProficiency,
    [property: Id(2)] int SkillSlack);

/// <summary>
/// A team's steps, the first at zero, each later and looser than the one before, language last. A leading step that nobody in the
/// team could ever satisfy, whoever is online, is not waited for.
/// </summary>
/// <param name="TranslationForAll">
/// An agent who does not list a language works in it through translation. False: only those who list it as assisted.
/// </param>
[GenerateSerializer, Immutable, Alias("assignment.RelaxationSteps")]
public sealed record RelaxationSteps(
    [property: Id(0)] ImmutableArray<RelaxationStep> Steps,
    [property: Id(1)] bool TranslationForAll = true)
{
    /// <summary>Native and fully skilled at once, any level of the skill after 15 s, fluent after 30 s, translation after 60 s.</summary>
    public static RelaxationSteps Default { get; } = new(
    [
        new(TimeSpan.Zero, Proficiency.Native, 0),
        new(TimeSpan.FromSeconds(15), Proficiency.Native, 4),
        new(TimeSpan.FromSeconds(30), Proficiency.Fluent, 4),
        new(TimeSpan.FromSeconds(60), Proficiency.Assisted, 4),
    ]);
}
