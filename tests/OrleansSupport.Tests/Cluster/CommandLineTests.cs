using Microsoft.Extensions.Configuration;
using OrleansSupport.Host;

namespace OrleansSupport.Tests.Cluster;

public sealed class CommandLineTests
{
    [Fact]
    public void A_word_that_stands_for_a_setting_takes_nothing_with_it()
    {
        string[] args = ["--demo", "--urls", "http://127.0.0.1:5999", "--reset-admin"];
        var configuration = new ConfigurationBuilder().AddCommandLine(CommandLine.Rest(args)).AddInMemoryCollection(CommandLine.Settings(args)).Build();
        Assert.Equal(("http://127.0.0.1:5999", "true", "true"), (configuration["urls"], configuration["Demo:Play"], configuration["Admin:Reset"]));
        Assert.Empty(CommandLine.Settings(["--urls", "http://127.0.0.1:5999"]));
    }
}
