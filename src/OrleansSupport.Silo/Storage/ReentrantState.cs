namespace OrleansSupport.Silo.Storage;

/// <summary>
/// Saves the state of a reentrant grain: one write at a time (two at once would have one ETag), each change made on the state as
/// it is then, and taken back when the write fails, so that memory never runs ahead of the database.
/// </summary>
internal static class ReentrantState
{
    public static async Task Save<T>(IPersistentState<T> state, SemaphoreSlim writing, Func<T, T> change)
    {
        await writing.WaitAsync();
        var before = state.State;
        try
        {
            state.State = change(before);
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = before;
            throw;
        }
        finally
        {
            writing.Release();
        }
    }
}
