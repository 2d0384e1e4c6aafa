using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Access;

namespace OrleansSupport.Silo.Access;

[GenerateSerializer, Alias("idempotency-state")]
internal sealed class IdempotencyState
{
    [Id(0)]
    public string? RequestHash { get; set; }

    [Id(1)]
    public int Status { get; set; }

    [Id(2)]
    public string? ContentType { get; set; }

    [Id(3)]
    public byte[]? Body { get; set; }

    [Id(4)]
    public DateTimeOffset At { get; set; }
}

/// <summary>That a call is running is kept in memory only: it ends with its node, and then the call may be made again.</summary>
internal sealed class IdempotencyGrain([PersistentState("idempotency")] IPersistentState<IdempotencyState> state, TimeProvider time)
    : Grain, IIdempotencyGrain
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private string? _running;

    public Task<IdempotencyAnswer> Begin(string requestHash)
    {
        var s = state.State;
        if (s.RequestHash is not null && time.GetUtcNow() - s.At < Kept)
        {
            return Task.FromResult(s.RequestHash == requestHash
                ? new IdempotencyAnswer(null, s.Status, s.ContentType, s.Body)
                : new IdempotencyAnswer(Refusals.SameKeyOtherBody));
        }

        if (_running is not null)
        {
            return Task.FromResult(new IdempotencyAnswer(_running == requestHash ? Refusals.InProgress : Refusals.SameKeyOtherBody));
        }

        _running = requestHash;
        return Task.FromResult(new IdempotencyAnswer());
    }

    public async Task Complete(int status, string contentType, byte[] body)
    {
        state.State = new IdempotencyState { RequestHash = _running, Status = status, ContentType = contentType, Body = body, At = time.GetUtcNow() };
        await state.WriteStateAsync();
        _running = null;
    }

    public Task Abandon()
    {
        _running = null;
        return Task.CompletedTask;
    }
}
