using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>ENTRY and RETURN: whether one is due, how large, and whether both legs may go now.</summary>
internal static partial class Opportunities
{
    private static readonly TimeSpan BetweenPreparations = TimeSpan.FromSeconds(5);

    /// <summary>Cheap test on the tick path: multiplies and compares only, allocates nothing.</summary>
    public static bool MayBeDue(StrategyState state, StrategyView view)
    {
        if (view.Spread(SpreadDirection.BuyGateSellMexc).IsAbove || view.Spread(SpreadDirection.BuyMexcSellGate).IsAbove)
            return true;
        if (state.Inventory.Lots.IsEmpty)
            return false;
        var lot = state.Inventory.Lots[0];
        return view.Spread(lot.Direction).ReturnPays(view, lot.Overdue);
    }

    /// <summary>Starts what is due; true when a pair is under way.</summary>
    public static bool TryStart(StrategyTurn turn)
    {
        if (turn.Now - turn.State.Profit.LastPair < Cooldown(turn.State.Profit.EmptyInRow))
            return false;
        if (TryReturn(turn))
            return true;
        return TryEnter(turn, SpreadDirection.BuyGateSellMexc) || TryEnter(turn, SpreadDirection.BuyMexcSellGate);
    }

    /// <summary>After pairs that brought nothing the next one waits: 0.25, 0.5, 1 … 10 s.</summary>
    public static TimeSpan Cooldown(int emptyInRow) =>
        emptyInRow == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Min(250L << Math.Min(emptyInRow - 1, 6), 10_000));

    /// <summary>Begins a pair from MONITORING or PREPARING: both states and the intents in one write.</summary>
    public static void Start(
        StrategyTurn turn, PairPurpose purpose, Venue sellVenue, Venue buyVenue, Quantity size,
        Func<long, ImmutableArray<OrderIntent>> orders, DecisionSeen seen)
    {
        if (turn.Phase == StrategyPhase.MonitoringSpreads)
            turn.Enter(StrategyPhase.PreparingArbitrage, $"{purpose} is due");
        turn.Enter(StrategyPhase.ExecutingArbitrage, $"{purpose}: both legs legal and funded");
        turn.Intend(purpose, sellVenue, buyVenue, size, orders(turn.NextSequence), seen);
    }

    private static bool TryEnter(StrategyTurn turn, SpreadDirection direction)
    {
        var spread = turn.View.Spread(direction);
        if (!spread.IsAbove)
            return false;
        turn.View.NoteOpportunity(direction);
        var why = Obstacle(turn, direction, TradingMode.Active) ?? (Equity.IsEntryStopped(turn) ? SkipReason.Drawdown : null);
        if (why is not null)
            return Skip(turn, direction, why.Value);
        return TryPair(turn, direction, PairPurpose.Entry, spread.EntryRatio, null);
    }

    private static bool TryReturn(StrategyTurn turn)
    {
        if (turn.State.Inventory.Lots.IsEmpty)
            return false;
        var lot = turn.State.Inventory.Lots[0];
        if (lot.Overdue is false && turn.Now - lot.At >= new TimeSpan((long)(turn.Settings.PositionTimeoutMinutes * TimeSpan.TicksPerMinute)))
        {
            turn.Record(new StrategyEvent.ReturnOverdue(lot.Pair, turn.Now));
            if (!turn.View.Spread(lot.Direction).ReturnPays(turn.View, overdue: true))
                turn.Alert("return_overdue", $"entry {lot.Pair} is older than its timeout and returning it costs too much: held");
            lot = turn.State.Inventory.Lots[0];
        }

        var spread = turn.View.Spread(lot.Direction);
        if (!spread.ReturnPays(turn.View, lot.Overdue) || Obstacle(turn, lot.Direction.Opposite(), TradingMode.Reducing) is not null)
            return false;
        var open = Quantity.Zero;
        foreach (var each in turn.State.Inventory.Lots)
            open += each.Base;
        return TryPair(turn, lot.Direction.Opposite(), PairPurpose.Return, spread.ReturnRatio(lot.Overdue), open);
    }

    private static bool TryPair(StrategyTurn turn, SpreadDirection direction, PairPurpose purpose, decimal ratio, Quantity? most)
    {
        var (sellVenue, buyVenue) = (direction.SellVenue(), direction.BuyVenue());
        var (sellBook, buyBook) = (turn.View.BookAt(sellVenue), turn.View.BookAt(buyVenue));
        var (sellRules, buyRules) = (turn.Rules(sellVenue)!, turn.Rules(buyVenue)!);
        var usable = Leases.Usable(turn);
        var limits = LimitsOf(turn, direction, usable, most);
        var (planned, blame) = Sizing.Plan(sellBook, buyBook, sellRules, buyRules, ratio, limits);
        if (planned is not { } plan)
            return Skip(turn, direction, blame, purpose);

        var (sold, bought) = (sellBook.Take(Side.Sell, plan.Sell), buyBook.Take(Side.Buy, plan.Buy));
        var edge = Edge.Of(sold, bought, sellRules, buyRules, turn.View.Spread(direction).ExpectedReturnCost);
        var confidence = ConfidenceOf(turn, direction, plan);
        if (purpose == PairPurpose.Entry && confidence.Score < turn.Settings.ConfidenceMin)
            return Skip(turn, direction, SkipReason.NotConfident);
        if (usable == Notional.Zero)
            return AwaitLease(turn, direction, purpose);

        // What the pair should bring by B7: matched base at both VWAPs, less both fees.
        var estimated = new Notional(plan.Sell.Value * (bought.Notional.Value / bought.Filled.Value) * edge.OneWay);
        Start(turn, purpose, sellVenue, buyVenue, plan.Sell,
            pair =>
            [
                turn.Order(pair, 0, buyVenue, Side.Buy, plan.Buy, plan.BuyCap, RiskClass.AddsRisk),
                turn.Order(pair, 1, sellVenue, Side.Sell, plan.Sell, plan.SellCap, RiskClass.AddsRisk),
            ],
            new(edge.Gross * 100m, edge.OneWay * 100m, edge.RoundTrip * 100m, edge.ReturnCost * 100m, confidence.Score,
                confidence.Freshness, confidence.Depth, confidence.Persistence, (long)Skew(turn, direction).TotalMilliseconds, estimated,
                turn.SeenBooks()));
        return true;
    }

    // A lease that is not there yet does not make the pair smaller: it is waited for.
    private static PairLimits LimitsOf(StrategyTurn turn, SpreadDirection direction, Notional usable, Quantity? most)
    {
        var (sellVenue, buyVenue) = (direction.SellVenue(), direction.BuyVenue());
        var leg = Notional.Min(turn.Settings.MaxTrade, turn.Settings.MaxInDoubt);
        return new(
            Quantity.Min(
                Quantity.Min(turn.State.BaseAt(sellVenue), turn.View.SessionAt(sellVenue).FreeBase), most ?? new(decimal.MaxValue)),
            turn.View.SessionAt(buyVenue).QuoteFor(turn.Rules(buyVenue)!),
            usable > Notional.Zero ? Notional.Min(leg, usable) : leg,
            turn.Settings.BasePositionSize,
            turn.State.NetDelta);
    }

    // Why a spot to spot pair may not even be sized (I10, B5); null when it may.
    private static SkipReason? Obstacle(StrategyTurn turn, SpreadDirection direction, TradingMode strictest)
    {
        var mode = turn.State.Mode;
        if (mode.At(direction.SellVenue()) > strictest || mode.At(direction.BuyVenue()) > strictest || turn.State.Stop is not null)
            return SkipReason.Mode;
        if (turn.State.AnyOrderLive)
            return SkipReason.InDoubt;
        if (!turn.IsReconciled)
            return SkipReason.Session;
        var (sell, buy) = (direction.SellVenue(), direction.BuyVenue());
        if (!turn.IsFresh(sell) || !turn.IsFresh(buy))
            return SkipReason.Stale;
        if (Skew(turn, direction) > turn.Settings.MaxSkew)
            return SkipReason.Skew;
        var (one, other) = (turn.View.BookAt(sell).Mid.Value, turn.View.BookAt(buy).Mid.Value);
        if (Math.Abs(one - other) > 0.05m * Math.Min(one, other))
            return SkipReason.MidGap;
        return turn.Rules(sell)!.Tradable && turn.Rules(buy)!.Tradable ? null : SkipReason.Suspended;
    }

    private static Confidence ConfidenceOf(StrategyTurn turn, SpreadDirection direction, SpotPlan plan)
    {
        var (sell, buy) = (turn.View.BookAt(direction.SellVenue()), turn.View.BookAt(direction.BuyVenue()));
        var oldest = sell.AliveAt < buy.AliveAt ? sell.AliveAt : buy.AliveAt;
        return Confidence.Of(
            turn.Now - oldest, turn.Settings.StaleAfter, plan.Available, plan.Wanted, turn.View.Spread(direction).Persistence(turn.Now));
    }

    private static TimeSpan Skew(StrategyTurn turn, SpreadDirection direction) =>
        (turn.View.BookAt(direction.SellVenue()).AliveAt - turn.View.BookAt(direction.BuyVenue()).AliveAt).Duration();

    // PREPARING waits for a lease that is on its way, once in a while; otherwise the opportunity is skipped.
    private static bool AwaitLease(StrategyTurn turn, SpreadDirection direction, PairPurpose purpose)
    {
        if (turn.Phase == StrategyPhase.MonitoringSpreads && Leases.MayComeAtOnce(turn)
            && turn.Now - turn.State.Recovery.PrepareExpiredAt >= BetweenPreparations)
        {
            turn.Enter(StrategyPhase.PreparingArbitrage, $"{purpose} is due, its lease is on the way");
            return false;
        }

        return turn.Phase != StrategyPhase.PreparingArbitrage && Skip(turn, direction, SkipReason.Lease, purpose);
    }

    private static bool Skip(StrategyTurn turn, SpreadDirection direction, SkipReason why, PairPurpose purpose = PairPurpose.Entry)
    {
        if (purpose == PairPurpose.Entry)
            turn.View.NoteSkip(direction, why);
        return false;
    }
}
