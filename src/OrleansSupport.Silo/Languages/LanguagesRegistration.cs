using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansSupport.Silo.Languages;

/// <summary>Puts the room into a service collection.</summary>
public static class LanguagesRegistration
{
    /// <summary>
    /// Adds <see cref="ILanguageDetector"/> and <see cref="ITranslationRouter"/>. Every <see cref="ITranslator"/> registered besides is
    /// appended to the configured providers.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The section "Translation", see <see cref="TranslationOptions"/>; may be empty.</param>
    /// <remarks>A wrong setting throws <see cref="OptionsValidationException"/> when the host starts.</remarks>
    public static IServiceCollection AddLanguages(this IServiceCollection services, IConfiguration section)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TranslationOptions>, TranslationOptionsValidator>());
        services.AddOptions<TranslationOptions>().Bind(section).ValidateOnStart();
        foreach (var kind in new[] { "libretranslate", "deepl", "azure", "google", "openai" })
        {
            services.AddHttpClient(VendorHttp.ClientName(kind), client =>
                {
                    client.Timeout = Timeout.InfiniteTimeSpan; // the router's deadline ends calls
                    client.MaxResponseContentBufferSize = VendorHttp.LongestAnswer;
                })
                // A redirected POST would carry key and customer text to wherever the answer says.
                .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
                .RemoveAllLoggers(); // headers hold keys
        }
        services.TryAddSingleton(provider =>
        {
            var languages = provider.GetRequiredService<IOptions<TranslationOptions>>().Value.DetectLanguages;
            return new LanguageDetector(
                Path.Combine(AppContext.BaseDirectory, "languages.bin"), languages.Count == 0 ? null : languages.Select(l => LanguageCode.Normalize(l)!));
        });
        services.TryAddSingleton<ILanguageDetector>(provider => provider.GetRequiredService<LanguageDetector>());
        services.TryAddSingleton<ITranslationRouter>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<TranslationOptions>>().Value;
            return new TranslationRouter(
                [.. Configured(provider, options), .. provider.GetServices<ITranslator>()],
                options.Deadline,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<TranslationRouter>>(),
                // Stores, memory and budget are the silo's; without one there is still a router.
                provider.GetService<StoreLanguageCache>() is { } stores ? stores.Get : null,
                provider.GetService<TranslationMemory>(),
                provider.GetService<TranslationBudget>());
        });
        services.AddHostedService<LanguagesWarmUp>();
        return services;
    }

    private static IEnumerable<ITranslator> Configured(IServiceProvider services, TranslationOptions options)
    {
        var clients = services.GetRequiredService<IHttpClientFactory>();
        var time = services.GetRequiredService<TimeProvider>();
        var chain = options.Providers.Count > 0 ? options.Providers : [new TranslationProviderOptions { Kind = "apertium" }];
        foreach (var provider in chain)
        {
            switch (provider.Kind.ToLowerInvariant())
            {
                case "apertium":
                    yield return new ApertiumTranslator(provider);
                    break;
                case "libretranslate":
                    yield return new LibreTranslateTranslator(provider, clients, time);
                    break;
                case "deepl":
                    yield return new DeepLTranslator(provider, clients, time);
                    break;
                case "azure":
                    yield return new AzureTranslator(provider, clients, time);
                    break;
                case "google":
                    yield return new GoogleTranslator(provider, clients, time);
                    break;
                case "openai":
                    yield return new ChatTranslator(provider, clients, time);
                    break;
            }
        }
    }

    /// <summary>Reads the table and asks Apertium for its pairs in the background, so that no customer's first message waits for them.</summary>
    private sealed class LanguagesWarmUp(LanguageDetector detector, ITranslationRouter router) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(
            () =>
            {
                detector.Warm();
                detector.Detect("Warm up the code, too: where is my order?", default);
                router.CanTranslate("en", "es");
            },
            stoppingToken);
    }
}
