using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Cluster.Checking;
using Arbitrage.Simulation.Cluster.Faults;

namespace Arbitrage.Simulation.Cluster;

/// <summary>Runs a seed: the whole system on one thread, with everything drawn from the seed.</summary>
public static class ClusterRun
{
    private static readonly TimeSpan Undisturbed = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan QuietEnd = TimeSpan.FromSeconds(150);

    /// <summary>What a seed runs.</summary>
    public static ClusterSettings SettingsOf(long seed)
    {
        ImmutableArray<Symbol> symbols = [new("ETH_USDT"), new("NEIROETH_USDT")];
        return new()
        {
            Seed = seed,
            Strategies =
            [
                .. symbols.Select(symbol => new StrategySettings
                {
                    Symbol = symbol,
                    // Books come once a second here.
                    StaleAfter = TimeSpan.FromMilliseconds(2_500),
                    MaxSkew = TimeSpan.FromMilliseconds(1_200),
                    ConfidenceMin = 0.25m,
                    PositionTimeoutMinutes = 2m,
                    ErrorRateThreshold = 100,
                }),
            ],
            Connections = Domain.Markets.Venues.All.ToImmutableSortedDictionary(v => v, v => new ConnectionSettings
            {
                Venue = v,
                Symbols = symbols,
                Settle = TimeSpan.FromSeconds(v == Venue.MexcSpot ? 20 : 15),
                Limits = RequestLimits.Documented,
            }),
            // Two symbols want a little more together than they may have: limits bind, and leases are refused.
            // Short grants lapse while the guard moves. An hour's errors fit into minutes here.
            Risk = new()
            {
                MaxSymbolExposure = new(900m),
                MaxTotalExposure = new(1_350m),
                LeaseTtl = TimeSpan.FromSeconds(seed % 3 == 0 ? 3 : 10),
                ErrorRateThreshold = 40,
                ApiErrorThreshold = 20,
            },
        };
    }

    /// <summary>Everything the adversary does in a seed, by number.</summary>
    public static ImmutableArray<Fault> PlanOf(ClusterSettings settings) =>
        [.. FaultPlan.Of((ulong)settings.Seed, Undisturbed, settings.Length - QuietEnd)];

    /// <summary>Runs a seed.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="parts">What the system is made of.</param>
    /// <param name="checkers">Fresh ones: each watches one run.</param>
    /// <param name="leftOut">Numbers of faults that do not happen; null for none.</param>
    /// <param name="stopsAtFirst">The run ends at the first violation.</param>
    /// <param name="isHashed">The trace is hashed; a campaign that compares no traces does without.</param>
    public static ClusterResult Run(
        long seed, ClusterParts parts, IReadOnlyList<Checker> checkers, IReadOnlySet<int>? leftOut = null, bool stopsAtFirst = false,
        bool isHashed = true)
    {
        var settings = SettingsOf(seed);
        var cluster = new SimulatedCluster(
            settings, parts, checkers, FaultPlan.Of((ulong)seed, Undisturbed, settings.Length - QuietEnd), leftOut ?? ImmutableHashSet<int>.Empty,
            settings.Length - QuietEnd, isHashed);
        foreach (var checker in checkers)
            checker.Cluster = cluster;
        cluster.Run(stopsAtFirst);
        return new()
        {
            Seed = seed,
            Violations = [.. Broken(cluster, checkers)],
            Stack = cluster.Fault?.ToString(),
            Hash = cluster.Hash?.Compute() ?? "",
            Events = cluster.Events,
            Orders = cluster.Venues.Values.Sum(v => v.Creates().Count(c => c.Request.ClientId is not null)),
            Steps = cluster.Time.Steps,
            Coverage = cluster.Coverage,
            Faults = [.. Enum.GetValues<FaultKind>().Select(k => new FaultHits(k, cluster.Adversary.Hits(k)))],
        };
    }

    private static IEnumerable<Violation> Broken(SimulatedCluster cluster, IReadOnlyList<Checker> checkers)
    {
        if (cluster.Fault is { } cause)
            yield return new("exception", cause.GetType().Name, cluster.Now, cause.Message);
        foreach (var checker in checkers)
        {
            if (checker is CheckerSet set)
            {
                foreach (var violation in set.Found)
                    yield return violation;
                continue;
            }

            foreach (var text in checker.Violations)
                yield return new(checker.Invariant, checker.GetType().Name, cluster.Now, text);
        }
    }
}
