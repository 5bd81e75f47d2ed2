using System.Collections.Immutable;
using System.Text;

namespace Arbitrage.Domain.Strategy;

/// <summary>One row of the transition table.</summary>
/// <param name="From">State left; null is any but SHUTDOWN.</param>
/// <param name="To">State entered.</param>
/// <param name="When">Condition, in words.</param>
public sealed record StrategyTransition(StrategyPhase? From, StrategyPhase To, string When);

/// <summary>The transition table of the nine states as data; every `PhaseEntered` is checked against it when applied.</summary>
public static class StrategyTransitions
{
    /// <summary>All rows.</summary>
    public static ImmutableArray<StrategyTransition> Table { get; } =
    [
        new(StrategyPhase.Initializing, StrategyPhase.EstablishingDeltaNeutral, "connected, rules loaded, reconciled; inventory below target"),
        new(StrategyPhase.Initializing, StrategyPhase.DeltaNeutralActive, "the same; inventory and hedge already stand"),
        new(StrategyPhase.Initializing, StrategyPhase.RebalancingDelta, "the same; inventory stands, delta beyond the band"),
        new(StrategyPhase.EstablishingDeltaNeutral, StrategyPhase.DeltaNeutralActive, "inventory and hedge filled, delta within one contract"),
        new(StrategyPhase.DeltaNeutralActive, StrategyPhase.MonitoringSpreads, "positions read back, delta in the band, books fresh"),
        new(StrategyPhase.MonitoringSpreads, StrategyPhase.PreparingArbitrage, "ENTRY, RETURN or UNWIND is due"),
        new(StrategyPhase.MonitoringSpreads, StrategyPhase.RebalancingDelta, "delta beyond the band"),
        new(StrategyPhase.MonitoringSpreads, StrategyPhase.EstablishingDeltaNeutral,
            "mode ACTIVE, inventory below half of target, no reason to unwind left"),
        new(StrategyPhase.PreparingArbitrage, StrategyPhase.ExecutingArbitrage,
            "fresh books, both legs legal and funded, still worth it (ENTRY) or still due"),
        new(StrategyPhase.PreparingArbitrage, StrategyPhase.MonitoringSpreads, "expired"),
        new(StrategyPhase.ExecutingArbitrage, StrategyPhase.MonitoringSpreads, "pair final, delta in the band"),
        new(StrategyPhase.ExecutingArbitrage, StrategyPhase.RebalancingDelta, "pair final, delta beyond the band"),
        new(StrategyPhase.RebalancingDelta, StrategyPhase.MonitoringSpreads, "delta in the band"),
        new(null, StrategyPhase.ErrorRecovery, "time limit of the state, failure, ladder exhausted (which also sets HALTED)"),
        new(StrategyPhase.ErrorRecovery, StrategyPhase.EstablishingDeltaNeutral, "reconciled; inventory below target"),
        new(StrategyPhase.ErrorRecovery, StrategyPhase.MonitoringSpreads, "reconciled; inventory and hedge stand"),
        new(StrategyPhase.ErrorRecovery, StrategyPhase.RebalancingDelta, "reconciled; delta beyond the band"),
        new(null, StrategyPhase.Shutdown, "stop asked for, critical error or error budget spent"),
    ];

    /// <summary>True when the table has the transition.</summary>
    public static bool Allows(StrategyPhase from, StrategyPhase to) =>
        Table.Any(t => t.To == to && (t.From == from || (t.From is null && from != StrategyPhase.Shutdown && from != to)));

    /// <summary>The table as a page for people.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("# States of a strategy\n\nPrinted from the code by a test; do not edit.\n");
        text.Append("HALTED and REDUCING are modes beside the state. A restart enters INITIALIZING with its journal.\n\n");
        text.Append("| from | to | when |\n| --- | --- | --- |\n");
        foreach (var row in Table)
            text.Append($"| {row.From?.Display() ?? "any but SHUTDOWN"} | {row.To.Display()} | {row.When} |\n");
        return text.ToString();
    }
}
