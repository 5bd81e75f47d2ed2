using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Cluster.Faults;

namespace Arbitrage.Simulation.Cluster;

/// <summary>What became of many seeds.</summary>
/// <param name="Seeds">Run.</param>
/// <param name="Failures">Seeds in which a promise broke, by seed.</param>
/// <param name="Totals">What they reached together.</param>
public sealed record CampaignResult(int Seeds, ImmutableArray<SeedFailure> Failures, CampaignTotals Totals);

/// <summary>What runs reached together: each thing by name with how often, also what was never reached.</summary>
public sealed class CampaignTotals
{
    private readonly long[] _states = new long[Last<StrategyPhase>() + 1];
    private readonly long[] _transitions = new long[StrategyTransitions.Table.Length];
    private readonly long[] _faults = new long[Last<FaultKind>() + 1];
    private readonly long[] _crashPoints = new long[Last<CrashPoint>() + 1];

    /// <summary>Broken promises of all runs.</summary>
    public long Violations { get; private set; }

    /// <summary>CREATEs that reached venues.</summary>
    public long Orders { get; private set; }

    /// <summary>Fewest CREATEs of a run.</summary>
    public long FewestOrders { get; private set; } = long.MaxValue;

    /// <summary>Durable events.</summary>
    public long Events { get; private set; }

    /// <summary>The nine states.</summary>
    public ImmutableArray<(string Name, long Times)> States =>
        [.. Enum.GetValues<StrategyPhase>().Select(p => (p.Display(), _states[(int)p]))];

    /// <summary>The rows of the transition table.</summary>
    public ImmutableArray<(string Name, long Times)> Transitions =>
        [.. StrategyTransitions.Table.Select((t, i) => ($"{t.From?.Display() ?? "any"} -> {t.To.Display()}", _transitions[i]))];

    /// <summary>Everything the adversary may do.</summary>
    public ImmutableArray<(string Name, long Times)> Faults =>
        [.. Enum.GetValues<FaultKind>().Select(k => (Fault.NameOf(k), _faults[(int)k]))];

    /// <summary>Boundaries at which machines crash.</summary>
    public ImmutableArray<(string Name, long Times)> CrashPoints =>
        [.. Enum.GetValues<CrashPoint>().Select(p => (JsonNamingPolicy.KebabCaseLower.ConvertName(p.ToString()), _crashPoints[(int)p]))];

    /// <summary>What was never reached, of all four.</summary>
    public ImmutableArray<string> Unreached =>
    [
        .. Missing("state", States), .. Missing("transition", Transitions), .. Missing("fault", Faults), .. Missing("crash point", CrashPoints),
    ];

    internal void Add(ClusterResult result)
    {
        Violations += result.Violations.Length;
        Orders += result.Orders;
        FewestOrders = Math.Min(FewestOrders, result.Orders);
        Events += result.Events;
        Sum(_states, result.Coverage.States);
        Sum(_transitions, result.Coverage.Transitions);
        Sum(_crashPoints, result.Coverage.CrashPoints);
        foreach (var (kind, hits) in result.Faults)
            _faults[(int)kind] += hits;
    }

    private static IEnumerable<string> Missing(string what, ImmutableArray<(string Name, long Times)> all) =>
        all.Where(a => a.Times == 0).Select(a => $"{what} {a.Name}");

    private static void Sum(long[] into, int[] more)
    {
        for (var i = 0; i < into.Length; i++)
            into[i] += more[i];
    }

    private static int Last<TEnum>()
        where TEnum : struct, Enum => Enum.GetValues<TEnum>().Max(v => Convert.ToInt32(v, System.Globalization.CultureInfo.InvariantCulture));
}
