namespace OrleansSupport.Contracts.Scenarios;

/// <summary>A store's reply templates; the key is the store.</summary>
[Alias("templates")]
public interface ITemplatesGrain : IGrainWithStringKey
{
    [Alias("list")]
    Task<IReadOnlyList<ReplyTemplate>> List();

    /// <summary>Makes or changes one.</summary>
    [Alias("put")]
    Task<Outcome> Put(ReplyTemplate template);

    [Alias("remove")]
    Task<Outcome> Remove(string id);
}

/// <summary>
/// A reply to one scenario. The texts hold fields in single braces, filled from conversation and order: <c>{customer}</c>, <c>{agent}</c>,
/// <c>{store}</c>, <c>{order}</c>, <c>{items}</c>, <c>{total}</c>, <c>{status}</c>, <c>{carrier}</c>, <c>{tracking}</c>, <c>{link}</c>,
/// <c>{expected}</c>. A template whose fields cannot all be filled is not suggested.
/// </summary>
/// <param name="Id">1 to 40 lower-case letters, digits and dashes.</param>
/// <param name="Texts">The reply by language (BCP 47 primary code); at least one.</param>
[GenerateSerializer, Immutable, Alias("reply-template")]
public sealed record ReplyTemplate(
    [property: Id(0)] string Id,
    [property: Id(1)] string Scenario,
    [property: Id(2)] IReadOnlyDictionary<string, string> Texts);
