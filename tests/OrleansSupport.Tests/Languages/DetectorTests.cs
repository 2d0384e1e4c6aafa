using System.Buffers;
using OrleansSupport.Silo.Languages;

namespace OrleansSupport.Tests.Languages;

public sealed class DetectorTests
{
    private static readonly LanguageDetector Detector = new(Path.Combine(AppContext.BaseDirectory, "languages.bin"));
    private static readonly LanguagePrior None = default;

    public static TheoryData<string> Languages => [.. SupportSentences.All.Keys];

    [Theory]
    [MemberData(nameof(Languages))]
    public void At_least_seven_of_eight_support_messages_are_recognised_without_any_prior(string language)
    {
        var wrong = SupportSentences.All[language].Where(text => Detector.Detect(text, None).Language != language).ToArray();
        Assert.True(wrong.Length <= 1, $"{language}: {string.Join(" | ", wrong)}");
    }

    [Fact]
    public void Of_all_support_messages_97_in_100_are_recognised_and_no_reliable_answer_is_wrong()
    {
        var all = SupportSentences.All.SelectMany(pair => pair.Value.Select(text => (pair.Key, Found: Detector.Detect(text, None)))).ToArray();
        Assert.True(all.Count(one => one.Key == one.Found.Language) >= all.Length * 0.97);
        Assert.DoesNotContain(all, one => one.Found.Reliable && one.Key != one.Found.Language);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_true_prior_makes_every_message_right(string language) =>
        Assert.All(SupportSentences.All[language], text => Assert.Equal(language, Detector.Detect(text, new(language, null, null)).Language));

    [Fact]
    public void The_table_knows_at_least_35_languages() => Assert.True(Detector.Warm().Count >= 35);

    [Theory]
    [InlineData("")]
    [InlineData("   \n\t ")]
    [InlineData("😀😀 👍🏽 ❤️")]
    [InlineData("https://shop.example/track?id=SF1234567890123")]
    [InlineData("www.example.com/help")]
    [InlineData("#1042")]
    [InlineData("114-3941689-8772232")]
    [InlineData("SF1234567890123 1Z999AA10123456784")]
    [InlineData("{{order_id}} buyer@example.com")]
    [InlineData("\ud83d")]
    [InlineData("\udc00\udc00 \ud800")]
    [InlineData("\0\u0001\u001b\u007f")]
    [InlineData("12,50 € !!! ???")]
    public void Without_letters_of_a_language_the_prior_stays(string text)
    {
        Assert.Equal(new Detection("und", 0, false), Detector.Detect(text, None));
        Assert.Equal(new Detection("tr", 0, false), Detector.Detect(text, new("tr", "en", "de")));
        Assert.Equal(new Detection("de", 0, false), Detector.Detect(text, new(null, "", "de-CH")));
    }

    [Theory]
    [InlineData("我要退款 thanks", "zh")]
    [InlineData("Hello, 我的订单呢？", "zh")]
    [InlineData("订单SF1234567890什么时候到", "zh")]
    [InlineData("iPhone ケースの色を変えたい", "ja")]
    [InlineData("AirPods 교환해 주세요", "ko")]
    [InlineData("мой iPhone не работает", "ru")]
    [InlineData("where is my order? 订单", "en")]
    [InlineData("¿Dónde está mi pedido? https://www.shop.example.com/very/long/english/path/of/words", "es")]
    [InlineData("iPhone 15 Pro Max 屏幕坏了", "zh")]
    [InlineData("DHL tracking number 是多少", "zh")]
    [InlineData("tracking number 알려주세요", "ko")]
    [InlineData("متى يصل iPhone", "ar")]
    [InlineData("注文変更希望", "ja")]
    [InlineData("返品", "ja")]
    [InlineData("退款", "zh")]
    [InlineData("Bonjour \ud83d, où est mon colis\udc00 ?", "fr")]
    public void Mixed_writing_is_decided_by_what_the_customer_wrote_in(string text, string language) =>
        Assert.Equal(language, Detector.Detect(text, None).Language);

    [Fact]
    public void Nothing_of_a_message_stays_in_the_memory_that_was_lent_for_it()
    {
        const string Text = "Could you please send the brass lamp to my sister instead?";
        Detector.Detect(Text, None);
        var lent = ArrayPool<char>.Shared.Rent(Text.Length);
        Assert.DoesNotContain("lamp", new string(lent), StringComparison.Ordinal);
        ArrayPool<char>.Shared.Return(lent);
    }

    [Fact]
    public void Brand_names_do_not_outvote_the_language_of_the_conversation() =>
        Assert.Equal("zh", Detector.Detect("iPhone 15 Pro Max 屏幕坏了", new("zh", null, null)).Language);

    [Theory]
    [InlineData("hello", "en")]
    [InlineData("Hello!!!", "en")]
    [InlineData("hola", "es")]
    [InlineData("ciao", "it")]
    [InlineData("merci", "fr")]
    [InlineData("Danke 😊", "de")]
    [InlineData("谢谢", "zh")]
    [InlineData("спасибо", "ru")]
    [InlineData("ok", "und")]
    [InlineData("OK!", "und")]
    public void Greetings_and_thanks_are_known(string text, string language) => Assert.Equal(language, Detector.Detect(text, None).Language);

    [Theory]
    [InlineData("ok", "zh", "zh")]
    [InlineData("thanks", "zh", "zh")]
    [InlineData("hello", "ja", "ja")]
    [InlineData("ciao", "de", "de")]
    [InlineData("merci", "ro", "ro")]
    [InlineData("hej", "da", "da")]
    [InlineData("hola", "en", "es")]
    public void Borrowed_words_keep_the_conversation_in_its_language(string text, string conversation, string language)
    {
        var found = Detector.Detect(text, new(conversation, null, null));
        Assert.Equal(language, found.Language);
        Assert.True(language == conversation || found.Reliable);
    }

    [Fact]
    public void A_whole_sentence_outvotes_the_prior_and_a_doubtful_word_does_not()
    {
        Assert.Equal("en", Detector.Detect("I would like to return this jacket, it does not fit at all", new("es", "es", "es")).Language);
        var doubtful = Detector.Detect("problema", new("pt", null, null));
        Assert.Equal("pt", doubtful.Language);
        Assert.False(doubtful.Reliable);
    }

    [Theory]
    [InlineData("Kan I bytte den for mig?", "da")]
    [InlineData("Kan dere bytte den for meg?", "nb")]
    [InlineData("Saya tak dapat barang lagi", "ms")]
    [InlineData("Barangnya belum sampai nggak bisa dilacak", "id")]
    public void Neighbours_are_told_apart_by_their_small_words(string text, string language) =>
        Assert.Equal(language, Detector.Detect(text, None).Language);

    [Theory]
    [InlineData("Nasaan na po ang order ko?", "tl")]
    [InlineData("On és la meva comanda? Encara no ha arribat", "ca")]
    [InlineData("Kde je moja objednávka? Stále neprišla", "sk")]
    [InlineData("Къде е моята поръчка?", "bg")]
    [InlineData("මගේ ඇණවුම කොහෙද?", "si")]
    public void A_rare_language_wins_by_what_a_message_says(string text, string language) => Assert.Equal(language, Detector.Detect(text, None).Language);

    [Fact]
    public void A_store_is_written_to_in_its_own_languages_and_in_what_was_known_before()
    {
        var basque = new LanguagePrior { Among = ["es", "eu", "gl"] };
        Assert.Equal("eu", Detector.Detect("Non dago nire eskaera? Oraindik ez da iritsi", basque).Language);
        Assert.Equal("es", Detector.Detect("Olá, meu pedido chegou quebrado", basque).Language); // nobody writes Portuguese there
        Assert.Equal("pt", Detector.Detect("Olá, meu pedido chegou quebrado", basque with { Conversation = "pt" }).Language);
        Assert.Equal("he", Detector.Detect("איפה ההזמנה שלי?", basque).Language); // the writing alone says so
        Assert.Equal("pt", Detector.Detect("Olá, meu pedido chegou quebrado", new LanguagePrior { Among = [] }).Language);
    }

    [Fact]
    public void Each_of_the_79_languages_of_the_table_can_be_a_stores()
    {
        var codes = Detector.Warm();
        Assert.Equal(79, codes.Count);
        Assert.All(codes, code => Assert.Contains(Enum.GetValues<WritingSystem>(), system => WritingSystems.Writes(code, system)));
        Assert.Subset(codes.ToHashSet(), LanguageDetector.DefaultLanguages.ToHashSet());
    }

    [Theory]
    [InlineData("MX", "es")]
    [InlineData("jp", "ja")]
    [InlineData("CH", null)]
    [InlineData(null, null)]
    public void A_country_tells_a_language_where_it_has_one(string? country, string? language) =>
        Assert.Equal(language, CountryLanguage.Of(country));

    [Fact]
    public void A_country_decides_a_word_and_not_a_sentence()
    {
        Assert.Equal("pt", Detector.Detect("problema", new(null, null, "pt")).Language);
        Assert.Equal("fr", Detector.Detect("Où est mon colis, s'il vous plaît ?", new(null, null, "de")).Language);
    }

    [Fact]
    public void Serbian_in_Latin_letters_is_Serbian_where_Serbian_is_expected() =>
        Assert.Equal("sr", Detector.Detect("Gde je moj paket, čekam već tri nedelje", new("sr-Latn", null, null)).Language);

    [Fact]
    public void Ten_thousand_lines_are_read_by_their_beginning()
    {
        var beginning = "Der Reißverschluss ist kaputt und niemand antwortet mir.\n";
        var german = string.Concat(Enumerable.Repeat(beginning, 100));
        Assert.Equal("de", Detector.Detect(german + string.Concat(Enumerable.Repeat("nobody reads this English log\n", 10_000)), None).Language);
    }

    [Fact]
    public void Many_threads_get_the_answers_of_one()
    {
        var texts = SupportSentences.All.Values.SelectMany(text => text).ToArray();
        var expected = texts.Select(text => Detector.Detect(text, None)).ToArray();
        var fresh = new LanguageDetector(Path.Combine(AppContext.BaseDirectory, "languages.bin"));
        Parallel.For(0, texts.Length * 20, i => Assert.Equal(expected[i % texts.Length], fresh.Detect(texts[i % texts.Length], None)));
    }

    [Fact]
    public void No_text_makes_the_detector_throw()
    {
        var random = new Random(20_261_123);
        for (var i = 0; i < 2_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => (char)random.Next(0x10000))]);
            var found = Detector.Detect(text, None);
            Assert.InRange(found.Confidence, 0, 1);
        }
    }

    [Fact]
    public void A_missing_table_says_which_file_is_missing()
    {
        var error = Assert.Throws<FileNotFoundException>(() => new LanguageDetector("/nowhere/languages.bin").Warm());
        Assert.Contains("languages.bin", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zh-CN", "zh")]
    [InlineData("zh_Hant_TW", "zh")]
    [InlineData("PT-br", "pt")]
    [InlineData("iw", "he")]
    [InlineData("fil", "tl")]
    [InlineData("no", "nb")]
    [InlineData("spa", "es")]
    [InlineData("und", null)]
    [InlineData("auto", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("../etc", null)]
    public void Language_tags_are_reduced_to_primary_codes(string? tag, string? code) => Assert.Equal(code, LanguageCode.Normalize(tag));
}
