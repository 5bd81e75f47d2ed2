namespace Arbitrage.Domain.Units;

// | operator              | gives    |
// | Price * Quantity      | Notional |
// | Price - Price         | decimal  | (a difference is not a price)
// | Price <, >, <=, >=    | bool     |

/// <summary>Quote currency for one unit of base. Never negative; zero means "no price".</summary>
public readonly record struct Price : IComparable<Price>
{
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public Price(decimal value)
    {
        if (value < 0m)
            throw new ArgumentOutOfRangeException(nameof(value), value, "A price is never negative.");
        Value = value;
    }

    /// <summary>Quote units per base unit.</summary>
    public decimal Value { get; }

    /// <summary>True when there is no price.</summary>
    public bool IsNone => Value == 0m;

    /// <summary>Quote value of a base quantity at this price.</summary>
    public static Notional operator *(Price price, Quantity quantity) => new(price.Value * quantity.Value);

    /// <summary>Difference in quote units per base unit.</summary>
    public static decimal operator -(Price left, Price right) => left.Value - right.Value;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator <(Price left, Price right) => left.Value < right.Value;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator >(Price left, Price right) => left.Value > right.Value;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator <=(Price left, Price right) => left.Value <= right.Value;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator >=(Price left, Price right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(Price other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => DecimalText.Plain(Value);
}
