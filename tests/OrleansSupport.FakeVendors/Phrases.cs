namespace OrleansSupport.FakeVendors;

/// <summary>Sentences that the fake vendors really translate, for tests and pictures of the console that people read.</summary>
internal static class Phrases
{
    private static readonly string[] Languages = ["de", "zh", "es", "en", "ar"];

    private static readonly string[][] Table =
    [
        [
            "Guten Tag, die Lampe aus Bestellung ⟦0⟧ flackert seit gestern. Können Sie mir bitte helfen?",
            "您好，订单 ⟦0⟧ 的台灯从昨天起一直闪烁。您能帮帮我吗？",
            "Buenos días, la lámpara del pedido ⟦0⟧ parpadea desde ayer. ¿Me puede ayudar, por favor?",
            "Hello, the lamp from order ⟦0⟧ has been flickering since yesterday. Could you please help me?",
            "مرحبًا، المصباح من الطلب ⟦0⟧ يومض منذ أمس. هل يمكنكم مساعدتي من فضلكم؟",
        ],
        [
            "Guten Tag, das tut uns sehr leid. Wir schicken Ihnen noch heute eine neue Lampe, die Sendungsnummer ist ⟦0⟧.",
            "您好，非常抱歉。我们今天就给您寄一盏新台灯，追踪号是 ⟦0⟧。",
            "Buenos días, lo sentimos mucho. Hoy mismo le enviamos una lámpara nueva; el número de seguimiento es ⟦0⟧.",
            "Hello, we are very sorry. We are sending you a new lamp today; the tracking number is ⟦0⟧.",
            "مرحبًا، نعتذر بشدة. سنرسل إليكم مصباحًا جديدًا اليوم، ورقم التتبع هو ⟦0⟧.",
        ],
        [
            "Der Kunde hat letzte Woche schon deswegen geschrieben: besser eine Erstattung, wenn es wieder passiert.",
            "客户上周已经为同样的问题来信：如果再出故障，最好直接退款。",
            "El cliente ya escribió la semana pasada por lo mismo: mejor un reembolso si vuelve a fallar.",
            "The customer already wrote about this last week: better a refund if it fails again.",
            "لقد كتب العميل الأسبوع الماضي عن الأمر نفسه: من الأفضل رد المبلغ إذا تكرر العطل.",
        ],
        [
            "Vielen Dank für die schnelle Antwort! Wann kommt das Paket in Hamburg an?",
            "感谢您这么快回复！包裹什么时候能到汉堡？",
            "¡Muchas gracias por la rápida respuesta! ¿Cuándo llega el paquete a Hamburgo?",
            "Many thanks for the quick answer! When does the parcel arrive in Hamburg?",
            "شكرًا جزيلًا على الرد السريع! متى يصل الطرد إلى هامبورغ؟",
        ],
        [
            "Es kommt am Donnerstag in Hamburg an. Danke für Ihre Geduld!",
            "包裹周四送达汉堡。感谢您的耐心等待！",
            "Llega el jueves a Hamburgo. ¡Gracias por su paciencia!",
            "It arrives in Hamburg on Thursday. Thank you for your patience!",
            "يصل إلى هامبورغ يوم الخميس. شكرًا على صبركم!",
        ],
        [
            "Hallo, die Lampe kam zerbrochen an. Ich möchte bitte mein Geld zurück.",
            "您好，灯到货时已经碎了。请给我退款。",
            "Hola, la lámpara llegó rota. Quiero un reembolso, por favor.",
            "Hello, the lamp arrived broken. I would like a refund, please.",
            "مرحبًا، وصل المصباح مكسورًا. أريد استرداد المبلغ من فضلكم.",
        ],
    ];

    /// <summary>Null for a sentence that is not in the book.</summary>
    public static string? Translate(string text, string target)
    {
        var column = Array.IndexOf(Languages, target);
        return column < 0 ? null : Array.Find(Table, row => row.Contains(text))?[column];
    }
}
