using Microsoft.Extensions.DependencyInjection;

namespace OrleansSupport.Silo.Scenarios;

/// <summary>Puts the room into a service collection.</summary>
internal static class ScenariosRegistration
{
    public static IServiceCollection AddScenarios(this IServiceCollection services)
    {
        services.AddSingleton<TaughtExamples>();
        services.AddSingleton<ScenarioClassifier>();
        services.AddHostedService(provider => provider.GetRequiredService<ScenarioClassifier>());
        return services;
    }
}
