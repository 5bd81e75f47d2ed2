using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using CsCheck;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>Properties of size and caps over random books, rules and limits (B2, B3, B6, I11).</summary>
public class SizingSpecs
{
    private sealed record Case(
        decimal Mid, decimal Spread, int[] Sizes, decimal SellLot, decimal BuyLot, decimal SellTick, decimal BuyTick, decimal Fee,
        decimal Inventory, decimal Quote, decimal Leg, decimal Dust);

    private static readonly Gen<Case> Cases =
        from mid in Gen.Decimal[0.5m, 5m]
        from spread in Gen.Decimal[0m, 0.04m]
        from sizes in Gen.Int[1, 400].Array[8]
        from lots in Gen.Int[0, 2].Select(i => new[] { 0.001m, 0.1m, 1m }[i]).Array[2]
        from ticks in Gen.Int[0, 1].Select(i => new[] { 0.00001m, 0.0001m }[i]).Array[2]
        from fee in Gen.Int[0, 3].Select(i => new[] { 0m, 0.0005m, 0.001m, 0.002m }[i])
        from money in Gen.Decimal[5m, 2000m].Array[3]
        from dust in Gen.Decimal[-0.9m, 0.9m]
        select new Case(mid, spread, sizes, lots[0], lots[1], ticks[0], ticks[1], fee, money[0], money[1], money[2], dust);

    private static (Book Sell, Book Buy, Instrument SellRules, Instrument BuyRules, decimal Ratio, PairLimits Limits) Build(Case c)
    {
        var buyRules = StrategyScript.Spot(Venue.GateSpot, c.BuyLot) with { Tick = new(c.BuyTick), TakerFee = new(c.Fee) };
        var sellRules = StrategyScript.Spot(Venue.MexcSpot, c.SellLot) with { Tick = new(c.SellTick), TakerFee = new(c.Fee) };
        decimal Down(decimal price, decimal tick) => price - (price % tick);
        var asks = Enumerable.Range(0, 4).Select(i =>
            new BookLevel(new(Down(c.Mid * (1m + (0.0005m * (i + 1))), c.BuyTick) + c.BuyTick), new(c.Sizes[i]))).ToArray();
        var bids = Enumerable.Range(0, 4).Select(i =>
            new BookLevel(new(Down(c.Mid * (1m + c.Spread - (0.0007m * i)), c.SellTick)), new(c.Sizes[4 + i]))).ToArray();
        var (buy, sell) = (new Book(), new Book());
        buy.Set([new(new(asks[0].Price.Value * 0.999m), new(1m))], asks, 1, default, default);
        sell.Set(bids, [new(new(bids[0].Price.Value * 1.001m), new(1m))], 1, default, default);
        var ratio = ((1m / (1m - c.Fee)) + 0.001m) / (1m - c.Fee);
        return (sell, buy, sellRules, buyRules, ratio, new(new(c.Inventory), new(c.Quote), new(c.Leg), new(100m), new(c.Dust)));
    }

    [Fact]
    public void More_than_a_fifth_of_the_random_cases_have_a_plan_so_the_properties_say_something()
    {
        var plans = 0;
        Cases.Sample(
            c =>
            {
                var (sell, buy, sellRules, buyRules, ratio, limits) = Build(c);
                plans += Sizing.Plan(sell, buy, sellRules, buyRules, ratio, limits).Plan is null ? 0 : 1;
            },
            iter: 1000, threads: 1);

        Assert.InRange(plans, 200, 1000);
    }

    [Fact]
    public void Every_plan_is_legal_funded_and_within_its_limits() => Cases.Sample(c =>
    {
        var (sell, buy, sellRules, buyRules, ratio, limits) = Build(c);
        if (Sizing.Plan(sell, buy, sellRules, buyRules, ratio, limits).Plan is not { } plan)
            return;

        Assert.Null(sellRules.WhyIllegal(plan.Sell, plan.SellCap));
        Assert.Null(buyRules.WhyIllegal(plan.Buy, plan.BuyCap));
        Assert.True(plan.Sell <= limits.Inventory);
        Assert.True(plan.BuyCap * plan.Buy <= limits.Quote);
        Assert.True(plan.BuyCap * plan.Buy <= limits.LegValue);
        Assert.True(plan.SellCap * plan.Sell <= limits.LegValue);
    }, iter: 3000);

    [Fact]
    public void Both_legs_filled_wholly_at_their_caps_still_give_the_threshold() => Cases.Sample(c =>
    {
        var (sell, buy, sellRules, buyRules, ratio, limits) = Build(c);
        if (Sizing.Plan(sell, buy, sellRules, buyRules, ratio, limits).Plan is not { } plan)
            return;

        var received = plan.SellCap.Value * (1m - c.Fee);
        var paid = plan.BuyCap.Value / (1m - c.Fee);
        Assert.True(received - paid >= plan.BuyCap.Value * 0.001m, $"{received} for {paid}");
    }, iter: 3000);

    [Fact]
    public void What_arrives_is_what_was_sold_less_the_dust_on_hand_and_never_a_lot_more() => Cases.Sample(c =>
    {
        var (sell, buy, sellRules, buyRules, ratio, limits) = Build(c);
        if (Sizing.Plan(sell, buy, sellRules, buyRules, ratio, limits).Plan is not { } plan)
            return;

        var after = c.Dust + (plan.Buy.Value * (1m - c.Fee)) - plan.Sell.Value;
        Assert.InRange(after, -0.0000001m, c.BuyLot);
    }, iter: 3000);

    [Fact]
    public void Every_unit_inside_the_size_pays_and_the_next_would_not() => Cases.Sample(c =>
    {
        var (sell, buy, _, _, ratio, _) = Build(c);
        var depth = PayingDepth.Of(sell, buy, ratio, new(1_000_000m));

        if (depth.Size.IsZero)
        {
            Assert.True(sell.BestBid.Value < buy.BestAsk.Value * ratio);
            return;
        }

        Assert.True(depth.WorstBid.Value >= depth.WorstAsk.Value * ratio);
        var more = depth.Size + new Quantity(0.5m);
        var (sold, bought) = (sell.Take(Side.Sell, more), buy.Take(Side.Buy, more));
        Assert.True(sold.Filled < more || bought.Filled < more || sold.Worst.Value < bought.Worst.Value * ratio);
    }, iter: 3000);
}
