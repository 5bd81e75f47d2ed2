namespace Arbitrage.Simulation.Driver;

/// <summary>Time that passes only from event to event. Events of the same time run in the order in which they were scheduled.</summary>
public sealed class VirtualTime(DateTimeOffset start)
{
    private readonly PriorityQueue<Action, (long At, long Order)> _due = new();
    private readonly TimeSpan _offset = start.Offset;
    private TimeLane[] _lanes = [];
    private (long At, long Order) _first = (long.MaxValue, long.MaxValue);
    private long _scheduled;

    /// <summary>When it began.</summary>
    public DateTimeOffset Start { get; } = start;

    /// <summary>Now.</summary>
    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>Events that ran.</summary>
    public long Steps { get; private set; }

    /// <summary>Now in UTC ticks.</summary>
    internal long NowTicks { get; private set; } = start.UtcTicks;

    /// <summary>Runs an action after a delay, zero included: never at once, so that a caller always finishes first.</summary>
    public void After(TimeSpan delay, Action action) => Enqueue(NowTicks + delay.Ticks, action);

    /// <summary>Runs an action at a time; one that has passed means now.</summary>
    public void At(DateTimeOffset at, Action action) => Enqueue(at.UtcTicks, action);

    /// <summary>Runs what is due up to a time, that time included, and stands there afterwards.</summary>
    public void RunUntil(DateTimeOffset until)
    {
        var last = until.UtcTicks;
        while (TryRunNext(last))
        {
        }

        StandAt(last);
    }

    /// <summary>Runs until a condition holds or a time has come; answers whether it held.</summary>
    public bool RunUntil(Func<bool> condition, DateTimeOffset latest)
    {
        var last = latest.UtcTicks;
        while (!condition())
        {
            if (TryRunNext(last))
                continue;
            StandAt(last);
            return false;
        }

        return true;
    }

    /// <summary>Runs the next event that is due up to a time; without one it stands there and answers false.</summary>
    public bool RunNext(DateTimeOffset until)
    {
        if (TryRunNext(until.UtcTicks))
            return true;
        StandAt(until.UtcTicks);
        return false;
    }

    /// <summary>Lets a lane's events happen among the others.</summary>
    internal void Join(TimeLane lane) => _lanes = [.. _lanes, lane];

    /// <summary>The order number of an event that is scheduled now.</summary>
    internal long NextOrder() => ++_scheduled;

    private void Enqueue(long at, Action action)
    {
        var key = (at > NowTicks ? at : NowTicks, NextOrder());
        _due.Enqueue(action, key);
        if (key.Item1 < _first.At)
            _first = key;
    }

    private bool TryRunNext(long last)
    {
        var (at, order) = _first;
        TimeLane? from = null;
        foreach (var lane in _lanes)
        {
            if (lane.DueAt < at || (lane.DueAt == at && lane.DueOrder < order))
                (at, order, from) = (lane.DueAt, lane.DueOrder, lane);
        }

        if (at > last)
            return false;
        MoveTo(at);
        Steps++;
        if (from is not null)
            from.Run();
        else
            Dequeue()();
        return true;
    }

    private Action Dequeue()
    {
        var action = _due.Dequeue();
        _first = _due.TryPeek(out _, out var key) ? key : (long.MaxValue, long.MaxValue);
        return action;
    }

    private void StandAt(long at)
    {
        if (at > NowTicks)
            MoveTo(at);
    }

    private void MoveTo(long at)
    {
        if (at == NowTicks)
            return;
        NowTicks = at;
        Now = new(at + _offset.Ticks, _offset);
    }
}
