using System.Diagnostics;
using OrleansSupport.Silo.Languages;

namespace OrleansSupport.Tests.Languages;

/// <summary>The real Apertium command.</summary>
public sealed class ApertiumTests
{
    private const string Install =
        "The apertium command with its pairs is needed: apt-get install apertium apertium-eng-spa apertium-fr-es apertium-es-pt apertium-es-it";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static TranslationHost Host()
    {
        var host = new TranslationHost();
        Assert.True(host.Router.CanTranslate("en", "es") && host.Router.CanTranslate("es", "fr") && host.Router.CanTranslate("es", "pt"), Install);
        return host;
    }

    [Theory]
    [InlineData("en", "es", "The house is big.", "casa")]
    [InlineData("es", "en", "La casa es grande.", "house")]
    [InlineData("es", "fr", "La casa es grande.", "maison")]
    [InlineData("pt", "es", "A casa é grande.", "casa")]
    [InlineData("es-MX", "pt-BR", "La casa es grande.", "casa")]
    public async Task Installed_pairs_translate_offline_without_any_configuration(string source, string target, string text, string word)
    {
        using var host = Host();
        var done = Assert.IsType<TranslationResult.Done>(await host.Translate(text, source, target));
        Assert.Equal("apertium", done.Provider);
        Assert.Contains(word, done.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("en", "fr", "The house is big.", "maison")]
    [InlineData("fr", "en", "La maison est grande.", "house")]
    [InlineData("pt", "en", "A casa é grande.", "house")]
    public async Task Languages_without_a_pair_of_their_own_go_through_Spanish(string source, string target, string text, string word)
    {
        using var host = Host();
        var done = Assert.IsType<TranslationResult.Done>(await host.Translate(text, source, target));
        Assert.Contains(word, done.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Order_numbers_links_and_lines_survive()
    {
        using var host = Host();
        var text = "The order #1042 is late.\n\nThe number is SF1234567890123: see https://shop.example/Track?ID=9 please.\nThanks 👍";
        var done = Assert.IsType<TranslationResult.Done>(await host.Translate(text));
        Assert.Equal(4, done.Text.Split('\n').Length);
        Assert.All(["#1042", "SF1234567890123", "https://shop.example/Track?ID=9", "👍"], part => Assert.Single(done.Text.Split(part)[1..]));
    }

    [Fact]
    public async Task Languages_that_are_not_installed_are_not_promised()
    {
        using var host = Host();
        Assert.False(host.Router.CanTranslate("en", "zh"));
        Assert.False(host.Router.CanTranslate("und", "es"));
        Assert.Equal(TranslationFailure.Unsupported, Assert.IsType<TranslationResult.Failed>(await host.Translate("hello", "en", "zh")).Kind);
    }

    [Fact]
    public void Without_the_command_nothing_is_promised_and_nothing_breaks()
    {
        using var host = new TranslationHost(("Providers:0:Kind", "apertium"), ("Providers:0:Command", "/nowhere/apertium"));
        Assert.False(host.Router.CanTranslate("en", "es"));
    }

    [Fact]
    public void Modes_with_variants_and_helpers_are_told_from_pairs()
    {
        var pairs = ApertiumPairs.Parse("  eco-es-fr\n  eng-spa\n  es-pt_BR\n  es-pt\n  es-fr\n  spa-eng_US\n  spa-eng\n  ita-spa\n");
        Assert.Equal(["es-pt"], pairs.Route("es", "pt"));
        Assert.Equal(["spa-eng"], pairs.Route("es", "en"));
        Assert.Equal(["eng-spa", "es-fr"], pairs.Route("en", "fr"));
        Assert.Equal(["ita-spa", "spa-eng"], pairs.Route("it", "en"));
        Assert.Empty(pairs.Route("fr", "en"));
        Assert.Empty(pairs.Route("en", "en"));
    }

    [Fact]
    public async Task A_translation_given_up_ends_its_whole_pipeline()
    {
        // A stand-in whose grandchild holds a pipe open for as long as it lives: the end of the pipe proves its end.
        var folder = Directory.CreateTempSubdirectory("apertium-test").FullName;
        var (pipe, command) = (Path.Combine(folder, "pipe"), Path.Combine(folder, "apertium"));
        await File.WriteAllTextAsync(command, $"#!/bin/sh\nif [ \"$1\" = -l ]; then echo eng-spa; exit; fi\n(exec sleep 600 >'{pipe}') | cat\n", Ct);
        using (var make = Process.Start("sh", ["-c", $"mkfifo '{pipe}' && chmod +x '{command}'"]))
        {
            await make.WaitForExitAsync(Ct);
        }
        using var patience = new CancellationTokenSource();
        var translator = new ApertiumTranslator(new TranslationProviderOptions { Kind = "apertium", Command = command });
        var translation = translator.Translate([new TranslationRequest("The house is big.", "en", "es")], patience.Token);
        using var reader = new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite); // returns when the grandchild runs
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => translation);
        Assert.Equal(0, await reader.ReadAsync(new byte[1], Ct));
        Directory.Delete(folder, recursive: true);
    }
}
