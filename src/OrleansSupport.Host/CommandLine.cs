namespace OrleansSupport.Host;

/// <summary>The few words that stand for settings: <c>--demo</c> is <c>Demo:Play=true</c>, <c>--reset-admin</c> is <c>Admin:Reset=true</c>.</summary>
internal static class CommandLine
{
    private static readonly Dictionary<string, string> Words = new() { ["--demo"] = "Demo:Play", ["--reset-admin"] = "Admin:Reset" };

    public static Dictionary<string, string?> Settings(string[] args) =>
        Words.Where(word => args.Contains(word.Key)).ToDictionary(word => word.Value, string? (_) => "true");

    /// <summary>Everything else, for the host: it would take what follows such a word for its value.</summary>
    public static string[] Rest(string[] args) => [.. args.Where(arg => !Words.ContainsKey(arg))];
}
