using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Contracts.Orders;
using OrleansSupport.Silo.Orders;

namespace OrleansSupport.Silo.Languages;

/// <summary>What the product knows of the people in a conversation, to be masked before its text leaves.</summary>
internal sealed class People(IGrainFactory grains)
{
    /// <summary>Of one buyer, the newest.</summary>
    private const int MostOrders = 20;

    /// <param name="name">The buyer's name as the conversation has it.</param>
    /// <param name="text">What is to leave: the orders that it names count as the buyer's.</param>
    /// <param name="agents">Names of agents who may be addressed in it or sign it.</param>
    public async Task<PersonalData> Around(string store, CustomerId customer, string name, string text, IEnumerable<string> agents)
    {
        var view = await grains.GetGrain<ICustomerGrain>(customer.Value).Get();
        string[] identities = [.. view?.Identities.Select(identity => identity.Identity) ?? []];
        var orders = await grains.GetGrain<IOrdersGrain>(store).Of(identities, OrderNumbers.In(text), MostOrders);
        Recipient[] recipients = [.. orders.Select(order => order.Recipient).OfType<Recipient>()];
        return PersonalData.Of(
            agents.Append(name).Append(view?.Name).Concat(recipients.Select(recipient => recipient.Name)).Where(n => n is not null && !IsMadeUp(n)),
            identities.Concat(recipients.SelectMany(Parts)));
    }

    /// <summary>Wherever a part of an address stands alone, it still says where somebody lives.</summary>
    private static IEnumerable<string?> Parts(Recipient recipient) =>
        [recipient.Street, StreetName(recipient.Street), recipient.City, recipient.Postcode, recipient.Phone, recipient.Email];

    /// <summary>A street without its number.</summary>
    private static string? StreetName(string? street) => street is null ? null
        : string.Join(' ', street.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Where(word => !word.Any(char.IsAsciiDigit))) is { Length: > 4 } name ? name : null;

    /// <summary>The name that a visitor without one gets is nobody's, and its first word is a word.</summary>
    private static bool IsMadeUp(string name) => name.StartsWith("Visitor ", StringComparison.Ordinal);
}
