using OrleansSupport.Contracts.Orders;
using OrleansSupport.Contracts.Scenarios;

namespace OrleansSupport.Host.FirstStart;

/// <summary>The demo store's reply templates, and the orders that its buyers write about.</summary>
internal static class DemoReplies
{
    public static IReadOnlyList<ReplyTemplate> Templates { get; } =
    [
        Template("on-its-way", "where-is-my-order",
            "Hello {customer}, your order {order} ({items}) is with {carrier}, tracking number {tracking}. It should arrive on {expected}: {link}",
            "{customer}您好，您的订单 {order}（{items}）正由 {carrier} 运送，运单号 {tracking}，预计 {expected} 送达：{link}",
            "Hola, {customer}: su pedido {order} ({items}) va con {carrier}, número de seguimiento {tracking}. Llegará el {expected}: {link}"),
        Template("not-shipped-yet", "where-is-my-order",
            "Hello {customer}, we are packing your order {order} now. You will get the tracking number as soon as it leaves.",
            "{customer}您好，我们正在为您打包订单 {order}，发出后会立即把运单号发给您。",
            "Hola, {customer}: estamos preparando su pedido {order}. Le enviaremos el número de seguimiento en cuanto salga."),
        Template("late-sorry", "delivery-delayed",
            "Hello {customer}, I am sorry that order {order} is late. {carrier} now expects to deliver it on {expected}; you can follow it here: {link}",
            "{customer}您好，订单 {order} 延误了，非常抱歉。{carrier} 预计 {expected} 送达，可在此查看：{link}",
            "Hola, {customer}: siento que el pedido {order} se retrase. {carrier} prevé entregarlo el {expected}; puede seguirlo aquí: {link}"),
        Template("trace-opened", "delivered-not-received",
            "Hello {customer}, I have asked {carrier} to trace {tracking}. If it is not found within three days, we send {items} again.",
            "{customer}您好，我已请 {carrier} 查找运单 {tracking}。三天内找不到的话，我们会重新寄出{items}。",
            "Hola, {customer}: he pedido a {carrier} que localice el envío {tracking}. Si no aparece en tres días, le enviaremos de nuevo {items}."),
        Template("replacement", "damaged",
            "Hello {customer}, I am sorry that {items} arrived damaged. Please send a photo; a replacement for order {order} leaves today, free of charge.",
            "{customer}您好，收到的{items}有损坏，非常抱歉。请发一张照片给我们，订单 {order} 的替换件今天免费寄出。",
            "Hola, {customer}: siento que {items} haya llegado en mal estado. Envíenos una foto; hoy mismo sale un recambio del pedido {order}, sin coste."),
        Template("partial-refund", "damaged",
            "Hello {customer}, if you would rather keep {items}, we can refund part of the {total} of order {order}.",
            "{customer}您好，如果您愿意保留{items}，我们可以退还订单 {order}（{total}）的部分款项。",
            "Hola, {customer}: si prefiere quedarse con {items}, podemos devolverle parte de los {total} del pedido {order}."),
        Template("return-how", "return-request",
            "Hello {customer}, you can return {items} of order {order} within 14 days. I am sending you the label now.",
            "{customer}您好，订单 {order} 的{items}可在14天内退货，我现在把退货标签发给您。",
            "Hola, {customer}: puede devolver {items} del pedido {order} en 14 días. Le envío ahora la etiqueta."),
        Template("refund-under-way", "refund-status",
            "Hello {customer}, the refund of {total} for order {order} is under way; banks take three to five days.",
            "{customer}您好，订单 {order} 的退款 {total} 正在处理，银行需要三到五天。",
            "Hola, {customer}: el reembolso de {total} del pedido {order} está en marcha; los bancos tardan de tres a cinco días."),
        Template("invoice-sent", "invoice-tax",
            "Hello {customer}, here is the invoice for order {order} over {total}. Tell me your tax number if it should be on it.",
            "{customer}您好，这是订单 {order} 的发票，金额 {total}。如需加上税号，请告诉我。",
            "Hola, {customer}: aquí tiene la factura del pedido {order} por {total}. Si debe llevar su número fiscal, dígamelo."),
        Template("address-changed", "address-change",
            "Hello {customer}, gladly. Please write the whole new address for order {order}.",
            "{customer}您好，可以的。请把订单 {order} 的完整新地址发给我。",
            "Hola, {customer}: con mucho gusto. Escríbame la nueva dirección completa para el pedido {order}."),
        Template("customs-papers", "customs",
            "Hello {customer}, I have sent the invoice for order {order} to customs; {tracking} usually moves on within two days.",
            "{customer}您好，我已把订单 {order} 的发票发给海关，运单 {tracking} 通常两天内放行。",
            "Hola, {customer}: he enviado a la aduana la factura del pedido {order}; el envío {tracking} suele salir en dos días."),
    ];

    public static IReadOnlyList<Order> Orders(DateTimeOffset now) =>
    [
        Of("LM-20931", OrderStatus.Paid, now.AddDays(-7), "Aurora desk lamp", 59.90m, "CNY", null, null, now.AddDays(4)),
        Of("LM-20877", OrderStatus.Delivered, now.AddDays(-12), "Nube lamp shade", 34.50m, "EUR", "Correos", "PQ4F2T0720051170133008Z", now.AddDays(-2)),
        Of("LM-20915", OrderStatus.Delivered, now.AddDays(-9), "Linea floor lamp", 129.00m, "EUR", "DHL", "00340434161094015902", now.AddDays(-3)),
        Of("LM-20940", OrderStatus.Shipped, now.AddDays(-3), "Hotaru night lamp", 4_980m, "JPY", "Yamato", "4012-3456-7890", now.AddDays(2)),
        Of("LM-20899", OrderStatus.Shipped, now.AddDays(-20), "Farol wall lamp", 44.00m, "EUR", "CTT", "RR123456785PT", now.AddDays(3)),
        Of("LM-20866", OrderStatus.Delivered, now.AddDays(-6), "Grand Soleil lamp", 89.00m, "EUR", "Colissimo", "6A12345678901", now.AddDays(-1)),
        Of("LM-20951", OrderStatus.Paid, now.AddDays(-1), "Qamar table lamp", 210.00m, "AED", null, null, now.AddDays(6)),
    ];

    private static ReplyTemplate Template(string id, string scenario, string english, string chinese, string spanish) =>
        new(id, scenario, new Dictionary<string, string> { ["en"] = english, ["zh"] = chinese, ["es"] = spanish });

    private static Order Of(string id, OrderStatus status, DateTimeOffset placed, string item, decimal total, string currency, string? carrier, string? tracking, DateTimeOffset expected) => new(
        id, DemoStore.Id, status, placed, [new OrderItem($"SKU-{id[3..]}", item, 1)], total, currency, null, carrier, tracking,
        tracking is null ? null : $"https://track.example/{tracking}", DateOnly.FromDateTime(expected.UtcDateTime));
}
