using Arbitrage.Domain.Running;

namespace Arbitrage.Simulation.Cluster.Sabotage;

/// <summary>A machine around a machine: what passes in and out can be changed, the machine itself is the real one.</summary>
internal abstract class MachineAround<TState, TView, TInput, TEvent, TEffect>(IMachine<TState, TView, TInput, TEvent, TEffect> inner)
    : IMachine<TState, TView, TInput, TEvent, TEffect>
    where TState : class
    where TView : class
    where TInput : class
    where TEvent : class
    where TEffect : class
{
    /// <inheritdoc/>
    public TState Initial => inner.Initial;

    /// <summary>The real machine.</summary>
    protected IMachine<TState, TView, TInput, TEvent, TEffect> Inner => inner;

    /// <inheritdoc/>
    public virtual void Observe(TView view, TInput input) => inner.Observe(view, input);

    /// <inheritdoc/>
    public virtual Decision<TEvent, TEffect> Decide(TState state, TView view, TInput input) => inner.Decide(state, view, input);

    /// <inheritdoc/>
    public virtual void Decided(TState state, TView view, TInput input, Decision<TEvent, TEffect> decision) =>
        inner.Decided(state, view, input, decision);

    /// <inheritdoc/>
    public virtual TState Apply(TState state, TEvent happened, long sequence) => inner.Apply(state, happened, sequence);

    /// <inheritdoc/>
    public virtual Decision<TEvent, TEffect> Recovered(TState state, long nextSequence, DateTimeOffset now) =>
        inner.Recovered(state, nextSequence, now);
}
