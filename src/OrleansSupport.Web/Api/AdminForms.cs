using System.Collections.Immutable;
using System.Security.Cryptography;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Web.Hooks;

namespace OrleansSupport.Web.Api;

/// <summary>The form of a store's settings as they come in.</summary>
internal static class StoreForm
{
    public static Problem? Check(StoreBody body)
    {
        if ((Api.Check.Name(body.Name) ?? Api.Check.Language(body.Language) ?? Api.Check.Country(body.Country)) is { } problem)
        {
            return problem;
        }

        if (Api.Check.CleanName(body.Name) is null || !Api.Check.IsSlug(body.Team))
        {
            return Problems.Invalid("A store needs a name, and a team named with lower-case letters, digits and dashes.");
        }

        if (body.Calendar is { } calendar && !TimeZoneInfo.TryFindSystemTimeZoneById(calendar.Zone, out _))
        {
            return Problems.Invalid("calendar.zone: an IANA time zone such as Europe/Madrid is expected.");
        }

        if (body.Channels.Count > 100 || body.Channels.Any(channel => channel is null) || body.Channels.DistinctBy(channel => channel.Id).Count() != body.Channels.Count)
        {
            return Problems.Invalid("channels: at most 100, each id once.");
        }

        return body.Channels.Select(Check).FirstOrDefault(found => found is not null);
    }

    /// <summary>The settings to keep, and the secrets that had to be made for it, by channel.</summary>
    public static (StoreSettings Settings, IReadOnlyDictionary<string, string> Made) Settings(string store, StoreBody body, StoreSettings? existing)
    {
        var made = new Dictionary<string, string>();
        var channels = body.Channels.Select(channel =>
        {
            var secret = channel.Secret ?? existing?.Channels.FirstOrDefault(c => c.Id == channel.Id)?.Secret;
            if (secret is null && channel.Kind == ChannelKind.Signed)
            {
                secret = made[channel.Id] = StandardWebhook.SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
            }

            return new ChannelSettings(channel.Id, channel.Kind, secret, channel.OutboundUrl, channel.AllowedOrigins, channel.Weight, channel.Marketplace);
        }).ToImmutableArray();

        var settings = new StoreSettings(
            store, Api.Check.CleanName(body.Name)!, body.Language, body.Team,
            body.Calendar ?? existing?.Calendar ?? BusinessCalendar.AlwaysOpen,
            body.Policy ?? existing?.Policy ?? SlaPolicy.Default,
            channels, body.Country, existing?.Sla);
        return (settings, made);
    }

    private static Problem? Check(ChannelBody channel)
    {
        if (!Api.Check.IsSlug(channel.Id))
        {
            return Problems.Invalid("channels: an id has lower-case letters, digits and dashes, at most 40.");
        }

        if (channel.Secret is { } secret && StandardWebhook.Key(secret) is null)
        {
            return Problems.Invalid("channels: a secret is whsec_ and 24 to 64 bytes in base64.");
        }

        if (channel.OutboundUrl is { } url && !IsWebAddress(url))
        {
            return Problems.Invalid("channels: outboundUrl is an absolute http or https address.");
        }

        if (channel.AllowedOrigins is { } origins && !origins.All(IsOrigin))
        {
            return Problems.Invalid("channels: an allowed origin is scheme and host, such as https://shop.example.");
        }

        return channel.Weight is < 1 or > 100 ? Problems.Invalid("channels: a weight is 1 to 100.") : null;
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);

    private static bool IsOrigin(string text) => IsWebAddress(text) && new Uri(text).GetLeftPart(UriPartial.Authority) == text;
}

/// <summary>The form of an agent's settings as they come in.</summary>
internal static class AgentForm
{
    private const int ShortestPassword = 10;

    public static Problem? Check(AgentId id, AgentBody body, string? email)
    {
        if (Api.Check.Name(body.Name) is { } problem)
        {
            return problem;
        }

        if (Api.Check.CleanName(body.Name) is null)
        {
            return Problems.Invalid("An agent needs a name.");
        }

        if (email is not null && (email.Length is 0 or > WebLimits.Name || AgentId.Of(email) != id))
        {
            return Problems.Invalid("email: the agent's id does not belong to this address.");
        }

        if (body.Password is { } password && (email is null || password.Length is < ShortestPassword or > WebLimits.Password))
        {
            return Problems.Invalid($"password: {ShortestPassword} to {WebLimits.Password} characters, together with email.");
        }

        if (body.Capacity is < 0 or > 1_000 || body.Languages.Count > 50 || body.Skills is { Count: > 200 } || body.Teams.Count > 200 || body.Stores.Count > 1_000)
        {
            return Problems.Invalid("capacity is 0 to 1000; lists have their limits too.");
        }

        if (!body.Teams.All(Api.Check.IsSlug) || !body.Stores.All(store => store == Contracts.Agents.AgentProfile.EveryStore || Api.Check.IsSlug(store)))
        {
            return Problems.Invalid("teams and stores are named with lower-case letters, digits and dashes.");
        }

        if (body.Languages.Any(language => language is null) || body.Skills?.Any(skill => skill is null) == true)
        {
            return Problems.Invalid("languages and skills: null is not one.");
        }

        return body.Languages.Select(language => Api.Check.Language(language.Code)).FirstOrDefault(found => found is not null);
    }
}
