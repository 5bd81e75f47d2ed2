using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Exploration;

/// <summary>
/// Every time the machine compares with now, as the moment at which it makes a difference. Time jumps from one of these to the next; one that
/// is past makes no difference any more. <see cref="CanonicalForm"/> keeps how far each of them is ahead, and nothing else of any time.
/// </summary>
internal static class Deadlines
{
    /// <summary>Number of deadlines of a state without those of its orders.</summary>
    public const int Count = 13;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    /// <summary>The next deadline; ten seconds on when there is none.</summary>
    public static DateTimeOffset Next(SmallWorld world, StrategySettings settings)
    {
        Span<DateTimeOffset> all = stackalloc DateTimeOffset[Count];
        Of(world, settings, all);
        var next = DateTimeOffset.MaxValue;
        foreach (var deadline in all)
            next = deadline > world.Now && deadline < next ? deadline : next;
        foreach (var order in world.State.Orders.Values)
        {
            var deadline = OfOrder(world.State, order);
            next = deadline > world.Now && deadline < next ? deadline : next;
        }

        return next == DateTimeOffset.MaxValue ? world.Now + Idle : next;
    }

    /// <summary>The deadlines of a world; one that has no meaning in it is at the beginning of time.</summary>
    public static void Of(SmallWorld world, StrategySettings settings, Span<DateTimeOffset> into)
    {
        var state = world.State;
        into.Clear();
        var recovers = state.Phase == StrategyPhase.ErrorRecovery;
        if (PhaseLimit(state.Phase, settings.Timeouts) is { } limit)
            into[0] = After(state.PhaseSince, limit);
        if (recovers)
        {
            into[1] = state.Recovery.RetryAt;
            into[2] = After(state.Recovery.AttemptAt, settings.Timeouts.Recovery);
        }

        if (state.Pair is { } pair)
        {
            into[3] = After(pair.StepAt, settings.LegTimeout);
            into[4] = After(pair.StepAt > state.PhaseSince ? pair.StepAt : state.PhaseSince, settings.DeltaTimeLimit);
        }

        if (state.DeltaOutSince is { } since)
        {
            into[5] = After(since, settings.DeltaTimeLimit);
            into[12] = After(since, settings.DeltaTimeLimit / 2);
        }

        into[6] = After(state.Profit.LastPair, Cooldown(state.Profit.EmptyInRow));
        // Built up again a minute after the last pair at the earliest. A pair that is under way will be the last then, and without one the base at
        // the spots changes only by a fill that comes late.
        if (world.Ghost is not null || (state.Pair is null && state.SpotBase < state.Inventory.Target * 0.5m))
            into[7] = After(state.Profit.LastPair, TimeSpan.FromMinutes(1));
        if (state.Lease.Refusals > 0)
            into[8] = After(state.Lease.RefusedAt, TimeSpan.FromSeconds(Math.Min(1L << Math.Min(state.Lease.Refusals - 1, 5), 30)));
        if (state.Lease.Asked is { } asked)
            into[9] = After(asked.At, TimeSpan.FromSeconds(2));
        // Hedges wait no longer than a quarter of the time that delta may be out.
        into[11] = After(state.Profit.LastPair, settings.DeltaTimeLimit / 4) is var hedge && hedge < into[6] ? hedge : default;
        into[10] = After(state.Recovery.PrepareExpiredAt, TimeSpan.FromSeconds(5));
    }

    /// <summary>When an order without an answer, or without an outcome, is asked about.</summary>
    public static DateTimeOffset OfOrder(StrategyState state, OrderState order) =>
        state.IsFinal(order) || order.Outcome is not null
            ? default
            : After(order.IntendedAt, TimeSpan.FromSeconds(order.Answer is null ? 1 : 5));

    /// <summary>
    /// The longest a back-off may be, and the length it is given here: what it really is depends on the number of the incarnation, which the
    /// canonical form leaves out.
    /// </summary>
    public static TimeSpan LongestBackOff(int attempt) => TimeSpan.FromSeconds(attempt switch { <= 1 => 3, 2 => 5, 3 => 10, 4 => 20, _ => 38 });

    private static TimeSpan Cooldown(int emptyInRow) =>
        emptyInRow == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Min(250L << Math.Min(emptyInRow - 1, 6), 10_000));

    private static TimeSpan? PhaseLimit(StrategyPhase phase, StateTimeouts timeouts) => phase switch
    {
        StrategyPhase.Initializing => timeouts.Initializing,
        StrategyPhase.EstablishingDeltaNeutral => timeouts.Establishing,
        StrategyPhase.DeltaNeutralActive => timeouts.Active,
        StrategyPhase.PreparingArbitrage => timeouts.Preparing,
        StrategyPhase.ExecutingArbitrage => timeouts.Executing,
        StrategyPhase.RebalancingDelta => timeouts.Rebalancing,
        StrategyPhase.Shutdown => timeouts.Shutdown,
        _ => null,
    };

    private static DateTimeOffset After(DateTimeOffset since, TimeSpan time) => since == DateTimeOffset.MinValue ? default : since + time;
}
