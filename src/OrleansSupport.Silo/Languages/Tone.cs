using OrleansSupport.Contracts.Languages;

namespace OrleansSupport.Silo.Languages;

/// <summary>How a buyer is addressed in writing by a shop that does not know them: Sie or du, usted or tú, vous, -습니다.</summary>
internal static class Tone
{
    public const string Formal = "formal", Informal = "informal";

    /// <summary>Where a shop that says "you" as to a friend is rude, and where one that does not is stiff.</summary>
    private static readonly Dictionary<string, string> Customs = Table(
        (Formal, "de fr it ja ko pl ru uk cs sk bg ro hu tr el zh th id ar pt nl-BE es-MX es-CO es-PE es-CL es-EC es-CR es-GT es-BO"),
        (Informal, "sv da nb nn fi is nl es pt-BR"));

    /// <param name="language">Primary code of the buyer's language.</param>
    /// <param name="country">ISO 3166 code, or null.</param>
    /// <returns>Null where the language makes no such difference, or the store wants none.</returns>
    public static string? For(StoreLanguages store, string language, string? country)
    {
        var region = country is null ? language : $"{language}-{country.ToUpperInvariant()}";
        foreach (var table in new[] { store.Tones, Customs })
        {
            if (table.TryGetValue(region, out var tone) || table.TryGetValue(language, out tone))
            {
                return tone is Formal or Informal ? tone : null;
            }
        }

        return null;
    }

    private static Dictionary<string, string> Table(params (string Tone, string Places)[] rows) =>
        rows.SelectMany(row => row.Places.Split(' ').Select(place => (place, row.Tone))).ToDictionary(pair => pair.place, pair => pair.Tone, StringComparer.Ordinal);
}
