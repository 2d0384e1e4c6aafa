namespace OrleansSupport.Host;

/// <summary>The few words that stand for settings: <c>--demo</c> is <c>Demo:Play=true</c>, <c>--reset-admin</c> is <c>Admin:Reset=true</c>.</summary>
internal static class CommandLine
{
    public static Dictionary<string, string?> Settings(string[] args)
    {
        var settings = new Dictionary<string, string?>();
        if (args.Contains("--demo"))
        {
            settings["Demo:Play"] = "true";
        }

        if (args.Contains("--reset-admin"))
        {
            settings["Admin:Reset"] = "true";
        }

        return settings;
    }
}
