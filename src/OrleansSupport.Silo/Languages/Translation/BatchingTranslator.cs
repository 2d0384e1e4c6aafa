namespace OrleansSupport.Silo.Languages;

/// <summary>
/// Gathers what is asked of a provider at the same time into few calls: nothing waits for company, but while the lanes are busy the next
/// call's texts come together. A call that is refused because of one text is made again text by text.
/// </summary>
internal sealed class BatchingTranslator(ITranslator inner)
{
    /// <summary>Calls to one provider at the same time.</summary>
    private const int Lanes = 4;

    private readonly Lock _lock = new();
    private readonly LinkedList<Item> _waiting = [];
    private int _busy;

    private sealed record Item(TranslationRequest Request, TaskCompletionSource<TranslationResult> Answer, CancellationToken Token);

    public async Task<TranslationResult> Translate(TranslationRequest request, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var item = new Item(request, new(TaskCreationOptions.RunContinuationsAsynchronously), ct);
        await using var giveUp = ct.Register(() => item.Answer.TrySetCanceled(ct));
        lock (_lock)
        {
            _waiting.AddLast(item);
        }
        Go();
        return await item.Answer.Task;
    }

    private void Go()
    {
        while (Take() is { } batch)
        {
            _ = Drive(batch);
        }
    }

    /// <summary>The oldest text and what fits into its call; null when there is none or every lane is busy.</summary>
    private List<Item>? Take()
    {
        lock (_lock)
        {
            var batch = new List<Item>();
            var length = 0;
            for (var node = _waiting.First; node is not null && _busy < Lanes && batch.Count < inner.Capabilities.MostTexts;)
            {
                var (item, next) = (node.Value, node.Next);
                if (item.Answer.Task.IsCompleted)
                {
                    _waiting.Remove(node);
                }
                else if (batch.Count == 0 || (Alike(batch[0].Request, item.Request) && length + item.Request.Text.Length <= inner.Capabilities.LongestCall))
                {
                    _waiting.Remove(node);
                    batch.Add(item);
                    length += item.Request.Text.Length;
                }
                node = next;
            }
            if (batch.Count == 0)
            {
                return null;
            }
            _busy++;
            return batch;
        }
    }

    private static bool Alike(TranslationRequest one, TranslationRequest other) =>
        one.Source == other.Source && one.Target == other.Target && one.Tone == other.Tone && one.Context == other.Context;

    private async Task Drive(List<Item> batch)
    {
        try
        {
            var results = await Call(batch);
            if (batch.Count > 1 && results.Any(IsOnesFault))
            {
                foreach (var (item, result) in batch.Zip(results))
                {
                    item.Answer.TrySetResult(IsOnesFault(result) ? (await Call([item]))[0] : result);
                }
            }
            else
            {
                foreach (var (item, result) in batch.Zip(results))
                {
                    item.Answer.TrySetResult(result);
                }
            }
        }
        catch (Exception error)
        {
            foreach (var item in batch)
            {
                item.Answer.TrySetException(error);
            }
        }
        finally
        {
            lock (_lock)
            {
                _busy--;
            }
            Go();
        }
    }

    /// <summary>Ends early only when nobody waits for any of it any more.</summary>
    private async Task<IReadOnlyList<TranslationResult>> Call(List<Item> batch)
    {
        using var abandoned = new CancellationTokenSource();
        var left = batch.Count;
        var watches = batch.ConvertAll(item => item.Token.Register(() =>
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                abandoned.Cancel();
            }
        }));
        try
        {
            return await inner.Translate([.. batch.Select(item => item.Request)], abandoned.Token);
        }
        finally
        {
            foreach (var watch in watches)
            {
                await watch.DisposeAsync(); // a callback under way is waited for: the source must outlive it
            }
        }
    }

    private static bool IsOnesFault(TranslationResult result) => result is TranslationResult.Failed { Kind: TranslationFailure.Invalid or TranslationFailure.TooLarge };
}
