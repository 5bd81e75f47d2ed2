using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Protocol.Envelopes;

/// <summary>Routed by symbol: shard extractor and local parent read the same key.</summary>
public interface IWithSymbol
{
    /// <summary>Whose strategy.</summary>
    Symbol Symbol { get; }
}

/// <summary>Routed by venue account.</summary>
public interface IWithVenue
{
    /// <summary>Whose connection or ledger.</summary>
    Venue Venue { get; }
}

/// <summary>Everything that this project's serializers carry between actors.</summary>
public interface ITradingMessage;

/// <summary>An input for the strategy of a symbol.</summary>
public sealed record ToStrategy(Symbol Symbol, StrategyInput Input) : IWithSymbol, ITradingMessage;

/// <summary>An input for the connection of a venue account.</summary>
public sealed record ToConnection(Venue Venue, ConnectionInput Input) : IWithVenue, ITradingMessage;

/// <summary>An input for the ledger of a venue account.</summary>
public sealed record ToLedger(Venue Venue, LedgerInput Input) : IWithVenue, ITradingMessage;

/// <summary>An input for the risk guard.</summary>
public sealed record ToGuard(RiskGuardInput Input) : ITradingMessage;

/// <summary>The guard tells a node the state of the kill latch; the highest sequence wins.</summary>
public sealed record LatchTold(LatchState Latch) : ITradingMessage;
