using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Venues.Books;

/// <summary>
/// All known levels of one side, worst first: changes happen near the best price, so they move few levels. Preallocated; when it is full the worst
/// level goes.
/// </summary>
/// <param name="side">Buy for bids (higher is better), sell for asks.</param>
/// <param name="capacity">Most levels kept.</param>
internal sealed class DepthSide(Side side, int capacity)
{
    private readonly BookLevel[] _levels = new BookLevel[capacity];

    /// <summary>Levels kept.</summary>
    public int Count { get; private set; }

    /// <summary>Best price; none when empty.</summary>
    public Price Best => Count > 0 ? _levels[Count - 1].Price : default;

    /// <summary>Worst price; none when empty.</summary>
    public Price Worst => Count > 0 ? _levels[0].Price : default;

    /// <summary>Levels worse than this are not known completely and are not taken; none means that everything is known.</summary>
    public Price KnownTo { get; private set; }

    /// <summary>Replaces everything with a snapshot, best first.</summary>
    /// <param name="levels">The snapshot's levels.</param>
    /// <param name="isCut">The snapshot ends at its limit, so levels beyond its last one exist and are unknown.</param>
    public void Replace(ReadOnlySpan<BookLevel> levels, bool isCut)
    {
        (Count, KnownTo) = (0, default);
        for (var i = levels.Length - 1; i >= 0; i--)
            Set(levels[i]);
        if (isCut)
            KnownTo = Worst;
    }

    /// <summary>Sets the absolute size at a price; zero deletes.</summary>
    public void Set(in BookLevel level)
    {
        if (!KnownTo.IsNone && IsBetter(KnownTo, level.Price))
            return;
        var at = Find(level.Price, out var found);
        if (level.Quantity.IsZero)
        {
            if (found)
                Remove(at);
        }
        else if (found)
        {
            _levels[at] = level;
        }
        else
        {
            Insert(at, level);
        }
    }

    /// <summary>Copies the best levels, best first.</summary>
    /// <returns>How many.</returns>
    public int CopyBest(Span<BookLevel> into)
    {
        var count = Math.Min(Count, into.Length);
        for (var i = 0; i < count; i++)
            into[i] = _levels[Count - 1 - i];
        return count;
    }

    private void Remove(int at)
    {
        Array.Copy(_levels, at + 1, _levels, at, Count - at - 1);
        Count--;
    }

    private void Insert(int at, in BookLevel level)
    {
        if (Count < _levels.Length)
        {
            Array.Copy(_levels, at, _levels, at + 1, Count - at);
            _levels[at] = level;
            Count++;
        }
        else if (at > 0)
        {
            Array.Copy(_levels, 1, _levels, 0, at - 1);
            _levels[at - 1] = level;
        }
    }

    // Index of the price, or where it belongs.
    private int Find(Price price, out bool found)
    {
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = _levels[middle].Price.CompareTo(price);
            if (order == 0)
            {
                found = true;
                return middle;
            }

            if ((side == Side.Buy) == (order < 0))
                low = middle + 1;
            else
                high = middle - 1;
        }

        found = false;
        return low;
    }

    private bool IsBetter(Price left, Price right) => side == Side.Buy ? left > right : left < right;
}
