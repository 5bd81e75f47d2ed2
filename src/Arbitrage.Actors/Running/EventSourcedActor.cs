using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Arbitrage.Domain.Running;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Protocol.Tables;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Actors.Running;

/// <summary>
/// Drives a <see cref="MachineRunner{TState,TView,TInput,TEvent,TEffect}"/> with Akka.Persistence and decides nothing itself. Writes are
/// `PersistAllAsync`, so that inputs reach the runner while a write is outstanding; the runner never has two (decision 0002).
/// </summary>
public abstract class EventSourcedActor<TState, TView, TInput, TEvent, TEffect> : UntypedPersistentActor, IWithTimers
    where TState : class
    where TView : class
    where TInput : class
    where TEvent : class
    where TEffect : class
{
    // Snapshots are also the state hashes that a journal is verified with: a young one has them sooner, at 128, 256, 512 events and so on.
    private const int FirstSnapshot = 128;

    private readonly IMachine<TState, TView, TInput, TEvent, TEffect> _machine;
    private readonly MachineRunner<TState, TView, TInput, TEvent, TEffect> _runner;
    private readonly WireSchema _schema;
    private long _snapshotAt;
    private bool _isTickDue;

    protected EventSourcedActor(
        string persistenceId, IMachine<TState, TView, TInput, TEvent, TEffect> machine, TView view, ActorHooks hooks, WireSchema? schema = null)
    {
        (PersistenceId, _machine, Hooks) = (persistenceId, machine, hooks);
        _schema = schema ?? TradingWire.Schema;
        _runner = new(machine, view);
        JournalPluginId = hooks.JournalPluginId;
    }

    public sealed override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    protected ActorHooks Hooks { get; }

    protected TState State => _runner.State;

    protected TView View => _runner.View;

    protected long Sequence => _runner.Sequence;

    /// <summary>A write is outstanding: wake-ups wait for it instead of queueing.</summary>
    protected bool IsWriting => _runner.IsWriting;

    protected DateTimeOffset Now => Hooks.Time.GetUtcNow();

    /// <summary>The input with the time of its receipt.</summary>
    protected abstract TInput Stamp(TInput input, DateTimeOffset now);

    /// <summary>A `ClockTicked`.</summary>
    protected abstract TInput NewTick();

    /// <summary>Carries out one effect.</summary>
    protected abstract void Perform(TEffect effect);

    /// <summary>Envelopes, queries and messages of children; false when it is none of these.</summary>
    protected abstract bool TryReceive(object message);

    /// <summary>The journal has been read, nothing has been decided yet.</summary>
    protected virtual void OnRecovered()
    {
    }

    /// <summary>A write has become durable and is applied; its effects follow.</summary>
    protected virtual void OnApplied()
    {
    }

    /// <summary>No write is outstanding any more: wake-ups that waited may be read.</summary>
    protected virtual void OnIdle()
    {
    }

    /// <summary>This incarnation is over; the actor stops after this.</summary>
    protected virtual void OnEnding(string reason)
    {
    }

    protected sealed override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer offer:
                Restore(offer);
                break;
            case TEvent happened:
                _runner.OnReplayed(happened, LastSequenceNr);
                Hooks.Journal.OnRecovered(PersistenceId, LastSequenceNr, happened, State);
                break;
            case RecoveryCompleted:
                // Directly, before anything that waited in the mailbox: the first write of the incarnation comes first.
                var now = Now;
                Hooks.Inputs.OnRecovered(PersistenceId, LastSequenceNr, now);
                Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, Hooks.TickEvery);
                OnRecovered();
                Carry(_runner.OnRecovered(LastSequenceNr, now));
                break;
            default:
                throw new InvalidOperationException($"{PersistenceId}: the journal holds a {message.GetType()}.");
        }
    }

    protected sealed override void OnCommand(object message)
    {
        switch (message)
        {
            case LocalInput { Input: TInput input }:
                Take(input);
                break;
            case Tick when IsWriting:
                _isTickDue = true;
                break;
            case Tick:
                Take(NewTick());
                break;
            case SaveSnapshotSuccess:
                break;
            case SaveSnapshotFailure failure: // the journal is whole without it
                Log.Warning(failure.Cause, "Snapshot of {PersistenceId} at {Sequence} failed", PersistenceId, failure.Metadata.SequenceNr);
                break;
            default:
                if (!TryReceive(message))
                    Unhandled(message);
                break;
        }
    }

    /// <summary>Hands an input to the machine, stamped with now.</summary>
    protected void Take(TInput input)
    {
        var now = Now;
        Observe(Stamp(input, now), now);
    }

    /// <summary>Hands over an input that carries no time of its own, such as the shared `BooksMoved`.</summary>
    protected void Observe(TInput stamped, DateTimeOffset now)
    {
        Hooks.Inputs.OnInput(PersistenceId, now, stamped, View);
        Carry(_runner.OnInput(stamped));
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistFailure(cause, @event, sequenceNr);
        WriteFailed("persist_failed", cause, sequenceNr);
    }

    // Akka only logs a rejected write and goes on; here it ends the incarnation like a failed one.
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        WriteFailed("persist_rejected", cause, sequenceNr);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        base.OnRecoveryFailure(reason, message);
        Hooks.Alerts.Raise(PersistenceId, "recovery_failed", reason.GetBaseException().Message);
        OnEnding(reason.Message);
    }

    private void Restore(SnapshotOffer offer)
    {
        var snapshot = offer.Snapshot as StateSnapshot
            ?? throw new InvalidOperationException($"{PersistenceId}: the snapshot is a {offer.Snapshot.GetType()}.");
        if (snapshot.Sequence != offer.Metadata.SequenceNr)
            throw new InvalidOperationException($"{PersistenceId}: snapshot {snapshot.Sequence} is stored as {offer.Metadata.SequenceNr}.");
        _runner.Restore((TState)snapshot.Unpack(_schema, PersistenceId), snapshot.Sequence);
        _snapshotAt = snapshot.Sequence;
        Hooks.Journal.OnRecovered(PersistenceId, snapshot.Sequence, null, State);
    }

    private void Carry(RunnerStep<TEvent, TEffect> step)
    {
        switch (step)
        {
            case RunnerStep<TEvent, TEffect>.Wait:
                break;
            case RunnerStep<TEvent, TEffect>.Perform perform:
                PerformAll(perform.Effects);
                break;
            case RunnerStep<TEvent, TEffect>.Write write:
                Write(write.Events);
                break;
            case RunnerStep<TEvent, TEffect>.PerformThenWrite both:
                PerformAll(both.Effects);
                Write(both.Events);
                break;
            case RunnerStep<TEvent, TEffect>.Stop stop:
                Log.Error("{PersistenceId} ends its incarnation at {Sequence}: {Reason}", PersistenceId, Sequence, stop.Reason);
                Hooks.Alerts.Raise(PersistenceId, "incarnation_ended", stop.Reason);
                OnEnding(stop.Reason);
                Context.Stop(Self);
                break;
            default:
                throw new InvalidOperationException($"Unknown step {step}.");
        }
    }

    private void PerformAll(ImmutableArray<TEffect> effects)
    {
        foreach (var effect in effects)
            Perform(effect);
    }

    private void Write(ImmutableArray<TEvent> events)
    {
        var left = events.Length;
        PersistAllAsync(events, _ =>
        {
            if (--left == 0)
                Written(events);
        });
    }

    private void Written(ImmutableArray<TEvent> events)
    {
        var (before, first) = (State, Sequence + 1);
        Hooks.Inputs.OnWritten(PersistenceId, Now, LastSequenceNr);
        var step = _runner.OnWritten(LastSequenceNr);
        Tell(events, first, before);
        OnApplied();
        SaveSnapshotIfDue();
        Carry(step);
        if (IsWriting || _runner.IsStopped)
            return;
        OnIdle();
        if (_isTickDue && !IsWriting)
        {
            _isTickDue = false;
            Take(NewTick());
        }
    }

    // Observers see the state after each event, also inside a write of several.
    private void Tell(ImmutableArray<TEvent> events, long first, TState state)
    {
        for (var i = 0; i < events.Length; i++)
        {
            state = i == events.Length - 1 ? State : _machine.Apply(state, events[i], first + i);
            Hooks.Journal.OnWritten(PersistenceId, first + i, events[i], state);
        }
    }

    // The only place that saves one. The journal behind it is kept.
    private void SaveSnapshotIfDue()
    {
        if (Sequence - _snapshotAt < Math.Min(Hooks.SnapshotEvery, Math.Max(FirstSnapshot, _snapshotAt)))
            return;
        _snapshotAt = Sequence;
        SaveSnapshot(StateSnapshot.Of(_schema, PersistenceId, Sequence, State));
    }

    private void WriteFailed(string code, Exception cause, long sequence)
    {
        if (_runner.IsStopped)
            return;
        Hooks.Alerts.Raise(PersistenceId, code, $"event {sequence}: {cause.GetBaseException().Message}");
        Hooks.Inputs.OnWriteFailed(PersistenceId, Now, cause);
        Carry(_runner.OnWriteFailed(cause));
    }

    private sealed class Tick : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static readonly Tick Instance = new();
    }
}
