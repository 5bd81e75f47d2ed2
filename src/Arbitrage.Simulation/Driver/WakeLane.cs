namespace Arbitrage.Simulation.Driver;

/// <summary>Wake-ups on their way to strategies. A strategy has at most one outstanding, so there are never more than symbols.</summary>
internal sealed class WakeLane(VirtualTime time, TimeSpan takes) : TimeLane
{
    private readonly Queue<(long Due, long Order, Action Read)> _queue = new();

    public void Add(Action read)
    {
        var (due, order) = (time.NowTicks + takes.Ticks, time.NextOrder());
        if (_queue.Count == 0)
            Head(due, order);
        _queue.Enqueue((due, order, read));
    }

    internal override void Run()
    {
        var read = _queue.Dequeue().Read;
        if (_queue.TryPeek(out var next))
            Head(next.Due, next.Order);
        else
            Empty();
        read();
    }
}
