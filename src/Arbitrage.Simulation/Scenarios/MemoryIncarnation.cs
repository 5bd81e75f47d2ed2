using System.Collections.Immutable;
using Arbitrage.Domain.Running;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>One incarnation of a machine without its types.</summary>
internal interface IMemoryIncarnation
{
    /// <summary>Neither crashed nor ended.</summary>
    bool IsRunning { get; }

    /// <summary>Reads the journal, then decides.</summary>
    void Start();

    /// <summary>Ends it at once; nobody is told.</summary>
    void Crash();

    /// <summary>Keeps everything that arrives for later.</summary>
    void Pause();

    /// <summary>Delivers what was kept.</summary>
    void Wake();
}

/// <summary>How the stage serves an incarnation.</summary>
/// <param name="Id">Persistence id.</param>
/// <param name="Machine">Decides.</param>
/// <param name="View">Its volatile knowledge.</param>
/// <param name="Stamp">Gives an input the time of its arrival.</param>
/// <param name="NewTick">The input that says 100 ms have passed.</param>
/// <param name="Perform">Carries out an effect.</param>
/// <param name="Started">It begins, before it decides anything.</param>
/// <param name="Idle">No write is outstanding any more.</param>
/// <param name="Ended">It is over.</param>
/// <param name="Died">It ended by itself, with the reason.</param>
internal sealed record MemoryPart<TState, TView, TInput, TEvent, TEffect>(
    string Id, IMachine<TState, TView, TInput, TEvent, TEffect> Machine, TView View, Func<TInput, DateTimeOffset, TInput> Stamp,
    Func<TInput> NewTick, Action<TEffect> Perform, Action Started, Action Idle, Action Ended, Action<string, string> Died)
    where TState : class
    where TView : class
    where TInput : class
    where TEvent : class
    where TEffect : class;

/// <summary>
/// One incarnation of one machine on virtual time: carries out what the runner asks as the actor does (a tick that comes while a write is outstanding
/// waits for it), and decides nothing. Two of them may share a journal, as two processes would.
/// </summary>
internal sealed class MemoryIncarnation<TState, TView, TInput, TEvent, TEffect>(
    VirtualTime time, ScenarioJournals journals, MemoryPart<TState, TView, TInput, TEvent, TEffect> part) : IMemoryIncarnation
    where TState : class
    where TView : class
    where TInput : class
    where TEvent : class
    where TEffect : class
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(100);

    private readonly MachineRunner<TState, TView, TInput, TEvent, TEffect> _runner = new(part.Machine, part.View);
    private readonly Queue<Action> _kept = new();
    private bool _isOver, _isPaused, _isTickDue;

    public bool IsRunning => !_isOver;

    public TState State => _runner.State;

    public TView View => _runner.View;

    public bool IsWriting => _runner.IsWriting;

    public void Start()
    {
        var journal = journals.Of(part.Id);
        foreach (var entry in journal)
            _runner.OnReplayed((TEvent)entry.Happened, entry.Sequence);
        Tick();
        part.Started();
        Carry(_runner.OnRecovered(journal.Count, time.Now));
    }

    public void Deliver(TInput input) => Run(() => Carry(_runner.OnInput(part.Stamp(input, time.Now))));

    /// <summary>Hands over what carries no time of its own.</summary>
    public void Observe(TInput input) => Carry(_runner.OnInput(input));

    /// <summary>Runs something of this incarnation's own now, later when it is paused, never when it is over.</summary>
    public void Run(Action what)
    {
        if (_isOver)
            return;
        if (_isPaused)
            _kept.Enqueue(what);
        else
            what();
    }

    public void Crash()
    {
        if (_isOver)
            return;
        _isOver = true;
        _kept.Clear();
        part.Ended();
    }

    public void Pause() => _isPaused = true;

    public void Wake()
    {
        _isPaused = false;
        while (!_isOver && !_isPaused && _kept.TryDequeue(out var what))
            what();
    }

    /// <summary>It ends because its machine asked for it.</summary>
    public void Die(string code, string reason)
    {
        if (_isOver)
            return;
        Crash();
        part.Died(code, reason);
    }

    private void Tick()
    {
        if (_isOver)
            return;
        time.After(TickEvery, () =>
        {
            Run(() =>
            {
                if (IsWriting)
                    _isTickDue = true;
                else
                    Deliver(part.NewTick());
            });
            Tick();
        });
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
                if (!_isOver) // an effect may have ended this very incarnation
                    Write(both.FirstSequence, both.Events);
                break;
            case RunnerStep<TEvent, TEffect>.Stop stop:
                Die("incarnation_ended", stop.Reason);
                break;
            default:
                throw new InvalidOperationException($"No such step: {step}");
        }
    }

    private void Perform(ImmutableArray<TEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (!_isOver)
                part.Perform(effect);
        }
    }

    private void Write(long first, ImmutableArray<TEvent> events) =>
        journals.Write(part.Id, first, [.. events], failure => Run(() =>
        {
            if (failure is null)
                Written(first + events.Length - 1);
            else
                Carry(_runner.OnWriteFailed(failure));
        }));

    private void Written(long last)
    {
        Carry(_runner.OnWritten(last));
        if (_isOver || IsWriting)
            return;
        part.Idle();
        if (_isTickDue && !IsWriting && !_isOver)
        {
            _isTickDue = false;
            Deliver(part.NewTick());
        }
    }
}
