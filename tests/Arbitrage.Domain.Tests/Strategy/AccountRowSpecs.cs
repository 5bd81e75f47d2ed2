using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>What rows of the account do to a strategy: funding and fees with their sign, coins other than USDT, dust (B3, B18).</summary>
public class AccountRowSpecs
{
    private int _rows;

    private StrategyScript Row(StrategyScript script, Venue venue, RowKind kind, Asset asset, decimal change)
    {
        var at = script.At(venue);
        at.Base += asset == StrategyScript.Coin.Base ? new(change) : Quantity.Zero;
        var id = $"{++_rows}";
        return script.Give(at.Tell(new AccountFact.Row($"row:{id}", StrategyScript.Coin, DateTimeOffset.UnixEpoch, id, kind, asset, change)));
    }

    [Theory]
    [InlineData("-1.5")]
    [InlineData("0.7")]
    public void Funding_paid_lowers_profit_and_equity_and_funding_received_raises_them(string text)
    {
        var change = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var script = new StrategyScript().Monitoring().PassSeconds(70);
        var (equity, cash) = (script.View.EquityOf(script.State)!.Value, script.State.Accounts[Venue.GateFutures].Cash);

        Row(script, Venue.GateFutures, RowKind.Funding, Asset.Usdt, change);

        Assert.Equal(change, script.State.Profit.Funding.Value);
        Assert.Equal(cash.Value + change, script.State.Accounts[Venue.GateFutures].Cash.Value);
        Assert.Equal(equity.Value + change, script.View.EquityOf(script.State)!.Value.Value);
        Assert.Equal(change, script.State.Profit.FundingDay.Single().Amount.Value);
    }

    [Theory]
    [InlineData(RowKind.Fee, -0.4, -0.4, 0.4)]
    [InlineData(RowKind.Rebate, 0.4, 0.4, 0)]
    [InlineData(RowKind.Interest, -0.4, -0.4, 0)]
    [InlineData(RowKind.Transfer, -500, 0, 0)]
    [InlineData(RowKind.Airdrop, 5, 0, 0)]
    [InlineData(RowKind.RealisedPnl, 12, 0, 0)]
    public void A_row_in_money_counts_where_it_is_profit_and_nowhere_else(RowKind kind, double change, double cash, double fees)
    {
        var script = new StrategyScript().Monitoring();
        var before = (script.State.Accounts[Venue.GateFutures].Cash.Value, script.State.Profit.Fees.Value);

        Row(script, Venue.GateFutures, kind, Asset.Usdt, (decimal)change);

        Assert.Equal(
            (before.Item1 + (decimal)cash, before.Item2 + (decimal)fees),
            (script.State.Accounts[Venue.GateFutures].Cash.Value, script.State.Profit.Fees.Value));
    }

    [Fact]
    public void A_fee_in_the_coin_reduces_what_is_held_and_its_hedge_and_one_in_another_coin_does_not()
    {
        var script = new StrategyScript().Monitoring();
        var (net, orders) = (script.State.NetDelta.Value, script.Futures.Taken.Count);

        Row(script, Venue.GateSpot, RowKind.Fee, new("GT"), -3m).PassSeconds(5);
        Assert.Equal((net, orders), (script.State.NetDelta.Value, script.Futures.Taken.Count));

        Row(script, Venue.GateSpot, RowKind.Fee, StrategyScript.Coin.Base, -2.5m).PassSeconds(5);
        Assert.Equal(Side.Buy, script.Futures.Taken[^1].Side);
        Assert.InRange(script.State.NetDelta.Value, -1m, 1m);
        Assert.Equal(-297m, script.Futures.Base.Value);
    }

    [Fact]
    public void Dust_is_booked_and_not_chased_until_it_is_more_than_a_contract()
    {
        var script = new StrategyScript().Monitoring();
        var (net, orders) = (script.State.NetDelta.Value, script.All.Sum(v => v.Taken.Count));

        // Less than the lot of Gate spot, which is 0.1.
        for (var i = 0; i < 5; i++)
            Row(script, Venue.GateSpot, RowKind.Airdrop, StrategyScript.Coin.Base, 0.07m).PassSeconds(20);
        Assert.Equal(net + 0.35m, script.State.NetDelta.Value);
        Assert.Null(script.State.DeltaOutSince);
        Assert.Equal(orders, script.All.Sum(v => v.Taken.Count));
        Assert.Equal(StrategyPhase.MonitoringSpreads, script.State.Phase);

        for (var i = 0; i < 10; i++)
            Row(script, Venue.GateSpot, RowKind.Airdrop, StrategyScript.Coin.Base, 0.07m);
        script.PassSeconds(5);
        Assert.Equal(orders + 1, script.All.Sum(v => v.Taken.Count));
        Assert.Equal(-300m, script.Futures.Base.Value);
    }

    [Fact]
    public void A_journal_of_a_higher_generation_is_not_written_to_and_a_restore_raises_it_into_every_id()
    {
        var script = new StrategyScript(new() { Symbol = StrategyScript.Coin, Generation = 3 }).Monitoring();
        var journal = script.Journal.ToArray();

        var older = new StrategyScript(new() { Symbol = StrategyScript.Coin, Generation = 2 });
        older.Journal.AddRange(journal);
        older.Start();
        Assert.True(older.Stopped);
        Assert.Equal(journal.Length, older.Journal.Count);

        var restored = new StrategyScript(new() { Symbol = StrategyScript.Coin, Generation = 4 });
        restored.Journal.AddRange(journal);
        restored.Start();
        Assert.Equal(new Epoch(4, journal.Length + 1), restored.State.Epoch);
        Assert.StartsWith("a3-", script.Gate.Taken[0].Id.Text, StringComparison.Ordinal);
    }
}
