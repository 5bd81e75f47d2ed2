using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Domain.Risk;

/// <summary>What the risk guard asks its driver to do.</summary>
public abstract record RiskGuardEffect
{
    private RiskGuardEffect()
    {
    }

    /// <summary>Send an input to a strategy.</summary>
    public sealed record TellStrategy(Symbol Symbol, StrategyInput Input) : RiskGuardEffect;

    /// <summary>Send the state of the kill latch to every node; the highest sequence wins.</summary>
    public sealed record SetLatch(LatchState Latch) : RiskGuardEffect;

    /// <summary>Something a person should know.</summary>
    public sealed record Alert(string Code, string Text) : RiskGuardEffect;
}
