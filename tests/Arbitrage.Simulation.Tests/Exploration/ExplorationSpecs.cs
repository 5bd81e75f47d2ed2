using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Exploration;
using Xunit.Abstractions;
using Step = Arbitrage.Domain.Running.Decision<Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;

namespace Arbitrage.Simulation.Tests.Exploration;

/// <summary>All reachable states of the strategy machine in a small world, and that each promise is really looked at.</summary>
public class ExplorationSpecs(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0, 1, int.MaxValue)]
    [InlineData(1, 1, int.MaxValue)]
    [InlineData(1, 2, int.MaxValue)]
    [InlineData(2, 1, 30_000)]
    public void Every_promise_holds_in_every_reachable_state(int adversities, int slices, int states)
    {
        var result = new Simulation.Exploration.Exploration(new() { Adversities = adversities, Slices = slices, States = states }).Run();

        output.WriteLine($"{result.States} states, {result.Transitions} transitions, depth {result.Depth}, {result.Elapsed.TotalSeconds:0.0} s");
        Assert.True(result.Violation is null, Describe(result));
        Assert.Equal(states == int.MaxValue, result.IsExhausted);
        Assert.True(result.States > 40);
    }

    [Fact]
    public void One_adversity_reaches_every_row_of_the_table_but_those_that_take_two()
    {
        var result = new Simulation.Exploration.Exploration(new() { Adversities = 1 }).Run();

        Assert.Equal(
            [
                "INITIALIZING to REBALANCING_DELTA", "PREPARING_ARBITRAGE to ERROR_RECOVERY",
                "ERROR_RECOVERY to REBALANCING_DELTA", "DELTA_NEUTRAL_ACTIVE to SHUTDOWN",
                "PREPARING_ARBITRAGE to SHUTDOWN", "REBALANCING_DELTA to SHUTDOWN", "ERROR_RECOVERY to SHUTDOWN",
            ],
            result.UnreachedTransitions);
    }

    [Fact]
    public void The_same_bounds_give_the_same_states()
    {
        var bounds = new ExplorationBounds { Adversities = 1, States = 2_000 };

        var (one, other) = (new Simulation.Exploration.Exploration(bounds).Run(), new Simulation.Exploration.Exploration(bounds).Run());

        Assert.Equal((one.States, one.Transitions, one.Depth), (other.States, other.Transitions, other.Depth));
        Assert.Equal(one.UnreachedInputs, other.UnreachedInputs);
    }

    [Fact]
    public void A_machine_that_never_leaves_recovery_is_found_without_exit() => Broken(
        "exit", 1,
        (state, _, step) => state.Phase == StrategyPhase.ErrorRecovery && step.Events.Any(e => e is StrategyEvent.PhaseEntered { Phase: not StrategyPhase.Shutdown })
            ? Step.Nothing
            : step);

    [Fact]
    public void A_transition_that_the_table_does_not_have_is_found() => Broken(
        "table", 0,
        (_, _, step) => SubstitutedMachine.Changed(step, e => e is StrategyEvent.PhaseEntered { Phase: StrategyPhase.DeltaNeutralActive } entered
            ? entered with { Phase = StrategyPhase.PreparingArbitrage }
            : e));

    [Fact]
    public void A_machine_that_neither_hedges_nor_halts_breaks_I7() => Broken(
        "I7", 1,
        (_, _, step) =>
        {
            // A ladder that never steps, a halt that is never set, and a rebalance that is never intended.
            var missing = step.Events.Where(
                e => e is StrategyEvent.HaltSet or StrategyEvent.LadderStepped or StrategyEvent.LegsIntended { Purpose: PairPurpose.Rebalance }).ToArray();
            var orders = missing.SelectMany(e => e is StrategyEvent.LadderStepped ladder ? ladder.Orders : e is StrategyEvent.LegsIntended legs ? legs.Orders : []);
            return new(
                [.. step.Events.Except(missing)], [.. step.Effects.Where(e => e is not StrategyEffect.SubmitOrder submit || !orders.Contains(submit.Intent))]);
        });

    [Fact]
    public void A_reducing_order_of_twice_the_size_breaks_I8() => Broken("I8", 1, (_, _, step) => SubstitutedMachine.Changed(
        step,
        e => e is StrategyEvent.LadderStepped ladder ? ladder with { Orders = [.. ladder.Orders.Select(Doubled)] } : e,
        e => e is StrategyEffect.SubmitOrder { Intent.Risk: RiskClass.Reducing } submit ? new StrategyEffect.SubmitOrder(Doubled(submit.Intent)) : e));

    [Fact]
    public void A_perpetual_bought_back_without_reduce_only_breaks_I8() => Broken("I8", 1, (_, _, step) => SubstitutedMachine.Changed(
        step,
        e => e is StrategyEvent.LegsIntended legs ? legs with { Orders = [.. legs.Orders.Select(o => o with { ReduceOnly = false })] }
            : e is StrategyEvent.LadderStepped ladder ? ladder with { Orders = [.. ladder.Orders.Select(o => o with { ReduceOnly = false })] } : e));

    [Fact]
    public void An_order_in_doubt_that_is_taken_as_without_effect_breaks_I3() => Broken(
        "I3", 1,
        (_, input, step) => input is not StrategyInput.OrderInDoubt doubt || step.Events.IsEmpty
            ? step
            : new([new StrategyEvent.OutcomeSeen(doubt.Id, OrderOutcome.NoEffect.Instance, 0, doubt.Now)], []));

    [Fact]
    public void An_order_handed_over_twice_breaks_I1() => Broken(
        "I1", 0,
        (_, _, step) => step.Effects.FirstOrDefault(e => e is StrategyEffect.SubmitOrder) is { } again ? step with { Effects = step.Effects.Add(again) } : step);

    [Fact]
    public void An_entry_after_a_kill_breaks_I9() => Broken(
        "I9", 1, SubstitutedMachine.Without(_ => false), state => state with { Mode = state.Mode with { Ordered = TradingMode.Active } });

    private void Broken(string promise, int adversities, Func<StrategyState, StrategyInput, Step, Step> substitute, Func<StrategyState, StrategyState>? seen = null)
    {
        var exploration = new Simulation.Exploration.Exploration(
            new() { Adversities = adversities }, settings => new SubstitutedMachine(settings, substitute, seen));

        var result = exploration.Run();

        output.WriteLine(Describe(result));
        Assert.Equal(promise, result.Violation?.Promise);
        Assert.NotEmpty(result.Violation!.Trace);
        Assert.False(result.IsExhausted);
    }

    private static OrderIntent Doubled(OrderIntent order) => order with { Quantity = order.Quantity + order.Quantity };

    private static string Describe(ExplorationResult result) => result.Violation is { } v
        ? $"{v.Promise}: {v.Text}\n  {string.Join("\n  ", v.Trace)}"
        : $"{result.States} states, unreached: {string.Join(", ", result.UnreachedTransitions)}";
}
