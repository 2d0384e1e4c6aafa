namespace OrleansSupport.Contracts;

/// <summary>
/// What a command came to. A refusal is an answer, not an exception: it carries a stable code that the API gives as the
/// problem's <c>code</c> and the console translates.
/// </summary>
[GenerateSerializer, Immutable, Alias("outcome")]
public sealed record Outcome(
    [property: Id(0)] string? Refused = null,
    [property: Id(1)] string? Detail = null,
    [property: Id(2)] long Sequence = 0)
{
    public bool Ok => Refused is null;

    public static Outcome Done(long sequence = 0) => new(Sequence: sequence);

    public static Outcome Refuse(string code, string? detail = null, long sequence = 0) => new(code, detail, sequence);
}

/// <summary>The stable codes of refusals.</summary>
public static class Refusals
{
    public const string NotFound = "not_found";
    public const string Invalid = "invalid";
    public const string Empty = "empty_text";
    public const string TooLong = "text_too_long";
    public const string Stale = "newer_reply";
    public const string Closed = "conversation_closed";
    public const string AlreadyAssigned = "already_assigned";
    public const string OverCapacity = "over_capacity";
    public const string NotEligible = "agent_not_eligible";
    public const string WrongState = "wrong_state";
    public const string Conflict = "conflict";
    public const string SameKeyOtherBody = "idempotency_key_reused";
    public const string InProgress = "in_progress";
}
