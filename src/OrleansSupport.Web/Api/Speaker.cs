using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <summary>Who speaks in a conversation: the signed-in agent, or the agent that an API client names.</summary>
internal sealed class Speaker(IGrainFactory grains, StoreGuard guard, TimeProvider time)
{
    public async ValueTask<(AgentProfile? Who, Problem? Problem)> For(ClaimsPrincipal user, ConversationId conversation, AgentId? named)
    {
        var caller = Caller.Of(user);
        if (!await guard.Conversation(caller, conversation))
        {
            return (null, Problems.NotFound());
        }

        if (caller.Profile is { } self)
        {
            return named is null || named == caller.Agent
                ? (self, null)
                : (null, Problems.Refused(Refusals.NotEligible, "A signed-in agent speaks for themselves."));
        }

        if (named is not { } agent)
        {
            return (null, Problems.Invalid("agent: an API client names the agent for whom it speaks."));
        }

        var profile = (await grains.GetGrain<IAgentGrain>(agent.Value).Get())?.Profile;
        return profile is not null && profile.Stores.Any(store => store == AgentProfile.EveryStore || caller.CanRead(store))
            ? (profile, null)
            : (null, Problems.Refused(Refusals.NotEligible, "There is no such agent in the client's stores."));
    }

    /// <summary>
    /// An id for a message that came without one. With an Idempotency-Key it follows from the key, so that a repeat is one message
    /// even when the stored answer was lost with its node.
    /// </summary>
    public MessageId NewMessage(HttpContext context) => Idempotency.KeyOf(context) is { } key
        ? new(PrefixedId.Derive("reply", Caller.Of(context.User).Id, context.Request.Path.Value ?? "", key))
        : new(Guid.CreateVersion7(time.GetUtcNow()));
}
