using System.Text.Encodings.Web;
using OrleansSupport.Contracts.Stores;

namespace OrleansSupport.Web.Widget;

/// <summary>A small shop to try a store's widget on, in the buyer's language.</summary>
internal static class TryOutPage
{
    private static readonly Dictionary<string, Words> Languages = new(StringComparer.Ordinal)
    {
        ["en"] = new("English", "Made to be used every day", "Free shipping over 50 € · 30 days to return", "New this week", "Questions about size, shipping or an order? Write to us, in your own language.",
            ["Desk lamp “Aurora”", "Linen tote", "Travel mug", "Wool blanket"], "Add to cart"),
        ["zh"] = new("中文", "为每一天而设计", "满 50 欧元免运费 · 30 天内可退货", "本周新品", "对尺寸、物流或订单有疑问？请用您的语言联系我们。",
            ["“极光”台灯", "亚麻手提袋", "旅行杯", "羊毛毯"], "加入购物车"),
        ["es"] = new("Español", "Hecho para usarse cada día", "Envío gratis desde 50 € · 30 días para devolver", "Novedades de la semana", "¿Dudas sobre tallas, envíos o un pedido? Escríbenos en tu idioma.",
            ["Lámpara «Aurora»", "Bolsa de lino", "Taza de viaje", "Manta de lana"], "Añadir al carrito"),
        ["de"] = new("Deutsch", "Gemacht für jeden Tag", "Versandfrei ab 50 € · 30 Tage Rückgabe", "Neu in dieser Woche", "Fragen zu Größe, Versand oder Bestellung? Schreiben Sie uns in Ihrer Sprache.",
            ["Tischleuchte „Aurora“", "Leinentasche", "Reisebecher", "Wolldecke"], "In den Warenkorb"),
        ["ja"] = new("日本語", "毎日使いたくなるものを", "50ユーロ以上で送料無料・30日間返品可能", "今週の新着", "サイズ・配送・ご注文についてのご質問は、お好きな言語でどうぞ。",
            ["デスクライト「オーロラ」", "リネントート", "トラベルマグ", "ウールブランケット"], "カートに入れる"),
        ["pt"] = new("Português", "Feito para usar todos os dias", "Frete grátis acima de 50 € · 30 dias para devolver", "Novidades da semana", "Dúvidas sobre tamanho, entrega ou pedido? Escreva no seu idioma.",
            ["Luminária “Aurora”", "Bolsa de linho", "Caneca de viagem", "Manta de lã"], "Adicionar ao carrinho"),
        ["fr"] = new("Français", "Conçu pour chaque jour", "Livraison offerte dès 50 € · 30 jours pour retourner", "Nouveautés de la semaine", "Une question sur une taille, une livraison ou une commande ? Écrivez-nous dans votre langue.",
            ["Lampe « Aurora »", "Sac en lin", "Tasse de voyage", "Plaid en laine"], "Ajouter au panier"),
        ["ar"] = new("العربية", "صُنع ليُستخدم كل يوم", "شحن مجاني فوق 50 يورو · 30 يومًا للإرجاع", "جديد هذا الأسبوع", "هل لديك سؤال عن المقاس أو الشحن أو طلبك؟ اكتب إلينا بلغتك.",
            ["مصباح مكتب «أورورا»", "حقيبة كتان", "كوب سفر", "بطانية صوف"], "أضف إلى السلة"),
    };

    private static readonly (string Price, string Color, string Shape)[] Goods =
    [
        ("39 €", "#e8b86d", "M60 118h40M80 118V70M52 70l14-36h28l14 36z"),
        ("24 €", "#8fb39a", "M46 62h68l8 62H38zM62 62c0-32 36-32 36 0"),
        ("18 €", "#7f9cc0", "M56 44h44l-5 82H61zM52 44h52M100 62h12v30h-14"),
        ("65 €", "#c98b7b", "M42 50h76v64H42zM42 66h76M42 82h76M42 98h76"),
    ];

    public static string Html(StoreSettings store, string? asked)
    {
        var language = asked is not null && Languages.ContainsKey(asked) ? asked : Languages.ContainsKey(store.Language) ? store.Language : "en";
        var words = Languages[language];
        var name = HtmlEncoder.Default.Encode(store.Name);
        var id = HtmlEncoder.Default.Encode(store.Id);
        var switches = string.Concat(Languages.Select(other =>
            $"<a href=\"?lang={other.Key}\" lang=\"{other.Key}\"{(other.Key == language ? " aria-current=\"true\"" : "")}>{other.Value.Itself}</a>"));
        var goods = string.Concat(Goods.Zip(words.Goods, (good, title) => $"""
            <li>
              <svg viewBox="0 0 160 150" aria-hidden="true"><rect width="160" height="150" rx="14" fill="{good.Color}" opacity=".22"/><path d="{good.Shape}" fill="none" stroke="{good.Color}" stroke-width="6" stroke-linejoin="round" stroke-linecap="round"/></svg>
              <h3>{title}</h3><p>{good.Price}</p><button type="button">{words.Buy}</button>
            </li>
            """));
        return $"""
            <!doctype html>
            <html lang="{language}" dir="{(language == "ar" ? "rtl" : "ltr")}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <link rel="icon" href="/favicon.svg" type="image/svg+xml">
            <title>{name}</title>
            <style>{Css}</style>
            </head>
            <body>
            <p class="offer">{words.Offer}</p>
            <header><strong>{name}</strong><nav>{switches}</nav></header>
            <main>
            <section class="hero"><h1>{words.Claim}</h1><p>{words.Ask}</p></section>
            <h2>{words.New}</h2>
            <ul>{goods}</ul>
            </main>
            <footer>© {name}</footer>
            <script src="/widget.js" data-store="{id}" data-language="{language}"></script>
            </body>
            </html>
            """;
    }

    private const string Css = """
        :root{color-scheme:light dark;--bg:#fbfaf8;--fg:#1f2623;--quiet:#66706b;--line:#e4e0d8;--card:#fff;--brand:#0b5d57}
        @media (prefers-color-scheme:dark){:root{--bg:#14181a;--fg:#e9eeeb;--quiet:#9aa6a0;--line:#2b3336;--card:#1b2124;--brand:#5cc0b2}}
        *{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","PingFang SC","Hiragino Sans",sans-serif}
        .offer{margin:0;padding:8px 16px;text-align:center;font-size:14px;background:var(--brand);color:var(--bg)}
        header{display:flex;flex-wrap:wrap;gap:12px 24px;align-items:center;justify-content:space-between;max-width:1080px;margin:0 auto;padding:20px 24px;border-bottom:1px solid var(--line)}
        header strong{font-size:22px;letter-spacing:.02em}nav{display:flex;flex-wrap:wrap;gap:4px 14px;font-size:14px}nav a{color:var(--quiet);text-decoration:none}
        nav a:hover{color:var(--fg)}nav a[aria-current]{color:var(--brand);font-weight:600}main{max-width:1080px;margin:0 auto;padding:0 24px 64px}
        .hero{padding:56px 0 32px;max-width:40rem}.hero h1{margin:0 0 12px;font-size:clamp(30px,5vw,46px);line-height:1.15;text-wrap:balance}.hero p{margin:0;color:var(--quiet);font-size:18px}
        h2{font-size:20px;margin:24px 0 16px}ul{list-style:none;margin:0;padding:0;display:grid;gap:20px;grid-template-columns:repeat(auto-fill,minmax(210px,1fr))}
        li{background:var(--card);border:1px solid var(--line);border-radius:16px;padding:14px}li svg{display:block;width:100%}li h3{margin:12px 0 0;font-size:16px;font-weight:600}li p{margin:2px 0 12px;color:var(--quiet)}
        li button{width:100%;padding:9px;border:1px solid var(--brand);border-radius:10px;background:none;color:var(--brand);font:inherit;cursor:pointer}li button:hover{background:var(--brand);color:var(--bg)}
        footer{max-width:1080px;margin:0 auto;padding:24px;color:var(--quiet);font-size:14px;border-top:1px solid var(--line)}
        """;

    private sealed record Words(string Itself, string Claim, string Offer, string New, string Ask, string[] Goods, string Buy);
}
