using Microsoft.Extensions.Options;

namespace OrleansSupport.Silo.Languages;

/// <summary>The configuration section "Translation".</summary>
public sealed class TranslationOptions
{
    /// <summary>Providers in the order they are tried. Not configured: Apertium, if its command is installed.</summary>
    public List<TranslationProviderOptions> Providers { get; set; } = [];

    /// <summary>How long one attempt at one provider may take; 00:00:00.1 to 00:02:00.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Languages the detector considers even if no prior names them; empty means the built-in choice.</summary>
    public List<string> DetectLanguages { get; set; } = [];
}

/// <summary>One provider of <see cref="TranslationOptions.Providers"/>.</summary>
public sealed class TranslationProviderOptions
{
    /// <summary>"apertium", "libretranslate", "deepl", "azure", "google", "openai", or "none" (no translation at all).</summary>
    public string Kind { get; set; } = "";

    /// <summary>Name in results and logs; the kind if not given. Must be unique.</summary>
    public string? Name { get; set; }

    /// <summary>Root of the API. libretranslate: required. deepl: follows from the key. azure, google: the vendor's. openai: https://api.openai.com/v1.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>deepl, azure, google: required. openai: required for api.openai.com. libretranslate: if the server wants one.</summary>
    public string? ApiKey { get; set; }

    /// <summary>openai: the model's name, required.</summary>
    public string? Model { get; set; }

    /// <summary>azure: the region of the resource; required unless it is a global one.</summary>
    public string? Region { get; set; }

    /// <summary>deepl: the id of a glossary kept there.</summary>
    public string? Glossary { get; set; }

    /// <summary>apertium: the command, "apertium" if not given.</summary>
    public string? Command { get; set; }

    /// <summary>Languages the server has, where the provider's own list does not fit (a LibreTranslate with few models).</summary>
    public List<string> Languages { get; set; } = [];

    /// <summary>UTF-16 units per call, if the server was set to another limit than the vendor's.</summary>
    public int? LongestText { get; set; }

    /// <summary>The name shown.</summary>
    internal string DisplayName => string.IsNullOrWhiteSpace(Name) ? Kind.ToLowerInvariant() : Name;
}

/// <summary>Stops the start of the product with a sentence that says which setting is wrong.</summary>
internal sealed class TranslationOptionsValidator : IValidateOptions<TranslationOptions>
{
    public static readonly string[] Kinds = ["apertium", "libretranslate", "deepl", "azure", "google", "openai", "none"];

    public ValidateOptionsResult Validate(string? name, TranslationOptions options)
    {
        var errors = new List<string>();
        if (options.Deadline < TimeSpan.FromMilliseconds(100) || options.Deadline > TimeSpan.FromMinutes(2))
        {
            errors.Add($"Translation:Deadline is {options.Deadline}; it must lie between 00:00:00.1 and 00:02:00.");
        }
        foreach (var language in options.DetectLanguages.Where(language => LanguageCode.Normalize(language) is null))
        {
            errors.Add($"Translation:DetectLanguages holds '{language}', which is not a language code such as 'es'.");
        }
        for (var i = 0; i < options.Providers.Count; i++)
        {
            Check(options.Providers[i], $"Translation:Providers:{i}", errors);
        }
        foreach (var twice in options.Providers.GroupBy(p => p.DisplayName, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            errors.Add($"Translation:Providers has the name '{twice.Key}' {twice.Count()} times; give each a Name of its own.");
        }
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check(TranslationProviderOptions provider, string at, List<string> errors)
    {
        if (!Kinds.Contains(provider.Kind, StringComparer.OrdinalIgnoreCase))
        {
            errors.Add($"{at}:Kind is '{provider.Kind}'; known kinds are {string.Join(", ", Kinds)}.");
            return;
        }
        if (!string.IsNullOrEmpty(provider.BaseUrl)
            && !(Uri.TryCreate(provider.BaseUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            errors.Add($"{at}:BaseUrl is not an absolute http or https address.");
        }
        if (provider.LongestText is < 100)
        {
            errors.Add($"{at}:LongestText is {provider.LongestText}; below 100 characters nothing can be translated well.");
        }
        foreach (var language in provider.Languages.Where(language => LanguageCode.Normalize(language) is null))
        {
            errors.Add($"{at}:Languages holds '{language}', which is not a language code such as 'es'.");
        }
        switch (provider.Kind.ToLowerInvariant())
        {
            case "libretranslate" when string.IsNullOrWhiteSpace(provider.BaseUrl):
                errors.Add($"{at}:BaseUrl is missing: the address of the LibreTranslate server.");
                break;
            case "deepl" or "azure" or "google" when string.IsNullOrWhiteSpace(provider.ApiKey):
                errors.Add($"{at}:ApiKey is missing: {provider.Kind} answers nobody without a key.");
                break;
            case "openai" when string.IsNullOrWhiteSpace(provider.Model):
                errors.Add($"{at}:Model is missing: the name of the model that translates.");
                break;
            case "openai" when string.IsNullOrWhiteSpace(provider.ApiKey) && string.IsNullOrWhiteSpace(provider.BaseUrl):
                errors.Add($"{at}:ApiKey is missing; only a server of your own (BaseUrl) may do without.");
                break;
        }
    }
}
