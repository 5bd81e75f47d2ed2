using System.Collections.Immutable;

namespace Arbitrage.Simulation.Cluster.Sabotage;

/// <summary>A named way to break one promise by putting a wrong part into the system. A run with it must be caught by the checker meant for it.</summary>
/// <param name="Name">Kebab case: `resend-on-timeout`.</param>
/// <param name="Breaks">What it breaks, in one sentence.</param>
/// <param name="Invariants">Checkers that may catch it; the first is meant to.</param>
/// <param name="Apply">Puts the wrong part in.</param>
public sealed record SabotageCase(string Name, string Breaks, ImmutableArray<string> Invariants, Func<ClusterParts, ClusterParts> Apply);
