namespace Arbitrage.Simulation.Model;

/// <summary>
/// What of the displayed size is there when an order of ours reaches it. A recording cannot say who else wanted it, so these are two bounds and a
/// middle, never an estimate.
/// </summary>
public enum QueueModel
{
    /// <summary>Nobody else is there: a taker gets all that is displayed up to its limit, a resting order fills as soon as the other side reaches its price.</summary>
    None = 0,

    /// <summary>
    /// We share evenly with one other: a taker gets half of each displayed level, whole lots, and a resting order half of what reaches its price.
    /// </summary>
    Proportional = 1,

    /// <summary>
    /// Everybody else is first: the best displayed level is gone when a taker arrives, so that a recording of best prices alone never fills one; a resting
    /// order fills only from levels beyond its price, which must be gone through.
    /// </summary>
    Pessimistic = 2,
}
