using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OrleansSupport.Contracts.Access;

namespace OrleansSupport.Silo.Access;

[GenerateSerializer, Alias("api-key-state")]
internal sealed class ApiKeyState
{
    [Id(0)]
    public ApiClient? Client { get; set; }

    /// <summary>SHA-256 of the secret. It needs no slow hash: it is 256 random bits, not a word that can be guessed.</summary>
    [Id(1)]
    public byte[]? Hash { get; set; }
}

internal sealed class ApiKeyGrain([PersistentState("api-key")] IPersistentState<ApiKeyState> state) : Grain, IApiKeyGrain
{
    public async Task<string> Issue(string name, IReadOnlyList<string> stores)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        state.State = new ApiKeyState
        {
            Client = new ApiClient(this.GetPrimaryKeyString(), name, stores),
            Hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret)),
        };
        await state.WriteStateAsync();
        return $"osk_{this.GetPrimaryKeyString()}_{secret}";
    }

    public Task<ApiClient?> Verify(string secret)
    {
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        return Task.FromResult(state.State.Hash is { } hash && CryptographicOperations.FixedTimeEquals(given, hash) ? state.State.Client : null);
    }

    public async Task Revoke()
    {
        state.State = new ApiKeyState();
        await state.WriteStateAsync();
    }
}
