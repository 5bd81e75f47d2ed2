using System.Collections.Immutable;
using Arbitrage.Simulation.Cluster.Checking;

namespace Arbitrage.Simulation.Cluster.Sabotage;

/// <summary>What became of one sabotage.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Breaks">What it breaks.</param>
/// <param name="Invariants">Checkers that may catch it; the first is meant to.</param>
/// <param name="CaughtBy">Invariant of the checker that caught it; null when none did.</param>
/// <param name="CaughtByExpected">The checker that is meant to caught it.</param>
/// <param name="SeedsNeeded">Seeds run until then; null when it was not caught.</param>
/// <param name="Checker">Name of the checker.</param>
/// <param name="Seed">Seed in which it was caught.</param>
/// <param name="Text">What the checker said.</param>
public sealed record SabotageResult(
    string Name, string Breaks, ImmutableArray<string> Invariants, string? CaughtBy, bool CaughtByExpected, int? SeedsNeeded,
    string? Checker = null, long? Seed = null, string? Text = null);

/// <summary>Runs sabotages, seed after seed, until the checker meant for each has caught it.</summary>
public static class SabotageTable
{
    /// <summary>More seeds than this a sabotage may not need.</summary>
    public const int MostSeeds = 500;

    /// <summary>
    /// Runs one: seed after seed to the first thing that the checkers meant for it see; one more seed with all of them when they see nothing.
    /// </summary>
    /// <param name="sabotage">Which.</param>
    /// <param name="from">First seed.</param>
    /// <param name="most">Seeds to try.</param>
    /// <param name="run">Runs one seed with these parts, up to the first violation of this set.</param>
    public static SabotageResult Run(
        SabotageCase sabotage, long from, int most, Func<long, ClusterParts, CheckerSet, IReadOnlyList<Violation>> run)
    {
        for (var i = 0; i < most; i++)
        {
            // Parts of its own for every seed: some of them have a memory.
            var set = new CheckerSet(sabotage.Invariants[0]);
            run(from + i, sabotage.Apply(ClusterParts.Real), set);
            if (set.Found.Count > 0)
                return Caught(sabotage, set.Found[0], from + i, i + 1, isExpected: true);
        }

        var seen = run(from, sabotage.Apply(ClusterParts.Real), new());
        return seen.Count > 0
            ? Caught(sabotage, seen[0], from, most + 1, isExpected: false)
            : new(sabotage.Name, sabotage.Breaks, sabotage.Invariants, null, CaughtByExpected: false, null);
    }

    private static SabotageResult Caught(SabotageCase sabotage, Violation violation, long seed, int seeds, bool isExpected) => new(
        sabotage.Name, sabotage.Breaks, sabotage.Invariants, violation.Invariant, isExpected, seeds, violation.Checker, seed, violation.Text);
}
