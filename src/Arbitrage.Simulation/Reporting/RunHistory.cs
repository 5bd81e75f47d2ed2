using System.Collections.Immutable;

namespace Arbitrage.Simulation.Reporting;

/// <summary>
/// A run over time, the same for every mode: what the HTML report shows. All of it comes from the journals (pairs, cycles, positions, delta, fees,
/// funding, states) and from the samples taken on the way (edges, equity, alerts, latency), which no journal holds.
/// </summary>
public sealed record RunHistory
{
    /// <summary>As known at the start.</summary>
    public required RunFacts Facts { get; init; }

    /// <summary>The report of the run; null when it did not come to its end.</summary>
    public required RunReport? Report { get; init; }

    /// <summary>What is missing in this history and why, as sentences.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>Figures that the journals alone give; those of <see cref="Report"/> agree with them.</summary>
    public required JournalFigures Figures { get; init; }

    /// <summary>Latest time seen in journals and samples.</summary>
    public required DateTimeOffset Ended { get; init; }

    /// <summary>Change of equity of all symbols together, USDT.</summary>
    public required ImmutableArray<SeriesPoint> Equity { get; init; }

    /// <summary>Fall of that from its highest value so far, USDT, never positive.</summary>
    public required ImmutableArray<SeriesPoint> Drawdown { get; init; }

    /// <summary>Each symbol, ordered.</summary>
    public required ImmutableArray<SymbolHistory> Symbols { get; init; }

    /// <summary>Pairs in the order in which they were intended; the latest ones when there are too many.</summary>
    public required ImmutableArray<PairRecord> Pairs { get; init; }

    /// <summary>Earlier pairs that are left out of <see cref="Pairs"/>; every figure counts them.</summary>
    public required int PairsLeftOut { get; init; }

    /// <summary>Entries wholly returned, in order; the latest ones when there are too many.</summary>
    public required ImmutableArray<CycleRecord> Cycles { get; init; }

    /// <summary>Fees, funding and volume per symbol and venue.</summary>
    public required ImmutableArray<CashRecord> Cash { get; init; }

    /// <summary>Opportunities not taken, by reason.</summary>
    public required ImmutableSortedDictionary<string, long> Skipped { get; init; }

    /// <summary>Alerts in the order raised; the latest ones when there are too many.</summary>
    public required ImmutableArray<AlertRecord> Alerts { get; init; }

    /// <summary>Times between stages; empty where time is virtual.</summary>
    public required ImmutableArray<StageHistogram> Stages { get; init; }

    /// <summary>The promises.</summary>
    public required ImmutableArray<PromiseVerdict> Promises { get; init; }
}

/// <summary>Figures of all symbols from the fold of their journals; money in USDT.</summary>
/// <param name="Opportunities">That passed the net test, by the samples.</param>
/// <param name="Attempts">Entries and returns intended.</param>
/// <param name="CompletedPairs">Of these with both legs filled.</param>
/// <param name="Cycles">Entries wholly returned.</param>
/// <param name="WinningCycles">Of these with a profit.</param>
/// <param name="SingleLegs">Pairs that went to the ladder.</param>
/// <param name="RealisedPnl">From fills and fees.</param>
/// <param name="EstimatedPnl">Expected by the decisions of completed pairs.</param>
/// <param name="Fees">Paid.</param>
/// <param name="Funding">Received.</param>
/// <param name="MaxDeltaDeviationPct">Largest |net delta| over the hedged base, as far as it was certain.</param>
/// <param name="MaxDrawdown">Largest fall of equity from its highest value, USDT; null without equity.</param>
/// <param name="LongestDeltaSeconds">Longest time that a certain delta above one contract lasted.</param>
public sealed record JournalFigures(
    long Opportunities, long Attempts, long CompletedPairs, long Cycles, long WinningCycles, long SingleLegs, decimal RealisedPnl,
    decimal EstimatedPnl, decimal Fees, decimal Funding, decimal MaxDeltaDeviationPct, decimal? MaxDrawdown, decimal LongestDeltaSeconds);

/// <summary>One symbol over time.</summary>
/// <param name="Facts">Its limits.</param>
/// <param name="Contract">Base units of one contract; the delta band.</param>
/// <param name="Equity">Change of equity, USDT.</param>
/// <param name="BuyGateEdgePct">Net edge of buying at Gate and selling at MEXC, as the entry test sees it.</param>
/// <param name="BuyMexcEdgePct">The other way.</param>
/// <param name="BuyGateReturnPct">Cost of returning what buying at Gate moved.</param>
/// <param name="BuyMexcReturnPct">The other way.</param>
/// <param name="GateSpot">Base held.</param>
/// <param name="GateFutures">Perpetual position in base units; negative is short.</param>
/// <param name="MexcSpot">Base held.</param>
/// <param name="DeltaLow">Low end of net delta over every outcome of the orders in doubt, base units.</param>
/// <param name="DeltaHigh">High end.</param>
/// <param name="Phases">States entered; the latest ones when there are too many.</param>
/// <param name="TimeInPhase">Time spent per state.</param>
public sealed record SymbolHistory(
    SymbolFacts Facts, decimal Contract, ImmutableArray<SeriesPoint> Equity, ImmutableArray<SeriesPoint> BuyGateEdgePct,
    ImmutableArray<SeriesPoint> BuyMexcEdgePct, ImmutableArray<SeriesPoint> BuyGateReturnPct, ImmutableArray<SeriesPoint> BuyMexcReturnPct,
    ImmutableArray<SeriesPoint> GateSpot, ImmutableArray<SeriesPoint> GateFutures, ImmutableArray<SeriesPoint> MexcSpot,
    ImmutableArray<SeriesPoint> DeltaLow, ImmutableArray<SeriesPoint> DeltaHigh, ImmutableArray<PhaseRecord> Phases,
    ImmutableArray<PhaseTime> TimeInPhase);

/// <summary>A state was entered.</summary>
public sealed record PhaseRecord(string Phase, DateTimeOffset At, string Reason);

/// <summary>Time spent in a state, and how often it was entered.</summary>
public sealed record PhaseTime(string Phase, decimal Seconds, long Entered);

/// <summary>An alert.</summary>
public sealed record AlertRecord(DateTimeOffset At, string Source, string Code, string Text);

/// <summary>An entry that was wholly returned.</summary>
/// <param name="Symbol">Which.</param>
/// <param name="EntryPair">Pair that entered.</param>
/// <param name="ReturnPair">Pair that returned the last of it.</param>
/// <param name="BuyVenue">Where the entry bought.</param>
/// <param name="SellVenue">Where it sold.</param>
/// <param name="EnteredAt">End of the entry.</param>
/// <param name="ReturnedAt">End of the return.</param>
/// <param name="Pnl">Of entry and returns, USDT.</param>
public sealed record CycleRecord(
    string Symbol, long EntryPair, long ReturnPair, string BuyVenue, string SellVenue, DateTimeOffset EnteredAt, DateTimeOffset ReturnedAt, decimal Pnl);

/// <summary>Money that moved for one symbol at one venue, USDT.</summary>
/// <param name="Symbol">Which.</param>
/// <param name="Venue">Where.</param>
/// <param name="Trades">Fills.</param>
/// <param name="Volume">Value of the fills.</param>
/// <param name="Fees">Paid; those in base at the fill's price.</param>
/// <param name="Funding">Received; negative is paid.</param>
/// <param name="Other">Interest, rebates and the rest.</param>
public sealed record CashRecord(string Symbol, string Venue, long Trades, decimal Volume, decimal Fees, decimal Funding, decimal Other);

/// <summary>Time of one stage of an order (B21).</summary>
/// <param name="Stage">`decide`, `intent`, `claim`, `wire`, `tick_to_wire`, `ack`, `fill` or `cycle`.</param>
/// <param name="Count">Orders measured.</param>
/// <param name="P50">Microseconds.</param>
/// <param name="P90">Microseconds.</param>
/// <param name="P99">Microseconds.</param>
/// <param name="P999">Microseconds.</param>
/// <param name="Max">Microseconds.</param>
/// <param name="Buckets">Counts in buckets of rising width.</param>
public sealed record StageHistogram(
    string Stage, long Count, decimal P50, decimal P90, decimal P99, decimal P999, decimal Max, ImmutableArray<LatencyBucket> Buckets);

/// <summary>Orders that took more than <paramref name="FromMicros"/> and at most <paramref name="ToMicros"/>.</summary>
public sealed record LatencyBucket(decimal FromMicros, decimal ToMicros, long Count);
