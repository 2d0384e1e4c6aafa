using System.Diagnostics;

namespace OrleansSupport.Host.Cluster;

/// <summary>Carries the trace of whoever calls a grain along with the call, and makes a span of each call that is traced.</summary>
internal sealed class TracedCalls : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    public const string Source = "OrleansSupport.Calls";
    private const string Key = "traceparent";

    private static readonly ActivitySource Spans = new(Source);

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (Activity.Current is { Recorded: true } current)
        {
            RequestContext.Set(Key, current.Id!);
        }

        return context.Invoke();
    }

    public Task Invoke(IIncomingGrainCallContext context) =>
        RequestContext.Get(Key) is string cause ? Traced(context, cause) : context.Invoke();

    private static async Task Traced(IIncomingGrainCallContext context, string cause)
    {
        using var span = Spans.StartActivity($"{context.InterfaceMethod.DeclaringType!.Name}/{context.InterfaceMethod.Name}", ActivityKind.Server, cause);
        try
        {
            await context.Invoke();
        }
        catch (Exception error)
        {
            span?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
            throw;
        }
    }
}
