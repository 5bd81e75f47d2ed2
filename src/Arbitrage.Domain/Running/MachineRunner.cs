using System.Collections.Immutable;

namespace Arbitrage.Domain.Running;

/// <summary>
/// The one place that knows the order of things: recover, decide, write, apply, perform. Pure: drivers (actor, replay, simulation)
/// call it and carry out the <see cref="RunnerStep{TEvent,TEffect}"/> it answers.
/// <list type="bullet">
/// <item>At most one write is outstanding. Inputs that arrive meanwhile are queued and become one write.</item>
/// <item>Effects of a decision are performed after its events are durable, never before, never on recovery.</item>
/// <item>A failed or rejected write stops the incarnation: its outcome is unknown.</item>
/// <item>Recovery needs every sequence number from 1 (or the snapshot's) up to the highest.</item>
/// </list>
/// </summary>
public sealed class MachineRunner<TState, TView, TInput, TEvent, TEffect>
    where TState : class
    where TView : class
    where TInput : class
    where TEvent : class
    where TEffect : class
{
    /// <summary>Inputs that may wait behind one write; more than that stops the incarnation, as the journal is not keeping up.</summary>
    public const int QueueLimit = 10_000;

    private readonly IMachine<TState, TView, TInput, TEvent, TEffect> _machine;
    private readonly Queue<TInput> _queue = new();
    private ImmutableArray<TEvent> _writing = [];
    private ImmutableArray<TEffect> _held = [];
    private Phase _phase = Phase.Recovering;

    /// <param name="machine">Decides and applies.</param>
    /// <param name="view">Volatile knowledge handed to every decision.</param>
    public MachineRunner(IMachine<TState, TView, TInput, TEvent, TEffect> machine, TView view)
    {
        _machine = machine;
        View = view;
        State = machine.Initial;
    }

    private enum Phase
    {
        Recovering,
        Idle,
        Writing,
        Stopped,
    }

    /// <summary>Fold of the durable events.</summary>
    public TState State { get; private set; }

    /// <summary>The volatile knowledge.</summary>
    public TView View { get; }

    /// <summary>Sequence number of the last durable event applied.</summary>
    public long Sequence { get; private set; }

    /// <summary>A write is outstanding.</summary>
    public bool IsWriting => _phase == Phase.Writing;

    /// <summary>Stopped for good.</summary>
    public bool IsStopped => _phase == Phase.Stopped;

    /// <summary>Inputs waiting behind the outstanding write.</summary>
    public int Queued => _queue.Count;

    /// <summary>Starts from a snapshot instead of from nothing.</summary>
    /// <exception cref="InvalidOperationException">Not recovering, or events were applied already.</exception>
    public void Restore(TState state, long sequence)
    {
        if (_phase != Phase.Recovering || Sequence != 0)
            throw new InvalidOperationException("A snapshot is restored first or not at all.");
        (State, Sequence) = (state, sequence);
    }

    /// <summary>One event of the journal, in order.</summary>
    /// <exception cref="InvalidOperationException">A number is missing or repeated: the journal is not what was written.</exception>
    public void OnReplayed(TEvent happened, long sequence)
    {
        if (_phase != Phase.Recovering || sequence != Sequence + 1)
            throw new InvalidOperationException(
                $"Recovery expected event {Sequence + 1} and got {sequence}; nothing is decided on a journal with a hole.");
        State = _machine.Apply(State, happened, sequence);
        Sequence = sequence;
    }

    /// <summary>The journal has been read.</summary>
    /// <param name="highestSequence">Highest number the journal knows for this id.</param>
    /// <param name="now">Local time.</param>
    public RunnerStep<TEvent, TEffect> OnRecovered(long highestSequence, DateTimeOffset now)
    {
        if (_phase != Phase.Recovering)
            throw new InvalidOperationException("Recovered twice.");
        if (highestSequence != Sequence)
            return StopWith($"Recovery ended at event {Sequence}, the journal's highest is {highestSequence}.");
        _phase = Phase.Idle;
        var first = _machine.Recovered(State, Sequence + 1, now);
        return first.Events.IsEmpty ? Drain(Checked(first).Effects) : Carry(first);
    }

    /// <summary>Something happened outside.</summary>
    public RunnerStep<TEvent, TEffect> OnInput(TInput input)
    {
        if (_phase == Phase.Stopped)
            return RunnerStep<TEvent, TEffect>.Wait.Instance;
        _machine.Observe(View, input);
        switch (_phase)
        {
            case Phase.Idle:
                return Carry(Decide(State, input));
            default:
                if (_queue.Count >= QueueLimit)
                    return StopWith($"{QueueLimit} inputs are waiting behind one write.");
                _queue.Enqueue(input);
                return RunnerStep<TEvent, TEffect>.Wait.Instance;
        }
    }

    /// <summary>The outstanding write is durable.</summary>
    /// <param name="lastSequence">Number of its last event.</param>
    public RunnerStep<TEvent, TEffect> OnWritten(long lastSequence)
    {
        if (_phase == Phase.Stopped)
            return RunnerStep<TEvent, TEffect>.Wait.Instance;
        if (_phase != Phase.Writing || lastSequence != Sequence + _writing.Length)
            throw new InvalidOperationException($"No write up to {lastSequence} is outstanding.");
        foreach (var happened in _writing)
            State = _machine.Apply(State, happened, ++Sequence);
        var effects = _held;
        (_writing, _held, _phase) = ([], [], Phase.Idle);
        return Drain(effects);
    }

    /// <summary>The outstanding write failed or was rejected: unknown outcome, so this incarnation ends.</summary>
    public RunnerStep<TEvent, TEffect> OnWriteFailed(Exception cause) => StopWith($"Journal write failed: {cause.Message}");

    // Queued inputs are decided one after the other on a state that runs ahead of the journal; their events become one write.
    private RunnerStep<TEvent, TEffect> Drain(ImmutableArray<TEffect> perform)
    {
        if (_queue.Count == 0)
            return perform.IsEmpty ? RunnerStep<TEvent, TEffect>.Wait.Instance : new RunnerStep<TEvent, TEffect>.Perform(perform);
        var (ahead, sequence) = (State, Sequence);
        var now = perform.ToBuilder();
        var events = ImmutableArray.CreateBuilder<TEvent>();
        var later = ImmutableArray.CreateBuilder<TEffect>();
        while (_queue.TryDequeue(out var input))
        {
            var decision = Decide(ahead, input);
            Checked(decision);
            foreach (var happened in decision.Events)
                ahead = _machine.Apply(ahead, happened, ++sequence);
            events.AddRange(decision.Events);
            (events.Count == 0 ? now : later).AddRange(decision.Effects);
        }

        if (events.Count == 0)
            return now.Count == 0 ? RunnerStep<TEvent, TEffect>.Wait.Instance : new RunnerStep<TEvent, TEffect>.Perform(now.ToImmutable());
        (_writing, _held, _phase) = (events.ToImmutable(), later.ToImmutable(), Phase.Writing);
        return now.Count == 0
            ? new RunnerStep<TEvent, TEffect>.Write(Sequence + 1, _writing)
            : new RunnerStep<TEvent, TEffect>.PerformThenWrite(now.ToImmutable(), Sequence + 1, _writing);
    }

    private Decision<TEvent, TEffect> Decide(TState state, TInput input)
    {
        var decision = _machine.Decide(state, View, input);
        _machine.Decided(state, View, input, decision);
        return decision;
    }

    private RunnerStep<TEvent, TEffect> Carry(Decision<TEvent, TEffect> decision)
    {
        if (decision.IsNothing)
            return RunnerStep<TEvent, TEffect>.Wait.Instance;
        Checked(decision);
        if (decision.Events.IsEmpty)
            return new RunnerStep<TEvent, TEffect>.Perform(decision.Effects);
        (_writing, _held, _phase) = (decision.Events, decision.Effects, Phase.Writing);
        return new RunnerStep<TEvent, TEffect>.Write(Sequence + 1, _writing);
    }

    private RunnerStep<TEvent, TEffect> StopWith(string reason)
    {
        (_phase, _writing, _held) = (Phase.Stopped, [], []);
        _queue.Clear();
        return new RunnerStep<TEvent, TEffect>.Stop(reason);
    }

    private static Decision<TEvent, TEffect> Checked(Decision<TEvent, TEffect> decision)
    {
        if (!decision.Events.IsEmpty)
            return decision;
        foreach (var effect in decision.Effects)
        {
            if (effect is IDurableEffect)
                throw new InvalidOperationException($"{effect} can only come from a persisted event.");
        }

        return decision;
    }
}
