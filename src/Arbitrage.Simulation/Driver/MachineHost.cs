using System.Collections.Immutable;
using Arbitrage.Domain.Running;

namespace Arbitrage.Simulation.Driver;

/// <summary>A machine that can be started, ticked, crashed and recovered without knowing its types.</summary>
public interface IMachineHost
{
    /// <summary>Whose journal.</summary>
    string PersistenceId { get; }

    /// <summary>An incarnation is running.</summary>
    bool IsRunning { get; }

    /// <summary>Why the last incarnation stopped by itself; null when it did not.</summary>
    string? StopReason { get; }

    /// <summary>Starts an incarnation: reads the journal, then decides.</summary>
    void Start();

    /// <summary>The first half of a start: reads the journal. Inputs wait from here on.</summary>
    void Read();

    /// <summary>The second half: decides on what was read.</summary>
    void Begin();

    /// <summary>Ends the incarnation at once. A write under way is lost unless it is said to have been durable already.</summary>
    void Crash(bool writeWasDurable = false);

    /// <summary>Ends the incarnation because its machine asked for it.</summary>
    void Stop(string reason);

    /// <summary>The incarnation's 100 ms have passed.</summary>
    void Tick();
}

/// <summary>
/// Driver of one machine on virtual time: carries out what the runner asks, in order, and decides nothing. A write takes the configured time;
/// what an older incarnation still had under way reaches nobody.
/// </summary>
public sealed class MachineHost<TState, TView, TInput, TEvent, TEffect> : IMachineHost
    where TState : class
    where TView : class
    where TInput : class
    where TEvent : class
    where TEffect : class
{
    private readonly IHostContext _context;
    private readonly HostedMachine<TState, TView, TInput, TEvent, TEffect> _hosted;
    private MachineRunner<TState, TView, TInput, TEvent, TEffect>? _runner;
    private bool _hasBegun;
    private JournalWrite? _pending;

    /// <param name="context">What it stands on.</param>
    /// <param name="persistenceId">Whose journal.</param>
    /// <param name="hosted">The machine and how its driver serves it.</param>
    public MachineHost(IHostContext context, string persistenceId, HostedMachine<TState, TView, TInput, TEvent, TEffect> hosted) =>
        (_context, PersistenceId, _hosted) = (context, persistenceId, hosted);

    /// <inheritdoc/>
    public string PersistenceId { get; }

    /// <inheritdoc/>
    public bool IsRunning => _runner is { IsStopped: false };

    /// <inheritdoc/>
    public string? StopReason { get; private set; }

    /// <summary>State of the running incarnation, or of the one that was last; the initial one before the first.</summary>
    public TState State => _runner?.State ?? _hosted.Machine.Initial;

    /// <summary>View of the running incarnation, or of the one that was last.</summary>
    public TView? View => _runner?.View;

    /// <summary>A write is outstanding, or the journal is still being read: wake-ups wait.</summary>
    public bool IsBusy => _pending is not null || !_hasBegun;

    /// <inheritdoc/>
    public void Start()
    {
        Read();
        Begin();
    }

    /// <inheritdoc/>
    public void Read()
    {
        if (IsRunning)
            throw new InvalidOperationException($"{PersistenceId} is running.");
        _runner = new(_hosted.Machine, _hosted.NewView());
        (_pending, _hasBegun, StopReason) = (null, false, null);
        var sequence = 0L;
        foreach (var happened in _context.Journal(PersistenceId))
            _runner.OnReplayed((TEvent)happened, ++sequence);
    }

    /// <inheritdoc/>
    public void Begin()
    {
        _hasBegun = true;
        _hosted.Started();
        Carry(_runner!.OnRecovered(_runner.Sequence, _context.Now));
    }

    /// <summary>An input arrives now. Nobody hears it when no incarnation is running: messages are not kept for the dead.</summary>
    public void Deliver(TInput input)
    {
        if (IsRunning)
            Carry(_runner!.OnInput(_hosted.Stamp(input, _context.Now)));
    }

    /// <inheritdoc/>
    public void Crash(bool writeWasDurable = false)
    {
        if (writeWasDurable && _pending is { } write)
            _context.Land(write);
        End();
    }

    /// <inheritdoc/>
    public void Stop(string reason)
    {
        StopReason = reason;
        End();
    }

    /// <inheritdoc/>
    public void Tick() => Deliver(_hosted.NewTick());

    private void End()
    {
        // The runner stays, so that its state can still be looked at, but is stopped for good.
        _runner?.OnWriteFailed(new InvalidOperationException("crashed"));
        _pending?.Abandon();
        _pending = null;
        _hosted.Ended();
    }

    private void Carry(RunnerStep<TEvent, TEffect> step)
    {
        switch (step)
        {
            case RunnerStep<TEvent, TEffect>.Wait:
                break;
            case RunnerStep<TEvent, TEffect>.Perform perform:
                Perform(perform.Effects);
                break;
            case RunnerStep<TEvent, TEffect>.Write write:
                Write(write.FirstSequence, write.Events);
                break;
            case RunnerStep<TEvent, TEffect>.PerformThenWrite both:
                Perform(both.Effects);
                if (IsRunning) // an effect may have ended this very incarnation
                    Write(both.FirstSequence, both.Events);
                break;
            case RunnerStep<TEvent, TEffect>.Stop stop:
                _context.Note(PersistenceId, DriverCallKind.Stop, stop.Reason);
                Stop(stop.Reason);
                break;
            default:
                throw new InvalidOperationException($"No such step: {step}");
        }
    }

    private void Perform(ImmutableArray<TEffect> effects)
    {
        foreach (var effect in effects)
        {
            _context.Note(PersistenceId, DriverCallKind.Perform, effect);
            if (!_context.IsAlive)
                return;
            _hosted.Perform(effect);
        }
    }

    private void Write(long first, ImmutableArray<TEvent> events)
    {
        foreach (var happened in events)
            _context.Note(PersistenceId, DriverCallKind.Write, happened);
        if (!_context.IsAlive)
            return;
        var runner = _runner!;
        _pending = new(PersistenceId, first, ImmutableArray<object>.CastUp(events), OnEnded);
        _context.Write(_pending);

        void OnEnded(JournalWrite write, Exception? failure)
        {
            if (write.IsAbandoned || runner.IsStopped)
                return;
            _pending = null;
            Carry(failure is null ? runner.OnWritten(first + events.Length - 1) : runner.OnWriteFailed(failure));
        }
    }
}

/// <summary>A machine and how its driver serves it.</summary>
/// <param name="Machine">Decides.</param>
/// <param name="NewView">Fresh volatile knowledge for an incarnation.</param>
/// <param name="Stamp">Gives an input the time of its arrival.</param>
/// <param name="NewTick">The input that says 100 ms have passed.</param>
/// <param name="Perform">Carries out an effect.</param>
/// <param name="Started">An incarnation begins, before it decides anything.</param>
/// <param name="Ended">It is gone.</param>
public sealed record HostedMachine<TState, TView, TInput, TEvent, TEffect>(
    IMachine<TState, TView, TInput, TEvent, TEffect> Machine, Func<TView> NewView, Func<TInput, DateTimeOffset, TInput> Stamp,
    Func<TInput> NewTick, Action<TEffect> Perform, Action Started, Action Ended)
    where TState : class
    where TView : class
    where TInput : class
    where TEvent : class
    where TEffect : class;
