using System.Security.Cryptography;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Access;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Orders;
using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;

namespace OrleansSupport.Host.FirstStart;

/// <summary>A lamp shop in Shenzhen with agents who speak different languages.</summary>
internal static class DemoStore
{
    public const string Id = "lumen";
    public const string Team = "care";

    public sealed record Person(string Email, string Name, AgentRole Role, params (string Code, Proficiency How)[] Languages);

    public static IReadOnlyList<Person> People { get; } =
    [
        new("mei@lumen.example", "林梅 Mei Lin", AgentRole.Agent, ("zh", Proficiency.Native), ("en", Proficiency.Fluent)),
        new("lucia@lumen.example", "Lucía Gómez", AgentRole.Agent, ("es", Proficiency.Native), ("pt", Proficiency.Fluent), ("en", Proficiency.Fluent)),
        new("jonas@lumen.example", "Jonas Weber", AgentRole.Expert, ("de", Proficiency.Native), ("en", Proficiency.Fluent)),
        new("amira@lumen.example", "Amira Haddad", AgentRole.Agent, ("ar", Proficiency.Native), ("fr", Proficiency.Native), ("en", Proficiency.Fluent)),
        new("kenji@lumen.example", "佐藤健司 Kenji Sato", AgentRole.Agent, ("ja", Proficiency.Native), ("en", Proficiency.Fluent)),
    ];

    /// <summary>Answers with the secret of the signed channel, which nobody can read later.</summary>
    public static async Task<string> Make(IGrainFactory grains, string password)
    {
        var secret = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var settings = new StoreSettings(
            Id, "Lumen Lamps", "en", Team, BusinessCalendar.AlwaysOpen, SlaPolicy.Default,
            [
                new ChannelSettings("web", ChannelKind.Widget, Weight: 3),
                new ChannelSettings("erp", ChannelKind.Signed, secret, Weight: 1),
            ],
            "CN");
        Check(await grains.GetGrain<IStoreGrain>(Id).Configure(settings));
        foreach (var person in People)
        {
            var id = AgentId.Of(person.Email);
            Check(await grains.GetGrain<IAgentGrain>(id.Value).Configure(new AgentProfile(
                id, person.Name, person.Role, AgentProfile.DefaultCapacity, [.. person.Languages.Select(l => new AgentLanguage(l.Code, l.How))], [], [Team], [Id])));
            Check(await grains.GetGrain<IAccountGrain>(person.Email).SetPassword(password));
        }

        foreach (var template in DemoReplies.Templates)
        {
            Check(await grains.GetGrain<ITemplatesGrain>(Id).Put(template));
        }

        foreach (var order in DemoReplies.Orders(TimeProvider.System.GetUtcNow()))
        {
            Check(await grains.GetGrain<IOrdersGrain>(Id).Put(order));
        }

        return secret;
    }

    private static void Check(Outcome outcome)
    {
        if (!outcome.Ok)
        {
            throw new InvalidOperationException($"The demo store could not be made: {outcome.Refused} {outcome.Detail}");
        }
    }
}
