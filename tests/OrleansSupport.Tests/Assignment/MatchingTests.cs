using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Assignment;
using static OrleansSupport.Tests.Assignment.Team;

namespace OrleansSupport.Tests.Assignment;

public sealed class MatchingTests
{
    [Fact]
    public void Reasons_say_everything_that_stands_against_an_agent()
    {
        AgentSeat[] seats =
        [
            Seat(1, presence: Presence.Away),
            Seat(2) with { InShift = false },
            Seat(3) with { Stores = ["other"] },
            Seat(4, load: 10),
            Seat(5, skills: "product:5"),
            Seat(6, languages: "en:Fluent", skills: "returns:3"),
            Seat(7, languages: "en:Native", skills: "returns:1", presence: Presence.Busy),
            Seat(8, skills: "returns:3"),
        ];
        var conversation = Waiting(100, skills: "returns:3") with { PassedBy = [Id(5)] };
        var decision = Decide(conversation, seats);
        Assert.Equal(Id(8), decision.Agent);
        Assert.Equal([new Reason(ReasonCode.NotOnline, Value: (int)Presence.Away), new Reason(ReasonCode.MissingSkill, "returns", Limit: 3)], Why(decision, 1));
        Assert.Contains(new Reason(ReasonCode.OutOfShift), Why(decision, 2));
        Assert.Contains(new Reason(ReasonCode.OtherStore, "shop"), Why(decision, 3));
        Assert.Contains(new Reason(ReasonCode.AtCapacity, Value: 13, Limit: 12), Why(decision, 4));
        Assert.Equal([new Reason(ReasonCode.MissingSkill, "returns", Limit: 3), new Reason(ReasonCode.PassedOffer)], Why(decision, 5));
        Assert.Equal(
            [new Reason(ReasonCode.LanguageStepNotReached, "en", (int)Proficiency.Fluent, (int)Proficiency.Native)], Why(decision, 6));
        Assert.Equal(
            [new Reason(ReasonCode.NotOnline, Value: (int)Presence.Busy), new Reason(ReasonCode.SkillTooLow, "returns", 1, 3)], Why(decision, 7));
        Assert.Equal([ReasonCode.BestScore], Why(decision, 8).Select(reason => reason.Code));
        Assert.Equal(8, decision.Candidates.Length);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(29, null)]
    [InlineData(30, 2)]
    [InlineData(60, 2)]
    public void A_fluent_agent_waits_for_the_fluent_step_while_a_native_one_is_in_the_team(int waited, int? agent)
    {
        AgentSeat[] seats = [Seat(1, "ja:Native", presence: Presence.Offline), Seat(2, "ja:Fluent"), Seat(3, "en:Native")];
        var decision = Decide(Waiting(100, "ja", waited: waited), seats);
        Assert.Equal(agent is null ? (AgentId?)null : Id(agent.Value), decision.Agent);
        Assert.Equal(agent is null ? Now.AddSeconds(30 - waited) : null, decision.LookAgainAt);
    }

    [Fact]
    public void While_somebody_of_the_team_is_not_heard_of_each_step_is_waited_for()
    {
        var dispatcher = Dispatcher([Waiting(100, "ja")], [Seat(2, "ja:Fluent")], TeamRules.Default);
        dispatcher.EverybodyIsKnown = false;

        Assert.Empty(dispatcher.Assign(Now));
        Assert.Equal((0, Now.AddSeconds(30)), (dispatcher.Why(ConversationId(100), Now)!.Step, dispatcher.Why(ConversationId(100), Now)!.LookAgainAt));

        dispatcher.EverybodyIsKnown = true;
        Assert.Equal(Id(2), Assert.Single(dispatcher.Assign(Now)).Why.Agent);
    }

    [Fact]
    public void A_step_that_nobody_in_the_team_could_meet_is_not_waited_for()
    {
        Assert.Equal(Id(2), Decide(Waiting(100, "ja"), [Seat(2, "ja:Fluent"), Seat(3)]).Agent);
        var translated = Decide(Waiting(100, "tr"), [Seat(2, "ja:Fluent")]);
        Assert.Equal((Id(2), 3), (translated.Agent, translated.Step));
    }

    [Fact]
    public void A_native_agent_who_passed_or_may_not_serve_the_store_is_not_waited_for_either()
    {
        AgentSeat[] seats = [Seat(1, "ja:Native"), Seat(2, "ja:Native") with { Stores = ["other"] }, Seat(3, "ja:Fluent")];
        Assert.Equal(Id(3), Decide(Waiting(100, "ja") with { PassedBy = [Id(1)] }, seats).Agent);
    }

    [Fact]
    public void Without_translation_for_all_only_listed_languages_are_served()
    {
        var steps = RelaxationSteps.Default with { TranslationForAll = false };
        AgentSeat[] seats = [Seat(1, "en:Native"), Seat(2, "ja:Assisted", presence: Presence.Offline)];
        var decision = Team.Decide(Waiting(100, "ja", waited: 3600), seats, TeamRules.Default with { Steps = steps });
        Assert.Null(decision.Agent);
        Assert.Null(decision.LookAgainAt);
        Assert.Equal([new Reason(ReasonCode.LanguageStepNotReached, "ja", null, (int)Proficiency.Assisted)], Why(decision, 1));
    }

    [Fact]
    public void Skill_levels_relax_before_language_and_the_skill_itself_never()
    {
        AgentSeat[] seats =
        [
            Seat(1, skills: "dispute:5", presence: Presence.Offline), Seat(2, skills: "dispute:1"), Seat(3, "en:Fluent", "dispute:5"), Seat(4),
        ];
        Assert.Null(Decide(Waiting(100, skills: "dispute:4"), seats).Agent);
        Assert.Equal(Id(2), Decide(Waiting(100, skills: "dispute:4", waited: 15), seats).Agent);
        Assert.Equal(Id(3), Decide(Waiting(100, skills: "dispute:4", waited: 30), seats).Agent);
        Assert.Null(Decide(Waiting(100, skills: "dispute:4", waited: 3600), [seats[3]]).Agent);
    }

    [Theory]
    [InlineData("es-MX", "es")]
    [InlineData("es", "ES-es")]
    [InlineData("zh_Hant", "zh-CN")]
    public void Languages_are_compared_by_their_primary_subtag(string asked, string listed) =>
        Assert.Equal(1000, Decide(Waiting(100, asked), [Seat(1, listed + ":Native")]).Candidates[0].Parts!.Value.Language);

    [Fact]
    public void An_unknown_language_is_everybodys() =>
        Assert.Equal(Id(2), Decide(Waiting(100, null), [Seat(1, "en:Native", load: 6), Seat(2, "ja:Assisted")]).Agent);

    [Fact]
    public void The_score_is_the_product_of_language_skill_spare_load_and_idle_time()
    {
        var seat = Seat(1, "en:Fluent", "returns:4", load: 3) with { IdleSince = Now.AddMinutes(-15) };
        var parts = Decide(Waiting(100, skills: "returns:2"), [seat]).Candidates[0].Parts!.Value;
        Assert.Equal(new ScoreParts(Language: 950, Skill: 980, Spare: 562, Idle: 750), parts);
        Assert.Equal(392_416, parts.Score);
    }

    [Fact]
    public void The_previous_agent_is_preferred_when_eligible()
    {
        AgentSeat[] seats = [Seat(1), Seat(2, load: 9)];
        var decision = Decide(Waiting(100, previous: Id(2)), seats);
        Assert.Equal(Id(2), decision.Agent);
        Assert.Equal(ReasonCode.PreviousAgent, Why(decision, 2).Single().Code);
        Assert.Equal(ReasonCode.PreviousAgentPreferred, Why(decision, 1).Single().Code);
        seats[1] = seats[1] with { Load = 10 };
        Assert.Equal(Id(1), Decide(Waiting(100, previous: Id(2)), seats).Agent);
    }

    [Fact]
    public void Ties_go_to_the_longest_idle_then_to_the_first_id()
    {
        AgentSeat[] seats = [Seat(1), Seat(2) with { IdleSince = Now.AddHours(-3) }, Seat(3)];
        var decision = Decide(Waiting(100), seats);
        Assert.Equal([Id(2), Id(1), Id(3)], decision.Candidates.Select(candidate => candidate.Agent));
        Assert.Equal(ReasonCode.LongestIdle, Why(decision, 2).Single().Code);
        Assert.Equal(ReasonCode.LessIdle, Why(decision, 3).Single().Code);
    }

    [Fact]
    public void Nothing_is_assigned_over_capacity_even_when_a_manual_assignment_went_over_it()
    {
        Assert.Equal(Id(1), Decide(Waiting(100), [Seat(1, load: 9)]).Agent);
        Assert.Null(Decide(Waiting(100, weight: 1), [Seat(1, load: 15)]).Agent);
        Assert.False(Matching.HasRoom(int.MaxValue, int.MaxValue, 1));
    }

    [Fact]
    public void A_queue_is_shared_out_in_its_order_and_the_seats_fill_up()
    {
        var decisions = Assign([Waiting(100), Waiting(101), Waiting(102), Waiting(103)], [Seat(1, capacity: 6), Seat(2, capacity: 3)]);
        Assert.Equal([(AgentId?)Id(1), Id(2), Id(1)], decisions.Select(decision => decision.Agent));
    }

    [Fact]
    public void Light_conversations_do_not_take_what_a_heavier_one_before_them_waits_for()
    {
        AgentSeat[] seats = [Seat(1, load: 10), Seat(2, load: 11)];
        var decisions = Assign([Waiting(100, weight: 3), Waiting(101, weight: 1), Waiting(102, weight: 1)], seats);
        Assert.Equal([(ConversationId(101), (AgentId?)Id(2))], decisions.Select(decision => (decision.Conversation, decision.Agent)));
        Assert.Equal([new Reason(ReasonCode.HeldForEarlier)], Why(decisions[0], 1));
    }

    [Fact]
    public void A_seat_too_small_for_a_conversation_is_not_kept_for_it()
    {
        var decisions = Assign([Waiting(100, weight: 3), Waiting(101, weight: 1)], [Seat(1, capacity: 2)]);
        Assert.Equal([(ConversationId(101), (AgentId?)Id(1))], decisions.Select(decision => (decision.Conversation, decision.Agent)));
    }

    [Fact]
    public void A_conversation_nobody_suits_does_not_hold_up_those_behind_it() =>
        Assert.Equal([ConversationId(101)], Assign([Waiting(100, skills: "dispute:1"), Waiting(101)], [Seat(1)]).Select(decision => decision.Conversation));

    [Fact]
    public void Only_an_expert_gets_what_was_escalated_and_only_who_may_take_the_tier_gets_it()
    {
        AgentSeat[] seats = [Seat(1), Seat(2) with { Role = AgentRole.Expert, Load = 6 }, Seat(3) with { Tiers = [CustomerTier.Vip] }];
        Assert.Equal(Id(2), Decide(Waiting(100) with { ExpertOnly = true }, seats).Agent);
        Assert.Equal([new Reason(ReasonCode.ExpertNeeded)], Why(Decide(Waiting(100) with { ExpertOnly = true }, seats), 1));
        Assert.Equal([new Reason(ReasonCode.OtherTier, Value: (int)CustomerTier.Standard)], Why(Decide(Waiting(100), seats), 3));
    }

    [Fact]
    public void A_preferred_skill_makes_a_better_placed_agent_and_keeps_nobody_out()
    {
        var wanted = Waiting(100) with { PreferredSkills = ["returns"] };
        Assert.Equal(Id(2), Decide(wanted, [Seat(1), Seat(2, skills: "returns:4")]).Agent);
        Assert.Equal(Id(1), Decide(wanted, [Seat(1)]).Agent);
    }

    [Fact]
    public void Who_drains_gets_nothing() =>
        Assert.Equal([new Reason(ReasonCode.Draining)], Why(Decide(Waiting(100), [Seat(1) with { Draining = true }]), 1));

    [Theory]
    [InlineData(6, true)]
    [InlineData(5, false)]
    public void Towards_a_shifts_end_nothing_is_assigned_that_cannot_be_answered_before_it(int minutesLeft, bool assigned)
    {
        var decision = Decide(Waiting(100, weight: 3), [Seat(1) with { ShiftEndsAt = Now.AddMinutes(minutesLeft) }]);
        Assert.Equal(assigned ? Id(1) : null, decision.Agent);
        Assert.True(assigned || Why(decision, 1).SequenceEqual([new Reason(ReasonCode.ShiftEnding, Value: 3, Limit: 2)]));
    }

    [Fact]
    public void A_conversation_about_to_break_its_promise_no_longer_waits_for_the_better_suited()
    {
        AgentSeat[] seats = [Seat(1, "ja:Native", load: 12), Seat(2, "en:Native")];
        Assert.Null(Decide(Waiting(100, "ja") with { EffectiveDue = Now.AddSeconds(61) }, seats).Agent);
        Assert.Equal(Id(2), Decide(Waiting(100, "ja") with { EffectiveDue = Now.AddSeconds(60) }, seats).Agent);
    }

    [Fact]
    public void Relaxation_that_lets_nobody_in_wakes_nobody()
    {
        AgentSeat[] seats = [Seat(1, "ja:Native", presence: Presence.Offline), Seat(2, "ja:Fluent", presence: Presence.Away)];
        Assert.Equal(Now.AddSeconds(30), Decide(Waiting(100, "ja"), seats).LookAgainAt);
        Assert.Null(Decide(Waiting(100, "ja", waited: 30), seats).LookAgainAt);
        Assert.Null(Decide(Waiting(100, "ja", skills: "dispute:1"), seats).LookAgainAt);
    }

    [Fact]
    public void Steps_must_begin_at_once_and_loosen_with_time()
    {
        Assert.Empty(RelaxationRules.Problems(RelaxationSteps.Default));
        Assert.Single(RelaxationRules.Problems(new RelaxationSteps([])));
        Assert.Single(RelaxationRules.Problems(new RelaxationSteps([new(TimeSpan.FromSeconds(1), Proficiency.Native, 0)])));
        Assert.Equal(2, RelaxationRules.Problems(new RelaxationSteps([new(TimeSpan.Zero, Proficiency.Fluent, 0), new(TimeSpan.Zero, Proficiency.Native, 0)])).Count);
    }

    [Fact]
    public void The_queue_is_ordered_by_deadline_then_priority_then_tier_then_age_then_id()
    {
        var plain = Waiting(5);
        WaitingConversation[] expected =
        [
            plain with { Id = ConversationId(9), EffectiveDue = Now },
            plain with { Id = ConversationId(8), Priority = Priority.Urgent },
            plain with { Id = ConversationId(7), Tier = CustomerTier.Vip },
            plain with { Id = ConversationId(6), WaitingSince = Now.AddSeconds(-9) },
            plain with { Id = ConversationId(4) },
            plain,
            plain with { Id = ConversationId(1), EffectiveDue = null, Priority = Priority.Urgent },
        ];
        Assert.Equal(expected, expected.Reverse().Order(QueueOrder.Instance));
    }

    [Fact]
    public void Chats_take_three_units_and_unknown_channels_one()
    {
        Assert.Equal(3, ChannelWeights.Default.For("Chat"));
        Assert.Equal(1, ChannelWeights.Default.For("email"));
        Assert.Equal(1, ChannelWeights.Default.For("fax"));
    }

    private static Decision Decide(WaitingConversation conversation, AgentSeat[] seats) =>
        Team.Decide(conversation, seats, TeamRules.Default);

    private static List<Decision> Assign(WaitingConversation[] queue, AgentSeat[] seats) =>
        [.. Dispatcher(queue, seats, TeamRules.Default).Assign(Now).Select(d => d.Why)];

    private static Reason[] Why(Decision decision, int agent) => [.. decision.Candidates.Single(candidate => candidate.Agent == Id(agent)).Reasons];
}
