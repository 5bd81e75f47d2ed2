using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Venues.Ports;

/// <summary>Best bid and ask of one symbol. A side without orders has no price and no size.</summary>
/// <param name="Bid">Best bid.</param>
/// <param name="BidSize">Base units at it.</param>
/// <param name="Ask">Best ask.</param>
/// <param name="AskSize">Base units at it.</param>
/// <param name="Sequence">Venue's update id, of the same count as its book; 0 when the venue left it out.</param>
/// <param name="AtVenue">Venue's time of it.</param>
public readonly record struct BestQuote(Price Bid, Quantity BidSize, Price Ask, Quantity AskSize, long Sequence, DateTimeOffset AtVenue)
{
    /// <summary>Both sides there, with a size, and not crossed.</summary>
    public bool IsUsable => !Bid.IsNone && !Ask.IsNone && Bid < Ask && !BidSize.IsZero && !AskSize.IsZero;
}

/// <summary>A trade of anybody.</summary>
/// <param name="Id">Venue's id; null where it tells none (MEXC by REST).</param>
/// <param name="Taker">Side of the order that took.</param>
/// <param name="Price">Price, above zero.</param>
/// <param name="Quantity">Base units, above zero.</param>
/// <param name="AtVenue">Venue's time of it.</param>
public sealed record PublicTrade(string? Id, Side Taker, Price Price, Quantity Quantity, DateTimeOffset AtVenue);

/// <summary>What a perpetual is worth to its venue, and what holding it costs.</summary>
/// <param name="Mark">Price that margin and liquidation are computed from.</param>
/// <param name="Index">Price of the underlying spot markets.</param>
/// <param name="Last">Last trade.</param>
/// <param name="Funding">Rate of the running interval; positive means that longs pay. Applied to the position's value at mark.</param>
/// <param name="FundingEvery">Length of an interval; zero when this source does not tell it.</param>
/// <param name="NextFunding">When the running interval is settled; null when this source does not tell it.</param>
public sealed record PerpetualState(
    Price Mark, Price Index, Price Last, Rate Funding, TimeSpan FundingEvery, DateTimeOffset? NextFunding);

/// <summary>A funding rate that was settled.</summary>
/// <param name="At">When.</param>
/// <param name="Rate">Positive: longs paid.</param>
public sealed record SettledFunding(DateTimeOffset At, Rate Rate);

/// <summary>One step of a contract's risk limits: the larger the position, the less leverage.</summary>
/// <param name="Tier">Number, from 1.</param>
/// <param name="Limit">Largest position value of the step, in quote.</param>
/// <param name="InitialRate">Initial margin as a fraction of the value.</param>
/// <param name="MaintenanceRate">Maintenance margin as a fraction of the value.</param>
/// <param name="LeverageMax">Highest leverage of the step.</param>
public sealed record RiskTier(int Tier, Notional Limit, Rate InitialRate, Rate MaintenanceRate, decimal LeverageMax);
