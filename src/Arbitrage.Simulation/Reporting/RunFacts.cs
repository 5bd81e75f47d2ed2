using System.Collections.Immutable;

namespace Arbitrage.Simulation.Reporting;

/// <summary>What is known when a run begins: enough to read its journal and samples later, even if it never ends properly.</summary>
public sealed record RunFacts
{
    /// <summary>`demo`, `paper` or `replay`.</summary>
    public required string Mode { get; init; }

    /// <summary>Seed of the market; 0 where nothing is random.</summary>
    public required long Seed { get; init; }

    /// <summary>What the market is, in words.</summary>
    public required string Market { get; init; }

    /// <summary>The market is generated, not recorded and not real: every output says so.</summary>
    public required bool Generated { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>What is traded, by what limits.</summary>
    public required ImmutableArray<SymbolFacts> Symbols { get; init; }

    /// <summary>Every key of the configuration with its value and origin; secrets masked. Empty in a replay, which has none.</summary>
    public ImmutableArray<ConfiguredKey> Configuration { get; init; } = [];
}

/// <summary>Limits of one symbol that a reader needs to judge the figures; percent are percent.</summary>
/// <param name="Symbol">Which.</param>
/// <param name="EntryThresholdPct">Net edge that an entry needs.</param>
/// <param name="ExitThresholdPct">Return cost at which inventory goes back.</param>
/// <param name="RoundTrip">The entry's net edge has the expected return cost taken off.</param>
/// <param name="AllottedCapital">USDT, the base of the drawdown.</param>
/// <param name="StaleAfterMs">Age at which a book counts nothing.</param>
/// <param name="MaxSkewMs">Largest difference in age of two books.</param>
/// <param name="DeltaTimeLimitSeconds">How long a certain delta above one contract may last (I7).</param>
public sealed record SymbolFacts(
    string Symbol, decimal EntryThresholdPct, decimal ExitThresholdPct, bool RoundTrip, decimal AllottedCapital, decimal StaleAfterMs,
    decimal MaxSkewMs, decimal DeltaTimeLimitSeconds)
{
    /// <summary>Those of a strategy.</summary>
    public static SymbolFacts Of(Domain.Strategy.StrategySettings settings) => new(
        settings.Symbol.Text, settings.EntryThresholdPct, settings.ExitThresholdPct,
        settings.ProfitBasis == Domain.Strategy.ProfitBasis.RoundTrip, settings.AllottedCapital.Value,
        (decimal)settings.StaleAfter.TotalMilliseconds, (decimal)settings.MaxSkew.TotalMilliseconds,
        (decimal)settings.DeltaTimeLimit.TotalSeconds);
}

/// <summary>A key of the configuration.</summary>
public sealed record ConfiguredKey(string Key, string Value, string Origin);
