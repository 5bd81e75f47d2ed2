using Akka.Actor;
using Akka.TestKit;
using Arbitrage.Actors.Risk;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Protocol.Envelopes;
using Xunit.Abstractions;

namespace Arbitrage.Actors.Tests.Risk;

/// <summary>The node's kill switch: set before anybody has confirmed anything, released only by the guard's journal.</summary>
public class KillLatchSpecs(ITestOutputHelper output) : VirtualKit(output)
{
    private static readonly Symbol Btc = new("BTC_USDT");
    private static readonly Symbol Eth = new("ETH_USDT");

    [Fact]
    public void A_node_is_latched_until_the_guard_has_answered()
    {
        var latch = new KillLatch();
        Assert.True(latch.IsSet(Btc, Venue.GateSpot));

        latch.Set(new(0, false, []));

        Assert.False(latch.IsSet(Btc, Venue.GateSpot));
    }

    [Fact]
    public void The_answer_of_the_highest_sequence_wins()
    {
        var latch = new KillLatch();
        latch.Set(new(7, false, [Btc]));

        latch.Set(new(3, false, []));

        Assert.True(latch.IsSet(Btc, Venue.GateSpot));
        Assert.False(latch.IsSet(Eth, Venue.GateSpot));
        latch.Set(new(9, false, []));
        Assert.False(latch.IsSet(Btc, Venue.GateSpot));
    }

    [Fact]
    public void A_kill_here_survives_answers_that_do_not_contain_it()
    {
        var latch = new KillLatch();
        latch.Set(new(5, false, []));

        latch.Kill(RiskScope.Of(Btc), TradingMode.Reducing);
        latch.Set(new(6, false, [Eth])); // was on its way when we latched

        Assert.True(latch.IsSet(Btc, Venue.GateSpot));
        Assert.True(latch.IsUnconfirmed);
        latch.Set(new(7, false, [Btc, Eth]));
        Assert.False(latch.IsUnconfirmed);
        latch.Set(new(8, false, [])); // a person resumed
        Assert.False(latch.IsSet(Btc, Venue.GateSpot));
    }

    [Fact]
    public void A_state_of_before_the_kill_or_one_that_stops_less_confirms_nothing()
    {
        var latch = new KillLatch();
        latch.Set(new(84, false, [Btc])); // a breaker has taken new risk from it

        Assert.Equal(84, latch.Kill(RiskScope.Of(Btc), TradingMode.Halted));
        latch.Set(new(84, false, [Btc], [], [RiskScope.Of(Btc)])); // told again, halted, and a resume may be on its way
        Assert.True(latch.IsUnconfirmed);
        latch.Set(new(85, false, [Btc])); // reducing, by somebody else
        Assert.True(latch.IsUnconfirmed);
        latch.Set(new(86, false, [Btc], [], [RiskScope.Of(Btc)]));
        Assert.False(latch.IsUnconfirmed);
    }

    [Fact]
    public void A_kill_of_everything_is_not_confirmed_by_a_kill_of_one_symbol()
    {
        var latch = new KillLatch();
        latch.Kill(RiskScope.All, TradingMode.Reducing);

        latch.Set(new(6, false, [Btc]));

        Assert.True(latch.IsSet(Eth, Venue.GateSpot));
        latch.Set(new(7, true, [Btc]));
        Assert.False(latch.IsUnconfirmed);
        Assert.True(latch.IsSet(Eth, Venue.GateSpot));
    }

    [Fact]
    public void The_node_asks_every_second_and_repeats_a_kill_until_the_guard_has_it()
    {
        var (latch, guard) = (new KillLatch(), CreateTestProbe());
        var actor = Sys.ActorOf(KillLatchActor.Props("node-1", latch, new(), Routes(guard)));
        guard.ExpectMsg(new ToGuard(new RiskGuardInput.AskLatch("node-1")));

        actor.Tell(new KillHere(Btc, TradingMode.Halted, "me", "drill"));
        var kill = new ToGuard(new RiskGuardInput.Kill(Btc, TradingMode.Halted, "me", "drill"));
        guard.ExpectMsg(kill);
        Assert.True(latch.IsPending(RiskScope.Of(Btc)));
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        guard.ExpectMsg(kill);
        guard.ExpectMsg<ToGuard>();

        guard.Send(actor, new LatchTold(new(4, false, [Btc], [], [RiskScope.Of(Btc)])));
        AwaitAssert(() => Assert.False(latch.IsUnconfirmed));
        guard.ExpectMsg<GetGuard>();
        guard.ExpectMsg(new ToGuard(new RiskGuardInput.AskLatch("node-1", 4)));
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        guard.ExpectMsg<GetGuard>();
        guard.ExpectMsg(new ToGuard(new RiskGuardInput.AskLatch("node-1", 4)));
    }

    [Fact]
    public void A_kill_of_a_venue_stops_every_symbol_there_and_nowhere_else()
    {
        var latch = new KillLatch();
        latch.Set(new(1, false, []));

        latch.Kill(RiskScope.Of(Venue.MexcSpot), TradingMode.Reducing);

        Assert.True(latch.IsSet(Btc, Venue.MexcSpot));
        Assert.False(latch.IsSet(Btc, Venue.GateSpot));
        latch.Set(new(2, false, [], [Venue.MexcSpot]));
        Assert.False(latch.IsUnconfirmed);
        Assert.True(latch.IsSet(Eth, Venue.MexcSpot));
    }

    [Fact]
    public void Whoever_kills_is_told_not_confirmed_until_the_guard_has_journaled_it_and_then_who_holds_it()
    {
        var (latch, person, strategies) = (new KillLatch(), CreateTestProbe(), CreateTestProbe());
        var guard = Sys.ActorOf(RiskGuardActor.Props(new(), new TradingRoutes(strategies, strategies, strategies, strategies), Hooks));
        guard.Tell(new ToGuard(new RiskGuardInput.RaiseEpoch(Btc, new(0, 1))));
        var deaf = CreateTestProbe();
        var routes = new SwitchedRoutes(deaf) { Guard = deaf };
        var actor = Sys.ActorOf(KillLatchActor.Props("node-1", latch, new(), routes));

        person.Send(actor, new KillHere(null, TradingMode.Halted, "ann", "drill"));

        var first = person.ExpectMsg<KillReport>();
        Assert.False(first.IsConfirmed);
        Assert.Contains("NOT CONFIRMED", first.ToString(), StringComparison.Ordinal);
        Assert.Equal<string>(["node node-1"], first.Confirmed);
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        person.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        routes.Guard = guard;
        Scheduler.Advance(TimeSpan.FromSeconds(1));

        var journaled = person.ExpectMsg<KillReport>();
        Assert.True(journaled.IsConfirmed);
        Assert.Equal(TimeSpan.FromMilliseconds(10_260), journaled.SilentFrom - journaled.JournaledAt);
        Assert.Contains("strategy BTC_USDT", journaled.Waiting);
        var figures = new StrategyFigures(0, 0, null, default, default, 2m, 0, 0, 0, journaled.Sequence);
        guard.Tell(new ToGuard(new RiskGuardInput.StrategyReported(Btc, new(0, 1), 5, figures)));
        var last = journaled;
        AwaitAssert(() =>
        {
            Scheduler.Advance(TimeSpan.FromSeconds(1));
            last = person.ReceiveWhile<KillReport>(TimeSpan.FromMilliseconds(50), m => (KillReport)m) is [.., var newest] ? newest : last;
            Assert.Empty(last.Waiting);
        }, TimeSpan.FromSeconds(30));
        Assert.Equal<string>(["node node-1", "strategy BTC_USDT"], last.Confirmed);
    }

    [Fact]
    public void A_person_lets_go_only_what_this_node_knew_to_be_killed()
    {
        var (latch, guard) = (new KillLatch(), CreateTestProbe());
        var actor = Sys.ActorOf(KillLatchActor.Props("node-1", latch, new(), Routes(guard)));
        guard.ExpectMsg<ToGuard>();
        guard.Send(actor, new LatchTold(new(7, true, [])));
        guard.ExpectMsg(new ToGuard(new RiskGuardInput.AskLatch("node-1", 7)));

        actor.Tell(new ResumeHere(null, "ann", "seen"));

        guard.ExpectMsg(new ToGuard(new RiskGuardInput.Resume(null, "ann", "seen", null, 7)));
    }

    [Fact]
    public void The_guard_tells_every_node_that_asked()
    {
        var (one, two) = (CreateTestProbe(), CreateTestProbe());
        var guard = Sys.ActorOf(RiskGuardActor.Props(new(), Routes(CreateTestProbe()), Hooks));
        one.Send(guard, new ToGuard(new RiskGuardInput.AskLatch("one")));
        two.Send(guard, new ToGuard(new RiskGuardInput.AskLatch("two")));
        two.FishForMessage(m => m is LatchTold);

        guard.Tell(new ToGuard(new RiskGuardInput.Kill(null, TradingMode.Reducing, "me", "drill")));

        one.FishForMessage(m => m is LatchTold { Latch.All: true });
        two.FishForMessage(m => m is LatchTold { Latch.All: true });
        Assert.Contains(Seen.Written, w => w.Happened is RiskGuardEvent.ModeSet);
    }

    private sealed class SwitchedRoutes(IActorRef other) : ITradingRoutes
    {
        public IActorRef Strategies { get; } = other;

        public IActorRef Connections { get; } = other;

        public IActorRef Ledgers { get; } = other;

        public IActorRef Guard { get; set; } = other;
    }

    private static TradingRoutes Routes(TestProbe guard) => new(guard, guard, guard, guard);
}
