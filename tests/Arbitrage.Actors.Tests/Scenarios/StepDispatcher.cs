using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Actors.Tests.Scenarios;

/// <summary>
/// One thread for everything that an actor system does. Before it is taken over and after it is let go, work runs on the thread pool, as systems start
/// and end by waiting for themselves; between the two nothing runs but what <see cref="Drain"/> runs, in the order in which it was asked for.
/// </summary>
internal sealed class SingleThread
{
    private static readonly ConcurrentDictionary<string, SingleThread> All = new(StringComparer.Ordinal);

    private readonly ConcurrentQueue<IRunnable> _work = new();
    private readonly Dictionary<string, List<Action>> _paused = new(StringComparer.Ordinal);
    private int _onPool;
    private volatile bool _isTaken;

    /// <summary>Clock of the system's scheduler once it is taken over.</summary>
    public VirtualTime? Time { get; private set; }

    public static SingleThread Of(Config config) => Of(config.GetString("arbitrage.single-thread"));

    public static SingleThread Of(string name) => All.GetOrAdd(name, _ => new());

    /// <summary>From now on nothing runs by itself.</summary>
    public void TakeOver(VirtualTime time)
    {
        // The start of a system goes on after its constructor has returned; there is no message that says it is over.
        Assert.True(SpinWait.SpinUntil(IsQuiet, TimeSpan.FromSeconds(30)), "the actor system does not come to rest");
        (Time, _isTaken) = (time, true);
    }

    public void LetGo()
    {
        _isTaken = false;
        while (_work.TryDequeue(out var left))
            OnPool(left);
    }

    public void Run(IRunnable work)
    {
        if (_isTaken)
            _work.Enqueue(work);
        else
            OnPool(work);
    }

    /// <summary>From now on messages for this actor and its children wait.</summary>
    public void Pause(string path) => _paused.Add(path, []);

    /// <summary>Delivers what has waited.</summary>
    public void Wake(string path)
    {
        if (!_paused.Remove(path, out var kept))
            return;
        foreach (var deliver in kept)
            deliver();
    }

    /// <summary>Keeps a message back when its receiver is paused.</summary>
    public bool Keeps(string receiver, Action deliver)
    {
        foreach (var (path, kept) in _paused)
        {
            if (!receiver.StartsWith(path, StringComparison.Ordinal))
                continue;
            kept.Add(deliver);
            return true;
        }

        return false;
    }

    /// <summary>Runs until nobody has anything to do.</summary>
    public void Drain()
    {
        while (_work.TryDequeue(out var next))
            next.Run();
    }

    private bool IsQuiet()
    {
        for (var looks = 0; looks < 20; looks++)
        {
            if (Volatile.Read(ref _onPool) != 0)
                return false;
            Thread.Sleep(1);
        }

        return true;
    }

    private void OnPool(IRunnable work)
    {
        Interlocked.Increment(ref _onPool);
        ThreadPool.UnsafeQueueUserWorkItem(_ =>
        {
            try
            {
                work.Run();
            }
            finally
            {
                Interlocked.Decrement(ref _onPool);
            }
        }, null);
    }
}

/// <summary>Makes the dispatcher of a system on one thread.</summary>
internal sealed class StepDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly StepDispatcher _dispatcher;

    public StepDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) => _dispatcher = new(this, SingleThread.Of(prerequisites.Settings.Config));

    public override MessageDispatcher Dispatcher() => _dispatcher;
}

/// <summary>Hands mailboxes to the one thread; messages for a paused actor and its children wait here.</summary>
internal sealed class StepDispatcher(MessageDispatcherConfigurator configurator, SingleThread thread) : MessageDispatcher(configurator)
{
    public override void Dispatch(ActorCell cell, Envelope envelope)
    {
        if (!thread.Keeps(cell.Self.Path.ToStringWithoutAddress(), () => base.Dispatch(cell, envelope)))
            base.Dispatch(cell, envelope);
    }

    protected override void ExecuteTask(IRunnable run) => thread.Run(run);

    protected override void Shutdown()
    {
    }
}
