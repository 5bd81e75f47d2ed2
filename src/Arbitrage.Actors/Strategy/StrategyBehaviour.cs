using System.Collections.Frozen;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Actors.Strategy;

/// <summary>
/// What the actor becomes in a phase: its name for inspection, and whether book wake-ups are read. Facts and the clock are read in every
/// phase. Books are read wherever the machine may look at them or at the windows over them, so only an ended strategy leaves them.
/// </summary>
/// <param name="Name">As it is shown.</param>
/// <param name="ReadsBooks">A wake-up copies the books and is decided.</param>
public sealed record StrategyBehaviour(string Name, bool ReadsBooks)
{
    /// <summary>Beyond the nine: stopped for good, only answers questions.</summary>
    public static StrategyBehaviour Ended { get; } = new("ENDED", ReadsBooks: false);

    private static readonly FrozenDictionary<StrategyPhase, StrategyBehaviour> ByPhase = new Dictionary<StrategyPhase, StrategyBehaviour>
    {
        [StrategyPhase.Initializing] = new("INITIALIZING", ReadsBooks: true),
        [StrategyPhase.EstablishingDeltaNeutral] = new("ESTABLISHING_DELTA_NEUTRAL", ReadsBooks: true),
        [StrategyPhase.DeltaNeutralActive] = new("DELTA_NEUTRAL_ACTIVE", ReadsBooks: true),
        [StrategyPhase.MonitoringSpreads] = new("MONITORING_SPREADS", ReadsBooks: true),
        [StrategyPhase.PreparingArbitrage] = new("PREPARING_ARBITRAGE", ReadsBooks: true),
        [StrategyPhase.ExecutingArbitrage] = new("EXECUTING_ARBITRAGE", ReadsBooks: true),
        [StrategyPhase.RebalancingDelta] = new("REBALANCING_DELTA", ReadsBooks: true),
        [StrategyPhase.ErrorRecovery] = new("ERROR_RECOVERY", ReadsBooks: true),
        [StrategyPhase.Shutdown] = new("SHUTDOWN", ReadsBooks: true),
    }.ToFrozenDictionary();

    /// <summary>The behaviour that goes with a state.</summary>
    public static StrategyBehaviour Of(StrategyState state) => state.Ended ? Ended : ByPhase[state.Phase];
}
