using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Customers;

namespace OrleansSupport.Silo.Languages;

/// <summary>What the product knows of the people in a conversation, to be masked before its text leaves.</summary>
internal sealed class People(IGrainFactory grains)
{
    /// <param name="name">The buyer's name as the conversation has it.</param>
    /// <param name="agents">Names of agents who may be addressed in it or sign it.</param>
    public async Task<PersonalData> Around(CustomerId customer, string name, IEnumerable<string> agents)
    {
        var view = await grains.GetGrain<ICustomerGrain>(customer.Value).Get();
        var names = agents.Append(name).Append(view?.Name).Where(n => n is not null && !IsMadeUp(n));
        return PersonalData.Of(names, view?.Identities.Select(identity => identity.Identity) ?? []);
    }

    /// <summary>The name that a visitor without one gets is nobody's, and its first word is a word.</summary>
    private static bool IsMadeUp(string name) => name.StartsWith("Visitor ", StringComparison.Ordinal);
}
