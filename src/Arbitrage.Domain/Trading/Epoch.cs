namespace Arbitrage.Domain.Trading;

/// <summary>
/// Incarnation of a strategy (or of the guard): journal generation first, then the sequence number of its `IncarnationStarted`.
/// A later incarnation compares greater.
/// </summary>
/// <param name="Generation">Raised by a restore from backup; starts at 0.</param>
/// <param name="Sequence">Journal sequence number of the start of this incarnation; 0 is "none yet".</param>
public readonly record struct Epoch(int Generation, long Sequence) : IComparable<Epoch>
{
    /// <inheritdoc/>
    public int CompareTo(Epoch other) =>
        Generation != other.Generation ? Generation.CompareTo(other.Generation) : Sequence.CompareTo(other.Sequence);

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator <(Epoch left, Epoch right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator >(Epoch left, Epoch right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator <=(Epoch left, Epoch right) => left.CompareTo(right) <= 0;

    /// <inheritdoc cref="IComparable{T}.CompareTo"/>
    public static bool operator >=(Epoch left, Epoch right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Generation}.{Sequence}";
}
