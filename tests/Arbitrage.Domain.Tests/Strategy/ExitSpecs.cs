using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>RETURN, UNWIND and SHUTDOWN: when they are due and what they leave (B10, B12, B13).</summary>
public class ExitSpecs
{
    private static readonly StrategySettings Defaults = new() { Symbol = StrategyScript.Coin };

    private static StrategyScript Entered(StrategySettings? settings = null)
    {
        var script = new StrategyScript(settings).Monitoring().PassSeconds(10).Quotes(1m, 1.02m).PassSeconds(2).Quotes(1m, 1m).PassSeconds(1);
        Assert.NotEmpty(script.State.Inventory.Lots);
        return script;
    }

    private static int Count(StrategyScript script, PairPurpose purpose) =>
        script.Events<StrategyEvent.LegsIntended>().Count(e => e.Purpose == purpose);

    [Fact]
    public void Inventory_is_not_returned_while_that_costs_more_than_the_exit_threshold()
    {
        var script = Entered();

        // Return cost at equal mids: the spread of two ticks and both fees, 0.22 %.
        script.PassSeconds(60);

        Assert.Equal(0, Count(script, PairPurpose.Return));
    }

    [Fact]
    public void After_the_position_timeout_a_dearer_return_is_accepted()
    {
        var script = Entered(Defaults with { PositionTimeoutMinutes = 1m });

        script.PassSeconds(65);

        Assert.Equal(1, Count(script, PairPurpose.Return));
        Assert.Equal(1, script.State.Profit.Cycles);
        Assert.Single(script.Events<StrategyEvent.ReturnOverdue>());
    }

    [Fact]
    public void Beyond_the_largest_return_cost_it_is_held_and_said_once()
    {
        var script = Entered(Defaults with { PositionTimeoutMinutes = 1m, MaxReturnCostPct = 0.2m });

        script.PassSeconds(200);

        Assert.Equal(0, Count(script, PairPurpose.Return));
        Assert.Single(script.Alerts, a => a == "return_overdue");
    }

    [Fact]
    public void A_return_is_never_larger_than_what_was_entered()
    {
        var script = Entered(Defaults with { MaxInDoubt = new(50m) });
        var entered = script.State.Inventory.Lots.Sum(l => l.Base.Value);

        script.Quotes(1.004m, 1m).PassSeconds(5);

        var returned = script.Events<StrategyEvent.PairEnded>().Where(p => p.Purpose == PairPurpose.Return).Sum(p => p.Moved.Value);
        Assert.InRange(returned, entered - 2m, entered + 1m);
    }

    [Fact]
    public void Margin_pressure_unwinds_spot_first_and_the_perpetual_against_confirmed_sales_only()
    {
        var script = new StrategyScript(Defaults with { MaxInDoubt = new(100m) }).Monitoring();
        script.Futures.Liquidation = new(1.25m);
        var from = script.Journal.Count;

        script.Give(script.Futures.Funds()).PassSeconds(3);

        Assert.True(Count(script, PairPurpose.Unwind) >= 3);
        Assert.InRange(script.Futures.Base.Value, -1m, 0m);
        decimal sold = 0m, bought = 0m;
        foreach (var booked in script.Journal.Skip(from).OfType<StrategyEvent.FactBooked>())
        {
            var trade = (AccountFact.Trade)booked.Fact.Fact;
            sold += booked.Venue.IsSpot() && trade.Side == Side.Sell ? trade.Quantity.Value : 0m;
            bought += booked.Venue == Venue.GateFutures && trade.Side == Side.Buy ? trade.Quantity.Value : 0m;
            if (script.Futures.Base != Quantity.Zero)
                Assert.True(bought <= sold, $"bought {bought} against {sold}");
        }

        Assert.All(
            script.Futures.Taken.Where(o => o.Side == Side.Buy), o => Assert.True(o is { ReduceOnly: true, Risk: RiskClass.Reducing, Lease: null }));
    }

    [Fact]
    public void Funding_beyond_its_limit_unwinds()
    {
        var script = new StrategyScript().Monitoring();

        script.Give(script.Futures.Tell(new AccountFact.Row(
            "row:1", StrategyScript.Coin, default, "1", RowKind.Funding, Asset.Usdt, -1.6m))).PassSeconds(5);

        Assert.True(Count(script, PairPurpose.Unwind) > 0);
        Assert.Equal(-1.6m, script.State.Profit.Funding.Value);
        Assert.Equal(0m, script.Futures.Base.Value);
    }

    [Fact]
    public void The_emergency_stop_loss_unwinds_and_nothing_is_built_up_again()
    {
        var script = new StrategyScript(Defaults with { EmergencyStopLossPct = 1m }).Monitoring().PassSeconds(2);

        script.Quotes(1m, 1m, futuresMid: 1.03m).PassSeconds(30);

        Assert.True(Count(script, PairPurpose.Unwind) > 0);
        Assert.Equal(0m, script.Futures.Base.Value);
        Assert.Equal(StrategyPhase.MonitoringSpreads, script.State.Phase);
    }

    [Fact]
    public void Inventory_below_half_of_target_is_built_up_again_once_there_is_no_reason_to_unwind()
    {
        var script = new StrategyScript().Monitoring();
        script.Futures.Liquidation = new(1.25m);
        script.Give(script.Futures.Funds()).PassSeconds(3);
        Assert.InRange(script.Futures.Base.Value, -1m, 0m);
        script.Futures.Liquidation = new(1.5m);

        script.PassSeconds(70);

        Assert.Equal(2, script.Phases.Count(p => p == StrategyPhase.EstablishingDeltaNeutral));
        Assert.Equal(StrategyPhase.MonitoringSpreads, script.State.Phase);
    }

    [Fact]
    public void Keeping_the_hedge_asks_for_forty_percent_to_liquidation_and_closes_otherwise()
    {
        var script = new StrategyScript().Monitoring();
        script.Futures.Liquidation = new(1.35m);
        script.Give(script.Futures.Funds());

        script.Stop(OnStop.KeepHedged).PassSeconds(10);

        Assert.True(Assert.Single(script.Events<StrategyEvent.Stopped>()).Flat);
    }

    [Fact]
    public void Halted_does_not_close_but_says_so()
    {
        var script = new StrategyScript().Monitoring();
        script.Give(script.Order(TradingMode.Halted));

        script.Stop(OnStop.Close).PassSeconds(2);

        Assert.False(Assert.Single(script.Events<StrategyEvent.Stopped>()).Flat);
        Assert.Contains("stop_kept", script.Alerts);
    }

    [Fact]
    public void A_stop_survives_a_crash()
    {
        var script = new StrategyScript().Monitoring();
        script.Gate.Reply = Reply.Silence;
        script.Stop(OnStop.Close).PassSeconds(1);
        script.Gate.Reply = Reply.Fill;

        script.Start();
        script.Give(script.Gate.FillOpen(script.Gate.Taken[^1].Id)).PassSeconds(10);

        Assert.True(Assert.Single(script.Events<StrategyEvent.Stopped>()).Flat);
    }

    [Fact]
    public void A_stop_cancels_own_orders_and_waits_for_their_end()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(10);
        script.Mexc.Next.Enqueue(Reply.Silence);
        script.Quotes(1m, 1.02m).Pass(TimeSpan.FromMilliseconds(600));
        var id = script.Mexc.Taken[^1].Id;

        script.Stop(OnStop.KeepHedged).PassSeconds(1);
        Assert.Contains(id, script.Mexc.Cancelled);
        Assert.Empty(script.Events<StrategyEvent.Stopped>());

        script.Give(script.Mexc.NoEffect(id)).PassSeconds(3);
        Assert.Single(script.Events<StrategyEvent.Stopped>());
        Assert.InRange(script.State.NetDelta.Value, -1m, 1m);
    }

    [Fact]
    public void When_time_is_up_it_ends_and_says_what_is_left()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(10);
        script.Mexc.Next.Enqueue(Reply.Silence);
        script.Quotes(1m, 1.02m).Pass(TimeSpan.FromMilliseconds(600));

        script.Stop(OnStop.Close).PassSeconds(121);

        Assert.False(Assert.Single(script.Events<StrategyEvent.Stopped>()).Flat);
        Assert.Contains("stop_incomplete", script.Alerts);
    }

    [Fact]
    public void After_its_end_nothing_is_decided_any_more()
    {
        var script = new StrategyScript().Monitoring();
        script.Stop(OnStop.KeepHedged).PassSeconds(1);

        var decision = script.Machine.Decide(script.State, script.View, new StrategyInput.ClockTicked { Now = script.Now });

        Assert.True(decision.IsNothing);
    }

    [Fact]
    public void Leases_are_renewed_at_half_their_life_and_given_back_with_what_is_in_use()
    {
        var script = new StrategyScript().Monitoring();

        script.PassSeconds(60);

        var held = script.Events<StrategyEvent.LeaseHeld>().Count();
        Assert.InRange(held, 10, 14);
        var closed = script.ToldGuard.OfType<RiskGuardInput.CloseLease>().Where(c => c.LeaseId != 0).ToArray();
        Assert.Equal(held - 1, closed.Select(c => c.LeaseId).Distinct().Count());
        Assert.All(closed, c => Assert.InRange(c.ExposureInUse.Value, 295m, 305m));
    }

    [Fact]
    public void Grants_of_older_incarnations_are_closed_once_everything_is_resolved()
    {
        var script = new StrategyScript { GuardMute = true };
        script.Start();

        script.Give(new StrategyInput.GuardAcknowledged(script.State.Epoch, [41, 42], TradingMode.Active, 1)).PassSeconds(1);

        Assert.Equal(
            [41L, 42L], script.ToldGuard.OfType<RiskGuardInput.CloseLease>().Select(c => c.LeaseId).Where(i => i > 40).Distinct().Order());
    }

    [Fact]
    public void Facts_are_confirmed_to_the_connections_after_every_pair()
    {
        var script = new StrategyScript().Monitoring();

        var last = script.Effects.OfType<StrategyEffect.TellConnection>()
            .Where(t => t.Venue == Venue.GateFutures).Select(t => t.Input).OfType<ConnectionInput.PullSymbolFacts>().Last();

        Assert.Equal(script.State.Accounts[Venue.GateFutures].Cursor, last.After);
        Assert.Equal(script.Futures.Taken.Select(o => o.Id), script.Futures.Confirmed);
    }
}
