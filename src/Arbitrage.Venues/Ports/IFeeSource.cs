using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Venues.Ports;

/// <summary>Trading fees of the account's own tier.</summary>
public interface IFeeSource
{
    /// <summary>Fees of one symbol.</summary>
    Task<VenueAnswer<TradingFees>> ReadFeesAsync(Symbol symbol, CancellationToken cancel);
}

/// <summary>Fees as fractions of notional; negative is a rebate.</summary>
/// <param name="Maker">For orders that rested.</param>
/// <param name="Taker">For orders that took.</param>
public sealed record TradingFees(Rate Maker, Rate Taker);
