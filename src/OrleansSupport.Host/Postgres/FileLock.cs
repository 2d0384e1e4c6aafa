namespace OrleansSupport.Host.Postgres;

/// <summary>A lock between processes that the system takes back from whoever dies.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    /// <summary>Null when somebody else holds it in a way that excludes this one.</summary>
    public static FileLock? Try(string path, bool shared)
    {
        // .NET opens with flock(2): FileShare.None is exclusive, everything else shared. Opened for reading only when shared, after someone made it.
        try
        {
            return shared
                ? new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read))
                : new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    public static async Task<FileLock> WaitAsync(string path, bool shared, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            if (Try(path, shared) is { } held)
            {
                return held;
            }
            if (time.GetElapsedTime(started) > patience)
            {
                throw new EmbeddedPostgresException($"Another process has been holding {path} for {patience}.");
            }
            await Task.Delay(Pause, time, cancellation);
        }
    }

    public void Dispose() => _stream.Dispose();
}
