using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Trading;

/// <summary>What an order is for. Reducing orders pass a kill and need no lease.</summary>
public enum RiskClass
{
    /// <summary>May add exposure: needs an unexpired lease and an unlatched node.</summary>
    AddsRisk = 1,

    /// <summary>Only brings net delta towards zero, or both legs of the inventory towards flat by one slice (I8, deploy/decisions/0006).</summary>
    Reducing = 2,
}

/// <summary>The right to spend, as the guard granted it and an intent carries it.</summary>
/// <param name="Id">Grant number, rising.</param>
/// <param name="GuardEpoch">Incarnation of the guard that granted it.</param>
/// <param name="ExpiresAt">Local time after which no order that adds risk may be sent under it.</param>
public sealed record LeaseToken(long Id, Epoch GuardEpoch, DateTimeOffset ExpiresAt);

/// <summary>
/// One order that a strategy has durably decided to send. Immutable; a connection claims it at most once and sends it at most once.
/// </summary>
/// <param name="Id">Client order id.</param>
/// <param name="Venue">Where.</param>
/// <param name="Symbol">What.</param>
/// <param name="Epoch">Incarnation of the strategy that decided.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Kind">Order kind; strategies send IOC only.</param>
/// <param name="Quantity">Base units, above zero, legal at the venue (on futures a multiple of the contract multiplier).</param>
/// <param name="Cap">Worst price accepted: the limit price.</param>
/// <param name="ReduceOnly">Futures: may only shrink the position.</param>
/// <param name="Risk">Adds risk or reduces.</param>
/// <param name="NotAfter">Venue time after which the venue must refuse it.</param>
/// <param name="Lease">Needed when it adds risk; null otherwise.</param>
public sealed record OrderIntent(
    ClientOrderId Id, Venue Venue, Symbol Symbol, Epoch Epoch, Side Side, OrderKind Kind, Quantity Quantity, Price Cap,
    bool ReduceOnly, RiskClass Risk, DateTimeOffset NotAfter, LeaseToken? Lease)
{
    /// <summary>Value at the cap.</summary>
    public Notional CapNotional => Cap * Quantity;
}
