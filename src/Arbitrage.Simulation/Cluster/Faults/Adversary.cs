using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Cluster.Faults;

/// <summary>Keeps what is in force, and says of each thing that passes by whether it is hit.</summary>
internal sealed class Adversary
{
    private readonly List<Fault>[] _active = new List<Fault>[Enum.GetValues<FaultKind>().Max(k => (int)k) + 1];
    private readonly VirtualTime _time;
    private readonly int[] _hits;
    private int _inForce;

    /// <param name="plan">All faults of the seed.</param>
    /// <param name="leftOut">Numbers of those that do not happen in this run.</param>
    /// <param name="time">When.</param>
    /// <param name="begin">A fault begins, or happens.</param>
    /// <param name="end">A fault that lasts ends.</param>
    public Adversary(IReadOnlyList<Fault> plan, IReadOnlySet<int> leftOut, VirtualTime time, Action<Fault> begin, Action<Fault> end)
    {
        _time = time;
        _hits = new int[_active.Length];
        for (var i = 0; i < _active.Length; i++)
            _active[i] = [];
        foreach (var fault in plan)
        {
            if (leftOut.Contains(fault.Number))
                continue;
            time.At(time.Start + fault.At, () =>
            {
                if (fault.For == TimeSpan.Zero)
                {
                    LastAt = time.Now;
                    begin(fault);
                    return;
                }

                _active[(int)fault.Kind].Add(fault);
                _inForce++;
                begin(fault);
            });
            if (fault.For == TimeSpan.Zero)
                continue;
            time.At(time.Start + fault.Until, () =>
            {
                _active[(int)fault.Kind].Remove(fault);
                _inForce--;
                LastAt = time.Now;
                end(fault);
            });
        }
    }

    /// <summary>Something is in force.</summary>
    public bool IsActive => _inForce > 0;

    /// <summary>When something was in force last.</summary>
    public DateTimeOffset LastAt { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>How often each kind hit something.</summary>
    public int Hits(FaultKind kind) => _hits[(int)kind];

    /// <summary>One more of a kind.</summary>
    public void Count(FaultKind kind) => _hits[(int)kind]++;

    /// <summary>The fault of a kind that is in force against this one of so many, whether or not it hits by chance; null when there is none.</summary>
    public Fault? Against(FaultKind kind, int target, int of)
    {
        foreach (var fault in _active[(int)kind])
        {
            if (fault.Target % of == target)
                return fault;
        }

        return null;
    }

    /// <summary>The fault that hits what passes by now; null for none. Counts it.</summary>
    public Fault? Hit(FaultKind kind, int target, int of)
    {
        if (Against(kind, target, of) is not { } fault || fault.Random!.Below(100) >= fault.Chance)
            return null;
        Count(kind);
        return fault;
    }
}
