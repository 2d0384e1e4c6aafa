using System.Diagnostics;
using System.Globalization;

namespace OrleansSupport.Host.Postgres;

/// <summary>What a running (or killed) PostgreSQL wrote about itself into its data folder.</summary>
internal sealed record PostmasterFile(int ProcessId, int Port, string Identity)
{
    public static string PathIn(string cluster) => Path.Combine(cluster, "postmaster.pid");

    /// <summary>Null when there is none, or none that is complete yet.</summary>
    public static PostmasterFile? Read(string cluster)
    {
        try
        {
            return Parse(File.ReadAllText(PathIn(cluster)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static PostmasterFile? Parse(string text)
    {
        // Process, data folder, start time and port; further lines come and change while the server starts and stops.
        var lines = text.Split('\n');
        return lines.Length > 4
            && int.TryParse(lines[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var processId)
            && int.TryParse(lines[3], NumberStyles.Integer, CultureInfo.InvariantCulture, out var port)
            ? new PostmasterFile(processId, port, string.Join('\n', lines[..4]))
            : null;
    }

    /// <summary>
    /// Whether the process is that server and not another one that got its number since (the rule after a reboot or in a restarted container).
    /// In doubt it is: PostgreSQL guards a living server's data by this file, and only a dead one's may be taken away.
    /// </summary>
    public bool ServerLives()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            if (process.HasExited || !process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }
        catch (ArgumentException)
        {
            return false;
        }
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }
        try
        {
            // PostgreSQL works inside its data folder: there it must have written this very file.
            return Parse(File.ReadAllText($"/proc/{ProcessId}/cwd/postmaster.pid")) == this;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
