namespace OrleansSupport.Silo.Storage;

/// <summary>Saves a grain's state; a write that fails is taken back, so that memory never runs ahead of the database.</summary>
internal static class GrainState
{
    public static async Task Save<T>(IPersistentState<T> state, T next)
    {
        var before = state.State;
        state.State = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = before;
            throw;
        }
    }

    /// <summary>For reentrant grains: one write at a time (two at once would have one ETag), each change made on the state as it is then.</summary>
    public static async Task Save<T>(IPersistentState<T> state, SemaphoreSlim writing, Func<T, T> change)
    {
        await writing.WaitAsync();
        try
        {
            await Save(state, change(state.State));
        }
        finally
        {
            writing.Release();
        }
    }
}
