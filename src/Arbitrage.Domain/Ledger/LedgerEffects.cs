using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Domain.Ledger;

/// <summary>What the ledger asks its driver to do.</summary>
public abstract record LedgerEffect
{
    private LedgerEffect()
    {
    }

    /// <summary>Send an input to the connection of this account.</summary>
    public sealed record TellConnection(ConnectionInput Input) : LedgerEffect;

    /// <summary>Send an input to a strategy.</summary>
    public sealed record TellStrategy(Symbol Symbol, StrategyInput Input) : LedgerEffect;

    /// <summary>Send an input to the guard.</summary>
    public sealed record TellGuard(RiskGuardInput Input) : LedgerEffect;

    /// <summary>Something a person should know.</summary>
    public sealed record Alert(string Code, string Text) : LedgerEffect;
}
