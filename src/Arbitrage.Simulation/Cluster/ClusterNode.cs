using Arbitrage.Simulation.Cluster.Faults;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Cluster;

/// <summary>One process: a clock of its own that is not the true one, a kill latch, and the incarnations that live on it.</summary>
internal sealed class ClusterNode(int index, VirtualTime time)
{
    private readonly List<Action> _held = [];
    private TimeSpan _jumped;

    public int Index => index;

    /// <summary>Its process runs, or is only paused.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>Its process stands still: nothing it does happens, and what reaches it waits.</summary>
    public bool IsPaused { get; private set; }

    public NodeLatch Latch { get; set; } = new();

    /// <summary>Incarnations that live here, oldest first.</summary>
    public List<Life> Lives { get; } = [];

    /// <summary>Constant error of the wall clock.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>Error of the rate of both clocks, in parts per million.</summary>
    public long DriftPpm { get; init; }

    /// <summary>Time since the start of the run by the monotonic clock, which nobody sets.</summary>
    public TimeSpan Monotonic
    {
        get
        {
            var elapsed = (time.Now - time.Start).Ticks;
            return new(elapsed + (elapsed / 1_000_000 * DriftPpm));
        }
    }

    /// <summary>The wall clock.</summary>
    public DateTimeOffset Now => time.Start + Monotonic + Skew + _jumped;

    /// <summary>How far somebody set the wall clock, all in all.</summary>
    public TimeSpan Jumped => _jumped;

    /// <summary>What the guard says about the latch does not reach it before this true time.</summary>
    public DateTimeOffset DeafUntil { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Somebody sets the wall clock.</summary>
    public void Jump(TimeSpan by) => _jumped += by;

    /// <summary>What is wrong with the wall clock just now; null for nothing.</summary>
    public Fault? ClockFault { get; set; }

    public void Pause() => IsPaused = true;

    /// <summary>Goes on: what waited happens now, in the order in which it came.</summary>
    public void Wake()
    {
        IsPaused = false;
        foreach (var held in _held)
            time.After(TimeSpan.Zero, held);
        _held.Clear();
    }

    /// <summary>Does something as this process, or holds it while it stands still.</summary>
    public void Run(Action action)
    {
        if (IsPaused)
            _held.Add(action);
        else if (IsUp)
            action();
    }

    /// <summary>The process is gone, with what waited for it.</summary>
    public void Die()
    {
        (IsUp, IsPaused) = (false, false);
        _held.Clear();
    }
}
