using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>When an opportunity is taken, how large, at which caps, and why it is not (B2 to B6, I5, I10).</summary>
public class EntrySpecs
{
    private static readonly StrategySettings Defaults = new() { Symbol = StrategyScript.Coin };

    private static StrategyEvent.LegsIntended? Entry(StrategyScript script) =>
        script.Events<StrategyEvent.LegsIntended>().FirstOrDefault(e => e.Purpose == PairPurpose.Entry);

    private static StrategyScript Watching(StrategySettings? settings = null) =>
        new StrategyScript(settings).Monitoring().PassSeconds(10);

    private static StrategyScript Cross(StrategyScript script, int milliseconds = 1000)
    {
        script.Quotes(gateMid: 1m, mexcMid: 1.02m).Pass(TimeSpan.FromMilliseconds(milliseconds));
        return script;
    }

    [Fact]
    public void Both_legs_at_their_caps_fees_included_still_give_the_threshold()
    {
        var entry = Entry(Cross(Watching()))!;

        var (buy, sell) = (entry.Orders[0], entry.Orders[1]);
        Assert.Equal((Side.Buy, Venue.GateSpot, Side.Sell, Venue.MexcSpot), (buy.Side, buy.Venue, sell.Side, sell.Venue));
        var fee = 0.001m;
        var paid = buy.Cap.Value * sell.Quantity.Value / (1m - fee);
        var received = sell.Cap.Value * sell.Quantity.Value * (1m - fee);
        Assert.True(received - paid >= buy.Cap.Value * sell.Quantity.Value * 0.001m);
        Assert.True(buy.Quantity * (1m - fee) >= sell.Quantity - new Quantity(1m));
    }

    [Fact]
    public void The_decision_carries_what_it_saw()
    {
        var seen = Entry(Cross(Watching()))!.Seen;

        Assert.Equal(3, seen.Books.Length);
        Assert.All(seen.Books, b => Assert.True(b.Sequence > 0 && b.AgeMs >= 0));
        Assert.InRange(seen.GrossPct, 1.9m, 2.1m);
        Assert.Equal(seen.GrossPct - 0.2m, seen.NetOneWayPct, 10);
        Assert.Equal(seen.NetOneWayPct - seen.ReturnCostPct, seen.NetRoundTripPct, 10);
        Assert.Equal(seen.Confidence, seen.Freshness * seen.Depth * seen.Persistence);
        Assert.True(seen.Confidence >= 0.7m);
    }

    [Fact]
    public void Orders_that_add_risk_end_with_their_lease()
    {
        var script = Cross(Watching());

        foreach (var order in script.All.SelectMany(v => v.Taken).Where(o => o.Risk == RiskClass.AddsRisk))
        {
            Assert.NotNull(order.Lease);
            Assert.True(order.NotAfter <= order.Lease.ExpiresAt + script.At(order.Venue).Clock.Offset);
            Assert.Equal(OrderKind.ImmediateOrCancel, order.Kind);
        }
    }

    [Fact]
    public void Close_to_the_end_of_the_lease_NotAfter_is_that_end()
    {
        var script = Watching();
        script.GuardMute = true;
        var ends = script.State.Lease.Held!.Token.ExpiresAt;
        script.Pass(ends - script.Now - TimeSpan.FromMilliseconds(1400));

        Cross(script, milliseconds: 700);

        Assert.All(Entry(script)!.Orders, o => Assert.Equal(ends, o.NotAfter - script.At(o.Venue).Clock.Offset));
    }

    [Fact]
    public void NotAfter_is_in_the_time_of_the_venue()
    {
        var script = new StrategyScript();
        script.Mexc.Clock = new(TimeSpan.FromSeconds(7), TimeSpan.FromMilliseconds(5));

        Cross(script.Monitoring().PassSeconds(10));

        var entry = Entry(script)!;
        Assert.InRange((entry.Orders[1].NotAfter - entry.At).TotalSeconds, 7.2, 8.5);
    }

    [Fact]
    public void Client_ids_name_the_intent_and_are_never_used_twice()
    {
        var script = Cross(Watching());

        var index = script.Journal.FindIndex(e => e is StrategyEvent.LegsIntended { Purpose: PairPurpose.Entry });
        var tag = ClientOrderId.StrategyTag("strategy-coin_usdt");
        Assert.Equal(ClientOrderId.For(0, tag, index + 1, 'a'), Entry(script)!.Orders[0].Id);
        Assert.Equal(ClientOrderId.For(0, tag, index + 1, 'b'), Entry(script)!.Orders[1].Id);
        var ids = script.All.SelectMany(v => v.Taken).Select(o => o.Id).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void A_spread_below_fees_return_cost_and_threshold_is_no_opportunity()
    {
        var script = Watching();

        // 0.4 % gross: above fees (0.2 %) and threshold (0.1 %), below the return cost (0.22 %) on top.
        script.Quotes(1m, 1.0042m).PassSeconds(1);

        Assert.Null(Entry(script));
        Assert.Equal(0, script.View.Opportunities);
    }

    [Fact]
    public void On_the_one_way_basis_the_same_spread_is_one()
    {
        var script = Watching(Defaults with { ProfitBasis = ProfitBasis.OneWay });

        script.Quotes(1m, 1.0042m).PassSeconds(1);

        Assert.NotNull(Entry(script));
    }

    [Fact]
    public void Confidence_needs_the_edge_to_have_lasted()
    {
        var script = Cross(Watching(), milliseconds: 100);
        Assert.Null(Entry(script));
        Assert.Equal(1, script.View.Skipped(SkipReason.NotConfident));

        script.Pass(TimeSpan.FromMilliseconds(300));
        Assert.NotNull(Entry(script));
        Assert.Equal(1, script.View.Opportunities);
    }

    [Fact]
    public void A_stale_book_is_never_an_opportunity()
    {
        var script = Watching(Defaults with { ConfirmWindow = TimeSpan.FromSeconds(2) });
        script.Quotes(1m, 1.02m).Move().Pass(TimeSpan.FromSeconds(3), books: false);

        Assert.Null(Entry(script));
        Assert.Equal(1, script.View.Skipped(SkipReason.Stale));
    }

    // MEXC stands still while Gate falls: both books are fresh by themselves, only their distance in time differs.
    private static StrategyScript GateFallsAfter(int milliseconds)
    {
        var script = Watching(Defaults with { ConfidenceMin = 0m }).Pass(TimeSpan.FromMilliseconds(milliseconds), books: false);
        script.Quote(script.Gate, 0.98m);
        script.View.BookAt(Venue.GateSpot).CopyFrom(script.Gate.Book);
        script.View.Now = script.Now;
        return script.Give(StrategyInput.BooksMoved.Instance);
    }

    [Fact]
    public void Books_too_far_apart_in_time_are_never_an_opportunity()
    {
        var script = GateFallsAfter(milliseconds: 600);

        Assert.Null(Entry(script));
        Assert.Equal(StrategyPhase.MonitoringSpreads, script.State.Phase);
        Assert.Equal(1, script.View.Opportunities);
        Assert.All(Enum.GetValues<SkipReason>(), r => Assert.Equal(r == SkipReason.Skew ? 1 : 0, script.View.Skipped(r)));
    }

    [Fact]
    public void Books_as_far_apart_in_time_as_is_allowed_are_an_opportunity()
    {
        var script = GateFallsAfter(milliseconds: 500);

        Assert.Equal(500, Entry(script)!.Seen.SkewMs);
        Assert.Equal(0, script.View.Skipped(SkipReason.Skew));
    }

    [Fact]
    public void Mids_more_than_five_percent_apart_are_never_an_opportunity()
    {
        var script = Watching();

        script.Quotes(1m, 1.06m).PassSeconds(1);

        Assert.Null(Entry(script));
        Assert.Equal(1, script.View.Skipped(SkipReason.MidGap));
    }

    [Fact]
    public void A_direction_without_inventory_is_counted_once_and_not_taken()
    {
        var script = Watching(Defaults with { MexcInventoryPct = 0m });

        Cross(script, milliseconds: 3000);

        Assert.Null(Entry(script));
        Assert.Equal(1, script.View.Skipped(SkipReason.NoInventory));
        Assert.Equal(1, script.View.Opportunities);
        script.Quotes(1m, 1m).PassSeconds(1);
        Cross(script, milliseconds: 500);
        Assert.Equal(2, script.View.Skipped(SkipReason.NoInventory));
    }

    [Fact]
    public void A_direction_without_quote_is_counted_and_not_taken()
    {
        var script = Watching();
        script.Gate.Quote = new(0.5m);
        script.Give(script.Gate.Funds());

        Cross(script);

        Assert.Null(Entry(script));
        Assert.Equal(1, script.View.Skipped(SkipReason.NoQuote));
    }

    [Theory]
    [InlineData(TradingMode.Halted)]
    [InlineData(TradingMode.Reducing)]
    public void Neither_halted_nor_reducing_enters(TradingMode mode)
    {
        var script = Watching();
        script.Give(script.Order(mode));

        Cross(script);

        Assert.Null(Entry(script));
        Assert.Equal(1, script.View.Skipped(SkipReason.Mode));
    }

    [Fact]
    public void Without_a_lease_it_is_skipped()
    {
        var script = Watching();
        script.GuardGrants = false;
        script.PassSeconds(15);

        Cross(script, milliseconds: 3000);

        Assert.Null(Entry(script));
        Assert.Equal(1, script.View.Skipped(SkipReason.Lease));
    }

    [Fact]
    public void The_leg_is_capped_by_trade_limit_and_by_what_may_be_in_doubt()
    {
        var byTrade = Entry(Cross(Watching(Defaults with { MaxTrade = new(40m) })))!;
        var byDoubt = Entry(Cross(Watching(Defaults with { MaxInDoubt = new(30m) })))!;

        Assert.All(byTrade.Orders, o => Assert.InRange(o.CapNotional.Value, 35m, 40m));
        Assert.All(byDoubt.Orders, o => Assert.InRange(o.CapNotional.Value, 25m, 30m));
    }

    [Fact]
    public void Drawdown_beyond_its_limit_stops_entries()
    {
        var script = Watching(Defaults with { MaxDrawdownPct = 0.5m });
        // The short loses on the perpetual's premium while the spots stand still: equity falls by 4.5, capital is 600.
        script.Quotes(1m, 1m, futuresMid: 1.015m).PassSeconds(3);

        script.Quotes(1m, 1.02m, futuresMid: 1.03m).PassSeconds(1);

        Assert.Null(Entry(script));
        Assert.Equal(1, script.View.Skipped(SkipReason.Drawdown));
    }

    [Fact]
    public void After_pairs_of_which_nothing_filled_the_next_waits_longer()
    {
        var script = Watching();
        script.Gate.Reply = Reply.Refuse;
        script.Mexc.Reply = Reply.Refuse;

        Cross(script, milliseconds: 10_000);

        Assert.InRange(script.Events<StrategyEvent.LegsIntended>().Count(e => e.Purpose == PairPurpose.Entry), 3, 7);
    }
}
