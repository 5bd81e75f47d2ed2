using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Exploration;

/// <summary>What must hold in every event and in every state; a broken one is thrown as <see cref="WorldViolation"/>.</summary>
internal sealed class Promises(StrategySettings settings, Coverage coverage) : IWorldWatch
{
    /// <inheritdoc/>
    public void OnInput(SmallWorld world, StrategyInput input) => coverage.Note(world.State.Phase, input);

    /// <inheritdoc/>
    public void OnEvent(SmallWorld before, StrategyEvent happened, StrategyState after)
    {
        switch (happened)
        {
            case StrategyEvent.PhaseEntered entered:
                if (!coverage.Note(before.State.Phase, entered.Phase))
                    throw new WorldViolation("table", $"{before.State.Phase.Display()} to {entered.Phase.Display()} is not in the table");
                break;
            case StrategyEvent.LegsIntended legs:
                foreach (var order in legs.Orders)
                    OnOrder(before, order, legs);
                break;
            case StrategyEvent.LadderStepped ladder:
                foreach (var order in ladder.Orders)
                    OnOrder(before, order, null);
                break;
            default:
                break;
        }
    }

    /// <summary>What must hold after a move.</summary>
    /// <param name="world">The world after it.</param>
    /// <param name="isTick">The move let time pass, so the machine was asked.</param>
    public void OnState(SmallWorld world, bool isTick)
    {
        var (told, possible) = (DeltaInterval.Of(world.State), world.PossibleDelta());
        if (possible.Low < told.Low || possible.High > told.High)
            throw new WorldViolation("I3", $"net delta may be {Text(possible)} and is told to be within {Text(told)}");
        var state = world.State;
        if ((state.Pair is null) != state.Orders.IsEmpty)
            throw new WorldViolation("I15", "orders without a pair, or a pair without orders");
        if (state.Pair is not null && state.Phase is StrategyPhase.MonitoringSpreads or StrategyPhase.PreparingArbitrage)
            throw new WorldViolation("I15", $"a pair is under way in {state.Phase.Display()}");
        if (!world.IsStopped && !state.Contract.IsZero && told.Certain.Abs > state.Contract)
            DeltaIsOut(world, told.Certain, isTick);
    }

    /// <summary>The part of net delta that is certain is no larger than a contract.</summary>
    public static bool IsInBand(SmallWorld world) =>
        world.State.Contract.IsZero || DeltaInterval.Of(world.State).Certain.Abs <= world.State.Contract;

    // I7: an order is bringing it back, or the time that it may last is running, or it has run out and the symbol is halted.
    private void DeltaIsOut(SmallWorld world, Quantity certain, bool isTick)
    {
        var state = world.State;
        if (state.DeltaOutSince is not { } since)
            throw new WorldViolation("I7", $"net delta {certain} is certain and its time does not run");
        foreach (var order in state.Orders.Values)
        {
            if (!state.IsFinal(order) && order.Intent.Side == (certain > Quantity.Zero ? Side.Sell : Side.Buy))
                return;
        }

        if (isTick && world.Now - since >= settings.DeltaTimeLimit && state.Mode.Effective != TradingMode.Halted)
            throw new WorldViolation(
                "I7", $"net delta {certain} is certain for {(world.Now - since).TotalSeconds} s in {state.Phase.Display()}, no order, not halted");
    }

    private void OnOrder(SmallWorld before, OrderIntent order, StrategyEvent.LegsIntended? legs)
    {
        if (!before.At(order.Venue).HasBook)
            throw new WorldViolation("I10", $"{order.Id} is decided on without a book of {order.Venue.Key()}");
        if (order.Risk == RiskClass.Reducing)
            OnReducing(before, order, legs);
        else
            OnRisk(before, order, legs?.Purpose);
    }

    private static void OnRisk(SmallWorld before, OrderIntent order, PairPurpose? purpose)
    {
        var state = before.State;
        if (state.AnyOrderLive)
            throw new WorldViolation("I3", $"{order.Id} adds risk while an order is open or in doubt");
        var strictest = purpose == PairPurpose.Return ? TradingMode.Reducing : TradingMode.Active;
        if (state.Mode.At(order.Venue) > strictest || state.Stop is not null)
            throw new WorldViolation("I9", $"{order.Id} adds risk in mode {state.Mode.At(order.Venue)}{(state.Stop is null ? "" : " with a stop asked for")}");
        if (!state.Recovery.GuardConfirmed || state.Accounts.Values.Any(a => !a.Acknowledged))
            throw new WorldViolation("I6", $"{order.Id} adds risk before everybody knows this incarnation");
        if (order.Lease is null || order.Lease.ExpiresAt < order.NotAfter)
            throw new WorldViolation("I5", $"{order.Id} adds risk without a lease that lasts as long as it does");
    }

    // I8 by the rule of decision 0006, counted from the fold of the journal before the event.
    private void OnReducing(SmallWorld before, OrderIntent order, StrategyEvent.LegsIntended? legs)
    {
        var state = before.State;
        var (delta, size) = (DeltaInterval.Of(state), order.Quantity);
        var isClosing = order.Side == Side.Sell ? delta.Low - size >= Quantity.Zero : delta.High + size <= Quantity.Zero;
        if (!isClosing && !IsLastOfPerpetual(state, order) && !IsUnwindSale(state, order, legs))
            throw new WorldViolation("I8", $"{order.Side} of {size} at {order.Venue.Key()} with net delta {Text(delta)}");
        if (order is { Venue: Venue.GateFutures, Side: Side.Buy } && (!order.ReduceOnly || size > -state.BaseAt(Venue.GateFutures)))
            throw new WorldViolation("I8", $"{order.Id} buys {size} of a perpetual of {state.BaseAt(Venue.GateFutures)}, reduce-only {order.ReduceOnly}");
        if (order.Lease is not null)
            throw new WorldViolation("I8", $"{order.Id} reduces and carries a lease");
    }

    private static bool IsLastOfPerpetual(StrategyState state, OrderIntent order) =>
        order is { Venue: Venue.GateFutures, Side: Side.Buy, ReduceOnly: true } && !state.AnyOrderLive && state.SpotBase < state.Contract
        && order.Quantity <= -state.BaseAt(Venue.GateFutures);

    private bool IsUnwindSale(StrategyState state, OrderIntent order, StrategyEvent.LegsIntended? legs)
    {
        if (legs is not { Purpose: PairPurpose.Unwind, Orders.Length: 1 } || !order.Venue.IsSpot() || order.Side != Side.Sell || state.Pair is not null
            || state.AnyOrderLive || state.NetDelta.Abs > state.Contract || order.Quantity > state.BaseAt(order.Venue))
            return false;
        var rules = SmallMarket.Rules(order.Venue);
        var slice = Notional.Min(settings.MaxTrade, settings.MaxInDoubt) + (order.Cap * rules.Lot)
            + Notional.Max(rules.MinNotional, order.Cap * rules.MinQuantity);
        return order.CapNotional <= slice;
    }

    private static string Text(DeltaInterval delta) => delta.Low == delta.High ? $"{delta.Low}" : $"{delta.Low} to {delta.High}";
}
