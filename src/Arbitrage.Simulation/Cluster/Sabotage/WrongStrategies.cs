using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Machine = Arbitrage.Domain.Running.IMachine<
    Arbitrage.Domain.Strategy.StrategyState, Arbitrage.Domain.Strategy.StrategyView, Arbitrage.Domain.Strategy.StrategyInput,
    Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;
using Step = Arbitrage.Domain.Running.Decision<Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;

namespace Arbitrage.Simulation.Cluster.Sabotage;

/// <summary>A strategy that is shown something else than what is, or whose orders are changed on their way into the journal.</summary>
internal class WrongStrategy(Machine inner, Func<StrategyState, StrategyState>? shown = null, Func<OrderIntent, OrderIntent>? ordered = null)
    : MachineAround<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>(inner)
{
    /// <inheritdoc/>
    public override Step Decide(StrategyState state, StrategyView view, StrategyInput input)
    {
        var step = base.Decide(shown?.Invoke(state) ?? state, view, input);
        return ordered is null || step.IsNothing
            ? step
            : new([.. step.Events.Select(Changed)], [.. step.Effects.Select(Changed)]);
    }

    private StrategyEvent Changed(StrategyEvent happened) => happened switch
    {
        StrategyEvent.LegsIntended legs => legs with { Orders = [.. legs.Orders.Select(ordered!)] },
        StrategyEvent.LadderStepped step => step with { Orders = [.. step.Orders.Select(ordered!)] },
        _ => happened,
    };

    private StrategyEffect Changed(StrategyEffect effect) =>
        effect is StrategyEffect.SubmitOrder submit ? new StrategyEffect.SubmitOrder(ordered!(submit.Intent)) : effect;
}

/// <summary>A new incarnation goes on under the epoch of the one before.</summary>
internal sealed class KeepsItsEpoch(Machine inner) : MachineAround<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>(inner)
{
    /// <inheritdoc/>
    public override Step Recovered(StrategyState state, long nextSequence, DateTimeOffset now)
    {
        var (step, old) = (base.Recovered(state, nextSequence, now), state.Epoch);
        if (old == default)
            return step;
        return new(
            [.. step.Events.Select(e => e is StrategyEvent.IncarnationStarted started ? started with { Epoch = old } : e)],
            [.. step.Effects.Select(e => Changed(e, old))]);
    }

    private static StrategyEffect Changed(StrategyEffect effect, Epoch epoch) => effect switch
    {
        StrategyEffect.TellConnection { Input: ConnectionInput.RaiseEpoch raise } tell => tell with { Input = raise with { Epoch = epoch } },
        StrategyEffect.TellConnection { Input: ConnectionInput.Void voiding } tell => tell with { Input = voiding with { By = epoch } },
        StrategyEffect.TellGuard { Input: RiskGuardInput.RaiseEpoch raise } tell => tell with { Input = raise with { Epoch = epoch } },
        _ => effect,
    };
}

/// <summary>A strategy whose state depends on how often this very process has applied something.</summary>
internal sealed class AppliesByMemory(Machine inner) : MachineAround<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>(inner)
{
    private long _applied;

    /// <inheritdoc/>
    public override StrategyState Apply(StrategyState state, StrategyEvent happened, long sequence) =>
        base.Apply(state, happened, sequence) with { PhaseReason = $"applied {++_applied}" };
}

/// <summary>The strategies that are wrong in one thing each.</summary>
internal static class WrongStrategies
{
    public static Machine DoesNotCountMexc(Machine inner) => new WrongStrategy(inner, shown: static state => state with
    {
        Accounts = state.Accounts.SetItem(Venue.MexcSpot, state.Accounts[Venue.MexcSpot] with { Base = Quantity.Zero }),
    });

    // An order in doubt is taken for one that had no effect.
    public static Machine ForgetsDoubt(Machine inner) => new WrongStrategy(inner, shown: static state =>
    {
        var orders = state.Orders;
        foreach (var order in state.Orders.Values)
        {
            if (order.InDoubt && order.Outcome is null)
                orders = orders.SetItem(order.Intent.Id, order with { InDoubt = false, Outcome = OrderOutcome.NoEffect.Instance });
        }

        return ReferenceEquals(orders, state.Orders) ? state : state with { Orders = orders };
    });

    // Once inventory is being traded, a contract is taken for a thousand.
    public static Machine SeesWideBand(Machine inner) => new WrongStrategy(inner, shown: static state =>
        state.Phase is StrategyPhase.Initializing or StrategyPhase.EstablishingDeltaNeutral or StrategyPhase.Shutdown
            ? state
            : state with { Contract = state.Contract * 1000m });

    public static Machine RoundsUp(Machine inner) => new WrongStrategy(inner, ordered: static order => order with { Quantity = order.Quantity * 1.000_01m });

    public static Machine HedgesTwice(Machine inner) => new WrongStrategy(
        inner, ordered: static order => order.Risk == RiskClass.Reducing ? order with { Quantity = order.Quantity * 2m } : order);
}
