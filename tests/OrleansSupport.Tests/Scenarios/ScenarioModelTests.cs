using OrleansSupport.Contracts.Orders;
using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Silo.Scenarios;

namespace OrleansSupport.Tests.Scenarios;

public sealed class ScenarioModelTests
{
    private static readonly Order Order = new(
        "LM-1", "lumen", OrderStatus.Shipped, DateTimeOffset.UnixEpoch, [new OrderItem("a", "Aurora", 2)], 1234.5m, "EUR", "ana", "DHL", "JD01", "https://track.example/JD01",
        new DateOnly(2026, 5, 15));

    [Fact]
    public void Seven_in_ten_held_out_messages_are_understood_and_no_language_falls_far_behind()
    {
        var languages = ScenarioModel.AsShipped.Measure();
        Assert.Equal(ScenarioModel.Languages.Order(), languages.Select(language => language.Language).Order());
        Assert.True(languages.Average(language => language.Accuracy) >= 0.7, string.Join(" ", languages));
        Assert.All(languages, language => Assert.True(language.Accuracy >= 0.55, language.ToString()));
    }

    [Fact]
    public void Nothing_held_out_stands_among_the_examples_in_every_scenario_and_language_there_are_both()
    {
        var learned = Concepts.Lines("examples.txt").ToHashSet();
        Assert.DoesNotContain(Concepts.Lines("held-out.txt"), learned.Contains);
        foreach (var scenario in Scenario.All)
        {
            Assert.All(ScenarioModel.Languages, language =>
            {
                Assert.Contains(learned, line => line.StartsWith($"{scenario}\t{language}\t", StringComparison.Ordinal));
                Assert.Contains(ScenarioModel.HeldOutMessages, one => one.Scenario == scenario && one.Language == language);
            });
        }
    }

    [Theory]
    [InlineData("Where is my parcel?", "where-is-my-order")]
    [InlineData("我要退款", "refund-status")]
    [InlineData("La lámpara llegó rota", "damaged")]
    [InlineData("Kann ich eine Rechnung bekommen?", "invoice-tax")]
    [InlineData("ok", Scenario.Other)]
    [InlineData("👍", Scenario.Other)]
    [InlineData("", Scenario.Other)]
    public void What_a_buyer_wants_is_understood(string text, string scenario) => Assert.Equal(scenario, ScenarioModel.AsShipped.Classify(text).Scenario);

    [Theory]
    [InlineData("Dónde está mi PEDIDO", "donde esta mi pedido")]
    [InlineData("Überfällig", "uberfallig")]
    [InlineData("Où est mon colis ?", "ou est mon colis")]
    public void Words_mean_the_same_without_their_accents(string written, string plain) => Assert.Equal(Concepts.Find(written.Split(' ')[0], true), Concepts.Find(plain.Split(' ')[0], true));

    [Fact]
    public void A_message_that_is_all_different_pieces_and_concepts_is_read_to_its_length_and_leaves_nothing_to_the_next()
    {
        var reader = new MessageFeatures();
        var before = reader.Read("Where is my parcel?").ToArray();
        string[] strange =
        [
            string.Concat(Enumerable.Range(0x4e00, 4_000).Select(letter => (char)letter)),
            string.Join(' ', Enumerable.Range(0, 4_000).Select(i => (char)(0xc0 + i % 0x180))),
            string.Join(' ', Concepts.Lines("concepts.txt")),
            string.Concat(Concepts.Lines("concepts.txt").Select(line => line.Split(' ').First(stem => stem[^1] >= 0x3000) + "、")),
        ];
        Assert.All(strange, text =>
        {
            var features = reader.Read(text).ToArray();
            Assert.InRange(features.Length, 500, 5_000);
            Assert.Equal(features.Length, features.DistinctBy(feature => feature.Bucket).Count());
            Assert.Equal(1, features.Sum(feature => feature.Value * feature.Value), 0.001);
        });
        Assert.Equal(before, reader.Read("Where is my parcel?").ToArray());
    }

    [Fact]
    public void What_agents_taught_is_learned_and_training_twice_gives_the_same_model()
    {
        const string Odd = "the frobnicator goes zwoosh";
        ScenarioExample[] taught = [new("complaint", "en", "frobnicator zwoosh again"), new("complaint", "en", "zwoosh from the frobnicator")];
        var model = ScenarioModel.Learn(taught);
        Assert.NotEqual("complaint", ScenarioModel.AsShipped.Classify(Odd).Scenario);
        Assert.Equal("complaint", model.Classify(Odd).Scenario);
        var again = ScenarioModel.Learn(taught);
        Assert.All(ScenarioModel.HeldOutMessages, one => Assert.Equal(model.Classify(one.Text), again.Classify(one.Text)));
    }

    [Theory]
    [InlineData("en", "{customer}: {order}, {items}, {total}", "Ana: LM-1, 2 × Aurora, 1,234.50 EUR")]
    [InlineData("es", "{expected} {total} {status}", "15 de mayo 1.234,50 EUR enviado")]
    [InlineData("zh", "{expected} {status} {carrier} {tracking} {link}", "5月15日 已发货 DHL JD01 https://track.example/JD01")]
    public void A_template_is_filled_as_its_language_writes(string language, string text, string filled) =>
        Assert.Equal(filled, TemplateText.Fill(text, language, "Ana", "Lucía", "Lumen", Order));

    [Fact]
    public void A_template_that_cannot_be_filled_whole_is_not_used()
    {
        Assert.Null(TemplateText.Fill("{tracking}", "en", "Ana", "Lucía", "Lumen", Order with { Tracking = null }));
        Assert.Null(TemplateText.Fill("{order}", "en", "Ana", "Lucía", "Lumen", null));
        Assert.Equal("Hello Ana", TemplateText.Fill("Hello {customer}", "en", "Ana", "Lucía", "Lumen", null));
    }
}
