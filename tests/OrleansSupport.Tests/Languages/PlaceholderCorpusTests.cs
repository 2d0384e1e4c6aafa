using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansSupport.Silo.Languages;

namespace OrleansSupport.Tests.Languages;

/// <summary>
/// 2,400 messages with order numbers, tracking numbers, prices, links, addresses, article codes, phones, template variables and emoji in four
/// languages: through Apertium for real, and through engines that do their worst to tokens. Either every value comes back exactly once, or the
/// message is not translated.
/// </summary>
public sealed class PlaceholderCorpusTests
{
    private static readonly (string Language, string[] Sentences)[] Wordings =
    [
        ("en", [
            "Where is my order {0}? I paid {1} and nothing has arrived.", "The carrier shows {0} as delivered, but I have {1} open. See {2}.",
            "Please send the invoice for {0} over {1} to {2} today.", "I bought {0} and {1}, but the box had only {2}!",
            "Hello {0}, your parcel {1} is on the way: {2} {3}", "You charged me {0} twice ({1}).\nCan you refund {2}?", "{0}", "{0}, {1}; {2} / {3}",
            "My phone is {0}.\n\nMy mail is {1}.\n\nThanks {2}", "1. {0}\n2. {1}\n3. the lamp is broken, see {2}",
        ]),
        ("es", [
            "¿Dónde está mi pedido {0}? Pagué {1} y no ha llegado nada.", "El transportista dice que {0} está entregado, pero tengo {1} pendiente. Mire {2}.",
            "Por favor, envíe la factura de {0} por {1} a {2} hoy.", "Compré {0} y {1}, pero en la caja solo había {2}.",
            "Hola {0}, su paquete {1} está en camino: {2} {3}", "Me cobraron {0} dos veces ({1}).\n¿Pueden devolver {2}?", "{0}: {1}", "Mi teléfono es {0}.\n\nMi correo es {1}.\n\nGracias {2}",
        ]),
        ("fr", [
            "Où est ma commande {0} ? J'ai payé {1} et rien n'est arrivé.", "Le transporteur dit que {0} est livré, mais {1} manque encore. Voir {2}.",
            "Envoyez la facture de {0} pour {1} à {2} aujourd'hui.", "J'ai acheté {0} et {1}, mais la boîte contenait seulement {2}.",
            "Bonjour {0}, votre colis {1} est en route : {2} {3}", "Mon téléphone est {0}.\n\nMon adresse est {1}.\n\nMerci {2}",
        ]),
        ("pt", [
            "Onde está o meu pedido {0}? Paguei {1} e não chegou nada.", "A transportadora diz que {0} foi entregue, mas falta {1}. Veja {2}.",
            "Por favor, envie a fatura de {0} no valor de {1} para {2} hoje.", "Comprei {0} e {1}, mas a caixa só tinha {2}.",
            "Olá {0}, a sua encomenda {1} está a caminho: {2} {3}", "O meu telefone é {0}.\n\nO meu e-mail é {1}.\n\nObrigado {2}",
        ]),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private sealed record Sample(string Source, string Target, string Text, IReadOnlyList<string> Values);

    [Fact]
    public async Task Through_Apertium_no_value_is_lost_doubled_or_changed_and_nearly_all_is_translated()
    {
        using var host = new TranslationHost(("Deadline", "00:02:00"));
        Assert.True(host.Router.CanTranslate("en", "es") && host.Router.CanTranslate("fr", "es") && host.Router.CanTranslate("pt", "es"), "The apertium command with its pairs is needed.");
        var corpus = Corpus().ToList();
        Assert.Equal(2_400, corpus.Count);

        var results = await Task.WhenAll(corpus.Select(sample => host.Translate(sample.Text, sample.Source, sample.Target)));

        Assert.Empty(Broken(corpus, results));
        var failed = results.Count(result => result is TranslationResult.Failed);
        TestContext.Current.SendDiagnosticMessage($"{corpus.Count} messages through Apertium: {failed} left untranslated, 0 broken");
        Assert.InRange(failed, 0, corpus.Count / 100);
    }

    [Theory]
    [InlineData("reorder", true)]
    [InlineData("recase", true)]
    [InlineData("spaced", true)]
    [InlineData("drop", false)]
    [InlineData("double", false)]
    [InlineData("translate", false)]
    [InlineData("number", false)]
    [InlineData("foreign", false)]
    [InlineData("link", false)]
    [InlineData("otherstyle", false)]
    [InlineData("echo", false)]
    public async Task Through_a_hostile_engine_no_value_is_lost_doubled_or_changed(string mode, bool comesThrough)
    {
        var corpus = Corpus().ToList();
        using var router = Router(new Hostile(_ => mode));

        var results = await Task.WhenAll(corpus.Select(sample => router.Translate(new TranslationRequest(sample.Text, sample.Source, sample.Target), Ct)));

        Assert.Empty(Broken(corpus, results));
        if (comesThrough)
        {
            Assert.DoesNotContain(results, result => result is TranslationResult.Failed);
        }
        else
        {
            Assert.Contains(results, result => result is TranslationResult.Failed);
        }
    }

    [Fact]
    public async Task A_hostile_engine_is_followed_by_an_honest_one()
    {
        var corpus = Corpus().ToList();
        using var router = Router(new Hostile(_ => "drop"), new Hostile(_ => "honest", "honest"));

        var results = await Task.WhenAll(corpus.Select(sample => router.Translate(new TranslationRequest(sample.Text, sample.Source, sample.Target), Ct)));

        Assert.Empty(Broken(corpus, results));
        Assert.DoesNotContain(results, result => result is TranslationResult.Failed);
    }

    /// <summary>Any text at all, any mischief at any time: what is protected in the text stands in the translation as often as in the text.</summary>
    [Fact]
    public void Whatever_is_written_and_whatever_the_engine_does_nothing_protected_is_lost_doubled_or_changed()
    {
        var value = Any([.. Values(7)]);
        var snippet = Gen.Frequency(
            (4, value), (3, Any("where is", "包裹", "où est", "мой заказ", "أين", " ", "\n", "\n\n", "> ", "<p>", "</p>", "<br/>", "&nbsp;")),
            (2, Gen.String[0, 12]), (1, Any("⟦3⟧", "⟦", "[[P1]]", "[[p0", "__PH2__", "__ph", "\uE0000\uE001", "\uE000", "\ud83d", "{{", "⟦=⟧", "]]", "0⟧")));
        var text = snippet.Array[0, 14].Select(parts => string.Concat(parts));
        var mischief = Any(Hostile.Modes).Array[1, 6];
        Gen.Select(text, mischief).Sample(
            (message, modes) =>
            {
                var calls = 0;
                using var router = Router(new Hostile(_ => modes[Interlocked.Increment(ref calls) % modes.Length]));
                var result = router.Translate(new TranslationRequest(message, "en", "es"), CancellationToken.None).GetAwaiter().GetResult();
                if (result is not TranslationResult.Done done)
                {
                    return true;
                }

                var found = ProtectedText.Of(message.Replace("\r\n", "\n", StringComparison.Ordinal), PersonalData.Unknown);
                var parts = Enumerable.Range(0, found.Count).Select(i => found.Part(i).ToString()).Where(part => part.Any(char.IsLetterOrDigit)).ToList();
                var translated = done.Text.Replace("\r\n", "\n", StringComparison.Ordinal);
                return parts.Distinct().All(part => Count(translated, part) >= parts.Count(p => p == part)) && !translated.Contains('\uE001', StringComparison.Ordinal) == !message.Contains('\uE001', StringComparison.Ordinal);
            },
            iter: 3_000);
    }

    private static Gen<string> Any(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static TranslationRouter Router(params ITranslator[] providers) =>
        new(providers, TimeSpan.FromMinutes(1), TimeProvider.System, NullLogger<TranslationRouter>.Instance);

    private static List<string> Broken(List<Sample> corpus, TranslationResult[] results)
    {
        var broken = new List<string>();
        foreach (var (sample, result) in corpus.Zip(results))
        {
            if (result is TranslationResult.Done done && sample.Values.Any(value => Count(done.Text, value) != Count(sample.Text, value)))
            {
                broken.Add($"{sample.Text} -> {done.Text}");
            }
        }

        return broken;
    }

    private static int Count(string text, string value) => text.Split(value).Length - 1;

    private static IEnumerable<Sample> Corpus()
    {
        for (var i = 0; i < 2_400; i++)
        {
            var (language, sentences) = Wordings[i % Wordings.Length];
            var values = Values(i).ToArray();
            var sentence = sentences[i / Wordings.Length % sentences.Length];
            var used = Enumerable.Range(0, 4).Where(n => sentence.Contains("{" + n + "}", StringComparison.Ordinal)).Select(n => values[n]).ToArray();
            yield return new Sample(language, language == "es" ? "en" : "es", string.Format(System.Globalization.CultureInfo.InvariantCulture, sentence, [.. values]), used);
        }
    }

    /// <summary>Values of every kind in an order of their own, the same for the same seed.</summary>
    private static IEnumerable<string> Values(int seed)
    {
        var random = new Random(seed);
        string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(i => (char)('0' + random.Next(i == 0 ? 1 : 0, 10))));
        string[] kinds =
        [
            $"#{Digits(4)}", $"LUM-{Digits(5)}", $"{Digits(3)}-{Digits(7)}-{Digits(7)}", $"SF{Digits(13)}", $"1Z999AA1{Digits(10)}", $"RB{Digits(9)}CN", $"YT{Digits(16)}",
            $"€{random.Next(1, 999)}.{Digits(2)}", $"{random.Next(1, 999)},{Digits(2)} €", $"USD {random.Next(1, 999)}.50", $"¥{random.Next(100, 9999)}", $"{random.Next(1, 99)}.{Digits(3)},00 €",
            $"https://shop{Digits(2)}.example/Orders/Track?ID={Digits(6)}&lang=EN#Top", $"www.lumen{Digits(2)}.example/a_b", $"jane.doe+{Digits(3)}@mail.example.com",
            $"AB-{Digits(4)}-XL", $"SKU{Digits(6)}", $"+49 30 {Digits(4)} {Digits(4)}", $"+34 6{Digits(8)}", "{{order.number}}", "{{customer_name}}", "${tracking.url}", "%ORDER_ID%", "👍🏽", "📦🚚",
        ];
        return kinds.OrderBy(_ => random.Next());
    }

    /// <summary>An engine that does to tokens what some engine has done.</summary>
    private sealed class Hostile(Func<TranslationRequest, string> mode, string name = "hostile") : ITranslator
    {
        public static readonly string[] Modes = ["honest", "reorder", "recase", "spaced", "drop", "double", "translate", "number", "foreign", "link", "otherstyle", "echo", "joinlines", "html", "silence"];

        public string Name => name;

        public TranslatorCapabilities Capabilities { get; } = new(LongestText: 400, MostTexts: 50);

        public bool Supports(string source, string target) => true;

        public Task<IReadOnlyList<TranslationResult>> Translate(IReadOnlyList<TranslationRequest> requests, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<TranslationResult>>([.. requests.Select(request => new TranslationResult.Done(Spoil(request.Text, mode(request)), name))]);

        private static string Spoil(string text, string mode)
        {
            var style = TokenStyle.All.MaxBy(style => style.Read(text).Count)!;
            var tokens = style.Read(text);
            string Each(Func<TokenStyle.Token, string> write) => TokenStyle.Replace(text, tokens, write);
            string Is(TokenStyle.Token token) => text.Substring(token.Start, token.Length);
            return "es: " + mode switch
            {
                "reorder" => Each(token => style.Write(tokens[tokens.Count - 1 - tokens.IndexOf(token)].Number)),
                "recase" => Each(token => Is(token).ToLowerInvariant()),
                "spaced" => Each(token => Is(token).Replace("⟦", "⟦ ", StringComparison.Ordinal).Replace("⟧", " ⟧", StringComparison.Ordinal)),
                "drop" => Each(token => token.Number % 2 == 0 ? "" : Is(token)),
                "double" => Each(token => token.Number == tokens[0].Number ? Is(token) + " " + Is(token) : Is(token)),
                "translate" => Each(token => "número " + token.Number),
                "number" => Each(token => style.Write(token.Number + 1)),
                "foreign" => text + " " + style.Write(900),
                "link" => text + " http://evil.example/pay",
                "otherstyle" => Each(token => TokenStyle.All[(TokenStyle.All.ToList().IndexOf(style) + 1) % 3].Write(token.Number)),
                "joinlines" => text.Replace('\n', ' '),
                "html" => "<html><body>502 Bad Gateway</body></html>",
                "silence" => "",
                _ => text,
            } is var spoiled && mode == "echo" ? text : spoiled;
        }
    }
}
