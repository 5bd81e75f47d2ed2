using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>
/// ESTABLISHING: slices of spot bought and perpetual sold at the same time, each completed or reversed before the next, until the target
/// inventory stands on both spot venues and its hedge beside it (B2, B3).
/// </summary>
internal static class Establishing
{
    private const decimal StandsFrom = 0.95m;

    /// <summary>The inventory is below what it should be.</summary>
    public static bool IsBelowTarget(StrategyTurn turn) =>
        turn.State.Inventory.Target.IsZero || turn.State.SpotBase < turn.State.Inventory.Target * StandsFrom;

    /// <summary>Inventory has shrunk so far that it is built up again from MONITORING, or never had a target: the mode did not allow one.</summary>
    public static bool IsBelowHalf(StrategyTurn turn) => turn.State.Inventory.Target.IsZero || turn.State.SpotBase < turn.State.Inventory.Target * 0.5m;

    /// <summary>Enters the state with a target in whole contracts; refuses a symbol that cannot be hedged finely enough (B1, B15).</summary>
    public static void Enter(StrategyTurn turn, string reason)
    {
        if (!Venues.All.All(turn.IsFresh))
            return;
        var (gate, mexc) = (turn.View.BookAt(Venue.GateSpot), turn.View.BookAt(Venue.MexcSpot));
        if (Math.Abs(gate.Mid.Value - mexc.Mid.Value) > 0.05m * Math.Min(gate.Mid.Value, mexc.Mid.Value))
        {
            turn.StopCritical($"the spots are more than 5 % apart ({gate.Mid} and {mexc.Mid}): not the same coin");
            return;
        }

        var price = Math.Max(gate.BestAsk.Value, mexc.BestAsk.Value);
        var value = turn.Settings.BasePositionSize.Value * turn.Settings.MaxPositionMultiplier;
        var contract = turn.State.Contract.Value;
        if (contract * price > value * turn.Settings.DeltaRebalanceThresholdPct / 200m)
        {
            turn.StopCritical(
                $"one contract is worth {contract * price:0.####} USDT, more than half of {turn.Settings.DeltaRebalanceThresholdPct} % of {value}");
            return;
        }

        turn.Enter(StrategyPhase.EstablishingDeltaNeutral, reason);
        if (turn.State.SpotBase > turn.State.Contract && !turn.State.Inventory.Target.IsZero)
            return;
        var contracts = decimal.Floor(value / (price * contract));
        var atMexc = decimal.Floor(contracts * turn.Settings.MexcInventoryPct / 100m);
        turn.Record(new StrategyEvent.InventoryTargeted(new((contracts - atMexc) * contract), new(atMexc * contract), turn.Now));
    }

    public static void Advance(StrategyTurn turn)
    {
        if (!PairExecution.Advance(turn) || turn.Phase != StrategyPhase.EstablishingDeltaNeutral)
            return;
        if (turn.State.Mode.HaltReason is not null)
        {
            turn.Fail($"halted while establishing: {turn.State.Mode.HaltReason}");
            return;
        }

        if (turn.State.Mode.Everywhere != TradingMode.Active)
        {
            Recovery.Enter(turn, $"mode {turn.State.Mode.Everywhere} while establishing");
            return;
        }

        if (Rebalancing.IsDue(turn) || turn.State.NetDelta.Abs >= turn.State.Contract)
        {
            Rebalancing.TryHedge(turn);
            return;
        }

        if (turn.Now - turn.State.Profit.LastPair < Opportunities.Cooldown(turn.State.Profit.EmptyInRow) || !turn.IsReconciled)
            return;

        var missing = turn.State.Inventory.Target - turn.State.BaseAt(Venue.GateFutures).Abs;
        if (missing < turn.State.Contract || (!IsBelowTarget(turn) && IsTooSmall(turn, missing)))
            turn.Enter(StrategyPhase.DeltaNeutralActive, "inventory and hedge stand");
        else
            TrySlice(turn, missing);
    }

    // A last slice that the venue would refuse as too small is not waited for: the next pair folds it in.
    private static bool IsTooSmall(StrategyTurn turn, Quantity missing)
    {
        var (venue, needed) = Neediest(turn);
        var size = Slice(turn, needed, missing);
        return turn.IsFresh(venue) && !turn.Rules(venue)!.IsLegal(turn.Rules(venue)!.LotsDown(size), turn.View.BookAt(venue).BestAsk);
    }

    private static Quantity Slice(StrategyTurn turn, Quantity needed, Quantity missing) =>
        Quantity.Max(Quantity.Min(needed, missing), turn.State.Contract);

    private static (Venue Venue, Quantity Need) Neediest(StrategyTurn turn)
    {
        var needGate = turn.State.Inventory.TargetGate - turn.State.BaseAt(Venue.GateSpot);
        var needMexc = turn.State.Inventory.TargetMexc - turn.State.BaseAt(Venue.MexcSpot);
        return needGate >= needMexc ? (Venue.GateSpot, needGate) : (Venue.MexcSpot, needMexc);
    }

    private static void TrySlice(StrategyTurn turn, Quantity missing)
    {
        var (venue, needed) = Neediest(turn);
        if (!turn.IsFresh(venue) || !turn.IsFresh(Venue.GateFutures))
            return;
        var (rules, perp) = (turn.Rules(venue)!, turn.Rules(Venue.GateFutures)!);
        var (book, perpBook) = (turn.View.BookAt(venue), turn.View.BookAt(Venue.GateFutures));
        var slippage = turn.Settings.MaxSlippagePct;
        var buyCap = rules.Clip(rules.BandCap(Side.Buy, book.BestAsk, slippage), book.Mid);
        var sellCap = perp.Clip(perp.BandCap(Side.Sell, perpBook.BestBid, slippage), perpBook.Mid);

        var contract = turn.State.Contract;
        var need = Slice(turn, needed, missing);
        var most = Quantity.Min(need, MostByMoney(turn, venue, buyCap, perpBook.BestBid));
        most = Quantity.Min(most, Quantity.Min(Within(book.Asks, buyCap, Side.Buy), Within(perpBook.Bids, sellCap, Side.Sell)));
        var size = perp.LotsDown(most);
        var buy = Sizing.BuyFor(size, turn.State.NetDelta, rules);
        while (size > Quantity.Zero && buyCap * buy > LegLimit(turn, venue))
        {
            size -= contract;
            buy = size > Quantity.Zero ? Sizing.BuyFor(size, turn.State.NetDelta, rules) : Quantity.Zero;
        }

        if (!perp.IsLegal(size, sellCap) || !rules.IsLegal(buy, buyCap))
            return;
        var pair = turn.NextSequence;
        turn.Intend(
            PairPurpose.Establish, Venue.GateFutures, venue, size,
            [
                turn.Order(pair, 0, venue, Side.Buy, buy, buyCap, RiskClass.AddsRisk),
                turn.Order(pair, 1, Venue.GateFutures, Side.Sell, size, sellCap, RiskClass.AddsRisk),
            ],
            turn.Seen());
    }

    private static Notional LegLimit(StrategyTurn turn, Venue venue) => Notional.Min(
        Notional.Min(turn.Settings.MaxTrade, turn.Settings.MaxInDoubt),
        Notional.Min(Leases.Usable(turn), turn.View.SessionAt(venue).QuoteFor(turn.Rules(venue)!)));

    private static Quantity MostByMoney(StrategyTurn turn, Venue venue, Price buyCap, Price perpBid)
    {
        var spot = LegLimit(turn, venue).Value / buyCap.Value;
        // Margin of the short, with a tenth on top for fees and mark above bid.
        var margin = turn.View.SessionAt(Venue.GateFutures).FreeQuote.Value * Math.Max(turn.Settings.FuturesLeverage, 1m) / 1.1m / perpBid.Value;
        return new(Math.Max(Math.Min(spot, margin), 0m));
    }

    private static Quantity Within(ReadOnlySpan<BookLevel> levels, Price cap, Side taker)
    {
        var sum = Quantity.Zero;
        foreach (ref readonly var level in levels)
        {
            if (taker == Side.Buy ? level.Price > cap : level.Price < cap)
                break;
            sum += level.Quantity;
        }

        return sum;
    }
}
