using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>What runs the machines of a scenario in its world: a driver in memory, or the actors themselves.</summary>
public interface IScenarioStage : IDisposable
{
    /// <summary>Name of the stage, for messages.</summary>
    string Name { get; }

    /// <summary>State of the strategy's newest incarnation, by its journal.</summary>
    StrategyState Strategy { get; }

    /// <summary>State of a ledger, by its journal.</summary>
    LedgerState Ledger(Venue venue);

    /// <summary>Starts every machine.</summary>
    void Start();

    /// <summary>Lets time pass up to then.</summary>
    void RunUntil(DateTimeOffset at);

    /// <summary>Ends the newest incarnation of a machine at once.</summary>
    void Crash(string machine);

    /// <summary>Starts an incarnation when none is running.</summary>
    void Restart(string machine);

    /// <summary>Stops delivering anything to the newest incarnation, timers included, and starts another beside it after a while.</summary>
    void Pause(string machine, TimeSpan? successorAfter, TimeSpan length);

    /// <summary>A person stops new risk: the node's latch first, then the guard.</summary>
    void Kill(Symbol? symbol, Venue? venue, TradingMode mode);

    /// <summary>Sends an input to the guard, as the operator's port does.</summary>
    void Tell(RiskGuardInput input);

    /// <summary>Sends an input to the strategy.</summary>
    void Tell(StrategyInput input);
}
