using System.Text.Json;
using OrleansSupport.Silo.Languages;

namespace OrleansSupport.Tests.Languages;

/// <summary>What becomes of order numbers, lines and long texts on the way through a provider that spoils them.</summary>
public sealed class ProtectedTranslationTests(FakeVendors vendors) : IClassFixture<FakeVendors>
{
    private const string Message = "Order #1042 for €12.50 is late, see https://shop.example/o/1042 👍";

    [Fact]
    public async Task Order_numbers_prices_and_links_never_reach_the_provider_and_come_back_whole()
    {
        var vendor = vendors.Room("protected");
        using var host = TranslationHost.For("libretranslate", vendor);
        Assert.Equal(new TranslationResult.Done("[es] " + Message, "libretranslate"), await host.Translate(Message));
        var sent = Assert.Single(await Sent(vendor));
        Assert.Equal("Order ⟦0⟧ for ⟦1⟧ is late, see ⟦2⟧ ⟦3⟧", sent);
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("double")]
    public async Task A_provider_that_spoils_one_token_style_is_asked_with_the_next(string mode)
    {
        var vendor = vendors.Room(mode);
        await vendor.Order(mode);
        using var host = TranslationHost.For("libretranslate", vendor);
        Assert.Equal(new TranslationResult.Done("[es] " + Message, "libretranslate"), await host.Translate(Message));
        Assert.Equal(2, (await Sent(vendor)).Length);
    }

    [Fact]
    public async Task A_provider_that_spoils_all_styles_has_not_translated()
    {
        var vendor = vendors.Room("dropall");
        await vendor.Order("dropall");
        using var host = TranslationHost.For("libretranslate", vendor);
        var failed = Assert.IsType<TranslationResult.Failed>(await host.Translate(Message));
        Assert.Equal(TranslationFailure.Invalid, failed.Kind);
        Assert.Equal(TokenStyle.All.Count, (await Sent(vendor)).Length);
    }

    [Fact]
    public async Task Another_word_order_moves_the_parts_with_their_tokens()
    {
        var vendor = vendors.Room("reorder");
        await vendor.Order("reorder");
        using var host = TranslationHost.For("libretranslate", vendor);
        Assert.Equal(new TranslationResult.Done("[es] RB123456789CN is order #1042", "libretranslate"), await host.Translate("#1042 is order RB123456789CN"));
    }

    [Theory]
    [InlineData("ok")]
    [InlineData("joinlines")]
    public async Task Lines_stay_lines_whatever_the_provider_does_with_them(string mode)
    {
        var vendor = vendors.Room("lines-" + mode);
        await vendor.Order(mode);
        using var host = TranslationHost.For("libretranslate", vendor);
        var done = Assert.IsType<TranslationResult.Done>(await host.Translate("  Hello,\r\n\r\nplease send it to:\r\n  Jane Doe\r\n  #12\r\n"));
        var lines = done.Text.Split("\r\n");
        Assert.Equal(6, lines.Length);
        Assert.Equal(["", "  #12", ""], [lines[1], lines[4], lines[5]]);
        Assert.StartsWith("  [es] Hello", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("Jane Doe", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("  ", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_above_the_providers_limit_travels_in_pieces_and_comes_back_in_one()
    {
        var vendor = vendors.Room("long");
        using var host = TranslationHost.For("libretranslate", vendor, ("Providers:0:LongestText", "200"));
        var text = string.Join("\n\n", Enumerable.Range(0, 12).Select(i => $"Paragraph about order #{1000 + i}. It has two sentences, and both of them matter."));
        var done = Assert.IsType<TranslationResult.Done>(await host.Translate(text));
        var sent = await Sent(vendor);
        Assert.Equal(6, sent.Length);
        Assert.All(sent, piece => Assert.InRange(piece.Length, 1, 200));
        Assert.Equal(text, done.Text.Replace("[es] ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_document_is_refused_before_anybody_is_asked()
    {
        var vendor = vendors.Room("document");
        using var host = TranslationHost.For("libretranslate", vendor);
        var failed = Assert.IsType<TranslationResult.Failed>(await host.Translate(new string('a', ProtectedTranslator.LongestMessage + 1)));
        Assert.Equal(TranslationFailure.TooLarge, failed.Kind);
        Assert.Empty(await Sent(vendor));
    }

    [Theory]
    [InlineData("#1042")]
    [InlineData("👍👍 12,50 €")]
    [InlineData("https://shop.example/o/1042")]
    [InlineData("   ")]
    [InlineData("")]
    [InlineData("1234 ... !!!")]
    public async Task Where_there_are_no_words_nobody_is_asked(string text)
    {
        var vendor = vendors.Room("wordless");
        using var host = TranslationHost.For("libretranslate", vendor);
        Assert.Equal(text, Assert.IsType<TranslationResult.Done>(await host.Translate(text)).Text);
        Assert.Empty(await Sent(vendor));
    }

    [Fact]
    public async Task Html_keeps_its_tags_where_they_were_and_only_the_words_between_them_are_sent()
    {
        var vendor = vendors.Room("html");
        using var host = TranslationHost.For("libretranslate", vendor);
        const string Html = "<div class=\"m\"><p>Where is my <b>parcel</b>?</p>\n<ul><li>Lamp</li><li>Shade &amp; cable</li></ul><!-- from a phone --></div>";
        var done = Assert.IsType<TranslationResult.Done>(await host.Translate(Html));
        Assert.Equal(Html, done.Text.Replace("[es] ", "", StringComparison.Ordinal));
        var sent = await Sent(vendor);
        Assert.Equal(3, sent.Length);
        Assert.All(sent, text => Assert.DoesNotContain("<", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Quoted_lines_stay_quoted()
    {
        using var host = TranslationHost.For("libretranslate", vendors.Room("quoted"));
        const string Text = "It is still broken.\n\n> On Monday you wrote:\n>> Please send a picture.\n> Thanks\n";
        var done = Assert.IsType<TranslationResult.Done>(await host.Translate(Text));
        Assert.Equal(Text, done.Text.Replace("[es] ", "", StringComparison.Ordinal));
        Assert.StartsWith(">> [es] Please", done.Text.Split('\n')[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_characters_with_quotations_lists_and_numbers_come_back_in_the_same_shape()
    {
        using var host = TranslationHost.For("libretranslate", vendors.Room("ten-thousand"), ("Providers:0:LongestText", "500"));
        var text = string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"The parcel #{1000 + i} is late. I wait for it since Monday, and nobody answers!\n\n- first: €{i}.50\n- second: https://shop.example/o/{i}\n\n> You wrote about LUM-{20000 + i}:\n> it comes tomorrow.\n\n"));
        Assert.True(text.Length > 10_000);
        var done = Assert.IsType<TranslationResult.Done>(await host.Translate(text));
        Assert.Equal(text, done.Text.Replace("[es] ", "", StringComparison.Ordinal));
    }

    private static async Task<string[]> Sent(FakeVendor vendor) =>
    [
        .. (await vendor.Asked()).Requests.Select(body => JsonDocument.Parse(body).RootElement.GetProperty("q"))
            .SelectMany(q => q.ValueKind == JsonValueKind.Array ? q.EnumerateArray().Select(text => text.GetString()!) : [q.GetString()!]),
    ];
}
