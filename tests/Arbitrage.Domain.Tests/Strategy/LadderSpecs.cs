using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>Legs that come out unequal: complete, reverse, hedge, halt (B9), and what may be done while one is in doubt.</summary>
public class LadderSpecs
{
    private static StrategyScript Watching() => new StrategyScript().Monitoring().PassSeconds(10);

    private static StrategyScript Cross(StrategyScript script, int seconds = 2)
    {
        script.Quotes(gateMid: 1m, mexcMid: 1.02m).PassSeconds(seconds);
        return script;
    }

    private static StrategyEvent.PairEnded Entry(StrategyScript script) =>
        script.Events<StrategyEvent.PairEnded>().First(p => p.Purpose == PairPurpose.Entry);

    [Fact]
    public void A_missing_leg_is_completed_within_the_band()
    {
        var script = Watching();
        script.Mexc.Next.Enqueue(Reply.Reject);

        Cross(script);

        var step = script.Events<StrategyEvent.LadderStepped>().First();
        Assert.Equal(LadderStep.Complete, step.Step);
        Assert.Equal((Venue.MexcSpot, Side.Sell, RiskClass.Reducing), (step.Orders[0].Venue, step.Orders[0].Side, step.Orders[0].Risk));
        Assert.Equal(PairResult.Completed, Entry(script).Result);
        Assert.Equal(1, script.State.Profit.SingleLegs);
        Assert.InRange(script.State.NetDelta.Value, -1m, 1m);
    }

    [Fact]
    public void A_leg_that_cannot_be_completed_is_reversed_within_the_band()
    {
        var script = Watching();
        foreach (var _ in Enumerable.Range(0, 3))
            script.Mexc.Next.Enqueue(Reply.Reject);

        Cross(script);

        Assert.Equal(PairResult.Reversed, Entry(script).Result);
        Assert.Equal(Quantity.Zero, Entry(script).Moved);
        Assert.InRange(script.State.NetDelta.Value, -1m, 1m);
        Assert.Contains(script.Gate.Taken, o => o.Side == Side.Sell && o.Risk == RiskClass.Reducing);
    }

    [Fact]
    public void A_leg_that_cannot_be_reversed_is_hedged_by_the_perpetual()
    {
        var script = Watching();
        foreach (var _ in Enumerable.Range(0, 3))
            script.Mexc.Next.Enqueue(Reply.Reject);
        foreach (var reply in new[] { Reply.Fill, Reply.Reject, Reply.Reject })
            script.Gate.Next.Enqueue(reply);

        Cross(script);

        Assert.Equal(PairResult.Hedged, Entry(script).Result);
        Assert.True(script.Futures.Base < new Quantity(-400m));
        Assert.InRange(script.State.NetDelta.Value, -1m, 1m);
    }

    [Fact]
    public void An_exhausted_ladder_halts_the_symbol_here_and_at_the_guard_and_goes_on_hedging()
    {
        var script = Watching();
        script.Mexc.Reply = Reply.Reject;
        script.Gate.Next.Enqueue(Reply.Fill);
        script.Gate.Reply = Reply.Reject;
        script.Futures.Reply = Reply.Refuse;

        Cross(script, seconds: 1);

        Assert.Equal(PairResult.Halted, Entry(script).Result);
        Assert.Equal(TradingMode.Halted, script.State.Mode.Effective);
        Assert.Equal(StrategyPhase.ErrorRecovery, script.State.Phase);
        Assert.Contains("halted", script.Alerts);
        Assert.Contains(script.ToldGuard, i => i is RiskGuardInput.Kill { Mode: TradingMode.Halted });

        script.Futures.Reply = Reply.Fill;
        script.PassSeconds(25);
        Assert.InRange(script.State.NetDelta.Value, -1m, 1m);
        Assert.Equal(TradingMode.Halted, script.State.Mode.Effective);
    }

    [Fact]
    public void While_a_leg_is_in_doubt_nothing_uncertain_is_hedged_and_nothing_new_is_risked()
    {
        var script = Watching();
        script.Mexc.Next.Enqueue(Reply.Doubt);
        var perpetual = script.Futures.Taken.Count;

        Cross(script, seconds: 10);

        // Bought 150 at Gate, the sale of 149 may have happened: net delta is in [0, 150], so nothing is certain.
        Assert.Equal(perpetual, script.Futures.Taken.Count);
        Assert.Equal(StrategyPhase.ExecutingArbitrage, script.State.Phase);
        Assert.Single(script.Events<StrategyEvent.LegsIntended>(), e => e.Purpose == PairPurpose.Entry);

        script.Give(script.Mexc.FillOpen(script.Mexc.Taken[^1].Id)).PassSeconds(1);
        Assert.Equal(PairResult.Done, Entry(script).Result);
    }

    [Fact]
    public void The_certain_part_is_hedged_while_another_leg_is_in_doubt()
    {
        var script = Watching();
        script.Mexc.Next.Enqueue(Reply.Doubt);
        Cross(script, seconds: 1);

        // Somebody sells 100 of our spot: now even the best outcome of the doubt leaves delta below zero.
        script.Give(script.Gate.Trade(Side.Sell, new(260m), new(1m), TradeCause.Foreign)).PassSeconds(2);

        var hedge = script.Events<StrategyEvent.LadderStepped>().Last();
        Assert.Equal((LadderStep.Hedge, Side.Buy, true), (hedge.Step, hedge.Orders[0].Side, hedge.Orders[0].ReduceOnly));
        var interval = DeltaInterval.Of(script.State);
        Assert.True(interval.High.Value is <= 0m and > -1m, $"{interval}");
    }

    [Fact]
    public void A_doubt_that_turns_out_without_effect_goes_to_the_ladder()
    {
        var script = Watching();
        script.Mexc.Next.Enqueue(Reply.Doubt);
        Cross(script, seconds: 30);
        Assert.Equal(StrategyPhase.ErrorRecovery, script.State.Phase);

        script.Give(script.Mexc.NoEffect(script.Mexc.Taken[^1].Id)).PassSeconds(40);

        Assert.Equal(StrategyPhase.MonitoringSpreads, script.State.Phase);
        Assert.InRange(script.State.NetDelta.Value, -1m, 1m);
    }

    [Fact]
    public void A_fill_after_its_order_was_resolved_is_booked_and_halts()
    {
        var script = Watching();
        script.Mexc.Next.Enqueue(Reply.Doubt);
        Cross(script, seconds: 1);
        var id = script.Mexc.Taken[^1].Id;
        script.Give(script.Mexc.NoEffect(id)).PassSeconds(1);
        var before = script.State.BaseAt(Venue.MexcSpot);

        script.Give(script.Mexc.Trade(Side.Sell, new(5m), new(1.02m), TradeCause.Own, id));

        Assert.Equal(before - new Quantity(5m), script.State.BaseAt(Venue.MexcSpot));
        Assert.Equal(TradingMode.Halted, script.State.Mode.Effective);
    }

    [Fact]
    public void Partial_fills_leave_no_more_than_a_contract()
    {
        var script = Watching();
        script.Gate.FillShare = 0.5m;

        Cross(script);

        Assert.InRange(script.State.NetDelta.Value, -1m, 1m);
        Assert.True(script.Events<StrategyEvent.LadderStepped>().Any());
    }

    [Fact]
    public void While_establishing_a_missing_hedge_is_completed_or_the_spot_is_sold_again()
    {
        var script = new StrategyScript();
        script.Futures.Next.Enqueue(Reply.Reject);
        script.Futures.Next.Enqueue(Reply.Reject);
        script.Futures.Next.Enqueue(Reply.Reject);

        script.Monitoring();

        Assert.Contains(script.Events<StrategyEvent.PairEnded>(), p => p.Result == PairResult.Reversed);
        Assert.DoesNotContain(script.Events<StrategyEvent.LadderStepped>(), l => l.Step == LadderStep.Hedge);
        Assert.Equal(-299m, script.State.BaseAt(Venue.GateFutures).Value);
    }

    [Fact]
    public void A_delta_that_others_made_during_a_pair_is_hedged_after_it_and_not_by_its_ladder()
    {
        var script = Watching();
        script.Mexc.Next.Enqueue(Reply.Silence);
        Cross(script, seconds: 1);
        Assert.Equal(StrategyPhase.ExecutingArbitrage, script.State.Phase);

        script.Give(script.Futures.Trade(Side.Buy, new(50m), new(1m), TradeCause.AutoDeleveraging));
        script.Give(script.Mexc.FillOpen(script.Mexc.OpenIds[0])).PassSeconds(2);

        Assert.Equal(PairResult.Done, Entry(script).Result);
        Assert.Empty(script.Events<StrategyEvent.LadderStepped>());
        var entered = script.Phases.ToList();
        Assert.Equal(StrategyPhase.RebalancingDelta, entered[entered.LastIndexOf(StrategyPhase.ExecutingArbitrage) + 1]);
        Assert.InRange(script.State.NetDelta.Value, -1m, 1m);
    }

    [Fact]
    public void A_lease_stays_open_as_long_as_an_order_under_it_is_live()
    {
        var script = Watching();
        script.GuardMute = true;
        while (script.State.Lease.Asked is null)
            script.PassSeconds(1);
        var (lease, asked) = (script.State.Lease.Held!.Token.Id, script.State.Lease.Asked);
        script.Mexc.Next.Enqueue(Reply.Silence);
        Cross(script, seconds: 1);
        Assert.True(script.State.AnyOrderLive);

        script.Give(new StrategyInput.LeaseGranted(asked.RequestId, 99, new(0, 1), asked.Capital, asked.Exposure, TimeSpan.FromSeconds(10)));

        Assert.Equal(lease, script.State.Lease.Held?.Token.Id);
        Assert.DoesNotContain(script.ToldGuard.OfType<RiskGuardInput.CloseLease>(), c => c.LeaseId == lease);

        script.GuardMute = false;
        script.Give(script.Mexc.FillOpen(script.Mexc.OpenIds[0])).PassSeconds(3);

        Assert.False(script.State.AnyOrderLive);
        Assert.NotEqual(lease, script.State.Lease.Held?.Token.Id);
        Assert.Contains(script.ToldGuard.OfType<RiskGuardInput.CloseLease>(), c => c.LeaseId == lease);
    }
}
