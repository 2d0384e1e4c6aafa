using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Web.Api;

/// <param name="Shift">Left out: no shift is planned, which counts as always on shift.</param>
internal sealed record ScheduleBody(BusinessCalendar? Shift = null, IReadOnlyList<ShiftDay>? ShiftDays = null, IReadOnlyList<SkillLevel>? Skills = null);

internal sealed record ShiftPreviewBody(BusinessCalendar Shift, IReadOnlyList<ShiftDay>? ShiftDays = null, int Days = 14);

/// <summary>Shifts and skills of agents, for those who run the floor.</summary>
internal static class ShiftEndpoints
{
    private const int MostSkills = 200;

    public static void MapShifts(this IEndpointRouteBuilder api)
    {
        var shifts = api.MapGroup("").WithTags("Shifts").ProducesProblem(400).ProducesProblem(403);
        shifts.MapPut("/agents/{id}/schedule", Put).WithName("putSchedule").WithSummary("Changes an agent's shift and skills")
            .WithDescription("For supervisors, admins and API clients. A shift that is over by the new plan ends at once.").Produces<AgentView>().ProducesProblem(404);
        shifts.MapPost("/shifts/preview", Preview).WithName("previewShift").WithSummary("The coming days under a plan that need not be saved").Produces<ShiftPreview>();
        shifts.MapGet("/teams/{team}/cover", Cover).WithName("getCover")
            .WithSummary("How many of a team are on shift in each hour of seven days, by language").Produces<TeamCover>().ProducesProblem(404);
    }

    private static async Task<IResult> Put(AgentId id, ScheduleBody body, ClaimsPrincipal user, Roster roster, IGrainFactory grains)
    {
        var caller = Caller.Of(user);
        if (await roster.Agent(caller, id) is not { } agent)
        {
            return Problems.NotFound();
        }

        if (!caller.Supervises)
        {
            return Problems.OfStatus(StatusCodes.Status403Forbidden);
        }

        if (body.ShiftDays?.Any(day => day is null) == true || body.Skills is { } skills && (skills.Count > MostSkills || skills.Any(skill => skill is null)))
        {
            return Problems.Invalid($"At most {MostSkills} skills are taken, and null is none.");
        }

        var outcome = await grains.GetGrain<IAgentGrain>(id.Value).Configure(
            agent.Profile with { Shift = body.Shift, ShiftDays = body.ShiftDays, Skills = body.Skills is null ? agent.Profile.Skills : [.. body.Skills] });
        return outcome.Ok && await roster.Agent(caller, id) is { } changed ? TypedResults.Ok(changed) : Problems.Of(outcome);
    }

    private static async Task<IResult> Preview(ShiftPreviewBody body, IGrainFactory grains) => body.ShiftDays?.Any(day => day is null) == true
        ? Problems.Invalid("shiftDays: null is none.")
        : TypedResults.Ok(await grains.GetGrain<IShiftDesk>(0).Preview(body.Shift, body.ShiftDays, body.Days));

    private static async Task<IResult> Cover(string team, ClaimsPrincipal user, Roster roster, IGrainFactory grains, string zone = "Etc/UTC", DateOnly? from = null)
    {
        if (!(await roster.Teams(Caller.Of(user))).Contains(team))
        {
            return Problems.NotFound();
        }

        var cover = await grains.GetGrain<IShiftDesk>(0).Cover(team, zone, from);
        return cover.Problem is { } problem ? Problems.Invalid(problem) : TypedResults.Ok(cover);
    }
}
