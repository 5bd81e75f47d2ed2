namespace Arbitrage.Domain.Risk;

/// <summary>What may be done, beside the nine states. Numbers are journaled.</summary>
public enum TradingMode
{
    /// <summary>Everything.</summary>
    Active = 1,

    /// <summary>No new risk; unwinds and hedges go on. A return sends orders that add risk, and the guard grants no lease for them here.</summary>
    Reducing = 2,

    /// <summary>Only hedging of the certain residual; left only by a person, through reconciliation.</summary>
    Halted = 3,
}
