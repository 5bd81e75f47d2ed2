using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>SHUTDOWN: nothing new, own orders cancelled, then close or keep, then the final figures (B10, B12, B13).</summary>
internal static class Stopping
{
    private const decimal KeepFromLiquidationDistancePct = 40m;

    public static void Advance(StrategyTurn turn)
    {
        if (turn.Now == turn.View.AskAt)
            CancelOwn(turn);
        var late = turn.InPhase >= turn.Settings.Timeouts.Shutdown;
        if (!PairExecution.Advance(turn) && !late)
            return;
        if (turn.State.Pair is null && !late)
        {
            if (Rebalancing.IsDue(turn) && !Unwinding.IsFlat(turn))
            {
                Rebalancing.TryHedge(turn);
                return;
            }

            if (WantsClose(turn) && !Unwinding.IsFlat(turn))
            {
                Unwinding.TryStart(turn, turn.State.Stop!.Reason);
                return;
            }
        }

        End(turn, late);
    }

    /// <summary>Own orders that may still be open are cancelled; cancels are not journaled.</summary>
    public static void CancelOwn(StrategyTurn turn)
    {
        foreach (var order in turn.State.Orders.Values.Where(o => !turn.State.IsFinal(o)))
            turn.Tell(order.Intent.Venue, new ConnectionInput.Cancel(order.Intent.Id));
    }

    // Keeping asks for more distance to liquidation than trading does, as nobody watches; the automatic stops keep the hedge.
    private static bool WantsClose(StrategyTurn turn)
    {
        if (turn.State.Stop is not { Automatic: false } stop || turn.State.Mode.Effective == TradingMode.Halted)
            return false;
        return stop.OnStop == OnStop.Close
            || turn.View.SessionAt(Venue.GateFutures).LiquidationDistancePct < KeepFromLiquidationDistancePct;
    }

    private static void End(StrategyTurn turn, bool late)
    {
        if (turn.State.Lease.Held is { } held)
            Leases.GiveBack(turn, held.Token.Id);
        var profit = turn.State.Profit;
        var flat = turn.State.Pair is null && turn.State.BaseAt(Venue.GateFutures).IsZero && turn.State.SpotBase < turn.State.Contract;
        var why = turn.State.Stop?.Reason ?? turn.State.PhaseReason;
        if (late)
            turn.Alert("stop_incomplete", $"time is up with {turn.State.SpotBase} spot and {turn.State.BaseAt(Venue.GateFutures)} perpetual");
        else if (WantedCloseButHalted(turn, flat))
            turn.Alert("stop_kept", "halted: the position is kept, a person has to close it");
        turn.Record(new StrategyEvent.Stopped(
            flat, late ? $"{why}; time is up" : why, profit.RealisedPnl, Equity.Now(turn) ?? profit.LastEquity, profit.Fees, profit.Funding,
            turn.Now));
        turn.Do(new StrategyEffect.StopSelf(why));
    }

    private static bool WantedCloseButHalted(StrategyTurn turn, bool flat) =>
        !flat && turn.State.Mode.Effective == TradingMode.Halted && turn.State.Stop?.OnStop == OnStop.Close;
}
