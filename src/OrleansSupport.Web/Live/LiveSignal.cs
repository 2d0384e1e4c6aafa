using System.Threading.Channels;

namespace OrleansSupport.Web.Live;

/// <summary>Says that there is something to read. Raised ten times before the reader looks, it is one signal.</summary>
internal sealed class LiveSignal(LiveGateway gateway, string topic) : IDisposable
{
    private readonly Channel<bool> raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public string Topic => topic;

    public void Raise() => raised.Writer.TryWrite(true);

    public async Task Wait(CancellationToken cancellation) => await raised.Reader.ReadAsync(cancellation);

    public void Dispose() => gateway.Forget(this);
}
