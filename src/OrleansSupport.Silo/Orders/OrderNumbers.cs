using System.Text.RegularExpressions;

namespace OrleansSupport.Silo.Orders;

/// <summary>Finds what could be a shop's number for an order; which of them are, the orders know.</summary>
internal static partial class OrderNumbers
{
    private const int Most = 20;

    /// <summary>Anything with a digit, in the order of the texts, each once.</summary>
    public static string[] In(params IEnumerable<string> texts) => [.. texts.SelectMany(text => Number().Matches(text)).Select(match => match.Value).Distinct().Take(Most)];

    [GeneratedRegex(@"(?=[A-Za-z0-9-]*[0-9])[A-Za-z0-9][A-Za-z0-9-]{2,39}")]
    private static partial Regex Number();
}
