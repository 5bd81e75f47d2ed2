namespace Arbitrage.Domain.Units;

// | operator                | gives    |
// | Notional + - Notional   | Notional |
// | -Notional               | Notional |
// | Notional * Rate         | Notional | (a fee, a funding payment)
// | Notional * decimal      | Notional |

/// <summary>Amount of quote currency (USDT). Signed where a sign has meaning: positive received, negative paid.</summary>
public readonly record struct Notional(decimal Value) : IComparable<Notional>
{
    /// <summary>Nothing.</summary>
    public static Notional Zero => default;

    /// <summary>Without its sign.</summary>
    public Notional Abs => new(Math.Abs(Value));

    /// <summary>Sum.</summary>
    public static Notional operator +(Notional left, Notional right) => new(left.Value + right.Value);

    /// <summary>Difference.</summary>
    public static Notional operator -(Notional left, Notional right) => new(left.Value - right.Value);

    /// <summary>Opposite sign.</summary>
    public static Notional operator -(Notional value) => new(-value.Value);

    /// <summary>A multiple or fraction.</summary>
    public static Notional operator *(Notional left, decimal factor) => new(left.Value * factor);

    /// <summary>The part a rate takes.</summary>
    public static Notional operator *(Notional left, Rate rate) => new(left.Value * rate.Value);

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator <(Notional left, Notional right) => left.Value < right.Value;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator >(Notional left, Notional right) => left.Value > right.Value;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator <=(Notional left, Notional right) => left.Value <= right.Value;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator >=(Notional left, Notional right) => left.Value >= right.Value;

    /// <summary>The smaller of two.</summary>
    public static Notional Min(Notional left, Notional right) => left <= right ? left : right;

    /// <summary>The larger of two.</summary>
    public static Notional Max(Notional left, Notional right) => left >= right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Notional other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => DecimalText.Plain(Value);
}
