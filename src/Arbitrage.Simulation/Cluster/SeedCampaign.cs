using System.Collections.Concurrent;
using System.Collections.Immutable;
using Arbitrage.Simulation.Cluster.Checking;
using Arbitrage.Simulation.Cluster.Sabotage;

namespace Arbitrage.Simulation.Cluster;

/// <summary>A seed in which a promise broke.</summary>
/// <param name="Seed">Which.</param>
/// <param name="Violation">The first one.</param>
/// <param name="Step">Step of the simulation at which it was seen.</param>
public sealed record SeedFailure(long Seed, Violation Violation, long Step);

/// <summary>A failing seed made small.</summary>
/// <param name="Faults">Those of its faults that the failure needs, written out.</param>
/// <param name="Trace">What happened to the orders and symbols of the violation, and every start, end and fault; the last lines.</param>
public sealed record ShrunkFailure(ImmutableArray<string> Faults, ImmutableArray<string> Trace);

/// <summary>Many seeds on several threads, one seed on one thread.</summary>
public static class SeedCampaign
{
    /// <summary>Runs seeds with every checker.</summary>
    /// <param name="from">First seed.</param>
    /// <param name="count">How many, at least one.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="done">Told the part that is done, 0 to 1, from any thread; null when nobody looks.</param>
    public static CampaignResult Run(long from, int count, int workers, Action<decimal>? done = null)
    {
        var (failures, totals, ended) = (new ConcurrentBag<SeedFailure>(), new CampaignTotals(), 0);
        Parallel.For(0, count, new() { MaxDegreeOfParallelism = workers }, i =>
        {
            var result = ClusterRun.Run(from + i, ClusterParts.Real, [new CheckerSet()], isHashed: false);
            if (result.Violations is [var first, ..])
                failures.Add(new(from + i, first, StepOf(from + i, result)));
            lock (totals)
                totals.Add(result);
            done?.Invoke((decimal)Interlocked.Increment(ref ended) / count);
        });
        return new(count, [.. failures.OrderBy(f => f.Seed)], totals);
    }

    /// <summary>Makes a failing seed small: leaves out faults as long as the same promise still breaks.</summary>
    /// <param name="failure">Which.</param>
    /// <param name="mostRuns">Runs to spend on it.</param>
    /// <param name="lines">Lines of trace wanted.</param>
    public static ShrunkFailure Shrink(SeedFailure failure, int mostRuns = 100, int lines = 40)
    {
        var plan = ClusterRun.PlanOf(ClusterRun.SettingsOf(failure.Seed));
        ImmutableArray<int> all = [.. plan.Select(f => f.Number)];
        var kept = Shrinking.Minimal(all, faults => Without(failure.Seed, all.Except(faults)).Violations.Any(Same), mostRuns);
        var trace = new ShortTrace();
        var small = Without(failure.Seed, all.Except(kept), trace);
        var seen = small.Violations.FirstOrDefault(Same) ?? failure.Violation;
        return new([.. plan.Where(f => kept.Contains(f.Number)).Select(f => f.ToString())], [.. trace.About(seen, lines)]);

        bool Same(Violation violation) => violation.Invariant == failure.Violation.Invariant;
    }

    /// <summary>Runs sabotages until the checker meant for each has caught it.</summary>
    /// <param name="sabotages">Which.</param>
    /// <param name="from">First seed.</param>
    /// <param name="most">Seeds that each may need.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="done">Told the part that is done, 0 to 1, from any thread; null when nobody looks.</param>
    public static ImmutableArray<SabotageResult> Sabotage(
        ImmutableArray<SabotageCase> sabotages, long from, int most, int workers, Action<decimal>? done = null)
    {
        var (results, ended) = (new SabotageResult[sabotages.Length], 0);
        Parallel.For(0, sabotages.Length, new() { MaxDegreeOfParallelism = workers }, i =>
        {
            results[i] = SabotageTable.Run(
                sabotages[i], from, most, (seed, parts, set) => ClusterRun.Run(seed, parts, [set], stopsAtFirst: true, isHashed: false).Violations);
            done?.Invoke((decimal)Interlocked.Increment(ref ended) / sabotages.Length);
        });
        return [.. results];
    }

    // The same run again, up to its first violation; one that a checker sees only at the end has the last step.
    private static long StepOf(long seed, ClusterResult whole)
    {
        var stopped = ClusterRun.Run(seed, ClusterParts.Real, [new CheckerSet()], stopsAtFirst: true);
        return stopped.Violations.IsEmpty ? whole.Steps : stopped.Steps;
    }

    private static ClusterResult Without(long seed, IEnumerable<int> leftOut, params ReadOnlySpan<Checker> more) =>
        ClusterRun.Run(seed, ClusterParts.Real, [new CheckerSet(), .. more], leftOut.ToImmutableHashSet());
}
