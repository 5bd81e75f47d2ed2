using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>DELTA_NEUTRAL_ACTIVE, MONITORING, PREPARING and EXECUTING.</summary>
internal static class Monitoring
{
    private static readonly TimeSpan BeforeBuildingUpAgain = TimeSpan.FromMinutes(1);

    /// <summary>ACTIVE: positions are read back from the venues before anything is risked.</summary>
    public static void Confirm(StrategyTurn turn)
    {
        if (!PairExecution.Advance(turn))
            return;
        if (Rebalancing.IsDue(turn))
            Rebalancing.TryHedge(turn);
        else if (turn.IsReconciled && Venues.All.All(v => turn.IsFresh(v) && IsReadBack(turn, v)))
            turn.Enter(StrategyPhase.MonitoringSpreads, "positions read back, delta in the band");
    }

    public static void Watch(StrategyTurn turn, bool ticked)
    {
        if (Rebalancing.IsDue(turn) && Rebalancing.CanHedge(turn) && !Rebalancing.MayWait(turn))
        {
            turn.Enter(StrategyPhase.RebalancingDelta, $"net delta {turn.State.NetDelta} beyond the band");
            return;
        }

        if (turn.State.Mode.Effective == TradingMode.Halted)
        {
            Opportunities.TryStart(turn);
            return;
        }

        if (ticked && Unwinding.Reason(turn) is { } reason)
        {
            Unwinding.TryStart(turn, reason);
            return;
        }

        if (Opportunities.TryStart(turn) || turn.Phase != StrategyPhase.MonitoringSpreads)
            return;
        if (ticked && turn.State.Mode.Everywhere == TradingMode.Active && turn.State.Stop is null && turn.IsReconciled
            && Establishing.IsBelowHalf(turn) && turn.Now - turn.State.Profit.LastPair >= BeforeBuildingUpAgain)
            Establishing.Enter(turn, "inventory below half of target");
    }

    public static void Prepare(StrategyTurn turn)
    {
        if (Opportunities.TryStart(turn))
            return;
        if (turn.InPhase >= turn.Settings.Timeouts.Preparing)
            turn.Enter(StrategyPhase.MonitoringSpreads, "expired");
    }

    public static void Execute(StrategyTurn turn)
    {
        if (!PairExecution.Advance(turn) || turn.Phase != StrategyPhase.ExecutingArbitrage)
            return;
        if (turn.State.Mode.HaltReason is { } reason)
            turn.Fail(reason);
        else if (Rebalancing.IsDue(turn))
            turn.Enter(StrategyPhase.RebalancingDelta, "pair final, delta beyond the band");
        else
            turn.Enter(StrategyPhase.MonitoringSpreads, "pair final, delta in the band");
    }

    /// <summary>Said when it is seen, at most every ten seconds.</summary>
    public static void Alarm(StrategyTurn turn)
    {
        if (turn.State.AnyOrderLive)
            return;
        var deviation = turn.State.DeltaDeviationPct;
        if (deviation >= turn.Settings.DeltaRebalanceThresholdPct && Rebalancing.IsDue(turn))
            turn.Alert("delta_deviation", $"net delta deviates by {deviation:0.##} %");
        foreach (var venue in Venues.All)
        {
            if (turn.Phase == StrategyPhase.MonitoringSpreads && turn.CanTrade(venue) && !IsReadBack(turn, venue))
                turn.Alert("position_mismatch", $"{venue.Key()} tells another position than the journal");
        }
    }

    private static bool IsReadBack(StrategyTurn turn, Venue venue)
    {
        var session = turn.View.SessionAt(venue);
        var booked = turn.State.BaseAt(venue);
        return venue.IsSpot()
            ? (session.FreeBase - booked).Abs < turn.State.Contract
            : (session.Position?.Size ?? Quantity.Zero) == booked;
    }
}
