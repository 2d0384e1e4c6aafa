using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace OrleansSupport.Bench;

/// <summary>A program that a bench or the fault harness starts, and ends with the signal that an operator would send.</summary>
internal sealed partial class Child : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _log;

    private Child(Process process, StreamWriter log) => (_process, _log) = (process, log);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public Task Exited => _process.WaitForExitAsync();

    /// <summary>Where the build put a program of ours.</summary>
    public static string Program(string name) => Built(name) + (OperatingSystem.IsWindows() ? ".exe" : "");

    /// <summary>A path that the build wrote down.</summary>
    public static string Built(string name) =>
        Path.GetFullPath(typeof(Child).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == name).Value!);

    /// <summary>Starts a program that says nothing when it is ready.</summary>
    public static Child Launch(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string log) =>
        Begin(program, arguments, environment, log, _ => false).Child;

    /// <param name="input">Its first line of input; what is secret does not stand on a command line.</param>
    /// <param name="ready">What it has to print before it counts as started; the line is the answer.</param>
    public static async Task<(Child Child, string Line)> Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string log, Func<string, bool> ready,
        string? input = null)
    {
        var (child, line) = Begin(program, arguments, environment, log, ready);
        if (input is not null)
        {
            await child._process.StandardInput.WriteLineAsync(input);
            await child._process.StandardInput.FlushAsync();
        }

        try
        {
            return (child, await line.WaitAsync(TimeSpan.FromMinutes(2)));
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    private static (Child Child, Task<string> Ready) Begin(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string log, Func<string, bool> ready)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var child = new Child(process, new StreamWriter(log, append: true) { AutoFlush = true });
        var line = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = child.Copy(process.StandardOutput, line, ready);
        var errors = child.Copy(process.StandardError, line, _ => false);
        _ = Task.WhenAll(output, errors).ContinueWith(_ => line.TrySetException(new InvalidOperationException($"{program} ended; see {log}")), TaskScheduler.Default);
        return (child, line.Task);
    }

    /// <summary>Linux and macOS only.</summary>
    public void Signal(int signal) => Kill(_process.Id, signal);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            if (OperatingSystem.IsWindows() || Kill(_process.Id, 15) != 0)
            {
                _process.Kill(entireProcessTree: true);
            }

            try
            {
                await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
        await _log.DisposeAsync();
    }

    private async Task Copy(StreamReader reader, TaskCompletionSource<string> first, Func<string, bool> ready)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.WriteLine(line);
            }

            if (ready(line))
            {
                first.TrySetResult(line);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

internal static class Text
{
    public static string Of(this double number, int digits) => number.ToString("N" + digits, CultureInfo.InvariantCulture);

    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public static double Percentile(this double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
