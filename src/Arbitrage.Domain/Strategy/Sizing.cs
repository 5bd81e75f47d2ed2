using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>Both legs of a spot to spot pair, rounded, legal and funded (I11).</summary>
/// <param name="Sell">Base to sell, whole lots.</param>
/// <param name="Buy">Base to buy: what is sold, grossed up by the fee in base, less dust on hand, rounded up to a lot (B3).</param>
/// <param name="SellCap">Least price accepted.</param>
/// <param name="BuyCap">Highest price accepted.</param>
/// <param name="Available">Base that pays in both books.</param>
/// <param name="Wanted">Base that confidence compares it with: one base position, or less where limits are lower.</param>
internal readonly record struct SpotPlan(Quantity Sell, Quantity Buy, Price SellCap, Price BuyCap, Quantity Available, Quantity Wanted);

/// <summary>Limits of a pair, before books are looked at.</summary>
/// <param name="Inventory">Base that may be sold.</param>
/// <param name="Quote">USDT for the bought leg, at most what any leg may be worth.</param>
/// <param name="LegValue">USDT that one leg may be worth at its cap.</param>
/// <param name="BasePosition">`base_position_size`.</param>
/// <param name="Dust">Net delta on hand, below one contract either way.</param>
internal readonly record struct PairLimits(Quantity Inventory, Notional Quote, Notional LegValue, Notional BasePosition, Quantity Dust);

/// <summary>Size and caps of spot to spot pairs (requirements B2, B3, B6).</summary>
internal static class Sizing
{
    /// <summary>The plan, or the reason why there is none.</summary>
    /// <param name="sell">Book of the venue sold at.</param>
    /// <param name="buy">Book of the venue bought at.</param>
    /// <param name="sellRules">Its rules.</param>
    /// <param name="buyRules">Its rules.</param>
    /// <param name="ratio">Least bid for an ask of 1 that still is worth it, all fees and thresholds inside.</param>
    /// <param name="limits">What may be used.</param>
    public static (SpotPlan? Plan, SkipReason Why) Plan(
        Book sell, Book buy, Instrument sellRules, Instrument buyRules, decimal ratio, PairLimits limits)
    {
        var leg = Notional.Min(limits.LegValue, limits.Quote);
        var most = Quantity.Min(limits.Inventory, new(leg.Value / Math.Max(buy.BestAsk.Value, sell.BestBid.Value)));
        if (sellRules.LotsDown(limits.Inventory).IsZero)
            return (null, SkipReason.NoInventory);
        if (limits.Quote <= Notional.Zero)
            return (null, SkipReason.NoQuote);
        var depth = PayingDepth.Of(sell, buy, ratio, most);
        if (depth.Size.IsZero)
            return (null, SkipReason.TooSmall);
        var (sellCap, buyCap) = Caps(depth, ratio, sellRules, buyRules, sell.Mid, buy.Mid);
        if (sellCap.Value < buyCap.Value * ratio || buyCap < buy.BestAsk || sellCap > sell.BestBid)
            return (null, SkipReason.TooSmall);

        var size = sellRules.LotsDown(Quantity.Min(depth.Size, new(leg.Value / Math.Max(sellCap.Value, buyCap.Value))));
        var wanted = Quantity.Min(most, new(limits.BasePosition.Value / buy.BestAsk.Value));
        // The bought leg is a little larger than the sold one: step down until it fits its limits too.
        for (var tries = 0; tries < 3 && size > Quantity.Zero; tries++, size -= sellRules.Lot)
        {
            var bought = BuyFor(size, limits.Dust, buyRules);
            if (buyCap * bought > leg)
                continue;
            return sellRules.IsLegal(size, sellCap) && buyRules.IsLegal(bought, buyCap)
                ? (new SpotPlan(size, bought, sellCap, buyCap, depth.Size, wanted), default)
                : (null, Blame(limits, sellRules, buyRules, sellCap, buyCap));
        }

        return (null, Blame(limits, sellRules, buyRules, sellCap, buyCap));
    }

    /// <summary>Base to buy so that what was sold arrives, with the dust on hand folded in.</summary>
    public static Quantity BuyFor(Quantity sold, Quantity dust, Instrument buyRules)
    {
        var wanted = sold - dust;
        return wanted > Quantity.Zero ? buyRules.RoundUpToLot(buyRules.GrossOfFee(wanted)) : Quantity.Zero;
    }

    // The slack between the worst levels and the ratio is shared: both caps move out as far as both legs at their caps still pay.
    private static (Price SellCap, Price BuyCap) Caps(
        PayingDepth depth, decimal ratio, Instrument sellRules, Instrument buyRules, Price sellMid, Price buyMid)
    {
        var slack = depth.WorstBid.Value / (depth.WorstAsk.Value * ratio);
        var buyCap = buyRules.RoundCap(Side.Buy, depth.WorstAsk.Value * (1m + ((slack - 1m) / 2m)));
        if (buyCap < depth.WorstAsk)
            buyCap = depth.WorstAsk;
        buyCap = buyRules.Clip(buyCap, buyMid);
        var sellCap = sellRules.RoundCap(Side.Sell, buyCap.Value * ratio);
        if (sellCap > depth.WorstBid)
            sellCap = depth.WorstBid;
        return (sellRules.Clip(sellCap, sellMid), buyCap);
    }

    private static SkipReason Blame(PairLimits limits, Instrument sellRules, Instrument buyRules, Price sellCap, Price buyCap)
    {
        var least = Notional.Max(sellRules.MinNotional, buyRules.MinNotional);
        if (sellCap * limits.Inventory < least)
            return SkipReason.NoInventory;
        return limits.Quote < least || limits.Quote < buyCap * buyRules.Lot ? SkipReason.NoQuote : SkipReason.TooSmall;
    }
}
