using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>I8 as deploy/decisions/0006 puts it, read from the journal alone: every reducing order closes, is the last of the perpetual, or unwinds one slice.</summary>
internal static class ReducingRule
{
    /// <summary>Looks at every reducing order of a run.</summary>
    public static void Check(StrategyScript script)
    {
        var state = StrategyState.Empty;
        for (var i = 0; i < script.Journal.Count; i++)
        {
            foreach (var order in Orders(script.Journal[i]))
            {
                Assert.Equal(order.Risk == RiskClass.AddsRisk, order.Lease is not null);
                if (order.Risk != RiskClass.Reducing)
                    continue;
                var isKept = Closes(script, state, order) || IsLastOfPerpetual(state, order) || IsUnwindSale(script, state, script.Journal[i], order);
                Assert.True(isKept, $"{order} at {DeltaInterval.Of(state)}, perpetual {state.BaseAt(Venue.GateFutures)}, by {script.Journal[i]}");
                Assert.True(IsReduceOnlyWhereItCloses(state, order), $"{order} at perpetual {state.BaseAt(Venue.GateFutures)}");
            }

            state = script.Machine.Apply(state, script.Journal[i], i + 1);
        }
    }

    private static ImmutableArray<OrderIntent> Orders(StrategyEvent happened) => happened switch
    {
        StrategyEvent.LadderStepped ladder => ladder.Orders,
        StrategyEvent.LegsIntended legs => legs.Orders,
        _ => [],
    };

    private static bool Closes(StrategyScript script, StrategyState state, OrderIntent order)
    {
        var delta = DeltaInterval.Of(state);
        var fee = order.Venue.IsSpot() ? script.At(order.Venue).Rules.TakerFee.Value : 0m;
        return order.Side == Side.Sell
            ? delta.Low - order.Quantity >= Quantity.Zero
            : delta.High + (order.Quantity * (1m - fee)) <= Quantity.Zero;
    }

    private static bool IsLastOfPerpetual(StrategyState state, OrderIntent order) =>
        order is { Venue: Venue.GateFutures, Side: Side.Buy, ReduceOnly: true } && !state.AnyOrderLive && state.SpotBase < state.Contract
        && order.Quantity <= -state.BaseAt(Venue.GateFutures);

    private static bool IsUnwindSale(StrategyScript script, StrategyState state, StrategyEvent happened, OrderIntent order)
    {
        var (settings, rules) = (script.Settings, script.At(order.Venue).Rules);
        var slice = Math.Min(settings.MaxTrade.Value, settings.MaxInDoubt.Value) + (order.Cap * rules.Lot).Value
            + Math.Max(rules.MinNotional.Value, (order.Cap * rules.MinQuantity).Value);
        return happened is StrategyEvent.LegsIntended { Purpose: PairPurpose.Unwind, Orders.Length: 1 }
            && order.Venue.IsSpot() && order.Side == Side.Sell && state.Pair is null && !state.AnyOrderLive
            && state.NetDelta.Abs <= state.Contract
            && order.Quantity <= state.BaseAt(order.Venue)
            && state.NetDelta - order.Quantity >= state.BaseAt(Venue.GateFutures)
            && order.CapNotional.Value <= slice;
    }

    private static bool IsReduceOnlyWhereItCloses(StrategyState state, OrderIntent order) =>
        order.ReduceOnly == (order is { Venue: Venue.GateFutures, Side: Side.Buy })
        && (!order.ReduceOnly || order.Quantity <= -state.BaseAt(Venue.GateFutures));
}
