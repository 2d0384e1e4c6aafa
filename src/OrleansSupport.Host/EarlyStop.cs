using System.Runtime.InteropServices;

namespace OrleansSupport.Host;

/// <summary>Hears Ctrl-C and SIGTERM from the first moment, for the database starts before there is a host that would.</summary>
internal sealed class EarlyStop : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _signals;

    public EarlyStop() => _signals = [Hear(PosixSignal.SIGINT), Hear(PosixSignal.SIGTERM)];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
        _source.Dispose();
    }

    private PosixSignalRegistration Hear(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _source.Cancel();
    });
}
