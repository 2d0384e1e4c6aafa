namespace OrleansSupport.Host.Demo;

/// <summary>What the buyers of the demo say, each in their own language, and what their agent answers in between.</summary>
internal static class DemoScript
{
    /// <param name="Agent">Null leaves the line for a person to answer.</param>
    public sealed record Line(string Buyer, string? Agent = null);

    public sealed record Buyer(string Language, string Name, string Country, params Line[] Lines);

    public static Buyer[] Buyers { get; } =
    [
        new("zh", "王晓雨", "CN",
            new("你好，我上周订的台灯（订单号 LM-20931）到现在还没有发货，请问什么时候能发？", "您好，晓雨！仓库今天下午发货，物流单号 SF1029384756 会在发出后更新。给您添麻烦了。"),
            new("好的，谢谢！如果周五之前收不到，可以改寄到公司吗？")),
        new("es", "Carmen Ruiz", "ES",
            new("Hola, la lámpara me llegó con la pantalla rota. ¿Me pueden enviar otra? Pedido LM-20877.", "Hola, Carmen. Siento mucho lo ocurrido. Hoy mismo le envío una pantalla nueva sin coste."),
            new("¡Muchas gracias! ¿Tengo que devolver la rota?")),
        new("de", "Anke Vogel", "DE",
            new("Guten Tag, auf der Rechnung zur Bestellung LM-20915 fehlt unsere USt-IdNr. Können Sie sie bitte korrigieren?", "Guten Tag, Frau Vogel. Gern, ich lasse die Rechnung neu ausstellen. Wie lautet Ihre USt-IdNr.?"),
            new("Vielen Dank. Sie lautet DE 811 123 456. Bitte schicken Sie die Rechnung an die Buchhaltung.")),
        new("ja", "高橋 美咲", "JP",
            new("注文番号 LM-20940 のランプですが、明るさは調節できますか？寝室で使いたいです。", "高橋様、お問い合わせありがとうございます。三段階で調節できますので、寝室にもお使いいただけます。"),
            new("ありがとうございます。電球の色も変えられますか？")),
        new("pt", "João Almeida", "PT",
            new("Boa tarde, a encomenda LM-20899 está parada na alfândega há duas semanas. O que devo fazer?", "Boa tarde, João. Já enviei a fatura à alfândega; costuma ser liberada em dois dias."),
            new("Obrigado. Vou ter de pagar alguma taxa?")),
        new("fr", "Camille Laurent", "FR",
            new("Bonjour, je voudrais retourner la lampe LM-20866, elle est trop grande pour mon bureau. Comment faire ?", "Bonjour Camille, bien sûr. Je vous envoie l'étiquette de retour aujourd'hui."),
            new("Parfait. Et le remboursement arrive sous combien de jours ?")),
        new("ar", "ليلى منصور", "AE",
            new("مرحباً، دفعت ثمن الطلب LM-20951 مرتين بالبطاقة. أرجو إعادة المبلغ الزائد.", "مرحباً ليلى، نعتذر عن ذلك. أعدنا المبلغ الزائد وسيظهر في حسابك خلال ثلاثة أيام."),
            new("شكراً جزيلاً. هل ستصلني رسالة تأكيد؟")),
        new("en", "Priya Shah", "GB",
            new("Hi, tracking for LM-20922 says delivered but nothing is here. Can you check https://track.example/LM-20922 please?", "Hi Priya, I am sorry. The courier left it with the concierge at 14:20; could you have a look there?"),
            new("Found it, brilliant. Do you have the same lamp in green?")),
    ];

    public static int Longest { get; } = Buyers.Max(b => b.Lines.Length);
}
