using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Assignment;
using OrleansSupport.Silo.Sla;
using static OrleansSupport.Tests.Assignment.Team;

namespace OrleansSupport.Tests.Assignment;

public sealed class WireTests
{
    [Fact]
    public void Clocks_decisions_and_settings_survive_the_wire()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var terms = new SlaTerms(BusinessCalendar.AlwaysOpen, SlaPolicy.Default, Priority.High, new("rule", TimeSpan.FromDays(1), BusinessCalendar.AlwaysOpen));
        var step = SlaRules.OnInbound(SlaClocks.None, Now, terms);
        step = SlaRules.OnWaiting(step.Clocks, Now.AddHours(3), terms);
        Same(step.Clocks);
        Same(terms);
        Same(step.Signals);
        Same(step.Promises);
        Same(new AgentProfile(Id(1), "Mei", AgentRole.Expert, 12, [new("zh", Proficiency.Native)], [new("returns", 4)], ["team"], ["*"], BusinessCalendar.AlwaysOpen, [CustomerTier.Vip]));
        Same(ChannelWeights.Default);
        Same(RelaxationSteps.Default);
        Same(Waiting(1, skills: "returns:2", previous: Id(4)) with { PassedBy = [Id(9)], PreferredSkills = ["returns"] });
        Same(Decide(Waiting(1, "ja", "returns:2"), [Seat(1), Seat(2, load: 12), Seat(3, "ja:Fluent", "returns:2")], TeamRules.Default));
        Same(TeamRules.Default);

        void Same<T>(T value) => Assert.Equivalent(value, serializer.Deserialize<T>(serializer.SerializeToArray(value)), strict: true);
    }
}
