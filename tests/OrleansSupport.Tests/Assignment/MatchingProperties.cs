using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Assignment;
using static OrleansSupport.Tests.Assignment.Team;

namespace OrleansSupport.Tests.Assignment;

/// <summary>What holds of every decision over random histories of a team and its queue.</summary>
public sealed class MatchingProperties
{
    private static readonly string[] Languages = ["en", "es", "ja", "tr"];
    private static readonly string[] SkillNames = ["returns", "dispute"];

    [Fact]
    public void Over_random_histories_nobody_goes_over_capacity_and_order_is_kept()
    {
        var random = new Random(20261123);
        for (var history = 0; history < 150; history++)
        {
            var seats = Enumerable.Range(1, random.Next(1, 8)).Select(id => RandomSeat(random, id)).ToArray();
            var queue = new List<WaitingConversation>();
            var now = Now;
            for (var turn = 0; turn < 40; turn++)
            {
                now = now.AddSeconds(random.Next(0, 40));
                queue.AddRange(Enumerable.Range(0, random.Next(3)).Select(i => RandomConversation(random, (turn * 10) + i + 100, now)));
                var changed = random.Next(seats.Length);
                seats[changed] = seats[changed] with
                {
                    Presence = random.Next(3) > 0 ? Presence.Online : (Presence)random.Next(4),
                    Load = Math.Max(0, seats[changed].Load - random.Next(4)),
                };
                queue.Sort(QueueOrder.Instance);
                var decisions = Matching.Assign(queue, seats, now, RelaxationSteps.Default);
                Check(queue, seats, decisions, now);
                foreach (var decision in decisions.Where(decision => decision.Agent is not null))
                {
                    var seat = Array.FindIndex(seats, seat => seat.Id == decision.Agent);
                    var taken = queue.Single(conversation => conversation.Id == decision.Conversation);
                    seats[seat] = seats[seat] with { Load = seats[seat].Load + taken.Weight, IdleSince = now };
                    Assert.True(seats[seat].Load <= seats[seat].Capacity);
                    queue.Remove(taken);
                }
            }
        }
    }

    [Fact]
    public void A_heavy_conversation_is_served_in_spite_of_a_stream_of_light_ones()
    {
        var seats = new[] { Seat(1, load: 12), Seat(2, load: 12) };
        var heavy = Waiting(1, weight: 3) with { EffectiveDue = Now };
        for (var turn = 0; turn < 6; turn++)
        {
            // Each turn every agent finishes one e-mail, and four more arrive.
            seats = [.. seats.Select(seat => seat with { Load = seat.Load - 1 })];
            var queue = Enumerable.Range(0, 4).Select(i => Waiting((turn * 10) + i + 100, weight: 1)).Prepend(heavy);
            foreach (var decision in Matching.Assign(queue, seats, Now, RelaxationSteps.Default).Where(decision => decision.Agent is not null))
            {
                if (decision.Conversation == heavy.Id)
                {
                    Assert.Equal(2, turn); // three units freed on the seat kept for it
                    return;
                }

                seats = [.. seats.Select(seat => seat.Id == decision.Agent ? seat with { Load = seat.Load + 1 } : seat)];
            }
        }

        Assert.Fail("The heavy conversation was never served.");
    }

    private static void Check(List<WaitingConversation> queue, AgentSeat[] seats, List<Decision> decisions, DateTimeOffset now)
    {
        Assert.Equal(queue.Take(decisions.Count).Select(conversation => conversation.Id), decisions.Select(decision => decision.Conversation));
        var load = seats.ToDictionary(seat => seat.Id, seat => seat.Load);
        foreach (var (decision, conversation) in decisions.Zip(queue))
        {
            Assert.Equal(seats.Select(seat => seat.Id).Order(), decision.Candidates.Select(candidate => candidate.Agent).Order());
            Assert.All(decision.Candidates, candidate => Assert.NotEmpty(candidate.Reasons));
            foreach (var candidate in decision.Candidates)
            {
                var seat = seats.Single(seat => seat.Id == candidate.Agent);
                var able = seat.Presence is Presence.Online && load[seat.Id] + conversation.Weight <= seat.Capacity
                    && conversation.RequiredSkills.All(required => seat.Skills.Any(skill => skill.Skill == required.Skill))
                    && ProficiencyOf(seat, conversation) >= RelaxationSteps.Default.Steps[decision.Step].LeastProficiency;
                // Whoever takes part is able; whoever is able takes part, unless kept for an earlier one or too low in a skill.
                Assert.True(candidate.Parts is null || able);
                Assert.True(candidate.Parts is not null || !able || candidate.Reasons.All(reason =>
                    reason.Code is ReasonCode.HeldForEarlier or ReasonCode.SkillTooLow));
            }

            var ranked = decision.Candidates.Where(candidate => candidate.Parts is not null).ToList();
            Assert.Equal(ranked.Count > 0 ? ranked[0].Agent : null, decision.Agent);
            if (decision.Agent is not { } agent)
            {
                Assert.True(!(decision.LookAgainAt <= now));
                continue;
            }

            if (agent != conversation.PreviousAgent)
            {
                Assert.DoesNotContain(ranked, candidate => candidate.Agent == conversation.PreviousAgent);
                Assert.Equal(ranked.Max(candidate => candidate.Parts!.Value.Score), ranked[0].Parts!.Value.Score);
            }

            load[agent] += conversation.Weight;
        }
    }

    private static Proficiency ProficiencyOf(AgentSeat seat, WaitingConversation conversation) => conversation.Language is null
        ? Proficiency.Native
        : seat.Languages.FirstOrDefault(language => language.Code == conversation.Language)?.Proficiency ?? Proficiency.Assisted;

    private static AgentSeat RandomSeat(Random random, int id) => Seat(
        id,
        string.Join(' ', Languages.Where(_ => random.Next(2) == 0).Select(code => $"{code}:{(Proficiency)random.Next(3)}")),
        string.Join(' ', SkillNames.Where(_ => random.Next(3) > 0).Select(skill => $"{skill}:{random.Next(1, 6)}")),
        load: random.Next(0, 14),
        capacity: random.Next(0, 13));

    private static WaitingConversation RandomConversation(Random random, int id, DateTimeOffset now) => Waiting(
        id,
        random.Next(8) == 0 ? null : Languages[random.Next(Languages.Length)],
        random.Next(3) == 0 ? $"{SkillNames[random.Next(2)]}:{random.Next(1, 6)}" : "",
        weight: random.Next(1, 4),
        previous: random.Next(3) == 0 ? Id(random.Next(1, 8)) : null) with
    {
        WaitingSince = now,
        EffectiveDue = random.Next(4) == 0 ? null : now.AddMinutes(random.Next(240)),
        Priority = (Priority)random.Next(4),
    };
}
