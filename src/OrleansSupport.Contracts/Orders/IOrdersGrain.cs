namespace OrleansSupport.Contracts.Orders;

/// <summary>A store's orders as the shop's back end reports them. Stateless: any activation answers; the key is the store.</summary>
[Alias("orders")]
public interface IOrdersGrain : IGrainWithStringKey
{
    /// <summary>Makes or replaces an order. The same again changes nothing.</summary>
    [Alias("put")]
    Task<Outcome> Put(Order order);

    /// <summary>Null when there is none.</summary>
    [Alias("get")]
    Task<Order?> Get(string id);

    /// <summary>The orders among <paramref name="named"/>, in that order, then the newest of the buyers, at most <paramref name="limit"/>.</summary>
    [Alias("of")]
    Task<IReadOnlyList<Order>> Of(IReadOnlyList<string> buyers, IReadOnlyList<string> named, int limit);
}

public enum OrderStatus
{
    Placed,
    Paid,
    Shipped,
    Delivered,
    Cancelled,
    Returned,
}

/// <param name="Id">The shop's own number, 1 to 200 visible characters.</param>
/// <param name="Buyer">The identity under which the buyer writes, on any of the store's channels; null when only the number leads here.</param>
/// <param name="Total">What was paid, in <paramref name="Currency"/> (ISO 4217).</param>
/// <param name="ExpectedAt">The day on which it should arrive.</param>
/// <param name="Recipient">Null when the shop does not say.</param>
[GenerateSerializer, Immutable, Alias("order")]
public sealed record Order(
    [property: Id(0)] string Id,
    [property: Id(1)] string Store,
    [property: Id(2)] OrderStatus Status,
    [property: Id(3)] DateTimeOffset PlacedAt,
    [property: Id(4)] IReadOnlyList<OrderItem> Items,
    [property: Id(5)] decimal Total,
    [property: Id(6)] string Currency,
    [property: Id(7)] string? Buyer = null,
    [property: Id(8)] string? Carrier = null,
    [property: Id(9)] string? Tracking = null,
    [property: Id(10)] string? Link = null,
    [property: Id(11)] DateOnly? ExpectedAt = null,
    [property: Id(12)] Recipient? Recipient = null);

/// <summary>To whom an order goes. Masked in every text of the buyer's conversations before it leaves for a translator.</summary>
/// <param name="Street">With the number, as it is written in the country.</param>
/// <param name="Country">ISO 3166-1, two letters.</param>
[GenerateSerializer, Immutable, Alias("recipient")]
public sealed record Recipient(
    [property: Id(0)] string? Name = null,
    [property: Id(1)] string? Street = null,
    [property: Id(2)] string? City = null,
    [property: Id(3)] string? Postcode = null,
    [property: Id(4)] string? Country = null,
    [property: Id(5)] string? Phone = null,
    [property: Id(6)] string? Email = null);

[GenerateSerializer, Immutable, Alias("order-item")]
public sealed record OrderItem(
    [property: Id(0)] string Sku,
    [property: Id(1)] string Name,
    [property: Id(2)] int Quantity);
