using System.Collections.Immutable;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Step = Arbitrage.Domain.Running.Decision<Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;

namespace Arbitrage.Simulation.Tests.Exploration;

/// <summary>
/// The real machine with one rule of it substituted: what it decides is changed before anybody sees it, or it decides on another state than
/// the true one.
/// </summary>
public sealed class SubstitutedMachine(
    StrategySettings settings, Func<StrategyState, StrategyInput, Step, Step> substitute, Func<StrategyState, StrategyState>? seen = null)
    : IMachine<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>
{
    private readonly StrategyMachine _real = new(settings);

    /// <inheritdoc/>
    public StrategyState Initial => _real.Initial;

    /// <inheritdoc/>
    public void Observe(StrategyView view, StrategyInput input) => _real.Observe(view, input);

    /// <inheritdoc/>
    public Step Decide(StrategyState state, StrategyView view, StrategyInput input) =>
        substitute(state, input, _real.Decide(seen?.Invoke(state) ?? state, view, input));

    /// <inheritdoc/>
    public StrategyState Apply(StrategyState state, StrategyEvent happened, long sequence) => _real.Apply(state, happened, sequence);

    /// <inheritdoc/>
    public Step Recovered(StrategyState state, long nextSequence, DateTimeOffset now) => _real.Recovered(state, nextSequence, now);

    /// <summary>Takes back decisions that record such an event, as if the rule behind them were missing.</summary>
    public static Func<StrategyState, StrategyInput, Step, Step> Without(Func<StrategyEvent, bool> which) =>
        (_, _, step) => step.Events.Any(which) ? Step.Nothing : step;

    /// <summary>Changes events, and the orders handed over with them.</summary>
    public static Step Changed(Step step, Func<StrategyEvent, StrategyEvent> change, Func<StrategyEffect, StrategyEffect>? effects = null) =>
        new([.. step.Events.Select(change)], effects is null ? step.Effects : [.. step.Effects.Select(effects)]);
}
