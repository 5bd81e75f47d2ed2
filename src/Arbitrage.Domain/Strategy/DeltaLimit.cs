namespace Arbitrage.Domain.Strategy;

/// <summary>
/// I7 in every state: what is certain of net delta may be above one contract for `delta_time_limit_seconds` and no longer. The clock is journaled
/// (<see cref="StrategyState.DeltaOutSince"/>), so neither a change of state nor a restart gives it a new start. A halt ends nothing: the
/// states go on hedging what is certain.
/// </summary>
internal static class DeltaLimit
{
    /// <summary>Halts the symbol once the time is up.</summary>
    public static void Enforce(StrategyTurn turn)
    {
        if (turn.State.DeltaOutSince is { } since && turn.Now - since >= turn.Settings.DeltaTimeLimit && turn.State.Mode.HaltReason is null
            && DeltaInterval.Of(turn.State).Certain.Abs > turn.State.Contract)
            turn.Halt($"net delta {turn.State.NetDelta} beyond the band for longer than {turn.Settings.DeltaTimeLimit.TotalSeconds} s");
    }
}
