using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Books;

/// <summary>
/// One change of a book, or a whole book, as a venue sent it. Reused from frame to frame: it grows to the largest frame seen and allocates nothing
/// from there on.
/// </summary>
internal sealed class DepthUpdate
{
    private BookLevel[] _bids = new BookLevel[128];
    private BookLevel[] _asks = new BookLevel[128];
    private int _bidCount;
    private int _askCount;

    /// <summary>First update id this change covers.</summary>
    public long First { get; set; }

    /// <summary>Last update id this change covers; of a snapshot its id.</summary>
    public long Last { get; set; }

    /// <summary>Replaces the whole book (Gate `full:true`, every snapshot).</summary>
    public bool IsFull { get; set; }

    /// <summary>Venue's time.</summary>
    public DateTimeOffset AtVenue { get; set; }

    /// <summary>Absolute bid sizes; zero deletes.</summary>
    public ReadOnlySpan<BookLevel> Bids => _bids.AsSpan(0, _bidCount);

    /// <summary>Absolute ask sizes; zero deletes.</summary>
    public ReadOnlySpan<BookLevel> Asks => _asks.AsSpan(0, _askCount);

    /// <summary>Empties it for the next frame.</summary>
    public void Clear()
    {
        (First, Last, IsFull, AtVenue) = (0, 0, false, default);
        (_bidCount, _askCount) = (0, 0);
    }

    /// <summary>Adds a level.</summary>
    /// <exception cref="UnreadableException">A price not above zero, a negative size, or one of them beyond all markets.</exception>
    public void Add(Side side, decimal price, decimal size)
    {
        var level = new BookLevel(Bounds.Price(price), Bounds.Size(size));
        if (side == Side.Buy)
            Add(ref _bids, ref _bidCount, level);
        else
            Add(ref _asks, ref _askCount, level);
    }

    /// <summary>Turns contracts into base units.</summary>
    public void Scale(decimal multiplier)
    {
        Scale(_bids.AsSpan(0, _bidCount), multiplier);
        Scale(_asks.AsSpan(0, _askCount), multiplier);
    }

    /// <summary>Takes over another's content.</summary>
    public void CopyFrom(DepthUpdate other)
    {
        (First, Last, IsFull, AtVenue) = (other.First, other.Last, other.IsFull, other.AtVenue);
        Copy(other.Bids, ref _bids, out _bidCount);
        Copy(other.Asks, ref _asks, out _askCount);
    }

    private static void Add(ref BookLevel[] levels, ref int count, in BookLevel level)
    {
        if (count == levels.Length)
            Array.Resize(ref levels, count * 2);
        levels[count++] = level;
    }

    private static void Scale(Span<BookLevel> levels, decimal multiplier)
    {
        foreach (ref var level in levels)
            level = new BookLevel(level.Price, Bounds.Size(level.Quantity.Value * multiplier));
    }

    private static void Copy(ReadOnlySpan<BookLevel> from, ref BookLevel[] into, out int count)
    {
        if (into.Length < from.Length)
            into = new BookLevel[from.Length];
        from.CopyTo(into);
        count = from.Length;
    }
}
