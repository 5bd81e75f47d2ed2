using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Cluster.Checking.Truth;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I8, by the rule of decision 0006: a reducing order lies inside the certain part of net delta, or is the last of the perpetual against less than a contract
/// of spot, or is the one slice of spot that UNWIND may sell ahead of the perpetual. Counted from the strategy's journal as of before the event, over all
/// three venues.
/// </summary>
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
                    Check(symbol, order, legs);
                break;
            case StrategyEvent.LadderStepped step:
                foreach (var order in step.Orders)
                    Check(symbol, order, null);
                break;
            default:
                break;
        }
    }

    private void Check(SymbolTruth symbol, OrderIntent order, StrategyEvent.LegsIntended? legs)
    {
        if (order.Risk != RiskClass.Reducing || !Cluster.Venues.TryGetValue(order.Venue, out var model) || model.FindInstrument(order.Symbol) is not { } rules)
            return;
        var (low, high) = symbol.Interval(order.Id.Text);
        var size = order.Quantity.Value;
        var fee = order.Venue.IsSpot() && order.Side == Side.Buy ? rules.TakerFee.Value : 0m;
        var isClosing = order.Side == Side.Sell ? low - size >= 0m : high + (size * (1m - fee)) <= 0m;
        if (!isClosing && !IsLastOfPerpetual(symbol, order) && !IsUnwindSale(symbol, order, legs, rules))
        {
            Broken($"{order.Id} may {order.Side} {size} of {symbol.Symbol} at {order.Venue} with net delta between {low} and {high}, "
                + $"perpetual {symbol.BaseAt(Venue.GateFutures)}.");
        }

        if (order is { Venue: Venue.GateFutures, Side: Side.Buy } && (!order.ReduceOnly || size > -symbol.BaseAt(Venue.GateFutures)))
            Broken($"{order.Id} buys {size} of perpetual with {symbol.BaseAt(Venue.GateFutures)} held, reduce-only: {order.ReduceOnly}.");
        if (order.Lease is not null)
            Broken($"{order.Id} reduces and spends a lease.");
    }

    private bool IsLastOfPerpetual(SymbolTruth symbol, OrderIntent order) =>
        order is { Venue: Venue.GateFutures, Side: Side.Buy, ReduceOnly: true } && IsAlone(symbol, order)
        && symbol.BaseAt(Venue.GateSpot) + symbol.BaseAt(Venue.MexcSpot) < ContractOf(symbol.Symbol)
        && order.Quantity.Value <= -symbol.BaseAt(Venue.GateFutures);

    private bool IsUnwindSale(SymbolTruth symbol, OrderIntent order, StrategyEvent.LegsIntended? legs, Instrument rules)
    {
        if (legs is not { Purpose: PairPurpose.Unwind, Orders.Length: 1 } || !order.Venue.IsSpot() || order.Side != Side.Sell || !IsAlone(symbol, order)
            || Math.Abs(symbol.Net) > ContractOf(symbol.Symbol) || order.Quantity.Value > symbol.BaseAt(order.Venue))
            return false;
        var (cap, settings) = (order.Cap.Value, symbol.Settings);
        var slice = Math.Min(settings.MaxTrade.Value, settings.MaxInDoubt.Value) + (rules.Lot.Value * cap)
            + Math.Max(rules.MinNotional.Value, rules.MinQuantity.Value * cap);
        return order.Quantity.Value * cap <= slice;
    }

    private static bool IsAlone(SymbolTruth symbol, OrderIntent order) => symbol.Live.All(o => o.Id == order.Id.Text);

    private decimal ContractOf(Symbol symbol) =>
        Cluster.Venues.TryGetValue(Venue.GateFutures, out var model) ? model.FindInstrument(symbol)?.Multiplier.Value ?? 0m : 0m;
}
