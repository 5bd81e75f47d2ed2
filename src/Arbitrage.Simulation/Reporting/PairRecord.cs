using System.Collections.Immutable;

namespace Arbitrage.Simulation.Reporting;

/// <summary>One pair from its journal: what was intended and why, what was expected, and what it brought.</summary>
public sealed record PairRecord
{
    /// <summary>Which.</summary>
    public required string Symbol { get; init; }

    /// <summary>Sequence number of its intent in the strategy's journal.</summary>
    public required long Id { get; init; }

    /// <summary>`Establish`, `Entry`, `Return`, `Unwind` or `Rebalance`.</summary>
    public required string Purpose { get; init; }

    /// <summary>When it was intended.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it was final; null while under way.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Where base is sold.</summary>
    public required string SellVenue { get; init; }

    /// <summary>Where base is bought.</summary>
    public required string BuyVenue { get; init; }

    /// <summary>Base to be moved.</summary>
    public required decimal Size { get; init; }

    /// <summary>How it ended; null while under way.</summary>
    public string? Result { get; init; }

    /// <summary>Base sold.</summary>
    public decimal Sold { get; init; }

    /// <summary>USDT of it.</summary>
    public decimal SoldFor { get; init; }

    /// <summary>Base bought, after fees taken in base.</summary>
    public decimal Bought { get; init; }

    /// <summary>USDT of it.</summary>
    public decimal BoughtFor { get; init; }

    /// <summary>USDT.</summary>
    public decimal Fees { get; init; }

    /// <summary>Profit from fills and fees, USDT; zero for what is not spot to spot.</summary>
    public decimal Realised { get; init; }

    /// <summary>Profit that the decision expected, USDT.</summary>
    public required decimal Estimated { get; init; }

    /// <summary>Orders as first intended.</summary>
    public required ImmutableArray<LegRecord> Legs { get; init; }

    /// <summary>What the decision saw.</summary>
    public required DecisionRecord Seen { get; init; }

    /// <summary>Steps of the ladder with their reasons; empty when the legs sufficed.</summary>
    public ImmutableArray<string> Ladder { get; init; } = [];
}

/// <summary>One order of a pair as intended.</summary>
public sealed record LegRecord(string Venue, string Side, decimal Size, decimal Cap);

/// <summary>What a decision was made on: percent, milliseconds, and the books.</summary>
/// <param name="State">Why the strategy was in the state in which it decided.</param>
/// <param name="GrossPct">By VWAP, before fees.</param>
/// <param name="NetOneWayPct">Less the fees of both legs.</param>
/// <param name="NetRoundTripPct">Less the expected return cost too.</param>
/// <param name="ReturnCostPct">Expected return cost.</param>
/// <param name="Confidence">0-1, the product of the next three.</param>
/// <param name="Freshness">0-1.</param>
/// <param name="Depth">0-1.</param>
/// <param name="Persistence">0-1.</param>
/// <param name="SkewMs">Difference in age of the two books.</param>
/// <param name="Books">The books used.</param>
public sealed record DecisionRecord(
    string State, decimal GrossPct, decimal NetOneWayPct, decimal NetRoundTripPct, decimal ReturnCostPct, decimal Confidence, decimal Freshness,
    decimal Depth, decimal Persistence, long SkewMs, ImmutableArray<BookRecord> Books);

/// <summary>One book as a decision saw it.</summary>
public sealed record BookRecord(string Venue, long Sequence, long AgeMs, decimal Bid, decimal Ask);
