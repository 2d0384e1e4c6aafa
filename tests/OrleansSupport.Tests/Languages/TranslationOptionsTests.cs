using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansSupport.Silo.Languages;

namespace OrleansSupport.Tests.Languages;

public sealed class TranslationOptionsTests
{
    [Theory]
    [InlineData("Providers:0:Kind", "babelfish", "Providers:0:Kind is 'babelfish'; known kinds are")]
    [InlineData("Providers:0:Kind", "libretranslate", "Providers:0:BaseUrl is missing")]
    [InlineData("Providers:0:Kind", "deepl", "Providers:0:ApiKey is missing")]
    [InlineData("Providers:0:Kind", "openai", "Providers:0:Model is missing")]
    [InlineData("Deadline", "00:10:00", "Translation:Deadline is 00:10:00")]
    [InlineData("DetectLanguages:0", "Klingonian", "'Klingonian', which is not a language code")]
    public void A_wrong_setting_is_named(string key, string value, string message)
    {
        using var host = new TranslationHost((key, value));
        var error = Assert.Throws<OptionsValidationException>(() => host.Router);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_providers_of_one_name_and_a_relative_address_are_refused()
    {
        using var host = new TranslationHost(
            ("Providers:0:Kind", "libretranslate"), ("Providers:0:BaseUrl", "http://one.example"),
            ("Providers:1:Kind", "LibreTranslate"), ("Providers:1:BaseUrl", "two.example"));
        var error = Assert.Throws<OptionsValidationException>(() => host.Router);
        Assert.Contains("'libretranslate' 2 times", error.Message, StringComparison.Ordinal);
        Assert.Contains("Providers:1:BaseUrl is not an absolute", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_are_not_shown_in_errors()
    {
        using var host = new TranslationHost(("Providers:0:Kind", "deepl"), ("Providers:0:ApiKey", "secret"), ("Providers:0:BaseUrl", "nonsense"));
        Assert.DoesNotContain("secret", Assert.Throws<OptionsValidationException>(() => host.Router).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_detector_considers_the_languages_configured()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["DetectLanguages:0"] = "la", ["DetectLanguages:1"] = "en" }).Build();
        using var services = new ServiceCollection().AddLanguages(configuration).BuildServiceProvider();
        Assert.Equal("la", services.GetRequiredService<ILanguageDetector>().Detect("Gallia est omnis divisa in partes tres", default).Language);
    }
}
