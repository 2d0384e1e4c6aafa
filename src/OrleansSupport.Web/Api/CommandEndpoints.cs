using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <summary>Writing to conversations.</summary>
internal static class CommandEndpoints
{
    public static void MapCommands(this IEndpointRouteBuilder api)
    {
        var one = api.MapGroup("/conversations/{id}").WithTags("Conversations");
        one.MapPost("/replies", Reply).WithName("postReply").WithSummary("Replies to the buyer").Command().Produces<Written>(202);
        one.MapPost("/notes", Note).WithName("postNote").WithSummary("Adds an internal note").Command().Produces<Written>(202);
        one.MapPost("/status", SetStatus).WithName("setStatus").WithSummary("Resolves, reopens, closes or waits").Command().Produces<Changed>();
        one.MapPost("/snooze", Snooze).WithName("snooze").WithSummary("Puts the conversation aside until an instant").Command().Produces<Changed>();
        one.MapPost("/priority", SetPriority).WithName("setPriority").WithSummary("Sets the priority").Command().Produces<Changed>();
        one.MapPost("/assignment", Assign).WithName("assign").WithSummary("Assigns by hand").Command().Produces<Changed>();
        one.MapPost("/transfer", Transfer).WithName("transfer").WithSummary("Sends the conversation on, with a note: to an agent, a team or the experts").Command().Produces<Changed>();
        one.MapPost("/translations", Translate).WithName("retryTranslation").WithSummary("Asks again for a failed translation").Command().Produces<Changed>(202);
    }

    private static async Task<IResult> Reply(ConversationId id, ReplyBody body, HttpContext context, Speaker speaker, IGrainFactory grains)
    {
        var (who, problem) = await speaker.For(context.User, id, body.Agent);
        if ((problem ?? Check.Text(body.Text)) is { } refused)
        {
            return refused;
        }

        var message = body.Id ?? speaker.NewMessage(context);
        var outcome = await grains.GetGrain<IConversationGrain>(id.Value).Reply(new WriteReply(
            message, who!.ToRef(), body.Text, body.SeenSequence, body.AsWritten));
        return Problems.Answer(outcome, () => TypedResults.Accepted((string?)null, new Written(message, outcome.Sequence)));
    }

    private static async Task<IResult> Note(ConversationId id, NoteBody body, HttpContext context, Speaker speaker, IGrainFactory grains)
    {
        var (who, problem) = await speaker.For(context.User, id, body.Agent);
        if ((problem ?? Check.Text(body.Text)) is { } refused)
        {
            return refused;
        }

        var message = body.Id ?? speaker.NewMessage(context);
        var outcome = await grains.GetGrain<IConversationGrain>(id.Value).AddNote(new WriteNote(message, who!.ToRef(), body.Text));
        return Problems.Answer(outcome, () => TypedResults.Accepted((string?)null, new Written(message, outcome.Sequence)));
    }

    private static async Task<IResult> SetStatus(ConversationId id, StatusBody body, ClaimsPrincipal user, Speaker speaker, IGrainFactory grains)
    {
        var (who, problem) = await speaker.For(user, id, body.Agent);
        return problem ?? Done(await grains.GetGrain<IConversationGrain>(id.Value).SetStatus(body.Status, who!.Id));
    }

    private static async Task<IResult> Snooze(ConversationId id, SnoozeBody body, ClaimsPrincipal user, Speaker speaker, IGrainFactory grains)
    {
        var (who, problem) = await speaker.For(user, id, body.Agent);
        return problem ?? Done(await grains.GetGrain<IConversationGrain>(id.Value).Snooze(body.Until, who!.Id));
    }

    private static async Task<IResult> SetPriority(ConversationId id, PriorityBody body, ClaimsPrincipal user, StoreGuard guard, IGrainFactory grains)
    {
        var caller = Caller.Of(user);
        return await guard.Conversation(caller, id)
            ? Done(await grains.GetGrain<IConversationGrain>(id.Value).SetPriority(body.Priority, caller.Agent))
            : Problems.NotFound();
    }

    private static async Task<IResult> Assign(ConversationId id, AssignmentBody body, ClaimsPrincipal user, Speaker speaker, IGrainFactory grains)
    {
        var (who, problem) = await speaker.For(user, id, body.By);
        return problem ?? Done(await grains.GetGrain<IConversationGrain>(id.Value).AssignByHand(body.Agent, who!.Id));
    }

    private static async Task<IResult> Transfer(
        ConversationId id, TransferBody body, HttpContext context, Speaker speaker, Roster roster, IGrainFactory grains)
    {
        var (who, problem) = await speaker.For(context.User, id, body.By);
        if ((problem ?? (body.Note is { Length: > 0 } note ? Check.Text(note) : null)) is { } refused)
        {
            return refused;
        }

        var caller = Caller.Of(context.User);
        if (body.Team is { } team && !(await roster.Teams(caller)).Contains(team))
        {
            return Problems.NotFound();
        }

        return Done(await grains.GetGrain<IConversationGrain>(id.Value).Transfer(new TransferConversation(
            body.Id ?? speaker.NewMessage(context), who!.ToRef(), body.Team, body.Escalate, body.Note, body.To, body.Over && caller.Supervises)));
    }

    private static async Task<IResult> Translate(ConversationId id, TranslationBody body, ClaimsPrincipal user, StoreGuard guard, IGrainFactory grains)
    {
        if (!await guard.Conversation(Caller.Of(user), id))
        {
            return Problems.NotFound();
        }

        if (Check.Language(body.Target) is { } problem)
        {
            return problem;
        }

        var outcome = await grains.GetGrain<IConversationGrain>(id.Value).RetryTranslation(body.Message, body.Target);
        return Problems.Answer(outcome, () => TypedResults.Accepted((string?)null, new Changed(outcome.Sequence)));
    }

    private static IResult Done(Outcome outcome) => Problems.Answer(outcome, () => TypedResults.Ok(new Changed(outcome.Sequence)));
}
