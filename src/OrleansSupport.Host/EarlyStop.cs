using System.Runtime.InteropServices;

namespace OrleansSupport.Host;

/// <summary>Hears Ctrl-C and SIGTERM from the first moment, for the database starts before there is a host that would.</summary>
internal sealed class EarlyStop : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly PosixSignalRegistration[] _signals;

    public EarlyStop() => _signals = [Hear(PosixSignal.SIGINT), Hear(PosixSignal.SIGTERM)];

    /// <summary>The first signal: stop, in good order.</summary>
    public CancellationToken Token => _asked.Token;

    /// <summary>The second one: whoever pressed Ctrl-C again does not want to wait.</summary>
    public CancellationToken Hurry => _hurry.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _asked.Dispose();
        _hurry.Dispose();
    }

    private PosixSignalRegistration Hear(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        (_asked.IsCancellationRequested ? _hurry : _asked).Cancel();
    });
}
