using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Exploration;

/// <summary>What was reached: rows of the transition table, and inputs in states.</summary>
internal sealed class Coverage
{
    private static readonly Type[] Inputs =
        [.. typeof(StrategyInput).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(StrategyInput))).OrderBy(t => t.Name, StringComparer.Ordinal)];

    private readonly HashSet<(StrategyPhase From, StrategyPhase To)> _transitions = [];
    private readonly HashSet<(StrategyPhase Phase, Type Input)> _inputs = [];

    /// <summary>An input is given in a state.</summary>
    public void Note(StrategyPhase phase, StrategyInput input) => _inputs.Add((phase, input.GetType()));

    /// <summary>A transition is made; false when the table does not have it.</summary>
    public bool Note(StrategyPhase from, StrategyPhase to)
    {
        _transitions.Add((from, to));
        return StrategyTransitions.Table.Any(row => row.To == to && (row.From is { } one ? one == from : from != StrategyPhase.Shutdown && from != to));
    }

    /// <summary>Rows of the table that were never taken; a row for any state counts one by one.</summary>
    public IEnumerable<string> UnreachedTransitions() =>
        from row in StrategyTransitions.Table
        from phase in Enum.GetValues<StrategyPhase>()
        where row.From is { } one ? phase == one : phase != StrategyPhase.Shutdown && phase != row.To
        where !_transitions.Contains((phase, row.To))
        select $"{phase.Display()} to {row.To.Display()}";

    /// <summary>Inputs that a state never got.</summary>
    public IEnumerable<string> UnreachedInputs() =>
        from phase in Enum.GetValues<StrategyPhase>()
        from input in Inputs
        where !_inputs.Contains((phase, input))
        select $"{input.Name} in {phase.Display()}";
}
