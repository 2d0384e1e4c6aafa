using System.Collections.Concurrent;

namespace OrleansSupport.Web;

/// <summary>
/// Answers kept for a short while. Only what was found is kept: a store, key or session that does not exist now may exist in a
/// moment, and guessed names must not fill the memory.
/// </summary>
internal sealed class TimedCache<TKey, TValue>(TimeProvider time, TimeSpan keep, int most)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, (TValue Value, long At)> entries = new();

    public async ValueTask<TValue?> Get(TKey key, Func<TKey, Task<TValue?>> read)
    {
        var now = time.GetTimestamp();
        if (entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.At, now) < keep)
        {
            return entry.Value;
        }

        // The age counts from before the read: an answer is never believed for longer than promised.
        var value = await read(key);
        if (value is null)
        {
            entries.TryRemove(key, out _);
            return null;
        }

        Put(key, value, now);
        return value;
    }

    public void Put(TKey key, TValue value) => Put(key, value, time.GetTimestamp());

    public void Forget(TKey key) => entries.TryRemove(key, out _);

    private void Put(TKey key, TValue value, long at)
    {
        if (entries.Count >= most)
        {
            // Starting over costs one read for each that is still in use; keeping an order of use would cost on every hit.
            entries.Clear();
        }

        entries[key] = (value, at);
    }
}
