using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Markets;

/// <summary>Trading rules of one symbol at one venue, as the venue tells them.</summary>
/// <param name="Venue">Where.</param>
/// <param name="Symbol">Our name.</param>
/// <param name="VenueSymbol">The venue's name: `BTC_USDT` at Gate, `BTCUSDT` at MEXC.</param>
/// <param name="Tick">Price step in quote units, above zero.</param>
/// <param name="Lot">Size step in base units, above zero; on futures the quanto multiplier.</param>
/// <param name="MinQuantity">Smallest size in base units; zero means one lot.</param>
/// <param name="MinNotional">Smallest order value in quote units; zero means none.</param>
/// <param name="MaxQuantity">Largest size in base units; zero means no limit.</param>
/// <param name="MaxPriceDeviation">Largest allowed distance of a limit price from mark or last as a fraction; zero means no limit.</param>
/// <param name="Multiplier">Base units of one contract; zero on spot. Source: Gate contract `quanto_multiplier`.</param>
/// <param name="MakerFee">Maker fee as a fraction of notional; negative is a rebate.</param>
/// <param name="TakerFee">Taker fee as a fraction of notional.</param>
/// <param name="Tradable">Whether the venue's API accepts orders on it now.</param>
public sealed partial record Instrument(
    Venue Venue,
    Symbol Symbol,
    string VenueSymbol,
    Price Tick,
    Quantity Lot,
    Quantity MinQuantity,
    Notional MinNotional,
    Quantity MaxQuantity,
    Rate MaxPriceDeviation,
    Quantity Multiplier,
    Rate MakerFee,
    Rate TakerFee,
    bool Tradable);
