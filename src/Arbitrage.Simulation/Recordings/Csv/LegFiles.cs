using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>The files of one leg of a scenario, before its rules are known.</summary>
internal sealed record LegFiles
{
    /// <summary>Role.</summary>
    public required Venue Venue { get; init; }

    /// <summary>What.</summary>
    public required Symbol Symbol { get; init; }

    /// <summary>What was recorded when it was another venue; else empty.</summary>
    public required string Really { get; init; }

    /// <summary>File of its best prices, opened for a leg with the tick that was found.</summary>
    public required Func<Leg, decimal, RowSource> Quotes { get; init; }

    /// <summary>Its other files.</summary>
    public ImmutableArray<Func<Leg, RowSource>> More { get; init; } = [];

    /// <summary>Quantities were recorded.</summary>
    public bool HasSizes { get; init; } = true;

    /// <summary>More than the best level was recorded.</summary>
    public bool HasDepth { get; init; }

    /// <summary>Sizes are contracts whose multiplier is declared.</summary>
    public bool InContracts { get; init; }

    /// <summary>Sizes are contracts of so many dollars; zero otherwise.</summary>
    public decimal ContractUsd { get; init; }

    /// <summary>Quotes are closes of trade bars.</summary>
    public bool OfTrades { get; init; }
}
