using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>Sizes and caps as a strategy needs them, on top of the instrument's own rounding. Never on the quiet path: it divides.</summary>
internal static class Legal
{
    /// <summary>Lots in a size, zero for what is not above zero.</summary>
    public static Quantity LotsDown(this Instrument rules, Quantity size) =>
        size > Quantity.Zero ? rules.RoundDownToLot(size) : Quantity.Zero;

    /// <summary>A cap that does not promise more than it says: buys round down, sells up.</summary>
    public static Price RoundCap(this Instrument rules, Side side, decimal price) =>
        side == Side.Buy ? rules.RoundDownToTick(new(price)) : rules.RoundUpToTick(new(price));

    /// <summary>The cap clipped to the venue's band around a reference.</summary>
    public static Price Clip(this Instrument rules, Price cap, Price reference)
    {
        if (rules.MaxPriceDeviation.Value <= 0m || reference.IsNone)
            return cap;
        var (low, high) = (reference.Value * (1m - rules.MaxPriceDeviation.Value), reference.Value * (1m + rules.MaxPriceDeviation.Value));
        if (cap.Value > high)
            return rules.RoundDownToTick(new(high));
        return cap.Value < low ? rules.RoundUpToTick(new(low)) : cap;
    }

    /// <summary>Base that arrives from buying a quantity, after the fee taken in base on spot.</summary>
    public static Quantity NetOfFee(this Instrument rules, Quantity bought) =>
        rules.Venue.IsSpot() && rules.TakerFee.Value > 0m ? bought * (1m - rules.TakerFee.Value) : bought;

    /// <summary>Base to buy, before lot rounding, so that a quantity arrives.</summary>
    public static Quantity GrossOfFee(this Instrument rules, Quantity wanted) =>
        rules.Venue.IsSpot() && rules.TakerFee.Value > 0m ? new(wanted.Value / (1m - rules.TakerFee.Value)) : wanted;

    /// <summary>Worst price accepted when taking now: the best of the book and a band beyond it.</summary>
    public static Price BandCap(this Instrument rules, Side taker, Price reference, decimal bandPct)
    {
        var factor = 1m + (taker.Sign() * bandPct / 100m);
        return rules.RoundCap(taker, reference.Value * factor);
    }
}
