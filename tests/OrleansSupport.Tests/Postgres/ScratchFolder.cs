using Microsoft.Extensions.Logging.Abstractions;
using OrleansSupport.Host.Postgres;

namespace OrleansSupport.Tests.Postgres;

/// <summary>Data folders for throwaway servers.</summary>
internal static class ScratchFolder
{
    private static readonly string Parent = Path.Combine(Path.GetTempPath(), "orleans-support-tests-" + Environment.UserName);

    /// <summary>A path no folder stands at yet, in a folder others may pass through (or not).</summary>
    public static string New(bool closed = false)
    {
        var run = Path.Combine(Parent, Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(run);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            File.SetUnixFileMode(Parent, own | UnixFileMode.OtherExecute);
            File.SetUnixFileMode(run, closed ? own : own | UnixFileMode.OtherExecute);
        }
        return Path.Combine(run, "postgres");
    }

    public static void Delete(string dataDirectory)
    {
        if (Directory.Exists(Path.GetDirectoryName(dataDirectory)))
        {
            Directory.Delete(Path.GetDirectoryName(dataDirectory)!, recursive: true);
        }
    }

    /// <summary>Runs that were killed left their server running: stop it and take the folder away.</summary>
    public static async Task ClearAbandonedAsync()
    {
        var old = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-10);
        foreach (var run in Directory.Exists(Parent) ? Directory.GetDirectories(Parent) : [])
        {
            var data = Path.Combine(run, "postgres");
            var use = Path.Combine(data, "use.lock");
            if (Directory.GetCreationTimeUtc(run) > old || !File.Exists(use))
            {
                continue;
            }
            using (var free = FileLock.Try(use, shared: false))
            {
                if (free is null)
                {
                    continue;
                }
            }
            try
            {
                await using (await EmbeddedPostgres.StartAsync(new PostgresOptions { DataDirectory = data }, NullLogger.Instance))
                {
                }
            }
            catch (Exception error) when (error is EmbeddedPostgresException or IOException)
            {
                // Not even data any more, or half deleted when its run was killed.
            }
            Delete(data);
        }
    }
}
