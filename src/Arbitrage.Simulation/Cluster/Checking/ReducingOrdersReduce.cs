using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Cluster.Checking.Truth;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I8: a reducing order, filled in any part, brings net delta towards zero and not beyond, whatever becomes of the orders that have no end yet. Counted from
/// the strategy's journal, over all three venues, when the order is intended.
/// </summary>
/// <remarks>
/// Two orders bring a position towards flat instead: the spot sale of an UNWIND, which the perpetual follows, and the last purchase of perpetual when what
/// is left of spot is less than a contract. They may leave net delta on the other side by what the perpetual then takes back, and by less than a contract.
/// </remarks>
internal sealed class ReducingOrdersReduce(ClusterTruth truth) : Checker("I8")
{
    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        if (truth.StrategyOf(durable.By.PersistenceId) is not { } symbol)
            return;
        switch (durable.Happened)
        {
            case StrategyEvent.LegsIntended legs:
                foreach (var order in legs.Orders)
                    Check(symbol, order, legs.Purpose == PairPurpose.Unwind);
                break;
            case StrategyEvent.LadderStepped step:
                foreach (var order in step.Orders)
                    Check(symbol, order, isUnwind: false);
                break;
            default:
                break;
        }
    }

    private void Check(SymbolTruth symbol, OrderIntent order, bool isUnwind)
    {
        if (order.Risk != RiskClass.Reducing)
            return;
        var rules = Cluster.Venues.TryGetValue(order.Venue, out var model) ? model.FindInstrument(order.Symbol) : null;
        // The fee of a spot purchase is taken from what is bought.
        var effect = order.Quantity.Value * (order.Venue.IsSpot() && order.Side == Side.Buy ? 1m - (rules?.TakerFee.Value ?? 0m) : 1m);
        var (low, high) = Without(symbol, order);
        var room = order.Side == Side.Sell ? low : -high;
        if (isUnwind && order.Venue.IsSpot() && order.Side == Side.Sell)
            room += Math.Max(-symbol.BaseAt(Venue.GateFutures), 0m);
        else if (order is { Venue: Venue.GateFutures, ReduceOnly: true })
            room += Within(symbol);
        if (effect > room)
            Broken($"{order.Id} may {order.Side} {effect} of {symbol.Symbol} with net delta between {low} and {high}.");
        if (order is { Venue: Venue.GateFutures, Side: Side.Buy, ReduceOnly: false })
            Broken($"{order.Id} closes perpetual and is not reduce-only.");
    }

    // A purchase that closes perpetual against nothing but dust.
    private decimal Within(SymbolTruth symbol)
    {
        var contract = Cluster.Venues.TryGetValue(Venue.GateFutures, out var model) ? model.FindInstrument(symbol.Symbol)?.Multiplier.Value ?? 0m : 0m;
        var spot = symbol.BaseAt(Venue.GateSpot) + symbol.BaseAt(Venue.MexcSpot);
        return spot < contract ? contract : 0m;
    }

    private static (decimal Low, decimal High) Without(SymbolTruth symbol, OrderIntent order)
    {
        var (low, high) = symbol.Interval();
        return order.Side == Side.Buy ? (low, high - order.Quantity.Value) : (low + order.Quantity.Value, high);
    }
}
