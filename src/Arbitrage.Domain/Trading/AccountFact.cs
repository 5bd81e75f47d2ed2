using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Trading;

/// <summary>
/// Something that changed an account at a venue, once, under the venue's own unique id. Connections journal each fact once and
/// number it; ledger and strategies pull the numbers they have not seen.
/// </summary>
/// <param name="Key">Unique per account and kind: `trade:{id}`, `row:{id}`, `open:{asset}`, `adopt:{offset}`.</param>
/// <param name="Symbol">The symbol it belongs to; null when it belongs to the account.</param>
/// <param name="AtVenue">Venue's time of it.</param>
public abstract record AccountFact(string Key, Symbol? Symbol, DateTimeOffset AtVenue)
{
    /// <summary>A fill of an order of ours or of somebody else's on our account (liquidation, ADL, a person).</summary>
    /// <param name="TradeId">Venue's unique trade id.</param>
    /// <param name="VenueOrderId">Venue's order id.</param>
    /// <param name="Order">Ours, or null when the order is foreign.</param>
    /// <param name="Side">Direction.</param>
    /// <param name="Price">Fill price.</param>
    /// <param name="Quantity">Base units, above zero; on futures contracts x multiplier.</param>
    /// <param name="Fee">Amount of <paramref name="FeeAsset"/>; positive is paid, negative a rebate.</param>
    /// <param name="FeeAsset">Coin the fee was taken in: the received one on spot, USDT on futures.</param>
    /// <param name="Maker">True when the fill made liquidity.</param>
    /// <param name="Cause">Why it happened when the order is foreign.</param>
    public sealed record Trade(
        string Key, Symbol? Symbol, DateTimeOffset AtVenue, string TradeId, string VenueOrderId, ClientOrderId? Order, Side Side,
        Price Price, Quantity Quantity, decimal Fee, Asset FeeAsset, bool Maker, TradeCause Cause)
        : AccountFact(Key, Symbol, AtVenue)
    {
        /// <summary>Change of base held: signed, after a fee taken in base.</summary>
        public Quantity BaseChange => new((Side.Sign() * Quantity.Value) - (Symbol is { } s && FeeAsset == s.Base ? Fee : 0m));
    }

    /// <summary>Any other row of the account's book: one asset changes by one amount.</summary>
    /// <param name="RowId">Venue's unique row id.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Asset">Coin.</param>
    /// <param name="Change">Signed change.</param>
    public sealed record Row(
        string Key, Symbol? Symbol, DateTimeOffset AtVenue, string RowId, RowKind Kind, Asset Asset, decimal Change)
        : AccountFact(Key, Symbol, AtVenue);

    /// <summary>Balance found and adopted when the account was first read, from which the ledger starts, or a difference that a person adopted later.</summary>
    public sealed record OpeningBalance(string Key, Symbol? Symbol, DateTimeOffset AtVenue, Asset Asset, decimal Amount)
        : AccountFact(Key, Symbol, AtVenue);

    /// <summary>The same for a position: base units, negative is short.</summary>
    public sealed record OpeningPosition(string Key, Symbol? Symbol, DateTimeOffset AtVenue, Quantity Size, Price Entry)
        : AccountFact(Key, Symbol, AtVenue);
}

/// <summary>Who caused a trade. Numbers are journaled.</summary>
public enum TradeCause
{
    /// <summary>An order of ours.</summary>
    Own = 1,

    /// <summary>An order that is not ours: a person or another program.</summary>
    Foreign = 2,

    /// <summary>The venue liquidated the position.</summary>
    Liquidation = 3,

    /// <summary>The venue deleveraged the position automatically.</summary>
    AutoDeleveraging = 4,

    /// <summary>An order that is not ours and that a person has adopted.</summary>
    Adopted = 5,
}

/// <summary>Kinds of account rows (requirement B18). Numbers are journaled.</summary>
public enum RowKind
{
    /// <summary>Fee that is not part of a trade row.</summary>
    Fee = 1,

    /// <summary>Funding: negative is paid.</summary>
    Funding = 2,

    /// <summary>Realised P&amp;L of the perpetual on reducing.</summary>
    RealisedPnl = 3,

    /// <summary>Interest.</summary>
    Interest = 4,

    /// <summary>Rebate.</summary>
    Rebate = 5,

    /// <summary>Transfer, deposit or withdrawal.</summary>
    Transfer = 6,

    /// <summary>Airdrop.</summary>
    Airdrop = 7,

    /// <summary>Anything else; the ledger books it and alerts.</summary>
    Other = 8,
}

/// <summary>A fact with its numbers: contiguous per account, and contiguous per (account, symbol) for the strategies. Both start at 1.</summary>
/// <param name="Offset">Number in the account.</param>
/// <param name="SymbolOffset">Number among the facts of its symbol; 0 when it has no symbol.</param>
/// <param name="Fact">The fact.</param>
public sealed record NumberedFact(long Offset, long SymbolOffset, AccountFact Fact);
