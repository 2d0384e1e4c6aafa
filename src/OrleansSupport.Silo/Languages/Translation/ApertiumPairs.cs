namespace OrleansSupport.Silo.Languages;

/// <summary>The installed Apertium modes and the way from one language to another.</summary>
internal sealed class ApertiumPairs
{
    /// <summary>The language most pairs have in common.</summary>
    private const string Pivot = "es";

    private readonly Dictionary<(string, string), string> _modes = [];

    /// <summary>Nothing installed.</summary>
    public static ApertiumPairs None { get; } = new();

    /// <summary>Reads the output of <c>apertium -l</c>: one mode per line, "eng-spa", "es-pt_BR", with others ("eco-es-fr") among them.</summary>
    public static ApertiumPairs Parse(string output)
    {
        var pairs = new ApertiumPairs();
        foreach (var mode in output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).OrderBy(m => m.Length))
        {
            var parts = mode.Split('-');
            if (parts.Length == 2 && LanguageCode.Normalize(parts[0]) is { } source && LanguageCode.Normalize(parts[1]) is { } target)
            {
                pairs._modes.TryAdd((source, target), mode); // shortest first: "es-pt" before "es-pt_BR"
            }
        }
        return pairs;
    }

    /// <summary>The modes to run one after the other; empty if there is no way.</summary>
    public IReadOnlyList<string> Route(string source, string target)
    {
        if (source == target)
        {
            return [];
        }
        if (_modes.TryGetValue((source, target), out var direct))
        {
            return [direct];
        }
        return _modes.TryGetValue((source, Pivot), out var first) && _modes.TryGetValue((Pivot, target), out var second) ? [first, second] : [];
    }
}
