using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// The Apertium command on this machine: rule-based, offline, free. One process per call with its texts on stdin; pairs come from
/// <c>apertium -l</c>, and where two languages have no pair the text goes through Spanish.
/// </summary>
internal sealed class ApertiumTranslator : ITranslator
{
    private static readonly TimeSpan ListDeadline = TimeSpan.FromSeconds(5);

    /// <summary>A paragraph of its own that no rule touches and no masked text contains.</summary>
    private const string Between = "\n\n⟦=⟧\n\n";

    private readonly TranslationProviderOptions _options;
    private readonly string _command;
    private readonly Lazy<ApertiumPairs> _pairs;

    // A translation is a pipeline of several processes: more at once than cores only makes all of them late.
    private readonly SemaphoreSlim _slots = new(Environment.ProcessorCount);

    public ApertiumTranslator(TranslationProviderOptions options)
    {
        _options = options;
        _command = string.IsNullOrWhiteSpace(options.Command) ? "apertium" : options.Command;
        _pairs = new Lazy<ApertiumPairs>(List);
        Capabilities = new(options.LongestText ?? 10_000, MostTexts: 50, LongestCall: 20_000);
    }

    public string Name => _options.DisplayName;

    /// <summary>Starting the pipeline costs more than a hundred messages through it.</summary>
    public TranslatorCapabilities Capabilities { get; }

    public bool Supports(string source, string target) => _pairs.Value.Route(source, target).Count > 0;

    public async Task<IReadOnlyList<TranslationResult>> Translate(IReadOnlyList<TranslationRequest> requests, CancellationToken ct)
    {
        var route = _pairs.Value.Route(requests[0].Source, requests[0].Target);
        if (route.Count == 0)
        {
            return VendorHttp.All(requests.Count, new TranslationResult.Failed(TranslationFailure.Unsupported, Name, "no such pair is installed", null));
        }
        await _slots.WaitAsync(ct);
        try
        {
            var text = string.Join(Between, requests.Select(request => request.Text));
            foreach (var mode in route)
            {
                var (exit, output) = await Run(mode, text, ct);
                if (exit != 0)
                {
                    return VendorHttp.All(requests.Count, new TranslationResult.Failed(TranslationFailure.Transient, Name, $"apertium {mode} ended with {exit}", null));
                }
                text = WithoutMarks(text, output);
            }
            var texts = requests.Count == 1 ? [text] : text.Split(Between);
            return texts.Length == requests.Count
                ? [.. texts.Select(one => string.IsNullOrWhiteSpace(one) ? VendorHttp.Invalid(Name, "apertium gave no text") : (TranslationResult)new TranslationResult.Done(one, Name))]
                : VendorHttp.All(requests.Count, VendorHttp.Invalid(Name, "apertium joined texts"));
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            return VendorHttp.All(requests.Count, new TranslationResult.Failed(TranslationFailure.Transient, Name, "apertium: " + error.GetType().Name, null));
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<(int Exit, string Output)> Run(string mode, string text, CancellationToken ct)
    {
        using var process = Start("-u", mode);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.StandardInput.WriteAsync(text.AsMemory(), ct);
            process.StandardInput.Close();
            await process.WaitForExitAsync(ct);
            await errors;
            return (process.ExitCode, await output);
        }
        finally
        {
            // On the deadline: the whole pipeline, or its parts would go on burning a core.
            Kill(process);
        }
    }

    private ApertiumPairs List()
    {
        try
        {
            using var process = Start("-l");
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEnd();
            if (process.WaitForExit(ListDeadline) && process.ExitCode == 0)
            {
                return ApertiumPairs.Parse(output);
            }
            Kill(process);
        }
        catch (Exception error) when (error is Win32Exception or IOException or InvalidOperationException)
        {
            // Not installed: an ordinary state, this provider then serves nothing.
        }
        return ApertiumPairs.None;
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(_command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = "C.UTF-8"; // otherwise everything but ASCII is lost under a POSIX locale
        return Process.Start(start) ?? throw new InvalidOperationException("apertium did not start");
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // Ended by itself in between.
        }
    }

    /// <summary>Apertium marks words it cannot inflect with '#', '@' or '*': useful to its makers, noise to a customer.</summary>
    private static string WithoutMarks(string before, string after)
    {
        foreach (var mark in "#@*")
        {
            if (!before.Contains(mark, StringComparison.Ordinal))
            {
                after = after.Replace(mark.ToString(), "", StringComparison.Ordinal);
            }
        }
        return after;
    }
}
