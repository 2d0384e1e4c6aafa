using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OrleansSupport.Host.Postgres;

/// <summary>The data folder: made by initdb once, its configuration written anew at each start.</summary>
internal sealed partial class Cluster(string root)
{
    private const string Configuration = "orleans-support.conf";

    public string Folder { get; } = Path.Combine(root, "data");

    public bool Exists => File.Exists(Path.Combine(Folder, "PG_VERSION"));

    public int? Major => Exists ? int.Parse(File.ReadAllText(Path.Combine(Folder, "PG_VERSION")), CultureInfo.InvariantCulture) : null;

    public string StartLog => Path.Combine(Folder, "start.log");

    /// <summary>Makes the data folder under another name and renames it at the end: a first start that is killed leaves nothing half done.</summary>
    public async Task InitialiseAsync(Account account, string password, CancellationToken cancellation)
    {
        var workshop = Path.Combine(root, "initdb");
        if (Directory.Exists(workshop))
        {
            Directory.Delete(workshop, recursive: true);
        }
        Directory.CreateDirectory(workshop);
        var passwordFile = Path.Combine(workshop, "password");
        var made = Path.Combine(workshop, "data");
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(workshop, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
            await File.WriteAllTextAsync(passwordFile, password, cancellation);
            await account.OwnAsync(workshop, cancellation);

            var problems = new StringBuilder();
            foreach (var locale in Locales(account.Programs.Major))
            {
                var (code, output) = await account.RunAsync(
                    "initdb",
                    ["-D", made, "-U", Credentials.User, "--pwfile", passwordFile, "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", .. locale],
                    cancellation);
                if (code == 0)
                {
                    await File.AppendAllTextAsync(
                        Path.Combine(made, "postgresql.conf"),
                        $"\n# Rewritten by the product at each start; what stands below it wins.\ninclude_if_exists = '{Configuration}'\n",
                        cancellation);
                    Directory.Move(made, Folder);
                    return;
                }
                cancellation.ThrowIfCancellationRequested();
                problems.AppendLine(output);
            }
            throw new EmbeddedPostgresException($"initdb could not make {Folder}: {problems}");
        }
        finally
        {
            Directory.Delete(workshop, recursive: true);
        }
    }

    // Sorted and cased the same on every machine: PostgreSQL's own C.UTF-8 from 17 on. The system's locale still decides what a letter is for
    // trigrams, so C.UTF-8 is asked for first there too.
    private static IEnumerable<string[]> Locales(int major)
    {
        string[] provider = major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [];
        yield return [.. provider, "--locale=C.UTF-8"];
        yield return [.. provider, "--locale=en_US.UTF-8"];
        yield return [.. provider, "--locale=C"];
    }

    public async Task ConfigureAsync(Account account, int port, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation)
    {
        var lines = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "",
            ["max_connections"] = "200",
            ["shared_buffers"] = SharedBuffers(),
            ["password_encryption"] = "scram-sha-256",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["lc_messages"] = "C",
            ["logging_collector"] = "on",
            ["log_directory"] = "log",
            ["log_filename"] = "postgresql-%a.log",
            ["log_rotation_age"] = "1d",
            ["log_rotation_size"] = "0",
            ["log_truncate_on_rotation"] = "on",

            // Statements and the details of errors hold what customers wrote: they stay out of the log.
            ["log_min_error_statement"] = "panic",
            ["log_error_verbosity"] = "terse",
            ["log_parameter_max_length"] = "0",
        };
        foreach (var (name, value) in settings)
        {
            lines[SettingName().IsMatch(name) ? name : throw new EmbeddedPostgresException($"Postgres:Settings has no setting '{name}'.")] = value;
        }
        var file = Path.Combine(Folder, Configuration);
        await File.WriteAllLinesAsync(
            file, lines.Select(l => $"{l.Key} = '{l.Value.Replace("'", "''", StringComparison.Ordinal)}'"), cancellation);
        await account.OwnAsync(file, cancellation);
    }

    /// <summary>
    /// An eighth of what this process may use, 128 MB to 2 GB: with PostgreSQL's own 128 MB the pages of a hundred thousand conversations push one another out.
    /// Taken only as it is filled.
    /// </summary>
    private static string SharedBuffers() =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 23, 128, 2048)}MB");

    /// <summary>The end of what PostgreSQL said at its last start.</summary>
    public string LastWords()
    {
        var logs = Path.Combine(Folder, "log");
        var files = Directory.Exists(logs) ? Directory.GetFiles(logs).OrderByDescending(File.GetLastWriteTimeUtc).Take(1) : [];
        return string.Join('\n', files.Prepend(StartLog).Where(File.Exists).SelectMany(f => File.ReadLines(f).TakeLast(10)));
    }

    [GeneratedRegex("^[a-z][a-z0-9_.]*$", RegexOptions.IgnoreCase)]
    private static partial Regex SettingName();
}
