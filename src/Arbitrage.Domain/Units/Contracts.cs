namespace Arbitrage.Domain.Units;

/// <summary>Whole perpetual contracts; signed, negative is short. One contract is `quanto multiplier` units of base.</summary>
public readonly record struct Contracts(long Value) : IComparable<Contracts>
{
    /// <summary>No contracts.</summary>
    public static Contracts Zero => default;

    /// <summary>Without its sign.</summary>
    public Contracts Abs => new(Math.Abs(Value));

    /// <summary>Base quantity that these contracts stand for.</summary>
    public Quantity ToBase(Quantity multiplier) => new(Value * multiplier.Value);

    /// <summary>Sum.</summary>
    public static Contracts operator +(Contracts left, Contracts right) => new(checked(left.Value + right.Value));

    /// <summary>Difference.</summary>
    public static Contracts operator -(Contracts left, Contracts right) => new(checked(left.Value - right.Value));

    /// <summary>Opposite sign.</summary>
    public static Contracts operator -(Contracts value) => new(-value.Value);

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator <(Contracts left, Contracts right) => left.Value < right.Value;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator >(Contracts left, Contracts right) => left.Value > right.Value;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator <=(Contracts left, Contracts right) => left.Value <= right.Value;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator >=(Contracts left, Contracts right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(Contracts other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
