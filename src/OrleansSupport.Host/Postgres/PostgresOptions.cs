using System.Globalization;

namespace OrleansSupport.Host.Postgres;

/// <summary>Where the embedded PostgreSQL keeps its data and finds its programs.</summary>
public sealed record PostgresOptions
{
    /// <summary>The folder that holds the data, the password and the locks.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The folder of a PostgreSQL to use in place of the one that came with the product (bin or its parent).</summary>
    public string? Programs { get; init; }

    /// <summary>Further lines for PostgreSQL's configuration, name to value.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a start (with crash recovery) or a stop may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    public static PostgresOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Postgres");
        return new PostgresOptions
        {
            DataDirectory = section["DataDirectory"] is { Length: > 0 } given ? given : DefaultDataDirectory(),
            Programs = section["Programs"] is { Length: > 0 } programs ? programs : null,
            Settings = section.GetSection("Settings").GetChildren().ToDictionary(s => s.Key, s => s.Value ?? "", StringComparer.OrdinalIgnoreCase),
            Patience = section["PatienceSeconds"] is { } seconds
                ? TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture))
                : TimeSpan.FromMinutes(2),
        };
    }

    // Not in root's home: PostgreSQL will not run as root, and nobody else may enter there.
    private static string DefaultDataDirectory() =>
        !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess
            ? "/var/lib/orleans-support"
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "orleans-support");
}
