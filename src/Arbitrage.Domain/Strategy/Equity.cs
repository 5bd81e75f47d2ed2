using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>Equity of the symbol and what follows from it: drawdown stops entries, the emergency stop loss unwinds (B7, B10).</summary>
internal static class Equity
{
    private static readonly TimeSpan MarkEvery = TimeSpan.FromMinutes(1);

    /// <summary>Equity on the books of this turn; null without fresh books.</summary>
    public static Notional? Now(StrategyTurn turn) => Of(turn.State, turn.View, turn.Now, turn.Settings.StaleAfter);

    /// <summary>
    /// Cash + spot at executable VWAP + perpetual at its mid, which is live where the venue's mark comes only with account reads;
    /// null without fresh books.
    /// </summary>
    public static Notional? Of(StrategyState state, StrategyView view, DateTimeOffset now, TimeSpan staleAfter)
    {
        var equity = Notional.Zero;
        foreach (var venue in Venues.All)
        {
            var account = state.Accounts[venue];
            equity += account.Cash;
            if (account.Base.IsZero)
                continue;
            var book = view.BookAt(venue);
            if (!book.IsUsable || now - book.AliveAt > staleAfter)
                return null;
            equity += venue.IsSpot() ? SellOff(book, account.Base) : book.Mid * account.Base;
        }

        return equity;
    }

    /// <summary>Journals equity when it moved by a thousandth of the capital, and once a minute.</summary>
    public static void Mark(StrategyTurn turn, bool force = false)
    {
        var profit = turn.State.Profit;
        if (!HasTraded(turn.State) || turn.State.AnyOrderLive || Now(turn) is not { } equity)
            return;
        var moved = (equity - profit.LastEquity).Abs.Value >= turn.Settings.AllottedCapital.Value / 1000m;
        if (force || moved || (turn.Now - profit.MarkedAt >= MarkEvery && equity != profit.LastEquity))
            turn.Record(new StrategyEvent.EquityMarked(equity, turn.Now));
    }

    /// <summary>Fall from the highest mark in percent of the capital allotted.</summary>
    public static decimal DrawdownPct(StrategyTurn turn)
    {
        var profit = turn.State.Profit;
        return turn.Settings.AllottedCapital.Value <= 0m
            ? 0m
            : (profit.PeakEquity - profit.LastEquity).Value / turn.Settings.AllottedCapital.Value * 100m;
    }

    public static bool IsEntryStopped(StrategyTurn turn) => DrawdownPct(turn) >= turn.Settings.MaxDrawdownPct;

    private static bool HasTraded(StrategyState state)
    {
        foreach (var (_, account) in state.Accounts)
        {
            if (!account.Base.IsZero || account.Cash != Notional.Zero)
                return true;
        }

        return false;
    }

    // Beyond the displayed depth the rest is valued at the last level seen.
    private static Notional SellOff(Book book, Quantity held)
    {
        var take = book.Take(Side.Sell, held.Abs);
        return take.Notional + (take.Worst * (held.Abs - take.Filled));
    }
}
