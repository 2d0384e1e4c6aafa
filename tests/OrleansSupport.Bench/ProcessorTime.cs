using System.Globalization;
using System.Runtime.InteropServices;

namespace OrleansSupport.Bench;

/// <summary>
/// Processor time of a server and of the database work done for it. Backends name their database in their title, so the
/// work of others on the same server is left out; the server's shared processes (log writer, checkpoints) count for whoever runs.
/// </summary>
internal sealed partial class ProcessorTime(int server, DatabaseServer database, string name)
{
    /// <summary>Milliseconds since the processes began, by process.</summary>
    public Dictionary<int, (double Milliseconds, bool Database)> Read()
    {
        var postmaster = database.Process;
        var found = new Dictionary<int, (double, bool)> { [server] = (Milliseconds(server), false), [postmaster] = (Milliseconds(postmaster), true) };
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Stat(id) is { } stat && int.Parse(stat[1], CultureInfo.InvariantCulture) == postmaster && Serves(id))
            {
                found[id] = (Milliseconds(id), true);
            }
        }

        return found;
    }

    public static (double Server, double Database) Between(
        Dictionary<int, (double Milliseconds, bool Database)> before, Dictionary<int, (double Milliseconds, bool Database)> after)
    {
        var (server, database) = (0.0, 0.0);
        foreach (var (id, now) in after)
        {
            var spent = now.Milliseconds - before.GetValueOrDefault(id).Milliseconds;
            (server, database) = now.Database ? (server, database + spent) : (server + spent, database);
        }

        return (server, database);
    }

    public static double ResidentKilobytes(int process)
    {
        foreach (var line in File.ReadLines($"/proc/{process}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
            {
                return double.Parse(line.AsSpan(6, line.Length - 8).Trim(), CultureInfo.InvariantCulture);
            }
        }

        return double.NaN;
    }

    /// <summary>True for backends and workers of the database and for processes that serve all of them.</summary>
    private bool Serves(int id)
    {
        try
        {
            // "postgres: orleans_support bench_floor 127.0.0.1(40000) idle", "postgres: autovacuum worker bench_floor", "postgres: walwriter"
            var title = File.ReadAllText($"/proc/{id}/cmdline").TrimEnd('\0', ' ').Split(' ');
            var backend = title.Length > 3 && title[1] == DatabaseServer.User;
            return backend ? title[2] == name : !title.Contains("autovacuum") || !title.Contains("worker") || title.Contains(name);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>By the kernel's own clock of the process, all threads and those that ended: /proc counts in steps of 10 ms. 0 for a process that is gone.</summary>
    private static double Milliseconds(int id) =>
        ClockOf(id, out var clock) == 0 && Read(clock, out var time) == 0 ? (time.Seconds * 1e3) + (time.Nanoseconds / 1e6) : 0;

    /// <summary>The fields after the command's name: state, parent, …</summary>
    private static string[]? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int ClockOf(int process, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Time time);

    private readonly record struct Time(long Seconds, long Nanoseconds);
}
