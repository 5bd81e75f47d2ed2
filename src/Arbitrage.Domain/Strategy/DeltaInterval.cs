using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>
/// Net delta over the three venues in every possible outcome of the orders that are open, unanswered or in doubt: certain only where the
/// whole interval lies on one side.
/// </summary>
/// <param name="Low">Smallest.</param>
/// <param name="High">Largest.</param>
public readonly record struct DeltaInterval(Quantity Low, Quantity High)
{
    /// <summary>The interval of a state.</summary>
    public static DeltaInterval Of(StrategyState state)
    {
        var (low, high) = (state.NetDelta.Value, state.NetDelta.Value);
        foreach (var (_, order) in state.Orders)
        {
            if (state.IsFinal(order))
                continue;
            switch (order.Outcome)
            {
                case null when order.Intent.Side == Side.Buy:
                    high += order.Intent.Quantity.Value - order.Filled.Value;
                    break;
                case null:
                    low -= order.Intent.Quantity.Value - order.Filled.Value;
                    break;
                case OrderOutcome.Ended ended:
                    // The outcome is known, its last fills are not booked yet: they move both ends. A fee in base would take a little off
                    // a buy; the low end allows for it.
                    var missing = (ended.Filled.Value - order.Filled.Value) * order.Intent.Side.Sign();
                    high += missing;
                    low += order.Intent.Side == Side.Buy && order.Intent.Venue.IsSpot() ? missing * 0.99m : missing;
                    break;
                default:
                    break;
            }
        }

        return new(new(low), new(high));
    }

    /// <summary>The part that is certain: the end nearest to zero when both lie on one side, otherwise zero.</summary>
    public Quantity Certain => Low > Quantity.Zero ? Low : High < Quantity.Zero ? High : Quantity.Zero;

    /// <summary>No outcome is further from zero than this.</summary>
    public bool IsWithin(Quantity band) => Low.Abs <= band && High.Abs <= band;
}
