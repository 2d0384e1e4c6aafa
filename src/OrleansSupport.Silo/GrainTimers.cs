namespace OrleansSupport.Silo;

internal static class GrainTimers
{
    /// <summary>Calls once, at once when the time has passed already, between the grain's other calls; gone when it has called.</summary>
    /// <param name="keepAlive">Whether the grain stays in memory for it.</param>
    public static IGrainTimer Once(this Grain grain, TimeSpan after, Func<Task> what, bool keepAlive = true)
    {
        IGrainTimer? timer = null;
        return timer = grain.RegisterGrainTimer(
            () =>
            {
                timer?.Dispose();
                return what();
            },
            new GrainTimerCreationOptions(after > TimeSpan.Zero ? after : TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = keepAlive });
    }
}
