using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>Establish, watch, enter, return, unwind, stop: every state for what it is there for.</summary>
public class HappyPathSpecs
{
    [Fact]
    public void Inventory_is_bought_on_both_spots_and_hedged_by_the_perpetual()
    {
        var script = new StrategyScript().Monitoring();

        Assert.Equal(
            [StrategyPhase.EstablishingDeltaNeutral, StrategyPhase.DeltaNeutralActive, StrategyPhase.MonitoringSpreads], script.Phases);
        Assert.Equal(-299m, script.State.BaseAt(Venue.GateFutures).Value);
        Assert.InRange(script.State.BaseAt(Venue.GateSpot).Value, 150m, 150.2m);
        Assert.InRange(script.State.BaseAt(Venue.MexcSpot).Value, 148.8m, 149.2m);
        Assert.InRange(script.State.NetDelta.Value, 0m, 0.2m);
        Assert.Equal(script.Gate.Base, script.State.BaseAt(Venue.GateSpot));
        Assert.Equal(script.Futures.Base, script.State.BaseAt(Venue.GateFutures));
    }

    [Fact]
    public void Crossing_books_become_an_entry_with_both_intents_in_one_write()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(5);
        var before = script.Journal.Count;

        script.Quotes(gateMid: 1m, mexcMid: 1.02m).Pass(TimeSpan.FromMilliseconds(500));

        var entry = script.Journal.FindIndex(before, e => e is StrategyEvent.LegsIntended { Purpose: PairPurpose.Entry });
        Assert.Equal(StrategyPhase.PreparingArbitrage, ((StrategyEvent.PhaseEntered)script.Journal[entry - 2]).Phase);
        Assert.Equal(StrategyPhase.ExecutingArbitrage, ((StrategyEvent.PhaseEntered)script.Journal[entry - 1]).Phase);
        var ended = script.Events<StrategyEvent.PairEnded>().Last(p => p.Purpose == PairPurpose.Entry);
        Assert.Equal(PairResult.Done, ended.Result);
        Assert.True(ended.Pnl > Notional.Zero);
        Assert.InRange(script.State.NetDelta.Value, -1m, 1m);
        Assert.Equal(SpreadDirection.BuyGateSellMexc, script.State.Inventory.Lots.Single().Direction);
    }

    [Fact]
    public void An_entry_is_returned_when_that_is_cheap_and_makes_a_cycle()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(10).Quotes(1m, 1.02m).PassSeconds(2);
        Assert.Single(script.State.Inventory.Lots);

        script.Quotes(1.004m, 1m).PassSeconds(3);

        Assert.Empty(script.State.Inventory.Lots);
        Assert.Equal(1, script.State.Profit.Cycles);
        Assert.Equal(1, script.State.Profit.WinningCycles);
        Assert.True(script.State.Profit.CyclePnl > Notional.Zero);
        Assert.Equal(StrategyPhase.MonitoringSpreads, script.State.Phase);
    }

    [Fact]
    public void Stop_with_close_unwinds_to_flat_inside_shutdown_and_reports()
    {
        var script = new StrategyScript().Monitoring();

        script.Stop(OnStop.Close).PassSeconds(10);

        var stopped = Assert.Single(script.Events<StrategyEvent.Stopped>());
        Assert.True(stopped.Flat);
        Assert.True(script.Stopped);
        Assert.Equal(0m, script.Futures.Base.Value);
        Assert.InRange(script.Gate.Base.Value + script.Mexc.Base.Value, 0m, 1m);
        Assert.Null(script.State.Lease.Held);
    }

    [Fact]
    public void Stop_with_keep_leaves_spot_and_hedge_as_they_are()
    {
        var script = new StrategyScript().Monitoring();

        script.Stop(OnStop.KeepHedged).PassSeconds(1);

        Assert.False(Assert.Single(script.Events<StrategyEvent.Stopped>()).Flat);
        Assert.Equal(-299m, script.Futures.Base.Value);
        Assert.True(script.Stopped);
    }

    [Fact]
    public void Deleveraging_of_the_short_is_answered_by_rebalancing()
    {
        var script = new StrategyScript().Monitoring();

        script.Give(script.Futures.Trade(Side.Buy, new(50m), new(1m), Arbitrage.Domain.Trading.TradeCause.AutoDeleveraging)).PassSeconds(2);

        Assert.Contains(StrategyPhase.RebalancingDelta, script.Phases);
        Assert.Equal(StrategyPhase.MonitoringSpreads, script.State.Phase);
        Assert.Equal(-299m, script.Futures.Base.Value);
    }
}
