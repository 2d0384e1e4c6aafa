using System.Diagnostics;
using System.Text;

namespace OrleansSupport.Host.Postgres;

/// <summary>As whom PostgreSQL runs: it refuses to run as root.</summary>
internal enum AccountKind
{
    /// <summary>The product's own user.</summary>
    Own,

    /// <summary>The product is root, PostgreSQL is nobody.</summary>
    Nobody,

    /// <summary>The product is root and works under a folder closed to others: PostgreSQL is root outside, nobody inside a user namespace.</summary>
    Namespace,
}

/// <summary>Runs PostgreSQL's programs under the right account.</summary>
internal sealed record Account(AccountKind Kind, ServerPrograms Programs)
{
    private static readonly string[] Unshare = ["--user", "--map-user=65534", "--map-group=65534", "--"];

    public static async Task<Account> ChooseAsync(ServerPrograms programs, string folder, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new Account(AccountKind.Own, programs);
        }

        var dataOpen = OpenToOthers(folder);
        if (dataOpen && OpenToOthers(programs.File("postgres")))
        {
            return new Account(AccountKind.Nobody, programs);
        }
        if (OperatingSystem.IsLinux() && await NamespacesWorkAsync(cancellation))
        {
            return new Account(AccountKind.Namespace, programs);
        }
        if (!dataOpen)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL does not run as root, and nobody else may enter {folder}. Name another folder in Postgres:DataDirectory, or run as an ordinary user.");
        }

        // Containers often forbid namespaces: then nobody gets a copy of the programs that nobody can reach.
        var copy = Path.Combine(folder, "programs-" + programs.Version);
        if (!Directory.Exists(copy))
        {
            var unfinished = copy + ".unfinished";
            await RunPlainAsync("rm", ["-rf", unfinished], cancellation);
            await RunPlainAsync("cp", ["-a", Path.GetDirectoryName(programs.Bin)!, unfinished], cancellation);
            await RunPlainAsync("chmod", ["-R", "a+rX", unfinished], cancellation);
            Directory.Move(unfinished, copy);
        }
        return new Account(AccountKind.Nobody, programs with { Bin = Path.Combine(copy, "bin") });
    }

    /// <summary>Makes a file or folder belong to the account.</summary>
    public Task OwnAsync(string path, CancellationToken cancellation) => Kind switch
    {
        AccountKind.Nobody => RunPlainAsync("chown", ["-R", "nobody:", path], cancellation),
        AccountKind.Namespace => RunPlainAsync("chown", ["-R", "root:root", path], cancellation),
        _ => Task.CompletedTask,
    };

    public async Task<(int ExitCode, string Output)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var file = Programs.File(program);
        var start = Kind == AccountKind.Namespace
            ? new ProcessStartInfo("unshare", [.. Unshare, file, .. arguments])
            : new ProcessStartInfo(file, arguments);
        if (Kind == AccountKind.Nobody && !OperatingSystem.IsWindows())
        {
            start.UserName = "nobody";
        }

        // The caller's folder may be closed to nobody; its locale may not exist here; its PGDATA and the like belong to another server.
        start.WorkingDirectory = OperatingSystem.IsWindows() ? Programs.Bin : "/";
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("PG", StringComparison.Ordinal) || n.StartsWith("LC_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }
        start.Environment["LC_ALL"] = "C";
        return await RunAsync(start, cancellation);
    }

    private static async Task RunPlainAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        var (code, output) = await RunAsync(new ProcessStartInfo(program, arguments), cancellation);
        if (code != 0)
        {
            throw new EmbeddedPostgresException($"{program} failed: {output}");
        }
    }

    private static async Task<bool> NamespacesWorkAsync(CancellationToken cancellation)
    {
        try
        {
            return (await RunAsync(new ProcessStartInfo("unshare", [.. Unshare, "true"]), cancellation)).ExitCode == 0;
        }
        catch (EmbeddedPostgresException)
        {
            return false;
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start, CancellationToken cancellation)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        start.UseShellExecute = false;
        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new EmbeddedPostgresException($"{start.FileName} cannot be run: {e.Message}", e);
        }
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
        lock (output)
        {
            return (process.ExitCode, output.ToString().Trim());
        }

        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        }
    }

    private static bool OpenToOthers(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }
        for (var at = Path.GetFullPath(path); at is not null; at = Path.GetDirectoryName(at))
        {
            if ((File.GetUnixFileMode(at) & UnixFileMode.OtherExecute) == 0)
            {
                return false;
            }
        }
        return true;
    }
}
