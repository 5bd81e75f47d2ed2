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
        Assert.True(latch.IsSet(Btc));

        latch.Set(new(0, false, []));

        Assert.False(latch.IsSet(Btc));
    }

    [Fact]
    public void The_answer_of_the_highest_sequence_wins()
    {
        var latch = new KillLatch();
        latch.Set(new(7, false, [Btc]));

        latch.Set(new(3, false, []));

        Assert.True(latch.IsSet(Btc));
        Assert.False(latch.IsSet(Eth));
        latch.Set(new(9, false, []));
        Assert.False(latch.IsSet(Btc));
    }

    [Fact]
    public void A_kill_here_survives_answers_that_do_not_contain_it()
    {
        var latch = new KillLatch();
        latch.Set(new(5, false, []));

        latch.Kill(Btc);
        latch.Set(new(6, false, [Eth])); // was on its way when we latched

        Assert.True(latch.IsSet(Btc));
        Assert.True(latch.IsUnconfirmed);
        latch.Set(new(7, false, [Btc, Eth]));
        Assert.False(latch.IsUnconfirmed);
        latch.Set(new(8, false, [])); // a person resumed
        Assert.False(latch.IsSet(Btc));
    }

    [Fact]
    public void A_kill_of_everything_is_not_confirmed_by_a_kill_of_one_symbol()
    {
        var latch = new KillLatch();
        latch.Kill(null);

        latch.Set(new(6, false, [Btc]));

        Assert.True(latch.IsSet(Eth));
        latch.Set(new(7, true, [Btc]));
        Assert.False(latch.IsUnconfirmed);
        Assert.True(latch.IsSet(Eth));
    }

    [Fact]
    public void The_node_asks_every_second_and_repeats_a_kill_until_the_guard_has_it()
    {
        var (latch, guard) = (new KillLatch(), CreateTestProbe());
        var actor = Sys.ActorOf(KillLatchActor.Props("node-1", latch, Routes(guard)));
        guard.ExpectMsg(new ToGuard(new RiskGuardInput.AskLatch("node-1")));

        actor.Tell(new KillHere(Btc, TradingMode.Halted, "me", "drill"));
        var kill = new ToGuard(new RiskGuardInput.Kill(Btc, TradingMode.Halted, "me", "drill"));
        guard.ExpectMsg(kill);
        Assert.True(latch.IsPending(Btc));
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        guard.ExpectMsg(kill);
        guard.ExpectMsg<ToGuard>();

        guard.Send(actor, new LatchTold(new(4, false, [Btc])));
        AwaitAssert(() => Assert.False(latch.IsUnconfirmed));
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        guard.ExpectMsg(new ToGuard(new RiskGuardInput.AskLatch("node-1")));
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

    private static TradingRoutes Routes(TestProbe guard) => new(guard, guard, guard, guard);
}
