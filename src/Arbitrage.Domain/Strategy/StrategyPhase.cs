namespace Arbitrage.Domain.Strategy;

/// <summary>The nine states of a strategy. Numbers are journaled: never renumber.</summary>
public enum StrategyPhase
{
    /// <summary>Waiting for sessions, epochs, rules, reconciliation.</summary>
    Initializing = 1,

    /// <summary>Buying the inventory and selling its hedge, slice by slice.</summary>
    EstablishingDeltaNeutral = 2,

    /// <summary>Inventory and hedge stand; they are read back from the venues.</summary>
    DeltaNeutralActive = 3,

    /// <summary>Watching the executable spread.</summary>
    MonitoringSpreads = 4,

    /// <summary>Something is due and one condition that may come at once is missing.</summary>
    PreparingArbitrage = 5,

    /// <summary>A pair is under way.</summary>
    ExecutingArbitrage = 6,

    /// <summary>Net delta is beyond the band; the perpetual brings it back.</summary>
    RebalancingDelta = 7,

    /// <summary>Something failed; back in through reconciliation.</summary>
    ErrorRecovery = 8,

    /// <summary>Ending: nothing new, then close or keep.</summary>
    Shutdown = 9,
}

/// <summary>Names of the states.</summary>
public static class StrategyPhases
{
    /// <summary>The guide's upper-case name, as shown to people and in metrics.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a state.</exception>
    public static string Display(this StrategyPhase phase) => phase switch
    {
        StrategyPhase.Initializing => "INITIALIZING",
        StrategyPhase.EstablishingDeltaNeutral => "ESTABLISHING_DELTA_NEUTRAL",
        StrategyPhase.DeltaNeutralActive => "DELTA_NEUTRAL_ACTIVE",
        StrategyPhase.MonitoringSpreads => "MONITORING_SPREADS",
        StrategyPhase.PreparingArbitrage => "PREPARING_ARBITRAGE",
        StrategyPhase.ExecutingArbitrage => "EXECUTING_ARBITRAGE",
        StrategyPhase.RebalancingDelta => "REBALANCING_DELTA",
        StrategyPhase.ErrorRecovery => "ERROR_RECOVERY",
        StrategyPhase.Shutdown => "SHUTDOWN",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "Not a state."),
    };
}
