using System.Collections.Immutable;
using CsCheck;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Silo.Assignment;
using static OrleansSupport.Tests.Assignment.Team;

namespace OrleansSupport.Tests.Assignment;

/// <summary>What holds of every decision over random histories of a team and its queue, and that <see cref="SlowDispatcher"/> decides the same.</summary>
public sealed class DispatcherProperties
{
    private const int Histories = 10_000;

    private static readonly TeamRules Rules = TeamRules.Default with { AtRisk = TimeSpan.FromMinutes(2) };

    private static readonly Gen<TeamRules> SomeRules = Gen.OneOf(Rules, Rules with { FairWithin = 10 }, Rules with { Steps = Rules.Steps with { TranslationForAll = false } });

    private static readonly Gen<string?> Language = Gen.OneOf<string?>("en", "es", "ja", "tr", null);

    private static readonly Gen<ImmutableArray<SkillLevel>> Skills = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5]).Select(
        (returns, dispute) => new[] { new SkillLevel("returns", returns), new SkillLevel("dispute", dispute) }.Where(s => s.Level > 0).ToImmutableArray());

    private static readonly Gen<AgentSeat> SomeSeat =
        from number in Gen.Int[1, 8]
        from languages in Gen.Select(Gen.OneOf("en", "es", "ja", "tr"), Gen.Enum<Proficiency>(), (code, p) => new AgentLanguage(code, p)).Array[0, 3]
        from skills in Skills
        from load in Gen.Int[0, 13]
        from capacity in Gen.Int[0, 12]
        from presence in Gen.Frequency((6, Gen.Const(Presence.Online)), (1, Gen.Enum<Presence>()))
        from shop in Gen.Frequency((5, Gen.Const("*")), (1, Gen.Const("shop")), (1, Gen.Const("other")))
        from idle in Gen.Int[0, 3000]
        from role in Gen.Frequency((3, Gen.Const(AgentRole.Agent)), (1, Gen.Const(AgentRole.Expert)))
        from tiers in Gen.Frequency((4, Gen.Const(Array.Empty<CustomerTier>())), (1, Gen.Enum<CustomerTier>().Array[1]))
        from draining in Gen.Frequency((9, Gen.Const(false)), (1, Gen.Const(true)))
        from end in Gen.Frequency((3, Gen.Const((int?)null)), (1, Gen.Int[-5, 90].Select(m => (int?)m)))
        select Seat(number, "", load: load, capacity: capacity, presence: presence) with
        {
            Languages = [.. languages],
            Skills = skills,
            Stores = [shop],
            IdleSince = Now.AddSeconds(-idle),
            Role = role,
            Tiers = [.. tiers],
            Draining = draining,
            ShiftEndsAt = end is { } minutes ? Now.AddMinutes(minutes) : null,
        };

    private static readonly Gen<WaitingConversation> SomeConversation =
        from number in Gen.Int[100, 140]
        from language in Language
        from skills in Gen.Frequency((3, Gen.Const(ImmutableArray<SkillLevel>.Empty)), (1, Skills))
        from preferred in Gen.Frequency((3, Gen.Const(Array.Empty<string>())), (1, Gen.OneOf("returns", "dispute").Array[1]))
        from weight in Gen.Int[1, 4]
        from priority in Gen.Enum<Priority>()
        from tier in Gen.Enum<CustomerTier>()
        from due in Gen.Frequency((1, Gen.Const((int?)null)), (3, Gen.Int[-10, 60].Select(m => (int?)m)))
        from waited in Gen.Int[0, 90]
        from previous in Gen.Frequency((2, Gen.Const(0)), (1, Gen.Int[1, 8]))
        from passed in Gen.Frequency((5, Gen.Const(Array.Empty<int>())), (1, Gen.Int[1, 8].Array[1, 2]))
        from expert in Gen.Frequency((6, Gen.Const(false)), (1, Gen.Const(true)))
        select Waiting(number, language, weight: weight, waited: waited, previous: previous > 0 ? Id(previous) : null) with
        {
            RequiredSkills = skills,
            PreferredSkills = [.. preferred],
            Priority = priority,
            Tier = tier,
            EffectiveDue = due is { } minutes ? Now.AddMinutes(minutes) : null,
            PassedBy = [.. passed.Select(Id)],
            ExpertOnly = expert,
        };

    private static readonly Gen<Turn> SomeTurn = Gen.Select(
        Gen.Int[0, 40], SomeConversation.Array[0, 4], SomeSeat.Array[0, 2], Gen.Int[0, 3], Gen.Int[0, 30], (seconds, arriving, seats, finish, leave) => new Turn(seconds, arriving, seats, finish, leave));

    [Fact]
    public void Over_random_histories_every_promise_holds_and_the_slow_model_decides_the_same() =>
        Gen.Select(SomeRules, SomeSeat.Array[1, 7], SomeTurn.Array[1, 12]).Sample((rules, seats, turns) => new History(rules, seats).Play(turns), iter: Histories);

    [Fact]
    public void With_thousands_of_agents_and_conversations_too()
    {
        var random = new Random(20261123);
        var seats = Enumerable.Range(1, 2000).Select(i => SeatOf(random, i)).ToArray();
        var history = new History(Rules, seats);
        for (var turn = 0; turn < 3; turn++)
        {
            history.Play([new Turn(20, [.. Enumerable.Range(0, 1500).Select(i => ConversationOf(random, (turn * 10_000) + i + 5000))], [], 3, 0)]);
        }
    }

    [Fact]
    public void A_heavy_conversation_is_served_in_spite_of_a_stream_of_light_ones()
    {
        var dispatcher = Dispatcher([Waiting(1, weight: 3) with { EffectiveDue = Now.AddMinutes(30) }], [Seat(1, load: 12), Seat(2, load: 12)], TeamRules.Default);
        for (var turn = 0; turn < 6; turn++)
        {
            // Each turn every agent finishes one e-mail, and four more arrive.
            foreach (var seat in dispatcher.Seats.ToList())
            {
                dispatcher.Seat(seat with { Load = seat.Load - 1 });
            }

            for (var i = 0; i < 4; i++)
            {
                dispatcher.Put(Waiting((turn * 10) + i + 100, weight: 1), Now);
            }

            foreach (var (what, why) in dispatcher.Assign(Now))
            {
                if (what.Weight == 3)
                {
                    Assert.Equal(2, turn); // three units freed on the seat kept for it
                    return;
                }

                dispatcher.Settled(what.Id);
                var seat = dispatcher.Find(why.Agent!.Value)!;
                dispatcher.Seat(seat with { Load = seat.Load + 1 });
            }
        }

        Assert.Fail("The heavy conversation was never served.");
    }

    private static AgentSeat SeatOf(Random random, int number) => Seat(
        number, $"{(random.Next(2) == 0 ? "en" : "es")}:Native ja:Fluent", "returns:3", load: random.Next(0, 12)) with
    { IdleSince = Now.AddSeconds(-random.Next(3000)) };

    private static WaitingConversation ConversationOf(Random random, int number) =>
        Waiting(number, random.Next(3) switch { 0 => "en", 1 => "es", _ => "ja" }, random.Next(4) == 0 ? "returns:2" : "", weight: random.Next(1, 4), waited: random.Next(90)) with
        {
            EffectiveDue = Now.AddSeconds(random.Next(30, 9000)),
        };

    /// <summary>What happens before the queue is served once more.</summary>
    /// <param name="Seconds">Time that passes.</param>
    /// <param name="Arriving">Conversations that arrive, or come again with other terms.</param>
    /// <param name="Seats">Agents that come, or whose profile or presence changes.</param>
    /// <param name="Finish">Units that each agent finishes.</param>
    /// <param name="Leave">One conversation that leaves unserved, counted through the queue.</param>
    public sealed record Turn(int Seconds, WaitingConversation[] Arriving, AgentSeat[] Seats, int Finish, int Leave);

    private sealed class History
    {
        private readonly TeamRules _rules;
        private readonly Dispatcher _fast;
        private readonly SlowDispatcher _slow;
        private readonly Dictionary<ConversationId, (DateTimeOffset Since, int Step)> _steps = [];
        private readonly HashSet<ConversationId> _inHands = [];
        private DateTimeOffset _now = Now;

        public History(TeamRules rules, AgentSeat[] seats)
        {
            (_rules, _fast, _slow) = (rules, new Dispatcher(rules), new SlowDispatcher(rules));
            foreach (var seat in seats)
            {
                Seat(seat);
            }
        }

        public void Play(Turn[] turns)
        {
            foreach (var turn in turns)
            {
                Happen(turn);
                Serve();
            }
        }

        private void Happen(Turn turn)
        {
            _now = _now.AddSeconds(turn.Seconds);
            foreach (var conversation in turn.Arriving.Where(c => !_inHands.Contains(c.Id)))
            {
                // Coming again (from an agent, say) it keeps since when it waits, and with that its place.
                var again = _slow.Waiting.TryGetValue(conversation.Id, out var known) ? conversation with { WaitingSince = known.WaitingSince } : conversation;
                _fast.Put(again, _now);
                _slow.Waiting[again.Id] = again;
                _steps.Remove(again.Id);
            }

            foreach (var seat in turn.Seats)
            {
                Seat(seat);
            }

            foreach (var seat in _slow.Seats.Values.ToList())
            {
                Seat(seat with { Load = Math.Max(0, seat.Load - turn.Finish) });
            }

            if (_slow.InOrder().Skip(turn.Leave).FirstOrDefault() is { } leaver)
            {
                _slow.Waiting.Remove(leaver.Id);
                Assert.True(_fast.Remove(leaver.Id));
            }

            Assert.Equal(_slow.InOrder().Select(c => c.Id), _fast.InOrder().Select(c => c.Id)); // order is kept
            Assert.Equal(_slow.Groups(), _fast.Groups.OrderBy(g => (g.Store, g.Language, g.Skill)));
        }

        private void Serve()
        {
            RelaxationIsMonotone();
            var before = _slow.Waiting.ToDictionary();
            var decisions = _fast.Assign(_now);
            Assert.Equal(_slow.Assign(_now), decisions.Select(d => (d.What.Id, d.Why.Agent!.Value)));
            foreach (var (what, why) in decisions)
            {
                Assert.True(before.Remove(what.Id)); // never in two hands: it waited, and is given once
                Assert.True(_inHands.Add(what.Id));
                _fast.Settled(what.Id);
                var seat = _fast.Find(why.Agent!.Value)!;
                var load = seat.Load + what.Weight;
                Assert.True(load <= seat.Capacity, "over capacity");
                _fast.Seat(seat with { Load = load, IdleSince = _now });
                Assert.Equal(why.Agent, why.Candidates[0].Agent);
                Assert.All(why.Candidates, c => Assert.NotEmpty(c.Reasons));
                var seats = _fast.Seats.Count();
                Assert.Equal(seats, why.Candidates.Length + why.NotListed);
            }

            NobodyStarves();
            AlwaysAReason();
        }

        private void RelaxationIsMonotone()
        {
            foreach (var conversation in _slow.Waiting.Values)
            {
                var step = Matching.StepAt(conversation, _now, _rules);
                Assert.True(step >= _steps.GetValueOrDefault(conversation.Id).Step);
                _steps[conversation.Id] = (conversation.WaitingSince, step);
            }
        }

        /// <summary>Past its deadline nothing waits beside an agent who could take it, unless kept for one that comes before it.</summary>
        private void NobodyStarves()
        {
            foreach (var late in _slow.Waiting.Values.Where(c => c.EffectiveDue <= _now))
            {
                foreach (var seat in _slow.Seats.Values.Where(s => SlowDispatcher.IsThere(s) && _slow.Suits(late, s, _rules.Steps.Steps.Length - 1)))
                {
                    Assert.True(seat.Load + late.Weight > _slow.Ceiling(seat, _now) || _slow.Held.Contains(seat.Id), "starved past its deadline");
                }
            }
        }

        private void AlwaysAReason()
        {
            foreach (var conversation in _slow.InOrder().Take(3))
            {
                var why = _fast.Why(conversation.Id, _now)!;
                Assert.Null(why.Agent);
                Assert.Equal(_slow.Step(conversation, _now), why.Step);
                Assert.Equal(_slow.Seats.Keys.Order(), why.Candidates.Select(c => c.Agent).Order());
                Assert.All(why.Candidates, c => Assert.NotEmpty(c.Reasons));
            }
        }

        private void Seat(AgentSeat seat)
        {
            _fast.Seat(seat);
            _slow.Seats[seat.Id] = seat;
        }
    }
}
