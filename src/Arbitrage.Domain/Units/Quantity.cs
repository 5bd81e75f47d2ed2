namespace Arbitrage.Domain.Units;

// | operator                | gives    |
// | Quantity + - Quantity   | Quantity |
// | -Quantity               | Quantity |
// | Quantity * decimal      | Quantity | (a fraction of it)
// | Price * Quantity        | Notional | (see Price)

/// <summary>Amount of base coin. Signed: positive is long or bought, negative is short or sold, where a sign has meaning.</summary>
public readonly record struct Quantity(decimal Value) : IComparable<Quantity>
{
    /// <summary>Nothing.</summary>
    public static Quantity Zero => default;

    /// <summary>True when exactly zero.</summary>
    public bool IsZero => Value == 0m;

    /// <summary>Without its sign.</summary>
    public Quantity Abs => new(Math.Abs(Value));

    /// <summary>Sum.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => new(left.Value + right.Value);

    /// <summary>Difference.</summary>
    public static Quantity operator -(Quantity left, Quantity right) => new(left.Value - right.Value);

    /// <summary>Opposite sign.</summary>
    public static Quantity operator -(Quantity value) => new(-value.Value);

    /// <summary>A fraction or multiple of the quantity.</summary>
    public static Quantity operator *(Quantity left, decimal factor) => new(left.Value * factor);

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator <(Quantity left, Quantity right) => left.Value < right.Value;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator >(Quantity left, Quantity right) => left.Value > right.Value;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator <=(Quantity left, Quantity right) => left.Value <= right.Value;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator >=(Quantity left, Quantity right) => left.Value >= right.Value;

    /// <summary>The smaller of two.</summary>
    public static Quantity Min(Quantity left, Quantity right) => left <= right ? left : right;

    /// <summary>The larger of two.</summary>
    public static Quantity Max(Quantity left, Quantity right) => left >= right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => DecimalText.Plain(Value);
}
