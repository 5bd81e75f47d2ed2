namespace Arbitrage.Domain.Strategy;

/// <summary>
/// Share of the last moments in which a condition held (requirement B5): a ring of its changes. Nothing happens while it does not change.
/// </summary>
public sealed class PersistenceWindow(TimeSpan window)
{
    private const int Capacity = 64;

    private readonly DateTimeOffset[] _changes = new DateTimeOffset[Capacity];
    private int _count;

    /// <summary>Whether the condition holds now.</summary>
    public bool Holds { get; private set; }

    /// <summary>Notes whether the condition holds from now on.</summary>
    public void Note(bool holds, DateTimeOffset now)
    {
        if (holds == Holds)
            return;
        Holds = holds;
        // Changes alternate, so forgetting the oldest two keeps every remaining one's meaning and errs towards "did not hold".
        if (_count == Capacity)
        {
            Array.Copy(_changes, 2, _changes, 0, Capacity - 2);
            _count -= 2;
        }

        _changes[_count++] = now;
    }

    /// <summary>Share of the window up to now in which it held, 0 to 1.</summary>
    public decimal Share(DateTimeOffset now)
    {
        if (window <= TimeSpan.Zero)
            return Holds ? 1m : 0m;
        var (start, end, holds, held) = (now - window, now, Holds, 0L);
        for (var i = _count - 1; i >= 0 && end > start; i--)
        {
            var from = _changes[i] > start ? _changes[i] : start;
            if (holds && end > from)
                held += (end - from).Ticks;
            (end, holds) = (from, !holds);
        }

        return decimal.Clamp((decimal)held / window.Ticks, 0m, 1m);
    }
}
