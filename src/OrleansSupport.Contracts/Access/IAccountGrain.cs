using OrleansSupport.Contracts.Agents;

namespace OrleansSupport.Contracts.Access;

/// <summary>A sign-in, keyed by the normalised e-mail address (trimmed, lower case).</summary>
[Alias("account")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Checks a password. Five failures in a row lock the account for five minutes, whoever asks.</summary>
    [Alias("sign-in")]
    Task<SignInAnswer> SignIn(string password);

    /// <summary>Sets the password; a session that was made before is no longer valid.</summary>
    [Alias("set-password")]
    Task<Outcome> SetPassword(string password);

    /// <summary>The stamp that valid sessions carry; null when there is no such account.</summary>
    [Alias("stamp")]
    Task<string?> Stamp();
}

/// <param name="LockedUntil">Set when too many attempts failed.</param>
[GenerateSerializer, Immutable, Alias("sign-in-answer")]
public sealed record SignInAnswer(
    [property: Id(0)] bool Ok,
    [property: Id(1)] AgentId Agent,
    [property: Id(2)] string? Stamp,
    [property: Id(3)] DateTimeOffset? LockedUntil);

/// <summary>An API client's key, keyed by its public part. Only a hash of the secret part is kept.</summary>
[Alias("api-key")]
public interface IApiKeyGrain : IGrainWithStringKey
{
    /// <summary>Makes the key; the answer is the only time that the whole key is seen.</summary>
    [Alias("issue")]
    Task<string> Issue(string name, IReadOnlyList<string> stores);

    /// <summary>Null when the secret is wrong or the key is revoked.</summary>
    [Alias("verify")]
    Task<ApiClient?> Verify(string secret);

    [Alias("revoke")]
    Task Revoke();
}

/// <param name="Stores">The stores it may read and write; <c>*</c> alone is every store.</param>
[GenerateSerializer, Immutable, Alias("api-client")]
public sealed record ApiClient(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] IReadOnlyList<string> Stores);

/// <summary>
/// The stored answer of one API call, keyed by <c>client/key</c>. A second call with the same body gets the stored answer,
/// with another body a refusal, and while the first still runs another refusal. Kept for 24 hours.
/// </summary>
[Alias("idempotency")]
public interface IIdempotencyGrain : IGrainWithStringKey
{
    [Alias("begin")]
    Task<IdempotencyAnswer> Begin(string requestHash);

    [Alias("complete")]
    Task Complete(int status, string contentType, byte[] body);

    /// <summary>The call failed in a way that may be tried again; forget it.</summary>
    [Alias("abandon")]
    Task Abandon();
}

/// <param name="Refused">One of <see cref="Refusals.SameKeyOtherBody"/>, <see cref="Refusals.InProgress"/>, or null.</param>
/// <param name="Status">Set when a stored answer is to be replayed.</param>
[GenerateSerializer, Immutable, Alias("idempotency-answer")]
public sealed record IdempotencyAnswer(
    [property: Id(0)] string? Refused = null,
    [property: Id(1)] int? Status = null,
    [property: Id(2)] string? ContentType = null,
    [property: Id(3)] byte[]? Body = null);
