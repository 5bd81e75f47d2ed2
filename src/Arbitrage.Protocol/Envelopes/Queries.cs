using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Protocol.Envelopes;

/// <summary>Asks a strategy for its status; answered to the sender.</summary>
public sealed record GetStrategy(Symbol Symbol) : IWithSymbol, ITradingMessage;

/// <summary>What a strategy durably knows, and the behaviour its actor is in.</summary>
/// <param name="Symbol">Which.</param>
/// <param name="Sequence">Journal sequence number of the state.</param>
/// <param name="Behaviour">Name of the actor's behaviour: which wake-ups it reads.</param>
/// <param name="State">Fold of its journal.</param>
public sealed record StrategyStatus(Symbol Symbol, long Sequence, string Behaviour, StrategyState State) : ITradingMessage;

/// <summary>Asks a connection for its status; answered to the sender.</summary>
public sealed record GetConnection(Venue Venue) : IWithVenue, ITradingMessage;

/// <summary>What a connection durably knows, and whether its session is up.</summary>
/// <param name="Venue">Which.</param>
/// <param name="Sequence">Journal sequence number of the state.</param>
/// <param name="Session">`up`, or why it is not.</param>
/// <param name="State">Fold of its journal; bans and closed groups stand in it.</param>
/// <param name="Budget">What is left of each limit that is kept; empty when none is.</param>
/// <param name="Clock">The clock against the venue as of now; null before the first measurement.</param>
public sealed record ConnectionStatus(
    Venue Venue, long Sequence, string Session, ConnectionState State, ImmutableArray<RequestsLeft> Budget, ClockReading? Clock) : ITradingMessage;

/// <summary>Asks a ledger for its status; answered to the sender.</summary>
public sealed record GetLedger(Venue Venue) : IWithVenue, ITradingMessage;

/// <summary>What a ledger durably knows.</summary>
/// <param name="Venue">Which.</param>
/// <param name="Sequence">Journal sequence number of the state.</param>
/// <param name="State">Fold of its journal.</param>
public sealed record LedgerStatus(Venue Venue, long Sequence, LedgerState State) : ITradingMessage;

/// <summary>Asks the guard for its status; answered to the sender.</summary>
public sealed record GetGuard : ITradingMessage;

/// <summary>What the guard durably knows.</summary>
/// <param name="Sequence">Journal sequence number of the state.</param>
/// <param name="State">Fold of its journal.</param>
public sealed record GuardStatus(long Sequence, RiskGuardState State) : ITradingMessage;
