using OrleansSupport.Silo.Languages;

namespace OrleansSupport.Tests.Languages;

public sealed class ProtectionTests
{
    private static readonly TokenStyle Style = TokenStyle.All[0];

    [Theory]
    [InlineData("Where is order #1042?", "#1042")]
    [InlineData("My order 114-3941689-8772232 is late", "114-3941689-8772232")]
    [InlineData("订单12345678什么时候到", "12345678")]
    [InlineData("Track SF1234567890123 please", "SF1234567890123")]
    [InlineData("Track 1Z999AA10123456784, thanks", "1Z999AA10123456784")]
    [InlineData("RB123456789CN is stuck", "RB123456789CN")]
    [InlineData("See https://shop.example/a?b=c#d.", "https://shop.example/a?b=c#d")]
    [InlineData("见https://shop.example/x。谢谢", "https://shop.example/x")]
    [InlineData("Write to jane.doe+eu@mail.example.com!", "jane.doe+eu@mail.example.com")]
    [InlineData("You charged €1.299,00 twice", "€1.299,00")]
    [InlineData("It cost 12,50 € only", "12,50 €")]
    [InlineData("I paid USD 49.90 for it", "USD 49.90")]
    [InlineData("Call +49 (30) 1234-5678 now", "+49 (30) 1234-5678")]
    [InlineData("The SKU is AB-1234-XL, red", "AB-1234-XL")]
    [InlineData("Dear {{customer.name}}, hello", "{{customer.name}}")]
    [InlineData("Dear {name}, hello", "{name}")]
    [InlineData("Great 👍🏽👨‍👩‍👧 service", "👍🏽👨‍👩‍👧")]
    [InlineData("A customer may write ⟦0⟧ too", "⟦0⟧")]
    [InlineData("Please <b>hurry", "<b>")]
    public void What_must_survive_is_found_whole(string text, string part)
    {
        var found = ProtectedText.Of(text);
        Assert.Equal([part], Enumerable.Range(0, found.Count).Select(i => found.Part(i).ToString()));
    }

    [Theory]
    [InlineData("I bought 2 shirts and 3 hats in 2026")]
    [InlineData("Is it the A4 size or the XL?")]
    [InlineData("WHERE IS MY ORDER")]
    [InlineData("Half-price, well-known; state-of-the-art")]
    [InlineData("3 < 5 and 7 > 4")]
    public void Ordinary_words_and_small_numbers_are_translated(string text) => Assert.Equal(0, ProtectedText.Of(text).Count);

    [Fact]
    public void Tokens_may_change_places_and_get_spaces_but_not_get_lost()
    {
        var text = ProtectedText.Of("Order #1042 came with SF1234567890123");
        Assert.Equal("Order ⟦0⟧ came with ⟦1⟧", text.Mask(Style));
        Assert.Equal("SF1234567890123 kam mit #1042", text.Restore(Style, text.Mask(Style), "⟦ 1 ⟧ kam mit ⟦0⟧"));
        Assert.Equal("#1042 SF1234567890123", text.Restore(Style, text.Mask(Style), "⟦٠⟧ ⟦١⟧"));
        Assert.Null(text.Restore(Style, text.Mask(Style), "⟦0⟧"));
        Assert.Null(text.Restore(Style, text.Mask(Style), "⟦0⟧ ⟦1⟧ ⟦1⟧"));
        Assert.Null(text.Restore(Style, text.Mask(Style), "⟦0⟧ ⟦0⟧"));
        Assert.Null(text.Restore(Style, text.Mask(Style), "⟦0⟧ ⟦1⟧ ⟦2⟧"));
    }

    [Fact]
    public void Masking_and_restoring_gives_back_any_text_in_every_style()
    {
        var random = new Random(7);
        for (var i = 0; i < 1_000; i++)
        {
            var text = RandomMessage(random);
            var found = ProtectedText.Of(text);
            foreach (var style in TokenStyle.All)
            {
                var masked = found.Mask(style);
                Assert.Equal(text, found.Restore(style, masked, masked));
            }
        }
    }

    [Fact]
    public void Pieces_fit_the_limit_join_to_the_text_and_cut_no_token()
    {
        var random = new Random(8);
        for (var i = 0; i < 500; i++)
        {
            var found = ProtectedText.Of("Hi " + RandomMessage(random) + RandomMessage(random));
            var masked = found.Mask(Style);
            var pieces = TextPieces.Split(masked, random.Next(20, 80), Style);
            Assert.Equal(masked, string.Concat(pieces));
            Assert.Equal(Style.Read(masked).Count, pieces.Sum(piece => Style.Read(piece).Count));
            Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, 80));
        }
    }

    [Fact]
    public void Texts_are_cut_at_paragraphs_first_and_at_sentences_next()
    {
        Assert.Equal(["One paragraph here.\n\n", "Another one there."], TextPieces.Split("One paragraph here.\n\nAnother one there.", 25, Style));
        Assert.Equal(["It broke on Monday.", " I want my money."], TextPieces.Split("It broke on Monday. I want my money.", 25, Style));
        Assert.Equal(["我的订单还没有到，请尽快处理一下。", "我要退款，谢谢你们的帮助。"], TextPieces.Split("我的订单还没有到，请尽快处理一下。我要退款，谢谢你们的帮助。", 20, Style));
    }

    [Fact]
    public void A_hostile_text_of_the_longest_length_is_searched_at_once()
    {
        foreach (var unit in new[] { "A", "1", "-", "1-", "A-1", "@", "a@", "{{", "+1 ", "<a ", "#", "€", "👍" })
        {
            var text = string.Concat(Enumerable.Repeat(unit, ProtectedTranslator.LongestMessage / unit.Length));
            var found = ProtectedText.Of(text);
            Assert.Equal(text, found.Restore(Style, found.Mask(Style), found.Mask(Style)));
        }
    }

    private static string RandomMessage(Random random)
    {
        string[] words =
        [
            "order", "包裹", "où", "#1042", "SF1234567890123", "https://a.example/b", "€12.50", "{{name}}", "👍🏽", "\n", "\n\n", ". ", "。", "x@y.example",
            "⟦3⟧", "[[P1]]", "__PH2__", "+4930123456", "AB-12-CD", "ß", "  ", "\ud83d", "{", "⟦", "[[", "<b>",
        ];
        return string.Concat(Enumerable.Range(0, random.Next(25)).Select(_ => words[random.Next(words.Length)] + (random.Next(3) > 0 ? " " : "")));
    }
}
