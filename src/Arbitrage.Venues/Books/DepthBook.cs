using Arbitrage.Domain.Markets;

namespace Arbitrage.Venues.Books;

/// <summary>How deep a venue's stream is and what lies beyond.</summary>
/// <param name="SnapshotLevels">Levels asked for in a snapshot; a side that long is cut there.</param>
/// <param name="Capacity">Most levels kept a side.</param>
/// <param name="StreamsBeyondSnapshot">
/// True for MEXC: its stream tells changes of all depths, so beyond the last level of a cut snapshot the book has holes and must not be used.
/// False for Gate: its stream tells the first N levels only, N being the snapshot's limit.
/// </param>
internal sealed record DepthShape(int SnapshotLevels, int Capacity, bool StreamsBeyondSnapshot);

/// <summary>The full depth of one book as far as it is known. Knows nothing of sequence; see <see cref="BookSync"/>.</summary>
internal sealed class DepthBook(DepthShape shape)
{
    private readonly DepthSide _bids = new(Side.Buy, shape.Capacity);
    private readonly DepthSide _asks = new(Side.Sell, shape.Capacity);
    private readonly BookLevel[] _topBids = new BookLevel[Book.Depth];
    private readonly BookLevel[] _topAsks = new BookLevel[Book.Depth];
    private bool _cutBids;
    private bool _cutAsks;

    /// <summary>Bids, all known.</summary>
    public DepthSide Bids => _bids;

    /// <summary>Asks, all known.</summary>
    public DepthSide Asks => _asks;

    /// <summary>A best bid at or above the best ask: a change was lost.</summary>
    public bool IsCrossed => _bids.Count > 0 && _asks.Count > 0 && _bids.Best >= _asks.Best;

    /// <summary>A side that the snapshot cut off has been eaten down to less than half of what readers see.</summary>
    public bool IsEroded => (_cutBids && _bids.Count < Book.Depth / 2) || (_cutAsks && _asks.Count < Book.Depth / 2);

    /// <summary>Replaces everything.</summary>
    public void Replace(DepthUpdate whole)
    {
        (_cutBids, _cutAsks) = (whole.Bids.Length >= shape.SnapshotLevels, whole.Asks.Length >= shape.SnapshotLevels);
        _bids.Replace(whole.Bids, _cutBids && shape.StreamsBeyondSnapshot);
        _asks.Replace(whole.Asks, _cutAsks && shape.StreamsBeyondSnapshot);
    }

    /// <summary>Applies a change in sequence.</summary>
    public void Apply(DepthUpdate change)
    {
        foreach (ref readonly var level in change.Bids)
            _bids.Set(level);
        foreach (ref readonly var level in change.Asks)
            _asks.Set(level);
    }

    /// <summary>Puts the best levels into a reader's book.</summary>
    public void Fill(Book book, long sequence, DateTimeOffset atVenue, DateTimeOffset receivedAt)
    {
        var bids = _bids.CopyBest(_topBids);
        var asks = _asks.CopyBest(_topAsks);
        book.Set(_topBids.AsSpan(0, bids), _topAsks.AsSpan(0, asks), sequence, atVenue, receivedAt);
    }
}
