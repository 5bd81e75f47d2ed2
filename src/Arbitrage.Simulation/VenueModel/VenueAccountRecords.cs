using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

/// <summary>A fill on the account.</summary>
/// <param name="Number">Unique per venue and rising; <paramref name="Id"/> is its venue's form.</param>
/// <param name="Id">Venue's trade id.</param>
/// <param name="OrderId">Venue's order id.</param>
/// <param name="ClientId">Client id of the order; null when it has none.</param>
/// <param name="Origin">See <see cref="VenueOrder.Origin"/>.</param>
/// <param name="Symbol">What.</param>
/// <param name="Side">Direction.</param>
/// <param name="Price">Fill price.</param>
/// <param name="Quantity">Base units, above zero.</param>
/// <param name="Closed">Base units of it that reduced a position; zero on spot.</param>
/// <param name="Fee">Paid, in <paramref name="FeeAsset"/>; negative is a rebate.</param>
/// <param name="FeeAsset">The received coin on spot, USDT on futures.</param>
/// <param name="Maker">It made liquidity.</param>
/// <param name="At">When.</param>
public sealed record VenueTrade(
    long Number, string Id, string OrderId, string? ClientId, string Origin, Symbol Symbol, Side Side, Price Price,
    Quantity Quantity, Quantity Closed, decimal Fee, Asset FeeAsset, bool Maker, DateTimeOffset At);

/// <summary>Kinds of account rows.</summary>
public enum VenueRowKind
{
    /// <summary>Moved in or out of the account.</summary>
    Transfer = 1,

    /// <summary>Spot: one side of a fill, fee apart.</summary>
    Fill = 2,

    /// <summary>Trading fee.</summary>
    Fee = 3,

    /// <summary>Futures: realised P&amp;L on reducing.</summary>
    RealisedPnl = 4,

    /// <summary>Futures: funding.</summary>
    Funding = 5,
}

/// <summary>One change of one asset. The rows of an asset sum up to its balance, exactly.</summary>
/// <param name="Number">Unique per venue and rising.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Asset">Coin.</param>
/// <param name="Change">Signed change.</param>
/// <param name="Balance">Total after it.</param>
/// <param name="Symbol">Symbol it belongs to; null for transfers.</param>
/// <param name="TradeId">Trade it belongs to.</param>
/// <param name="OrderId">Order it belongs to.</param>
/// <param name="At">When.</param>
public sealed record VenueRow(
    long Number, VenueRowKind Kind, Asset Asset, decimal Change, decimal Balance, Symbol? Symbol, string? TradeId, string? OrderId,
    DateTimeOffset At);

/// <summary>One asset of the account.</summary>
/// <param name="Asset">Coin.</param>
/// <param name="Total">Free and locked together; on futures the wallet without unrealised P&amp;L.</param>
/// <param name="Locked">Held by orders; on futures margin of positions and orders.</param>
public sealed record VenueBalance(Asset Asset, decimal Total, decimal Locked)
{
    /// <summary>What new orders may use.</summary>
    public decimal Free => Total - Locked;
}

/// <summary>A perpetual position, one-way mode.</summary>
/// <param name="Symbol">What.</param>
/// <param name="Size">Base units, negative is short.</param>
/// <param name="EntryValue">Signed quote value paid for what is open: exact, while the entry price is a quotient.</param>
/// <param name="Entry">Average entry price, rounded to sixteen decimals; none when flat.</param>
/// <param name="Mark">Mark price.</param>
/// <param name="Liquidation">Liquidation price; none when flat.</param>
/// <param name="Margin">Margin held.</param>
/// <param name="Leverage">Leverage setting; 0 is cross.</param>
/// <param name="CrossLimit">Leverage limit of cross mode; 0 when isolated.</param>
/// <param name="UnrealisedPnl">Size x mark - entry value.</param>
/// <param name="RealisedPnl">Sum of pnl rows.</param>
/// <param name="Funding">Sum of fund rows.</param>
/// <param name="Fees">Sum of fee rows (negative when paid).</param>
/// <param name="Revision">Rises with every change.</param>
/// <param name="UpdatedAt">When it changed last.</param>
public sealed record VenuePosition(
    Symbol Symbol, Quantity Size, Notional EntryValue, Price Entry, Price Mark, Price Liquidation, Notional Margin, decimal Leverage,
    decimal CrossLimit, Notional UnrealisedPnl, Notional RealisedPnl, Notional Funding, Notional Fees, long Revision,
    DateTimeOffset UpdatedAt);

/// <summary>The displayed book of one symbol at one moment. Immutable.</summary>
/// <param name="Symbol">What.</param>
/// <param name="Sequence">Update id of the last change.</param>
/// <param name="At">When it changed.</param>
/// <param name="Bids">Best first, base units.</param>
/// <param name="Asks">Best first, base units.</param>
public sealed record VenueBook(Symbol Symbol, long Sequence, DateTimeOffset At, BookLevel[] Bids, BookLevel[] Asks);
