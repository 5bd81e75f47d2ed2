using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>What the guard's breakers need to know of the symbol: totals from the journal, said when they change and again with the probes.</summary>
internal static class Reporting
{
    /// <summary>Once a second at most.</summary>
    public static void Tell(StrategyTurn turn)
    {
        if (turn.Now != turn.View.AskAt || !turn.State.Recovery.GuardConfirmed)
            return;
        var figures = FiguresOf(turn);
        if (figures == turn.View.Reported && turn.Now != turn.View.ProbeAt)
            return;
        turn.View.Reported = figures;
        turn.Tell(new RiskGuardInput.StrategyReported(turn.Settings.Symbol, turn.State.Epoch, turn.State.Sequence, figures));
    }

    private static StrategyFigures FiguresOf(StrategyTurn turn)
    {
        var (profit, recovery) = (turn.State.Profit, turn.State.Recovery);
        var hour = turn.Now - TimeSpan.FromHours(1);
        return new(
            profit.WinningCycles, profit.LosingStreak, profit.MarkedAt == DateTimeOffset.MinValue ? null : profit.LastEquity, profit.PeakEquity,
            turn.Settings.AllottedCapital, turn.Settings.MaxDrawdownPct, recovery.ErrorsTotal, recovery.Errors.Count(e => e > hour),
            profit.Attempts, turn.State.Mode.GuardSequence);
    }
}
