using System.Text.Json;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Contracts.Languages;
using OrleansSupport.Contracts.Orders;
using OrleansSupport.Silo.Languages;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Languages;

/// <summary>Nothing personal reaches a provider, on any way that a text takes to one.</summary>
public sealed class PrivacyTests(PostgresFixture postgres, FakeVendors vendors) : IClassFixture<FakeVendors>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What buyers write, with what must not leave.</summary>
    public static TheoryData<string, string, string[]> Messages => new()
    {
        { "de", "Guten Tag, hier ist Hannelore Zwickelmeier. Bitte liefern Sie an Lindenstraße 12, 10115 Berlin, und rufen Sie mich an: 0171 5550 123.", ["Hannelore", "Zwickelmeier", "Lindenstra", "10115", "Berlin", "5550"] },
        { "de", "hannelore zwickelmeier hat noch nichts bekommen. Meine Adresse ist hanne@zwickel.example und die Karte 4111 1111 1111 1111.", ["hannelore", "zwickelmeier", "hanne@", "zwickel.example", "4111", "1111"] },
        { "de", "Ich heiße Friedhelm Sauerbrey und warte auf mein Geld: DE89 3704 0044 0532 0130 00.\n\nMit freundlichen Grüßen\nFriedhelm Sauerbrey", ["Friedhelm", "Sauerbrey", "DE89", "3704", "0532"] },
        { "en", "My name is Zebulon Quackenbush, I live at 742 Evergreen Terrace, Springfield. Reach me at +1 (415) 555-0132 or zeb.q+shop@mail.example.org.", ["Zebulon", "Quackenbush", "742", "Evergreen", "555-0132", "zeb.q", "mail.example"] },
        { "en", "Please charge my new card 5500-0000-0000-0004 and not the old one, thanks for the help.\n\nRegards,\nZebulon Quackenbush", ["5500", "0000", "Zebulon", "Quackenbush"] },
        { "fr", "Bonjour, je m'appelle Théodora Vaillancourt, livrez au 15 rue de la Bienfaisance, 75008 Paris, s'il vous plaît.", ["Théodora", "Vaillancourt", "Bienfaisance", "75008"] },
        { "es", "Hola, me llamo Eustaquio Berenguer y vivo en la calle Mayor 23, 28013 Madrid. Mi teléfono es 612 345 678.", ["Eustaquio", "Berenguer", "Mayor 23", "28013", "345 678"] },
        { "zh", "你好，我叫欧阳靖宇，请把包裹寄到北京市朝阳区建国路88号1203室，我的电话是13800138000。", ["欧阳靖宇", "建国路", "88号", "13800138000"] },
        { "ja", "こんにちは、私の名前は勅使河原健太郎です。荷物を〒150-0002の東京都渋谷区渋谷2丁目21番1号に送ってください。", ["勅使河原", "健太郎", "150-0002", "2丁目"] },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task What_looks_personal_stays_here_even_when_nobody_is_known(string language, string text, string[] personal)
    {
        var vendor = vendors.Room($"privacy-{Guid.NewGuid():N}");
        using var host = TranslationHost.For("deepl", vendor);
        var known = text.Contains("Zwickelmeier", StringComparison.OrdinalIgnoreCase) ? PersonalData.Of(["Hannelore Zwickelmeier"], []) : null;

        var result = await host.Router.Translate(new TranslationRequest(text, language, "it", Personal: known), Ct);

        Assert.All(personal, part => Assert.Contains(part, Assert.IsType<TranslationResult.Done>(result).Text, StringComparison.Ordinal));
        var sent = await Sent(vendor);
        Assert.NotEmpty(sent);
        Assert.All(personal, part => Assert.DoesNotContain(part, sent, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_is_known_from_the_profile_stays_here_on_every_way_to_a_provider()
    {
        var vendor = vendors.Room("privacy-product");
        await using var cluster = await SupportCluster.Start(postgres, settings: new()
        {
            ["Translation:Providers:0:Kind"] = "deepl",
            ["Translation:Providers:0:BaseUrl"] = vendor.Url,
            ["Translation:Providers:0:ApiKey"] = "k",
        });
        await cluster.AddStore();
        var mei = await cluster.AddAgent("mei", languages: [new("zh", Proficiency.Native)]);
        var lucia = new AgentRef(AgentId.Of("lucia"), "Lucía Fuentealba", "es", ["es"]);
        var customer = cluster.Grains.GetGrain<ICustomerGrain>(CustomerId.Of(SupportCluster.Store, "web", "wilhelmine@tuchscherer.example").Value);
        Task<ReceiveAnswer> Write(string text) => customer.Receive(new InboundMessage(
            SupportCluster.Store, "web", Guid.NewGuid().ToString("N"), "wilhelmine@tuchscherer.example", "Wilhelmine Tuchscherer", text, "de", "DE"));

        await cluster.Grains.GetGrain<IOrdersGrain>(SupportCluster.Store).Put(new Order(
            "LM-7041", SupportCluster.Store, OrderStatus.Shipped, cluster.Time.GetUtcNow(), [new OrderItem("a", "Lampe", 1)], 40, "EUR", Buyer: "wilhelmine@tuchscherer.example",
            Recipient: new("Ottokar Blaschke", "Kleine Mühlhauser Höhe 7b", "Bad Sulzburg", "79295", "DE", "07634 55 01 32", "ottokar@blaschke.example")));
        await cluster.Grains.GetGrain<IOrdersGrain>(SupportCluster.Store).Put(new Order(
            "LM-9090", SupportCluster.Store, OrderStatus.Paid, cluster.Time.GetUtcNow(), [new OrderItem("a", "Lampe", 1)], 40, "EUR",
            Recipient: new("Kunigunde Überacker", "Zum Alten Speicher 3")));
        var conversation = (await Write("Guten Tag, Wilhelmine Tuchscherer hier. Meine Lampe kam kaputt an, mein Mann tuchscherer hat das Paket angenommen.")).Conversation;
        var grain = cluster.Conversation(conversation);
        await cluster.Live.Row(conversation, row => row.Assignee == mei, Ct);
        await grain.Read(lucia);
        await grain.Reply(new WriteReply(MessageId.From(Guid.NewGuid()), new AgentRef(mei, "Mei", "zh", ["zh"]), "Wilhelmine 女士您好，我们会马上给您寄一盏新的台灯。"));
        await grain.AddNote(new WriteNote(MessageId.From(Guid.NewGuid()), lucia, "La señora Tuchscherer ya llamó ayer por el mismo asunto, la atiende Lucía Fuentealba."));
        await Write("Danke! Bitte an Frau Tuchscherer, Am Lindenweg 4, 04109 Leipzig schicken, oder an wilhelmine@tuchscherer.example schreiben.");
        await Write("Das Paket ist für Herrn Blaschke. Er wohnt auf der kleinen Anhöhe, also Kleine Mühlhauser Höhe, in Bad Sulzburg (79295), Nummer 07634 55 01 32, ottokar@blaschke.example, Karte 4111 1111 1111 1111.");
        await Write("Und LM-9090 geht an Kunigunde Überacker, Haus Zum Alten Speicher 3, richtig?");
        var row = (await grain.Get())!.Row;
        var language = cluster.Grains.GetGrain<ILanguageGrain>(0);
        Assert.NotNull((await language.Preview(new PreviewRequest("Wilhelmine，您的包裹明天送到。", "zh", "de", row, ForBuyer: true))).Text);
        Assert.NotNull((await language.Preview(new PreviewRequest("Liebe Frau Tuchscherer, es kommt morgen.", "de", "zh", row, ForBuyer: false))).Text);
        await ReadersTests.Settled(cluster, grain, Ct);

        var sent = await Sent(vendor);
        Assert.True((await vendor.Asked()).Requests.Length >= 6);
        string[] personal =
        [
            "Wilhelmine", "Tuchscherer", "Lindenweg", "04109", "Fuentealba", "Ottokar", "Blaschke", "Mühlhauser", "Sulzburg", "79295", "55 01 32", "4111", "Kunigunde", "Überacker", "Alten Speicher",
        ];
        Assert.All(personal, part => Assert.DoesNotContain(part, sent, StringComparison.OrdinalIgnoreCase));

        // Nor is it remembered: the memory outlives the conversation and knows no buyer.
        var remembered = await cluster.Grains.GetGrain<ILanguageGrain>(0).Remembered(SupportCluster.Store, null, 200);
        Assert.NotEmpty(remembered);
        Assert.All(personal, part => Assert.DoesNotContain(remembered, one => one.Text.Contains(part, StringComparison.OrdinalIgnoreCase)));
        var done = (await cluster.Events(conversation)).OfType<TranslationChanged>().Where(t => t.State == TranslationState.Done).ToList();
        Assert.Contains(done, t => t.Text!.Contains("Wilhelmine Tuchscherer", StringComparison.Ordinal));
        Assert.Contains(done, t => t.Text!.Contains("Lindenweg 4, 04109 Leipzig", StringComparison.Ordinal));
    }

    /// <summary>The texts that the provider got, out of their escapes.</summary>
    private static async Task<string> Sent(FakeVendor vendor) => string.Join(
        '\n', (await vendor.Asked()).Requests.SelectMany(body => JsonDocument.Parse(body).RootElement.GetProperty("text").EnumerateArray().Select(text => text.GetString())));

    [Fact]
    public void A_name_is_found_in_any_case_and_script_and_not_inside_of_words()
    {
        var personal = PersonalData.Of(["Ana María de la Cruz", "李小龙"], ["ana@mail.example"]);
        string Masked(string text) => ProtectedText.Of(text, personal).Mask(TokenStyle.All[0]);
        Assert.Equal("⟦0⟧ is here", Masked("ANA MARÍA DE LA CRUZ is here"));
        Assert.Equal("⟦0⟧ and ⟦1⟧", Masked("Cruz and ana"));
        Assert.Equal("Bananas, de la casa", Masked("Bananas, de la casa"));
        Assert.Equal("你好⟦0⟧先生", Masked("你好李小龙先生"));
    }
}
