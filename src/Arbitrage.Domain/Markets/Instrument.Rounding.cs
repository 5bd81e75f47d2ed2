using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Markets;

// Every rounding names its direction. All of them work by the decimal remainder, which is exact; the only division is of a multiple
// by its step, which is exact too.
public sealed partial record Instrument
{
    /// <summary>True when sizes are contracts of a perpetual.</summary>
    public bool IsPerpetual => Multiplier > Quantity.Zero;

    /// <summary>Largest multiple of the lot that is not above the size.</summary>
    /// <param name="quantity">Base units, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public Quantity RoundDownToLot(Quantity quantity) => new(Down(quantity.Value, Lot.Value));

    /// <summary>Smallest multiple of the lot that is not below the size.</summary>
    /// <param name="quantity">Base units, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public Quantity RoundUpToLot(Quantity quantity) => new(Up(quantity.Value, Lot.Value));

    /// <summary>Largest multiple of the tick that is not above the price: never a worse price for a buy.</summary>
    public Price RoundDownToTick(Price price) => new(Down(price.Value, Tick.Value));

    /// <summary>Smallest multiple of the tick that is not below the price: never a worse price for a sell.</summary>
    public Price RoundUpToTick(Price price) => new(Up(price.Value, Tick.Value));

    /// <summary>Whole contracts in a base quantity, towards zero; the sign is kept.</summary>
    /// <exception cref="InvalidOperationException">Not a perpetual.</exception>
    public Contracts ToContractsDown(Quantity quantity) =>
        new((Math.Sign(quantity.Value) * ToLong(Down(Math.Abs(quantity.Value), Contract))));

    /// <summary>Whole contracts that cover a base quantity, away from zero; the sign is kept.</summary>
    /// <exception cref="InvalidOperationException">Not a perpetual.</exception>
    public Contracts ToContractsUp(Quantity quantity) =>
        new((Math.Sign(quantity.Value) * ToLong(Up(Math.Abs(quantity.Value), Contract))));

    /// <summary>Whole contracts that are exactly a base quantity.</summary>
    /// <exception cref="InvalidOperationException">Not a perpetual.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Not a whole number of contracts.</exception>
    public Contracts ToContractsExactly(Quantity quantity) =>
        quantity.Value % Contract == 0m
            ? ToContractsDown(quantity)
            : throw new ArgumentOutOfRangeException(nameof(quantity), quantity, $"Not a multiple of {Multiplier}.");

    /// <summary>Base quantity that contracts stand for.</summary>
    /// <exception cref="InvalidOperationException">Not a perpetual.</exception>
    public Quantity ToBase(Contracts contracts) => contracts.ToBase(new(Contract));

    /// <summary>Whether the venue would take an order of this size at this limit price, by its published rules.</summary>
    public bool IsLegal(Quantity quantity, Price price) => WhyIllegal(quantity, price) is null;

    /// <summary>Which published rule an order would break; null when it breaks none. The price band needs a mark and is not looked at.</summary>
    /// <param name="quantity">Base units.</param>
    /// <param name="price">Limit price.</param>
    public string? WhyIllegal(Quantity quantity, Price price)
    {
        if (!Tradable)
            return $"{Symbol} is not tradable at {Venue.Key()} now";
        if (quantity <= Quantity.Zero)
            return $"size {quantity} is not above zero";
        if (price.IsNone)
            return "there is no price";
        if (quantity.Value % Lot.Value != 0m)
            return $"size {quantity} is not a multiple of lot {Lot}";
        if (price.Value % Tick.Value != 0m)
            return $"price {price} is not a multiple of tick {Tick}";
        if (quantity < MinQuantity)
            return $"size {quantity} is below the minimum {MinQuantity}";
        if (!MaxQuantity.IsZero && quantity > MaxQuantity)
            return $"size {quantity} is above the maximum {MaxQuantity}";
        return price * quantity < MinNotional ? $"value {price * quantity} is below the minimum {MinNotional}" : null;
    }

    private decimal Contract =>
        IsPerpetual ? Multiplier.Value : throw new InvalidOperationException($"{Symbol} at {Venue.Key()} has no contracts.");

    private static decimal Down(decimal value, decimal step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return value - (value % step);
    }

    private static decimal Up(decimal value, decimal step)
    {
        var down = Down(value, step);
        return down == value ? value : down + step;
    }

    private long ToLong(decimal multiple) => decimal.ToInt64(multiple / Multiplier.Value);
}
