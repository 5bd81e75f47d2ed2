namespace Arbitrage.Simulation.Driver;

/// <summary>
/// Events that come in time order by themselves (steps of a market, books on their way, wake-ups), so that they need no place in the heap of
/// <see cref="VirtualTime"/>. A lane takes its order numbers from the same counter as the heap, at the moment at which the heap would have given
/// one, so that events of the same time run in the same order on either way.
/// </summary>
public abstract class TimeLane
{
    /// <summary>UTC ticks of the lane's first event; the largest number when there is none.</summary>
    internal long DueAt { get; private set; } = long.MaxValue;

    /// <summary>Order number of that event.</summary>
    internal long DueOrder { get; private set; } = long.MaxValue;

    /// <summary>Runs the first event, which the lane takes away.</summary>
    internal abstract void Run();

    /// <summary>This event is the first one now.</summary>
    protected void Head(long at, long order) => (DueAt, DueOrder) = (at, order);

    /// <summary>There is no event.</summary>
    protected void Empty() => Head(long.MaxValue, long.MaxValue);
}
