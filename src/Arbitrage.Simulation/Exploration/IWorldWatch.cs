using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Exploration;

/// <summary>Sees every input and every event of an exploration as it happens.</summary>
internal interface IWorldWatch
{
    /// <summary>The machine is about to be given an input.</summary>
    void OnInput(SmallWorld world, StrategyInput input);

    /// <summary>An event was applied.</summary>
    /// <param name="before">The world before it.</param>
    /// <param name="happened">The event.</param>
    /// <param name="after">The state after it.</param>
    void OnEvent(SmallWorld before, StrategyEvent happened, StrategyState after);
}

/// <summary>A promise that was broken in a move.</summary>
internal sealed class WorldViolation(string promise, string text) : Exception(text)
{
    /// <summary>Which: `I1` …, `table`, `exit`.</summary>
    public string Promise { get; } = promise;
}
