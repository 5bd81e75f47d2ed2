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
    private readonly HostContext _context;
    private readonly HostedMachine<TState, TView, TInput, TEvent, TEffect> _hosted;
    private MachineRunner<TState, TView, TInput, TEvent, TEffect>? _runner;
    private PendingWrite? _pending;

    /// <param name="context">What all hosts share.</param>
    /// <param name="persistenceId">Whose journal.</param>
    /// <param name="hosted">The machine and how its driver serves it.</param>
    public MachineHost(HostContext context, string persistenceId, HostedMachine<TState, TView, TInput, TEvent, TEffect> hosted) =>
        (_context, PersistenceId, _hosted) = (context, persistenceId, hosted);

    private sealed record PendingWrite(long First, ImmutableArray<TEvent> Events);

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

    /// <inheritdoc/>
    public void Start()
    {
        if (IsRunning)
            throw new InvalidOperationException($"{PersistenceId} is running.");
        _runner = new(_hosted.Machine, _hosted.NewView());
        (_pending, StopReason) = (null, null);
        var journal = _context.Journals.Of(PersistenceId);
        foreach (var entry in journal)
            _runner.OnReplayed((TEvent)entry.Happened, entry.Sequence);
        _hosted.Started();
        Carry(_runner.OnRecovered(journal.Count, _context.Time.Now));
    }

    /// <summary>An input arrives now. Nobody hears it when no incarnation is running: messages are not kept for the dead.</summary>
    public void Deliver(TInput input)
    {
        if (IsRunning)
            Carry(_runner!.OnInput(_hosted.Stamp(input, _context.Time.Now)));
    }

    /// <inheritdoc/>
    public void Crash(bool writeWasDurable = false)
    {
        if (writeWasDurable && _pending is { } write)
            _context.Journals.Append(PersistenceId, write.First, write.Events, _context.Time.Now);
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
                Note(DriverCallKind.Stop, stop.Reason);
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
            Note(DriverCallKind.Perform, effect);
            _hosted.Perform(effect);
        }
    }

    private void Write(long first, ImmutableArray<TEvent> events)
    {
        foreach (var happened in events)
            Note(DriverCallKind.Write, happened);
        var (runner, pending) = (_runner!, new PendingWrite(first, events));
        _pending = pending;
        _context.Time.After(_context.WriteTakes, () =>
        {
            if (!ReferenceEquals(runner, _runner) || runner.IsStopped || !ReferenceEquals(_pending, pending))
                return;
            _pending = null;
            _context.Journals.Append(PersistenceId, first, events, _context.Time.Now);
            Carry(runner.OnWritten(first + events.Length - 1));
        });
    }

    private void Note(DriverCallKind kind, object subject) =>
        _context.Calls?.Add(new(_context.Time.Now, PersistenceId, kind, subject));
}

/// <summary>What all hosts share.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Journals">Journals of all.</param>
/// <param name="WriteTakes">Time of one journal write.</param>
/// <param name="Calls">Call trace; null when none is wanted.</param>
public sealed record HostContext(VirtualTime Time, MemoryJournals Journals, TimeSpan WriteTakes, List<DriverCall>? Calls);

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
