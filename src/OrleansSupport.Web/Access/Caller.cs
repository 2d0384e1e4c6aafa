using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;

namespace OrleansSupport.Web.Access;

public enum CallerKind
{
    /// <summary>A signed-in person.</summary>
    Agent,

    /// <summary>A program with an API key.</summary>
    Client,
}

/// <summary>Who asks, whichever way they came in, and what they may see.</summary>
/// <param name="Id">The agent's id, or the public part of the API key.</param>
/// <param name="Stores">The stores they may read and write; <c>*</c> is every store.</param>
public sealed record Caller(
    CallerKind Kind,
    string Id,
    string Name,
    AgentRole Role,
    IReadOnlyList<string> Stores,
    AgentProfile? Profile = null,
    string? Email = null)
{
    public bool ReadsEveryStore => Stores.Contains(AgentProfile.EveryStore);

    /// <summary>Null for a program.</summary>
    public AgentId? Agent => Profile?.Id;

    /// <summary>May override, drain and see to shifts: supervisors, admins, and programs.</summary>
    public bool Supervises => Kind == CallerKind.Client || Role is AgentRole.Supervisor or AgentRole.Admin;

    public bool CanRead(string store) => ReadsEveryStore || Stores.Contains(store);

    /// <summary>Everything in <paramref name="stores"/> is the caller's own too: nobody gives away what they do not have.</summary>
    public bool Covers(IEnumerable<string> stores) => stores.All(CanRead);

    /// <summary>What a list may be narrowed to: one store if asked for, else all of the caller's. Empty when there is nothing.</summary>
    public IReadOnlyList<string> StoresFor(string? store) => store is null
        ? ReadsEveryStore ? [AgentProfile.EveryStore] : Stores
        : CanRead(store) ? [store] : [];

    public static Caller Of(ClaimsPrincipal user) => Find(user) ?? throw new InvalidOperationException("The endpoint is open to callers who are not signed in.");

    public static Caller? Find(ClaimsPrincipal? user) => CallerIdentity.Find(user)?.Caller;
}

/// <summary>Carries the <see cref="Caller"/> through ASP.NET Core's authentication.</summary>
internal sealed class CallerIdentity : ClaimsIdentity
{
    // "sub" is what antiforgery binds its tokens to.
    public CallerIdentity(Caller caller, string scheme, string? stamp = null)
        : base([new Claim("sub", caller.Id)], scheme) => (Caller, Stamp) = (caller, stamp);

    public Caller Caller { get; }

    /// <summary>Of the session; null for a program.</summary>
    public string? Stamp { get; }

    public static CallerIdentity? Find(ClaimsPrincipal? user) => user?.Identities.OfType<CallerIdentity>().FirstOrDefault();

    [SuppressMessage("Design", "CA1024", Justification = "Reads as what it makes.")]
    public ClaimsPrincipal ToPrincipal() => new(this);
}
