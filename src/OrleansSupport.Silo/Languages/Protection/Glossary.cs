using System.Collections.Immutable;
using System.Text.RegularExpressions;
using OrleansSupport.Contracts.Languages;

namespace OrleansSupport.Silo.Languages;

/// <summary>A store's terms for one pair of languages: brands that stay, products with names of their own in each language.</summary>
internal sealed class Glossary
{
    private readonly Regex _terms;
    private readonly Dictionary<string, string> _instead;

    private Glossary(Regex terms, Dictionary<string, string> instead) => (_terms, _instead) = (terms, instead);

    /// <summary>Null when the store has no term for the pair.</summary>
    public static Glossary? For(IReadOnlyList<GlossaryTerm> terms, string source, string target)
    {
        var instead = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var term in terms)
        {
            // What a term is called in the source's language is looked for; a brand is called the same everywhere.
            var from = term.In.GetValueOrDefault(source, term.Term);
            instead.TryAdd(from, term.In.GetValueOrDefault(target, term.Term));
        }
        if (instead.Count == 0)
        {
            return null;
        }
        var longest = instead.Keys.OrderByDescending(term => term.Length).Select(Regex.Escape);
        return new Glossary(
            new Regex($@"(?<![\p{{L}}\p{{N}}-[\p{{Lo}}]])(?:{string.Join('|', longest)})(?![\p{{L}}\p{{N}}-[\p{{Lo}}]])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant),
            instead);
    }

    internal void Find(string text, List<ProtectedText.Found> found)
    {
        foreach (Match match in _terms.Matches(text))
        {
            found.Add(new(match.Index, match.Length, Instead: _instead.GetValueOrDefault(match.Value)));
        }
    }

    /// <summary>The terms that a text has, and what they become.</summary>
    public ImmutableArray<AppliedTerm> Applied(string text) =>
        [.. _terms.Matches(text).Select(match => new AppliedTerm(match.Value, _instead.GetValueOrDefault(match.Value, match.Value))).Distinct()];
}
