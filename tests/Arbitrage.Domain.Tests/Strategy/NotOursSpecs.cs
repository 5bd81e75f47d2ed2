using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>Liquidation, ADL, manual trades and transfers on our account: booked, the twin leg dealt with, a person called (hummingbot#3103).</summary>
public class NotOursSpecs
{
    private static StrategyScript Watching() => new StrategyScript().Monitoring();

    private static void AssertHaltedInTheBand(StrategyScript script)
    {
        Assert.Equal(TradingMode.Halted, script.State.Mode.Effective);
        Assert.Contains("halted", script.Alerts);
        Assert.Null(script.State.DeltaOutSince);
        Assert.InRange(script.State.NetDelta.Value, -1m, 1m);
        Assert.Null(script.State.Pair);
        ReducingRule.Check(script);
    }

    [Theory]
    [InlineData(299)]
    [InlineData(120)]
    public void After_a_liquidation_spot_is_sold_for_what_the_perpetual_lost_and_the_symbol_halts(decimal taken)
    {
        var script = Watching();
        var orders = script.Futures.Taken.Count;

        script.Give(script.Futures.Trade(Side.Buy, new(taken), new(1m), TradeCause.Liquidation)).PassSeconds(30);

        AssertHaltedInTheBand(script);
        Assert.Equal(orders, script.Futures.Taken.Count);
        Assert.InRange(script.State.SpotBase.Value, 299m - taken, 301m - taken);
        Assert.Contains("liquidated", script.State.Mode.HaltReason, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_liquidation_the_perpetual_hedges_what_spot_cannot_sell()
    {
        var script = Watching();
        (script.Gate.Ready, script.Mexc.Ready) = (false, false);

        script.Give(script.Gate.Session()).Give(script.Mexc.Session())
            .Give(script.Futures.Trade(Side.Buy, new(120m), new(1m), TradeCause.Liquidation)).PassSeconds(30);

        AssertHaltedInTheBand(script);
        Assert.Equal(-299m, script.Futures.Base.Value);
    }

    [Fact]
    public void A_person_who_resumes_after_a_liquidation_gives_the_perpetual_its_part_back()
    {
        var script = Watching();
        script.Give(script.Futures.Trade(Side.Buy, new(120m), new(1m), TradeCause.Liquidation)).PassSeconds(30);
        Assert.True(script.State.Liquidated);

        script.Give(script.Order(TradingMode.Active));

        Assert.False(script.State.Liquidated);
        Assert.Equal(TradingMode.Active, script.State.Mode.Effective);
    }

    [Theory]
    [InlineData(Venue.GateSpot, Side.Sell)]
    [InlineData(Venue.GateSpot, Side.Buy)]
    [InlineData(Venue.MexcSpot, Side.Sell)]
    [InlineData(Venue.GateFutures, Side.Buy)]
    [InlineData(Venue.GateFutures, Side.Sell)]
    public void A_manual_trade_is_booked_hedged_and_halts(Venue venue, Side side)
    {
        var script = Watching();

        script.Give(script.At(venue).Trade(side, new(60m), new(1m), TradeCause.Foreign)).PassSeconds(30);

        AssertHaltedInTheBand(script);
        Assert.Equal(script.At(venue).Base, script.State.BaseAt(venue));
        Assert.Contains("not ours", script.State.Mode.HaltReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transfer_of_the_coin_is_hedged_and_halts_and_one_of_money_is_not_ours_to_judge()
    {
        var script = Watching();
        script.Give(script.Gate.Tell(Row(RowKind.Transfer, Asset.Usdt, -500m))).PassSeconds(1);
        Assert.Equal(TradingMode.Active, script.State.Mode.Effective);

        script.Gate.Base -= new Quantity(60m);
        script.Give(script.Gate.Tell(Row(RowKind.Transfer, StrategyScript.Coin.Base, -60m))).PassSeconds(30);

        AssertHaltedInTheBand(script);
        Assert.InRange(script.Futures.Base.Value, -241m, -239m);
    }

    [Fact]
    public void Auto_deleveraging_puts_the_hedge_back_and_trading_goes_on()
    {
        var script = Watching();

        script.Give(script.Futures.Trade(Side.Buy, new(60m), new(1m), TradeCause.AutoDeleveraging)).PassSeconds(10);

        Assert.Equal(-299m, script.Futures.Base.Value);
        Assert.Equal(TradingMode.Active, script.State.Mode.Effective);
        Assert.Equal(StrategyPhase.MonitoringSpreads, script.State.Phase);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hedge_that_the_perpetual_does_not_take_becomes_a_sale_of_spot_within_the_time_of_I7(bool isUp)
    {
        var script = Watching();
        (script.Futures.Reply, script.Futures.Ready) = (Reply.Refuse, isUp);
        script.Give(script.Futures.Session());

        script.Give(script.Futures.Trade(Side.Buy, new(60m), new(1m), TradeCause.AutoDeleveraging)).PassSeconds(19);

        Assert.Null(script.State.DeltaOutSince);
        Assert.Null(script.State.Mode.HaltReason);
        Assert.InRange(script.State.SpotBase.Value, 239m, 241m);
        ReducingRule.Check(script);
    }

    [Fact]
    public void What_happened_while_the_strategy_was_down_is_found_and_dealt_with_at_its_start()
    {
        var script = Watching();
        script.Futures.Trade(Side.Buy, new(299m), new(1m), TradeCause.Liquidation);

        script.Start().PassSeconds(30);

        AssertHaltedInTheBand(script);
        Assert.InRange(script.State.SpotBase.Value, 0m, 1m);
    }

    private static AccountFact.Row Row(RowKind kind, Asset asset, decimal change) =>
        new($"row:{kind}{asset}", StrategyScript.Coin, DateTimeOffset.UnixEpoch, $"{kind}", kind, asset, change);
}
