using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>
/// REBALANCING: the perpetual brings the certain part of net delta back into the band of one contract (B11, I7). Half of I7's time is the perpetual's;
/// where it was tried and does not help, takes no orders, or was liquidated, its twin is closed: spot is sold.
/// </summary>
internal static class Rebalancing
{
    /// <summary>Net delta is beyond the band; asked while no order is on its way, so all of it is certain.</summary>
    public static bool IsDue(StrategyTurn turn) => turn.State.DeltaOutSince is not null;

    /// <summary>The budget of an hour is spent, I7's time allows to wait, and no periodic check is due.</summary>
    public static bool MayWait(StrategyTurn turn)
    {
        if (turn.State.DeltaOutSince is not { } since || turn.Now - since >= turn.Settings.DeltaTimeLimit / 2 || turn.Now == turn.View.DeltaCheckAt)
            return false;
        var spent = 0m;
        foreach (var cost in turn.State.Profit.RebalanceCosts)
            spent += cost.At > turn.Now - TimeSpan.FromHours(1) ? cost.Amount.Value : 0m;
        return spent > turn.Settings.BasePositionSize.Value * turn.Settings.MaxPositionMultiplier
            * turn.Settings.RebalanceCostBudgetPct / 100m;
    }

    public static void Advance(StrategyTurn turn)
    {
        if (!PairExecution.Advance(turn))
            return;
        if (!IsDue(turn))
        {
            turn.Enter(StrategyPhase.MonitoringSpreads, "delta in the band");
            return;
        }

        TryHedge(turn);
    }

    /// <summary>A hedge may be placed: the perpetual takes orders, or its twin is to be closed.</summary>
    public static bool CanHedge(StrategyTurn turn) => turn.CanReduce(Venue.GateFutures)
        || (IsTwinToClose(turn) && (turn.CanReduce(Venue.GateSpot) || turn.CanReduce(Venue.MexcSpot)));

    /// <summary>Intends one order for the certain part; true when it is under way.</summary>
    public static bool TryHedge(StrategyTurn turn)
    {
        var certain = DeltaInterval.Of(turn.State).Certain;
        if (turn.State.Pair is not null || turn.State.Contract.IsZero || certain.Abs < turn.State.Contract
            || turn.Now - turn.State.Profit.LastPair < Patience(turn)
            || Order(turn, certain) is not { } order)
            return false;
        turn.Intend(PairPurpose.Rebalance, order.Venue, order.Venue, order.Quantity, [order], turn.Seen());
        return true;
    }

    // Where both are possible they take turns, until one of them is filled.
    private static OrderIntent? Order(StrategyTurn turn, Quantity certain)
    {
        var hedge = Ladder.Hedge(turn, turn.NextSequence, 0, certain);
        var isTurnOfSpot = int.IsEvenInteger(turn.State.Profit.EmptyInRow);
        return IsTwinToClose(turn) && (hedge is null || isTurnOfSpot)
            ? Ladder.SellSpot(turn, turn.NextSequence, 0, certain) ?? hedge
            : hedge;
    }

    private static bool IsTwinToClose(StrategyTurn turn) => turn.State.NetDelta > Quantity.Zero
        && (turn.State.Liquidated || (turn.Now - turn.State.DeltaOutSince >= turn.Settings.DeltaTimeLimit / 2
            && (turn.State.Profit.EmptyInRow > 0 || !turn.CanReduce(Venue.GateFutures))));

    // Refusals in a row slow hedges down too, but several of them fit into I7's time.
    private static TimeSpan Patience(StrategyTurn turn)
    {
        var (cooldown, most) = (Opportunities.Cooldown(turn.State.Profit.EmptyInRow), turn.Settings.DeltaTimeLimit / 4);
        return cooldown < most ? cooldown : most;
    }
}
