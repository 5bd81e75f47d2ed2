using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>INITIALIZING and ERROR_RECOVERY: in and back in through reconciliation only (B13).</summary>
internal static class Recovery
{
    private static readonly int[] BackOffSeconds = [2, 4, 8, 16, 30];

    /// <summary>Goes through reconciliation without an error of its own.</summary>
    public static void Enter(StrategyTurn turn, string reason)
    {
        turn.Enter(StrategyPhase.ErrorRecovery, reason);
        Begin(turn, reason);
    }

    public static void Begin(StrategyTurn turn, string why)
    {
        var attempt = turn.State.Recovery.Attempt + 1;
        turn.Record(new StrategyEvent.RecoveryAttempted(attempt, turn.Now + BackOff(turn.State.Epoch.Sequence, attempt), why, turn.Now));
        foreach (var venue in Venues.All)
            turn.Pull(venue);
    }

    /// <summary>2, 4, 8, 16, 30 s and up to a quarter more, which follows from incarnation and attempt.</summary>
    public static TimeSpan BackOff(long epoch, int attempt)
    {
        var seconds = BackOffSeconds[Math.Min(attempt, BackOffSeconds.Length) - 1];
        // Multiplicative hash: spreads symbols that failed together, and gives the same in replay.
        var mixed = unchecked(((ulong)epoch * 0x9E3779B97F4A7C15UL) ^ ((ulong)attempt * 0xC2B2AE3D27D4EB4FUL)) >> 40;
        return TimeSpan.FromMilliseconds((seconds * 1000L) + (long)(mixed % (ulong)(seconds * 250L)));
    }

    public static void Initialize(StrategyTurn turn)
    {
        // A pair of the incarnation before is brought to its end first; what it still needs to sell or buy waits for the sessions. A hedge needs nothing.
        if (turn.State.Pair is { } pair
            && (turn.State.AnyOrderLive || pair.Purpose == PairPurpose.Rebalance || Venues.All.All(turn.CanReduce)))
            PairExecution.Advance(turn);
        // What is certain of net delta is hedged (I7), once every connection has told what it knew when this incarnation began.
        if (Rebalancing.IsDue(turn) && turn.State.Accounts.Values.All(a => a.Acknowledged) && !IsInWrongMode(turn))
            Rebalancing.TryHedge(turn);
        if (turn.State.Pair is not null || !turn.IsReconciled || !Venues.All.All(turn.IsFresh))
            return;
        if (IsInWrongMode(turn))
            turn.StopCritical("the perpetual is not in isolated one-way mode (futures_leverage)");
        else
            Choose(turn, StrategyPhase.DeltaNeutralActive);
    }

    public static void Advance(StrategyTurn turn)
    {
        // Whatever else is wrong, what is certain of net delta is hedged (I7).
        if (PairExecution.Advance(turn) && Rebalancing.IsDue(turn) && turn.Phase == StrategyPhase.ErrorRecovery)
            Rebalancing.TryHedge(turn);
        // Back-off grows beyond the time of an attempt: one that began anew before its back-off is over would never be over.
        if (turn.Now < turn.State.Recovery.RetryAt)
            return;
        if (turn.State.Pair is null && turn.IsReconciled)
            Choose(turn, StrategyPhase.MonitoringSpreads);
        else if (turn.Now - turn.State.Recovery.AttemptAt >= turn.Settings.Timeouts.Recovery)
            Begin(turn, Missing(turn));
    }

    private static void Choose(StrategyTurn turn, StrategyPhase standing)
    {
        var below = Establishing.IsBelowTarget(turn) && turn.State.Mode.Everywhere == TradingMode.Active
            && turn.State.Stop is null && Unwinding.Reason(turn) is null;
        if (below)
            Establishing.Enter(turn, "reconciled, inventory below target");
        else if (Rebalancing.IsDue(turn))
            turn.Enter(StrategyPhase.RebalancingDelta, "reconciled, delta beyond the band");
        else
            turn.Enter(standing, "reconciled, inventory and hedge stand");
    }

    private static bool IsInWrongMode(StrategyTurn turn) =>
        turn.View.SessionAt(Venue.GateFutures).Position is { } position && (!position.OneWay || position.Leverage == 0m);

    private static string Missing(StrategyTurn turn)
    {
        if (turn.State.AnyOrderLive)
            return "an order is in doubt";
        foreach (var venue in Venues.All)
        {
            if (!turn.CanReduce(venue))
                return $"{venue.Key()} is not ready: {turn.View.SessionAt(venue).Why}";
            if (!turn.CanTrade(venue))
                return $"the clock against {venue.Key()} is only known to {turn.View.SessionAt(venue).Clock.ErrorBound.TotalMilliseconds} ms";
        }

        return turn.State.Recovery.GuardConfirmed ? "books or funds are missing" : "the guard has not answered";
    }
}
