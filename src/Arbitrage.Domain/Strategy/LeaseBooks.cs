using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>What intents use up of the lease that is held (ARCHITECTURE 5).</summary>
internal static class LeaseBooks
{
    /// <summary>Orders intended together: the worst case is one of them alone.</summary>
    public static LeaseState Spend(LeaseState lease, IEnumerable<OrderIntent> orders)
    {
        if (lease.Held is not { } held)
            return lease;
        var (worst, venues) = Cost(held, orders);
        return lease with
        {
            Held = held with
            {
                Spent = held.Spent + worst,
                SpentAt = held.AtVenues is null ? null : (held.SpentAt ?? PerVenue.None).Plus(venues),
            },
        };
    }

    /// <summary>
    /// A pair that only moved base from one spot venue to the other leaves exposure as it was: what it spent may be spent again. What pairs before it
    /// spent and kept stays spent.
    /// </summary>
    public static LeaseState Unspend(LeaseState lease, IEnumerable<OrderState> ofPair)
    {
        if (lease.Held is not { } held)
            return lease;
        var (spent, venues) = (held.Spent, held.SpentAt);
        foreach (var together in ofPair.GroupBy(o => (o.Step, o.IntendedAt)))
        {
            var cost = Cost(held, together.Select(o => o.Intent));
            (spent, venues) = (Notional.Max(spent - cost.Worst, Notional.Zero), venues?.Less(cost.Venues));
        }

        return lease with { Held = held with { Spent = spent, SpentAt = venues } };
    }

    private static (Notional Worst, PerVenue Venues) Cost(HeldLease held, IEnumerable<OrderIntent> orders)
    {
        var (worst, venues) = (Notional.Zero, PerVenue.None);
        foreach (var order in orders.Where(o => o.Risk == RiskClass.AddsRisk && o.Lease?.Id == held.Token.Id))
        {
            worst = Notional.Max(worst, order.CapNotional);
            if (held.AtVenues is { } asked)
                venues = venues.With(order.Venue, venues[order.Venue].Plus(TiedUp(asked[order.Venue], order)));
        }

        return (worst, venues);
    }

    // A perpetual ties up the share of its value that the lease was asked with; a sale of spot ties up nothing.
    private static VenueMoney TiedUp(VenueMoney asked, OrderIntent order)
    {
        if (order.Venue.IsSpot() && order.Side == Side.Sell)
            return VenueMoney.None;
        var value = order.CapNotional;
        return new(asked.Exposure.Value > 0m ? new(value.Value * asked.Capital.Value / asked.Exposure.Value) : Notional.Zero, value);
    }
}
