using System.Globalization;
using System.Text.RegularExpressions;
using OrleansSupport.Contracts.Orders;

namespace OrleansSupport.Silo.Scenarios;

/// <summary>Fills the fields of a template, in single braces, for one buyer and order, as the language writes dates and money. Pure.</summary>
internal static partial class TemplateText
{
    public static readonly IReadOnlyList<string> Known =
        ["customer", "agent", "store", "order", "items", "total", "status", "carrier", "tracking", "link", "expected"];

    /// <summary>The names of the fields in a text.</summary>
    public static IEnumerable<string> Fields(string text) => Field().Matches(text).Select(match => match.Groups[1].Value);

    /// <summary>The text with every field filled; null when one has nothing to be filled with.</summary>
    public static string? Fill(string text, string language, string customer, string agent, string store, Order? order)
    {
        var whole = true;
        var filled = Field().Replace(text, match =>
        {
            var value = match.Groups[1].Value switch
            {
                "customer" => customer,
                "agent" => agent,
                "store" => store,
                var field => order is null ? null : Value(field, order, CultureInfo.GetCultureInfo(language)),
            };
            whole &= !string.IsNullOrEmpty(value);
            return value ?? "";
        });
        return whole ? filled : null;
    }

    private static string? Value(string field, Order order, CultureInfo culture) => field switch
    {
        "order" => order.Id,
        "items" => string.Join(", ", order.Items.Select(item => item.Quantity > 1 ? $"{item.Quantity} × {item.Name}" : item.Name)),
        "total" => $"{order.Total.ToString("N2", culture)} {order.Currency}",
        "status" => Status(order.Status, culture.TwoLetterISOLanguageName),
        "carrier" => order.Carrier,
        "tracking" => order.Tracking,
        "link" => order.Link,
        "expected" => order.ExpectedAt?.ToString("m", culture),
        _ => null,
    };

    private static string Status(OrderStatus status, string language) => (language, status) switch
    {
        ("zh", OrderStatus.Placed) => "已下单",
        ("zh", OrderStatus.Paid) => "已付款",
        ("zh", OrderStatus.Shipped) => "已发货",
        ("zh", OrderStatus.Delivered) => "已送达",
        ("zh", OrderStatus.Cancelled) => "已取消",
        ("zh", OrderStatus.Returned) => "已退货",
        ("es", OrderStatus.Placed) => "recibido",
        ("es", OrderStatus.Paid) => "pagado",
        ("es", OrderStatus.Shipped) => "enviado",
        ("es", OrderStatus.Delivered) => "entregado",
        ("es", OrderStatus.Cancelled) => "cancelado",
        ("es", OrderStatus.Returned) => "devuelto",
        _ => status.ToString().ToLowerInvariant(),
    };

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Field();
}
