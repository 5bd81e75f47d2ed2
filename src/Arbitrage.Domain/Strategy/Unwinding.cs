using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>
/// UNWIND: sells spot, then buys the same base of perpetual back, reduce-only, against confirmed sales only (B10). The sale opens one slice of delta
/// at most, never more than the perpetual can close, and none while delta is out of its band: deploy/decisions/0006.
/// </summary>
internal static class Unwinding
{
    /// <summary>Why inventory has to go; null when it may stay.</summary>
    public static string? Reason(StrategyTurn turn)
    {
        var settings = turn.Settings;
        if (turn.View.SessionAt(Venue.GateFutures).LiquidationDistancePct is { } distance && distance < settings.MinLiquidationDistancePct)
            return $"liquidation is {distance:0.#} % away, less than {settings.MinLiquidationDistancePct} %";
        var paid = -FundingOfDay(turn);
        var notional = settings.BasePositionSize.Value * settings.MaxPositionMultiplier;
        if (notional > 0m && paid / notional * 100m > settings.MaxFundingCostPct)
            return $"funding of a day costs {paid / notional * 100m:0.###} %, more than {settings.MaxFundingCostPct} %";
        var drawdown = Equity.DrawdownPct(turn);
        return drawdown >= settings.EmergencyStopLossPct ? $"drawdown {drawdown:0.##} % is beyond the emergency stop loss" : null;
    }

    /// <summary>Nothing is left that may be sold: no position, or rests that are below the venues' minimum and stay hedged.</summary>
    public static bool IsFlat(StrategyTurn turn)
    {
        var noSpot = turn.State.SpotBase < turn.State.Contract;
        if (turn.State.BaseAt(Venue.GateFutures).IsZero && noSpot)
            return true;
        return !noSpot && turn.IsFresh(Venue.GateSpot) && turn.IsFresh(Venue.MexcSpot) && turn.IsReconciled && Slice(turn) is null;
    }

    /// <summary>Starts the next slice; true when a pair is under way.</summary>
    public static bool TryStart(StrategyTurn turn, string reason)
    {
        if (Rebalancing.IsDue(turn) || !turn.CanReduce(Venue.GateFutures)
            || turn.Now - turn.State.Profit.LastPair < Opportunities.Cooldown(turn.State.Profit.EmptyInRow))
            return false;
        if (Slice(turn) is not { } slice)
            return TryLast(turn);
        var order = (long pair) => turn.Order(pair, 0, slice.Venue, Side.Sell, slice.Size, slice.Cap, RiskClass.Reducing);
        if (turn.Phase == StrategyPhase.Shutdown)
            turn.Intend(PairPurpose.Unwind, slice.Venue, Venue.GateFutures, slice.Size, [order(turn.NextSequence)], turn.Seen());
        else
            Opportunities.Start(
                turn, PairPurpose.Unwind, slice.Venue, Venue.GateFutures, slice.Size, pair => [order(pair)], turn.Seen());
        return true;
    }

    // What spot is left cannot be sold and is less than a contract: the rest of the perpetual goes too, as it hedges nothing any more.
    private static bool TryLast(StrategyTurn turn)
    {
        var perpetual = turn.State.BaseAt(Venue.GateFutures);
        if (turn.State.SpotBase >= turn.State.Contract || perpetual.IsZero
            || Ladder.Hedge(turn, turn.NextSequence, 0, perpetual) is not { } order)
            return false;
        if (turn.Phase == StrategyPhase.Shutdown)
            turn.Intend(PairPurpose.Rebalance, Venue.GateFutures, Venue.GateFutures, order.Quantity, [order], turn.Seen());
        else
            Opportunities.Start(
                turn, PairPurpose.Rebalance, Venue.GateFutures, Venue.GateFutures, order.Quantity,
                pair => [Ladder.Hedge(turn, pair, 0, perpetual)!], turn.Seen());
        return true;
    }

    private static decimal FundingOfDay(StrategyTurn turn)
    {
        var sum = 0m;
        foreach (var row in turn.State.Profit.FundingDay)
            sum += row.At > turn.Now - TimeSpan.FromHours(24) ? row.Amount.Value : 0m;
        return sum;
    }

    // From the venue that holds more; whole contracts, and as much more or less as brings net delta to just below that many contracts, so
    // that the perpetual bought back never exceeds what was sold.
    private static (Venue Venue, Quantity Size, Price Cap)? Slice(StrategyTurn turn)
    {
        var first = turn.State.BaseAt(Venue.GateSpot) >= turn.State.BaseAt(Venue.MexcSpot) ? Venue.GateSpot : Venue.MexcSpot;
        var second = first == Venue.GateSpot ? Venue.MexcSpot : Venue.GateSpot;
        return SliceAt(turn, first) ?? SliceAt(turn, second);
    }

    private static (Venue Venue, Quantity Size, Price Cap)? SliceAt(StrategyTurn turn, Venue venue)
    {
        if (!turn.CanReduce(venue) || !turn.IsFresh(venue))
            return null;
        var (rules, book) = (turn.Rules(venue)!, turn.View.BookAt(venue));
        var cap = rules.Clip(rules.BandCap(Side.Sell, book.BestBid, turn.Settings.MaxSlippagePct), book.Mid);
        var leg = Notional.Min(turn.Settings.MaxTrade, turn.Settings.MaxInDoubt);
        var most = Quantity.Min(turn.State.BaseAt(venue), new(leg.Value / book.BestBid.Value));
        var contract = turn.State.Contract.Value;
        var contracts = Math.Min(
            decimal.Floor(most.Value / contract), turn.State.BaseAt(Venue.GateFutures).Abs.Value / contract);
        var wanted = new Quantity(contracts * contract) + turn.State.NetDelta;
        var size = rules.LotsDown(Quantity.Min(wanted, most));
        // One lot more where the rounding left the sale short of whole contracts.
        if (contracts > 0m && size < wanted && size + rules.Lot <= turn.State.BaseAt(venue))
            size += rules.Lot;
        // A rest too small to be sold on its own goes with this slice.
        var rest = turn.State.BaseAt(venue) - size;
        if (cap * rest < rules.MinNotional || rest < rules.MinQuantity)
            size = rules.LotsDown(turn.State.BaseAt(venue));
        return rules.IsLegal(size, cap) ? (venue, size, cap) : null;
    }
}
