using System.Diagnostics;

namespace OrleansSupport.Bench.Languages;

/// <summary>Lingua's test data (Apache-2.0): too large for this repository, so it is fetched from Lingua's own.</summary>
internal static class LinguaData
{
    private const string Repository = "https://github.com/searchpioneer/lingua-dotnet";
    private const string Within = "tests/Lingua.AccuracyReport.Tests/LanguageTestData";

    /// <summary>The folder with the data, cloned once into the temporary folder; null, with a word about it, where the network does not lead there.</summary>
    public static async Task<string?> Download()
    {
        var clone = Path.Combine(Path.GetTempPath(), "orleans-support-lingua-data");
        var data = Path.Combine(clone, Within);
        if (!Directory.Exists(data)
            && (!await Git("clone", "--quiet", "--depth", "1", "--filter=blob:none", "--sparse", Repository, clone)
                || !await Git("-C", clone, "sparse-checkout", "set", Within)))
        {
            Console.Error.WriteLine($"{Repository} cannot be reached: without its words, pairs and sentences. Give them with --lingua-data.");
            return null;
        }

        return data;
    }

    private static async Task<bool> Git(params string[] arguments)
    {
        using var git = Process.Start("git", arguments);
        await git.WaitForExitAsync();
        return git.ExitCode == 0;
    }
}
