using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Cluster.Faults;

namespace Arbitrage.Simulation.Cluster;

/// <summary>What a run reached: states, rows of the transition table, crash points.</summary>
public sealed class ClusterCoverage
{
    private readonly Dictionary<string, StrategyPhase> _phases = new(StringComparer.Ordinal);

    /// <summary>How often each state was entered.</summary>
    public int[] States { get; } = new int[Enum.GetValues<StrategyPhase>().Max(p => (int)p) + 1];

    /// <summary>How often each row of <see cref="StrategyTransitions.Table"/> was taken, by its place in the table.</summary>
    public int[] Transitions { get; } = new int[StrategyTransitions.Table.Length];

    /// <summary>How often a machine crashed at each boundary.</summary>
    public int[] CrashPoints { get; } = new int[Enum.GetValues<CrashPoint>().Max(p => (int)p) + 1];

    internal void Crashed(CrashPoint point) => CrashPoints[(int)point]++;

    internal void Saw(string persistenceId, StrategyEvent happened)
    {
        switch (happened)
        {
            case StrategyEvent.IncarnationStarted:
                _phases[persistenceId] = StrategyPhase.Initializing;
                States[(int)StrategyPhase.Initializing]++;
                break;
            case StrategyEvent.PhaseEntered entered:
                States[(int)entered.Phase]++;
                if (_phases.TryGetValue(persistenceId, out var from))
                    Take(from, entered.Phase);
                _phases[persistenceId] = entered.Phase;
                break;
        }
    }

    private void Take(StrategyPhase from, StrategyPhase to)
    {
        var table = StrategyTransitions.Table;
        for (var i = 0; i < table.Length; i++)
        {
            if (table[i].To == to && (table[i].From == from || table[i].From is null))
                Transitions[i]++;
        }
    }
}
