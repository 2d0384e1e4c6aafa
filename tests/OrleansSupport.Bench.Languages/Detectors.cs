using System.Reflection;
using Lingua;
using OrleansSupport.Silo.Languages;

namespace OrleansSupport.Bench.Languages;

/// <summary>A detector under measurement: a language for a text and what was known before (null: nothing).</summary>
internal delegate string Detect(string text, string? prior);

internal static class Detectors
{
    /// <summary>The product's with its own languages; the product's told to choose among 29, as Lingua is; Lingua's two modes.</summary>
    public static readonly IReadOnlyList<string> Names = ["product", "product, 29 languages", "Lingua, low accuracy", "Lingua, high accuracy"];

    /// <summary>Makes a detector that is ready for its first message.</summary>
    public static Detect Load(string name, IReadOnlyCollection<string> languages)
    {
        if (name.StartsWith("Lingua", StringComparison.Ordinal))
        {
            return LoadLingua(languages, high: name.EndsWith("high accuracy", StringComparison.Ordinal));
        }

        var detector = new OrleansSupport.Silo.Languages.LanguageDetector(
            Path.Combine(AppContext.BaseDirectory, "languages.bin"), name == "product" ? null : languages);
        detector.Warm();
        return (text, prior) => detector.Detect(text, new LanguagePrior(prior, null, null)).Language;
    }

    private static Detect LoadLingua(IEnumerable<string> languages, bool high)
    {
        var models = typeof(Detectors).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "LinguaModels").Value!;
        var wanted = languages.Select(code => LanguageInfo.GetByIsoCode6391(Enum.Parse<IsoCode6391>(code, ignoreCase: true))).ToArray();
        var builder = LanguageDetectorBuilder.FromLanguages(wanted).WithLanguageModelsDirectory(models).WithPreloadedLanguageModels();
        var detector = (high ? builder : builder.WithLowAccuracyMode()).Build();
        var codes = wanted.ToDictionary(language => language, language => language.IsoCode6391().ToString().ToLowerInvariant());
        return (text, _) => codes.GetValueOrDefault(detector.DetectLanguageOf(text), Detection.Unknown);
    }
}
