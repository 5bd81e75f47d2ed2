using System.Collections.Immutable;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Risk;

/// <summary>What a strategy reports of itself for the breakers: totals from its journal, so that a report may be lost, repeated or late.</summary>
/// <param name="WinningCycles">Cycles with a profit, ever.</param>
/// <param name="LosingStreak">Losing cycles since the last one with a profit.</param>
/// <param name="Equity">Last mark; null before the first.</param>
/// <param name="PeakEquity">Highest mark.</param>
/// <param name="Allotted">Capital that drawdown is measured against, USDT.</param>
/// <param name="MaxDrawdownPct">The symbol's own limit of drawdown.</param>
/// <param name="ErrorsTotal">Errors ever.</param>
/// <param name="ErrorsInHour">Errors of the last hour.</param>
/// <param name="Pairs">Entries and returns intended, ever.</param>
/// <param name="ModeSequence">Number of the newest mode that the strategy has journaled.</param>
public sealed record StrategyFigures(
    long WinningCycles, int LosingStreak, Notional? Equity, Notional PeakEquity, Notional Allotted, decimal MaxDrawdownPct,
    long ErrorsTotal, int ErrorsInHour, long Pairs, long ModeSequence);

/// <summary>Number of pairs at a time, for their rate.</summary>
public sealed record PairsAt(long Pairs, DateTimeOffset At);

/// <summary>What the guard holds against a symbol: its last figures, and from where each of them counts since a person last resumed it.</summary>
/// <param name="Epoch">Incarnation of the last report.</param>
/// <param name="Version">The strategy's journal sequence number as of then.</param>
/// <param name="Last">That report.</param>
/// <param name="StreakFrom">Losing cycles that do not count any more.</param>
/// <param name="Peak">Equity that the drawdown counts from.</param>
/// <param name="ErrorsFrom">Errors that do not count any more.</param>
/// <param name="Rate">Pairs at the times of the reports of the last minute, and one before.</param>
public sealed record SymbolStanding(
    Epoch Epoch, long Version, StrategyFigures Last, int StreakFrom, Notional Peak, long ErrorsFrom, ImmutableArray<PairsAt> Rate)
{
    private static readonly TimeSpan RateWindow = TimeSpan.FromMinutes(1);

    /// <summary>Losing cycles in a row that count.</summary>
    public int LosingStreak => Last.LosingStreak - StreakFrom;

    /// <summary>Errors of the last hour that count.</summary>
    public int ErrorsInHour => (int)Math.Min(Last.ErrorsInHour, Last.ErrorsTotal - ErrorsFrom);

    /// <summary>Fall from the peak in percent of the capital allotted.</summary>
    public decimal DrawdownPct => Last.Equity is { } equity && Last.Allotted.Value > 0m ? (Peak - equity).Value / Last.Allotted.Value * 100m : 0m;

    /// <summary>Pairs of the last minute; over a longer gap between reports, a minute's share of it.</summary>
    public decimal PairsAMinute
    {
        get
        {
            if (Rate.Length < 2)
                return 0m;
            var (from, to) = (Rate[0], Rate[^1]);
            var minutes = Math.Max(1m, (decimal)(to.At - from.At).Ticks / RateWindow.Ticks);
            return (to.Pairs - from.Pairs) / minutes;
        }
    }

    /// <summary>First report of a symbol.</summary>
    public static SymbolStanding First(Epoch epoch, long version, StrategyFigures figures, DateTimeOffset at) =>
        new(epoch, version, figures, 0, figures.PeakEquity, 0, [new(figures.Pairs, at)]);

    /// <summary>The next report.</summary>
    public SymbolStanding With(Epoch epoch, long version, StrategyFigures figures, DateTimeOffset at)
    {
        var starts = figures.WinningCycles != Last.WinningCycles || figures.LosingStreak < StreakFrom;
        var peak = figures.Equity is not { } equity ? Peak : Last.Equity is null ? figures.PeakEquity : Notional.Max(Peak, equity);
        var rate = Rate.Add(new(figures.Pairs, at));
        while (rate.Length > 2 && at - rate[1].At >= RateWindow)
            rate = rate.RemoveAt(0);
        return new(epoch, version, figures, starts ? 0 : StreakFrom, peak, ErrorsFrom, rate);
    }

    /// <summary>A person resumed it: what led here is known and counts no more.</summary>
    public SymbolStanding Rearmed() => this with
    {
        StreakFrom = Last.LosingStreak,
        Peak = Last.Equity ?? Peak,
        ErrorsFrom = Last.ErrorsTotal,
        Rate = Rate.IsEmpty ? Rate : [Rate[^1]],
    };
}

/// <summary>What the guard holds against a venue.</summary>
/// <param name="Incarnation">Of its connection; a new one begins anew.</param>
/// <param name="Failures">Failed requests of that incarnation, ever.</param>
/// <param name="InARow">Failed since one succeeded.</param>
/// <param name="InARowFrom">Of these, those that do not count any more.</param>
public sealed record VenueStanding(long Incarnation, long Failures, int InARow, int InARowFrom)
{
    /// <summary>Failures in a row that count.</summary>
    public int ApiErrors => InARow - InARowFrom;

    /// <summary>The next report.</summary>
    public VenueStanding With(long incarnation, long failures, int inARow) =>
        new(incarnation, failures, inARow, incarnation == Incarnation && inARow >= InARowFrom && InARow > 0 ? InARowFrom : 0);

    /// <summary>A person resumed the venue.</summary>
    public VenueStanding Rearmed() => this with { InARowFrom = InARow };
}

/// <summary>Equity of all symbols together.</summary>
/// <param name="Equity">Sum of their last marks.</param>
/// <param name="Peak">What the drawdown counts from.</param>
/// <param name="Allotted">Sum of their capital.</param>
public sealed record TotalStanding(Notional Equity, Notional Peak, Notional Allotted)
{
    /// <summary>Nobody has reported.</summary>
    public static TotalStanding None { get; } = new(default, default, default);

    /// <summary>Fall from the peak in percent of the capital allotted.</summary>
    public decimal DrawdownPct => Allotted.Value > 0m ? (Peak - Equity).Value / Allotted.Value * 100m : 0m;

    /// <summary>After a symbol's next report. A symbol's first mark brings its equity and no profit.</summary>
    public TotalStanding With(StrategyFigures? before, StrategyFigures now)
    {
        var equity = Equity - (before?.Equity ?? default) + (now.Equity ?? default);
        var isFirst = before?.Equity is null && now.Equity is not null;
        var peak = isFirst ? Peak + now.PeakEquity : Peak;
        return new(equity, Notional.Max(peak, equity), Allotted - (before?.Allotted ?? default) + now.Allotted);
    }

    /// <summary>A person resumed everything.</summary>
    public TotalStanding Rearmed() => this with { Peak = Equity };
}
