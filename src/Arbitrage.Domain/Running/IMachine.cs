using System.Collections.Immutable;

namespace Arbitrage.Domain.Running;

/// <summary>
/// A pure machine: everything that decides is one of these. No clock, no I/O, no randomness; time and ids arrive in inputs or follow
/// from state. Settings are constructor arguments of the implementation and never change while it runs.
/// </summary>
/// <typeparam name="TState">Fold of the events; immutable.</typeparam>
/// <typeparam name="TView">Volatile knowledge (books, windows), mutated by its owner, never journaled or hashed.</typeparam>
/// <typeparam name="TInput">Closed union of what happens outside.</typeparam>
/// <typeparam name="TEvent">Closed union of facts of ours that are journaled.</typeparam>
/// <typeparam name="TEffect">Closed union of what the driver is asked to do.</typeparam>
public interface IMachine<TState, TView, TInput, TEvent, TEffect>
    where TState : class
    where TView : class
    where TInput : class
    where TEvent : class
    where TEffect : class
{
    /// <summary>State before the first event.</summary>
    TState Initial { get; }

    /// <summary>Lets the view take in an input; called by the runner once for every input, as it arrives and before it is decided.</summary>
    void Observe(TView view, TInput input)
    {
    }

    /// <summary>What to record and to do about an input. Must not change anything.</summary>
    Decision<TEvent, TEffect> Decide(TState state, TView view, TInput input);

    /// <summary>
    /// Lets the view take in what was decided; called by the runner once for every decision, before the next. For what a decision itself uses up,
    /// such as a budget of requests.
    /// </summary>
    void Decided(TState state, TView view, TInput input, Decision<TEvent, TEffect> decision)
    {
    }

    /// <summary>The state after an event. Throws on an event it does not know: silence there is corruption.</summary>
    /// <param name="state">Before.</param>
    /// <param name="happened">The event.</param>
    /// <param name="sequence">Journal sequence number of the event, from 1.</param>
    TState Apply(TState state, TEvent happened, long sequence);

    /// <summary>
    /// What to do when the journal has been read: usually the first write of the incarnation, and questions, never orders.
    /// </summary>
    /// <param name="state">Fold of the whole journal.</param>
    /// <param name="nextSequence">Number the first event of the answer will get.</param>
    /// <param name="now">Local time.</param>
    Decision<TEvent, TEffect> Recovered(TState state, long nextSequence, DateTimeOffset now);
}

/// <summary>For machines without volatile knowledge.</summary>
public sealed class NoView
{
    /// <summary>The one instance.</summary>
    public static NoView Instance { get; } = new();
}

/// <summary>An effect that may only come from a persisted event, such as sending a CREATE. The runner refuses it otherwise.</summary>
public interface IDurableEffect;

/// <summary>What a machine answered: events to journal and effects to perform once they are durable.</summary>
public sealed record Decision<TEvent, TEffect>(ImmutableArray<TEvent> Events, ImmutableArray<TEffect> Effects)
{
    /// <summary>Nothing to record, nothing to do. Shared, so that a quiet tick allocates nothing.</summary>
    public static Decision<TEvent, TEffect> Nothing { get; } = new([], []);

    /// <summary>True for an empty decision.</summary>
    public bool IsNothing => Events.IsEmpty && Effects.IsEmpty;
}
