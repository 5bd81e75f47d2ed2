using System.Collections.Immutable;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Connection;

/// <summary>What the connection machine asks its driver to do. Calls to the venue answer with inputs.</summary>
public abstract record ConnectionEffect
{
    private ConnectionEffect()
    {
    }

    /// <summary>
    /// Send the CREATE, once, never repeated by any layer; answers `CreateAnswered`. Before the socket write the driver looks once
    /// more at NotAfter (venue time through <paramref name="Clock"/>), lease expiry, and the node's kill latch (unless reducing).
    /// </summary>
    public sealed record SendCreate(OrderIntent Intent, ClockReading Clock) : ConnectionEffect, IDurableEffect;

    /// <summary>Cancel by venue id if known, otherwise by client id. Its result comes as `OrderReported` or not at all.</summary>
    public sealed record SendCancel(Symbol Symbol, ClientOrderId Id, string? VenueOrderId) : ConnectionEffect;

    /// <summary>Ask for one order; answers `OrderReported`, `OrderNotFound` or `ReadFailed`.</summary>
    public sealed record QueryOrder(Symbol Symbol, ClientOrderId Id, string? VenueOrderId) : ConnectionEffect;

    /// <summary>List open orders of the account; answers `OpenOrdersRead` or `ReadFailed`.</summary>
    public sealed record ReadOpenOrders : ConnectionEffect;

    /// <summary>List own trades, fully paged, from a venue time until now; answers `TradesRead` or `ReadFailed`.</summary>
    public sealed record ReadTrades(Symbol Symbol, DateTimeOffset From) : ConnectionEffect;

    /// <summary>List account rows other than trades from a venue time until now; answers `RowsRead` or `ReadFailed`.</summary>
    public sealed record ReadRows(DateTimeOffset From) : ConnectionEffect;

    /// <summary>Read balances and positions; answers `AccountRead` or `ReadFailed`.</summary>
    public sealed record ReadAccount : ConnectionEffect;

    /// <summary>Set isolated leverage of a perpetual; a failure is a `SessionLost`.</summary>
    public sealed record SetLeverage(Symbol Symbol, decimal Leverage) : ConnectionEffect;

    /// <summary>Refresh the venue's dead-man switch (Gate countdown-cancel); nothing on a venue without one.</summary>
    public sealed record ArmDeadMan(TimeSpan Countdown) : ConnectionEffect;

    /// <summary>Send an input to the strategy of a symbol.</summary>
    public sealed record TellStrategy(Symbol Symbol, StrategyInput Input) : ConnectionEffect;

    /// <summary>Send an input to the ledger of this account.</summary>
    public sealed record TellLedger(LedgerInput Input) : ConnectionEffect;

    /// <summary>Send an input to the risk guard.</summary>
    public sealed record TellGuard(RiskGuardInput Input) : ConnectionEffect;

    /// <summary>
    /// Nothing to perform: there is no room for this call in the request budget, and the machine asks for it again when there is. It stands among
    /// the effects so that a decision says everything it does.
    /// </summary>
    public sealed record Postpone(ConnectionEffect Call) : ConnectionEffect;

    /// <summary>Something a person should know.</summary>
    public sealed record Alert(string Code, string Text) : ConnectionEffect;
}
