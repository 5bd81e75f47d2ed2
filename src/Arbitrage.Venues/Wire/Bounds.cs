using Arbitrage.Domain.Units;

namespace Arbitrage.Venues.Wire;

/// <summary>
/// Ranges beyond which a number from a wire is an error and no market. Wide enough for the cheapest coin and the dearest, and chosen so that price
/// times size, summed over a whole book, stays inside a decimal.
/// </summary>
internal static class Bounds
{
    /// <summary>Quote units for one base unit.</summary>
    public const decimal MaxPrice = 1e10m;

    /// <summary>Base units or contracts of one level, order or fill.</summary>
    public const decimal MaxSize = 1e15m;

    /// <summary>Amounts of a coin on an account, and quote values.</summary>
    public const decimal MaxAmount = 1e22m;

    /// <summary>Rates: fees and funding, as a fraction.</summary>
    public const decimal MaxRate = 10m;

    /// <summary>Decimal places of prices and sizes.</summary>
    public const int MaxPlaces = 20;

    /// <summary>A price above zero.</summary>
    /// <exception cref="UnreadableException">Outside its range.</exception>
    public static Price Price(decimal value) =>
        value is > 0m and <= MaxPrice ? new(value) : throw new UnreadableException($"{value} is no price.");

    /// <summary>A price, or none when it is zero.</summary>
    /// <inheritdoc cref="Price"/>
    public static Price PriceOrNone(decimal value) =>
        value is >= 0m and <= MaxPrice ? new(value) : throw new UnreadableException($"{value} is no price.");

    /// <summary>A size of zero or more.</summary>
    /// <exception cref="UnreadableException">Outside its range.</exception>
    public static Quantity Size(decimal value) =>
        value is >= 0m and <= MaxSize ? new(value) : throw new UnreadableException($"{value} is no size.");

    /// <summary>A size above zero.</summary>
    /// <inheritdoc cref="Size"/>
    public static Quantity Filled(decimal value) =>
        value is > 0m and <= MaxSize ? new(value) : throw new UnreadableException($"{value} is no size of a fill.");

    /// <summary>A signed amount.</summary>
    /// <exception cref="UnreadableException">Outside its range.</exception>
    public static decimal Amount(decimal value) =>
        value is >= -MaxAmount and <= MaxAmount ? value : throw new UnreadableException($"{value} is no amount.");

    /// <summary>An amount of zero or more.</summary>
    /// <inheritdoc cref="Amount"/>
    public static decimal Balance(decimal value) =>
        value is >= 0m and <= MaxAmount ? value : throw new UnreadableException($"{value} is no balance.");

    /// <summary>A quote value of zero or more.</summary>
    /// <inheritdoc cref="Amount"/>
    public static Notional Value(decimal value) => new(Balance(value));

    /// <summary>A fee or funding rate.</summary>
    /// <exception cref="UnreadableException">Outside its range.</exception>
    public static Rate Rate(decimal value) =>
        value is >= -MaxRate and <= MaxRate ? new(value) : throw new UnreadableException($"{value} is no rate.");

    /// <summary>A number of decimal places.</summary>
    /// <exception cref="UnreadableException">Not a whole number, or more than any venue has.</exception>
    public static int Places(decimal value) =>
        value is >= 0m and <= MaxPlaces && value == decimal.Truncate(value) ? (int)value : throw new UnreadableException($"{value} decimal places.");
}
