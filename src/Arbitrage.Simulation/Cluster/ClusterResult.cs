using System.Collections.Immutable;
using Arbitrage.Simulation.Cluster.Checking;
using Arbitrage.Simulation.Cluster.Faults;

namespace Arbitrage.Simulation.Cluster;

/// <summary>How often faults of a kind hit something.</summary>
public readonly record struct FaultHits(FaultKind Kind, int Hits);

/// <summary>What became of a seed.</summary>
public sealed record ClusterResult
{
    /// <summary>Seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Broken promises, `exception` among them when a machine threw; empty in a good run.</summary>
    public required ImmutableArray<Violation> Violations { get; init; }

    /// <summary>Where a machine threw; null in any run that is to be trusted.</summary>
    public string? Stack { get; init; }

    /// <summary>Trace hash (I14); empty when none was asked for.</summary>
    public required string Hash { get; init; }

    /// <summary>Durable events.</summary>
    public required long Events { get; init; }

    /// <summary>CREATEs of ours that reached a venue.</summary>
    public required int Orders { get; init; }

    /// <summary>Steps of virtual time.</summary>
    public required long Steps { get; init; }

    /// <summary>States, transitions and crash points reached.</summary>
    public required ClusterCoverage Coverage { get; init; }

    /// <summary>All kinds, also those that hit nothing.</summary>
    public required ImmutableArray<FaultHits> Faults { get; init; }
}
