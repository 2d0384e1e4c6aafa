using System.Collections.Immutable;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Silo.Languages;
using OrleansSupport.Silo.Storage;
using OrleansSupport.Silo.Stores;

namespace OrleansSupport.Silo.Scenarios;

[GenerateSerializer, Immutable, Alias("templates-state")]
internal sealed record TemplatesState
{
    [Id(0)]
    public ImmutableList<ReplyTemplate> Templates { get; init; } = [];
}

internal sealed class TemplatesGrain([PersistentState("reply-templates")] IPersistentState<TemplatesState> state) : Grain, ITemplatesGrain
{
    /// <summary>More than anybody finds anything in.</summary>
    private const int Most = 500;

    private const int LongestText = 5_000;

    public Task<IReadOnlyList<ReplyTemplate>> List() => Task.FromResult<IReadOnlyList<ReplyTemplate>>(state.State.Templates);

    public async Task<Outcome> Put(ReplyTemplate template)
    {
        var (templates, at) = (state.State.Templates, state.State.Templates.FindIndex(known => known.Id == template.Id));
        if (Problem(template) is { } problem)
        {
            return Outcome.Refuse(Refusals.Invalid, problem);
        }

        if (at < 0 && templates.Count >= Most)
        {
            return Outcome.Refuse(Refusals.Invalid, $"A store has at most {Most} templates.");
        }

        await GrainState.Save(state, new TemplatesState { Templates = at < 0 ? templates.Add(template) : templates.SetItem(at, template) });
        return Outcome.Done();
    }

    public async Task<Outcome> Remove(string id)
    {
        if (state.State.Templates.Exists(known => known.Id == id))
        {
            await GrainState.Save(state, new TemplatesState { Templates = state.State.Templates.RemoveAll(known => known.Id == id) });
        }

        return Outcome.Done();
    }

    /// <summary>Null when the template can be kept.</summary>
    private static string? Problem(ReplyTemplate template) =>
        !StoreRules.IsSlug(template.Id) ? "A template's id is 1 to 40 lower-case letters, digits and dashes."
        : !Scenario.IsKnown(template.Scenario) ? "There is no such scenario."
        : template.Texts.Count == 0 || template.Texts.Any(text => LanguageCode.Normalize(text.Key) != text.Key) ? "A template has a text in at least one language, named by its two letters."
        : template.Texts.Values.Any(text => string.IsNullOrWhiteSpace(text) || text.Length > LongestText) ? $"A text is 1 to {LongestText} characters."
        : template.Texts.Values.SelectMany(TemplateText.Fields).FirstOrDefault(field => !TemplateText.Known.Contains(field)) is { } unknown ? $"{{{unknown}}} is no field."
        : null;
}
