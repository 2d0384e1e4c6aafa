namespace OrleansSupport.Web;

/// <summary>Where this node stands between its start and its end. The executable moves it on; readiness, consoles and widgets follow.</summary>
public sealed class NodeState : IDisposable
{
    private readonly CancellationTokenSource leaving = new();

    /// <summary>From the end of the start to the first sign of the end: only then may a load balancer send new work here.</summary>
    public bool IsServing { get; private set; }

    /// <summary>Asked to stop, and still answering until the load balancers have noticed.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Whoever holds a connection open to this node should go to another one now.</summary>
    public CancellationToken Leaving => leaving.Token;

    public void Serve() => IsServing = true;

    public void Drain() => (IsServing, IsDraining) = (false, true);

    public Task Leave()
    {
        Drain();
        return leaving.CancelAsync();
    }

    public void Dispose() => leaving.Dispose();
}
