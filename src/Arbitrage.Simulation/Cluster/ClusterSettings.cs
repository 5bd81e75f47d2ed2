using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Cluster;

/// <summary>What one seed runs.</summary>
public sealed record ClusterSettings
{
    /// <summary>The seed: everything that is drawn comes from it.</summary>
    public required long Seed { get; init; }

    /// <summary>Nodes; machines are placed on any of them and move when one dies.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>Virtual length of the run, quiet end included.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>One a symbol.</summary>
    public required ImmutableArray<StrategySettings> Strategies { get; init; }

    /// <summary>One a venue account.</summary>
    public required ImmutableSortedDictionary<Venue, ConnectionSettings> Connections { get; init; }

    /// <summary>The guard's.</summary>
    public required RiskSettings Risk { get; init; }

    /// <summary>Largest true error of any node's clock rate, as a fraction: I9's drift.</summary>
    public decimal ClockDrift { get; init; } = 0.001m;

    /// <summary>
    /// Largest error of a node's wall clock beyond its constant one, for a while: what time synchronisation lets happen. Nobody measures the clocks of two
    /// nodes against each other, so with steps of seconds a lease that one node's clock began is used up late by another's (I9).
    /// </summary>
    public TimeSpan ClockStep { get; init; } = TimeSpan.FromMilliseconds(180);
}
