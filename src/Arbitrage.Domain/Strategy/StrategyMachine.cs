using Arbitrage.Domain.Running;
using Step = Arbitrage.Domain.Running.Decision<Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;

namespace Arbitrage.Domain.Strategy;

/// <summary>The strategy of one symbol.</summary>
public sealed class StrategyMachine(StrategySettings settings)
    : IMachine<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>
{
    /// <inheritdoc/>
    public StrategyState Initial => StrategyState.Empty;

    /// <inheritdoc/>
    public void Observe(StrategyView view, StrategyInput input) => view.Observe(input);

    /// <inheritdoc/>
    public Step Decide(StrategyState state, StrategyView view, StrategyInput input) => Step.Nothing;

    /// <inheritdoc/>
    public StrategyState Apply(StrategyState state, StrategyEvent happened, long sequence) => state with { Sequence = sequence };

    /// <inheritdoc/>
    public Step Recovered(StrategyState state, long nextSequence, DateTimeOffset now) =>
        new([new StrategyEvent.IncarnationStarted(new(settings.Generation, nextSequence), now)], []);
}
