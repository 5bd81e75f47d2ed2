using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Cluster.Checking.Truth;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I11: when a pair is intended, size, price and value of every order are legal by the venue's own rules, and the venue has free what each of them needs,
/// less what other orders that are under way there may take.
/// </summary>
internal sealed class LegsLegalAndFunded(ClusterTruth truth) : Checker("I11")
{
    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        switch (durable.Happened)
        {
            case StrategyEvent.LegsIntended legs:
                foreach (var order in legs.Orders)
                    Check(order, legs.Orders.Length > 1);
                break;
            case StrategyEvent.LadderStepped step:
                foreach (var order in step.Orders)
                    Check(order, isPair: false);
                break;
            default:
                break;
        }
    }

    private void Check(OrderIntent order, bool isPair)
    {
        if (!Cluster.Venues.TryGetValue(order.Venue, out var model) || model.FindInstrument(order.Symbol) is not { } rules)
            return;
        if (rules.WhyIllegal(order.Quantity, order.Cap) is { } why)
            Broken($"{order.Id} is not legal at {order.Venue}: {why}.");
        if (!isPair)
            return;
        var (asset, amount) = Need(order, rules);
        var free = model.Balance(asset).Free + truth.Others.Unbooked(asset, order.Venue);
        foreach (var other in truth.Orders)
        {
            if (other.Id != order.Id.Text && other is { Claims: > 0, Intent: { } intent } && intent.Venue == order.Venue
                && other.MayFill(truth.VenueNow(order.Venue)) && model.FindInstrument(intent.Symbol) is { } otherRules
                && Need(intent, otherRules) is var (otherAsset, otherAmount) && otherAsset == asset)
                free -= otherAmount;
        }

        if (amount > free)
            Broken($"{order.Id} needs {amount} {asset} at {order.Venue}, where {free} are free.");
    }

    private (Asset Asset, decimal Amount) Need(OrderIntent order, Instrument rules)
    {
        if (order.Venue.IsSpot())
            return order.Side == Side.Sell ? (order.Symbol.Base, order.Quantity.Value) : (order.Symbol.Quote, order.CapNotional.Value);
        var leverage = Math.Max(truth.Of(order.Symbol).Settings.FuturesLeverage, 1m);
        return (order.Symbol.Quote, order.ReduceOnly ? 0m : order.CapNotional.Value * ((1m / leverage) + rules.TakerFee.Value));
    }
}
