using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Access;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Silo.Access;

[GenerateSerializer, Immutable, Alias("account-state")]
internal sealed record AccountState
{
    [Id(0)]
    public string? PasswordHash { get; init; }

    [Id(1)]
    public string? Stamp { get; init; }

    [Id(2)]
    public int Failures { get; init; }

    [Id(3)]
    public DateTimeOffset? LockedUntil { get; init; }
}

/// <summary>One account's attempts come one at a time, so the count of failures cannot be raced.</summary>
internal sealed class AccountGrain([PersistentState("account")] IPersistentState<AccountState> state, TimeProvider time) : Grain, IAccountGrain
{
    public const int ShortestPassword = 10;
    private const int FailuresUntilLocked = 5;
    private static readonly TimeSpan Lock = TimeSpan.FromMinutes(5);
    private static readonly PasswordHasher<AccountState> Hasher = new();

    // An address without an account costs as much time as one with.
    private static readonly string Nobody = Hasher.HashPassword(new AccountState(), Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    public async Task<SignInAnswer> SignIn(string password)
    {
        var s = state.State;
        var now = time.GetUtcNow();
        if (s.LockedUntil > now)
        {
            return new SignInAnswer(false, default, null, s.LockedUntil);
        }

        var verdict = await Task.Run(() => Hasher.VerifyHashedPassword(s, s.PasswordHash ?? Nobody, password));
        if (s.PasswordHash is null)
        {
            return new SignInAnswer(false, default, null, null);
        }

        if (verdict == PasswordVerificationResult.Failed)
        {
            var failures = s.Failures + 1;
            var locked = failures >= FailuresUntilLocked;
            await Save(s with { Failures = locked ? 0 : failures, LockedUntil = locked ? now + Lock : null });
            return new SignInAnswer(false, default, null, state.State.LockedUntil);
        }

        if (s.Failures > 0 || s.LockedUntil is not null)
        {
            await Save(s with { Failures = 0, LockedUntil = null });
        }

        return new SignInAnswer(true, AgentId.Of(this.GetPrimaryKeyString()), s.Stamp, null);
    }

    public async Task<Outcome> SetPassword(string password)
    {
        if (password.Length is < ShortestPassword or > 200)
        {
            return Outcome.Refuse(Refusals.Invalid, $"A password has {ShortestPassword} to 200 characters.");
        }

        var hash = await Task.Run(() => Hasher.HashPassword(new AccountState(), password));
        await Save(new AccountState { PasswordHash = hash, Stamp = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)) });
        return Outcome.Done();
    }

    public Task<string?> Stamp() => Task.FromResult(state.State.Stamp);

    private Task Save(AccountState next) => GrainState.Save(state, next);
}
