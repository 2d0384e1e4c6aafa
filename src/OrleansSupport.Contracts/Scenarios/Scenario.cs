namespace OrleansSupport.Contracts.Scenarios;

/// <summary>What a buyer wants: the names that events, templates, routing and reports share.</summary>
public static class Scenario
{
    /// <summary>Nothing of the others, or nothing that can be told.</summary>
    public const string Other = "other";

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "where-is-my-order", "delivery-delayed", "delivered-not-received", "damaged", "wrong-item", "not-as-described", "wrong-size",
        "return-request", "refund-status", "change-order", "address-change", "product-question", "stock-question", "invoice-tax",
        "customs", "payment-problem", "discount-request", "wholesale", "complaint", "praise", Other,
    ];

    public static bool IsKnown(string? name) => name is not null && All.Contains(name);
}
