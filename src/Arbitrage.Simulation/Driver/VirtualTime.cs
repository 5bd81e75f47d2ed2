namespace Arbitrage.Simulation.Driver;

/// <summary>Time that passes only from event to event. Events of the same time run in the order in which they were scheduled.</summary>
public sealed class VirtualTime(DateTimeOffset start)
{
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> _due = new();
    private long _scheduled;

    /// <summary>When it began.</summary>
    public DateTimeOffset Start { get; } = start;

    /// <summary>Now.</summary>
    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>Events that ran.</summary>
    public long Steps { get; private set; }

    /// <summary>Runs an action after a delay, zero included: never at once, so that a caller always finishes first.</summary>
    public void After(TimeSpan delay, Action action) => At(Now + delay, action);

    /// <summary>Runs an action at a time; one that has passed means now.</summary>
    public void At(DateTimeOffset at, Action action) => _due.Enqueue(action, (at > Now ? at : Now, ++_scheduled));

    /// <summary>Runs what is due up to a time, that time included, and stands there afterwards.</summary>
    public void RunUntil(DateTimeOffset until)
    {
        while (_due.TryPeek(out var action, out var key) && key.At <= until)
        {
            _due.Dequeue();
            Now = key.At;
            Steps++;
            action();
        }

        Now = until > Now ? until : Now;
    }

    /// <summary>Runs until a condition holds or a time has come; answers whether it held.</summary>
    public bool RunUntil(Func<bool> condition, DateTimeOffset latest)
    {
        while (!condition())
        {
            if (!_due.TryPeek(out _, out var key) || key.At > latest)
            {
                Now = latest > Now ? latest : Now;
                return false;
            }

            RunUntilFirstOf(key.At);
        }

        return true;
    }

    private void RunUntilFirstOf(DateTimeOffset at)
    {
        Now = at;
        Steps++;
        _due.Dequeue()();
    }
}
