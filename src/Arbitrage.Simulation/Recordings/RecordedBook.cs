using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Books;

namespace Arbitrage.Simulation.Recordings;

/// <summary>What a record did to a book.</summary>
public enum RecordedBookStep
{
    /// <summary>Nothing: no snapshot yet, older than the book, or not a book.</summary>
    Nothing = 0,

    /// <summary>The book is in sequence and may have changed.</summary>
    Changed = 1,

    /// <summary>A gap, a crossed book or a lost stream: unusable until another snapshot; see <see cref="RecordedBook.Why"/>.</summary>
    Lost = 2,
}

/// <summary>
/// Full depth of one venue and symbol, rebuilt from recorded snapshots and changes by the same synchronisation that follows the live venues: changes are kept
/// until a snapshot fits them, each must begin at the last id + 1, and a crossed book is given up.
/// </summary>
/// <remarks>
/// Changes beyond the last level of a cut snapshot are applied too, so that a book lives on when the price leaves the snapshot's range. A level there that
/// never changed stays unknown; recorded tickers tell whether one of these ever was the best (the tests compare every state with them).
/// </remarks>
/// <param name="venue">Where.</param>
/// <param name="symbol">What.</param>
public sealed class RecordedBook(Venue venue, Symbol symbol)
{
    // The busiest recorded book reaches 5200 levels a side.
    private const int Capacity = 10_000;

    private readonly BookSync _sync = new(new DepthShape(SnapshotLevels: int.MaxValue, Capacity, StreamsBeyondSnapshot: false));
    private readonly DepthUpdate _update = new();
    private bool _hasChanges, _followsSnapshot;

    /// <summary>In sequence and not crossed.</summary>
    public bool IsSynchronised => _sync.Phase == SyncPhase.Synchronised;

    /// <summary>Update id of the last change in the book.</summary>
    public long Sequence => _sync.Sequence;

    /// <summary>Bid levels.</summary>
    public int BidCount => _sync.Depth.Bids.Count;

    /// <summary>Ask levels.</summary>
    public int AskCount => _sync.Depth.Asks.Count;

    /// <summary>Best bid; none when there is none.</summary>
    public Price BestBid => _sync.Depth.Bids.Best;

    /// <summary>Best ask; none when there is none.</summary>
    public Price BestAsk => _sync.Depth.Asks.Best;

    /// <summary>Why the book was lost last.</summary>
    public string Why => _sync.Why;

    /// <summary>Applies a record; others than snapshots and changes of this venue and symbol do nothing.</summary>
    public RecordedBookStep Apply(MarketRecord record)
    {
        if (record.Venue != venue || record.Symbol != symbol)
            return RecordedBookStep.Nothing;
        return record.Kind switch
        {
            MarketRecordKind.Snapshot => Step(OnSnapshot(Fill(record))),
            MarketRecordKind.Depth => Step(OnChange(Fill(record))),
            MarketRecordKind.Down => OnDown(),
            _ => RecordedBookStep.Nothing,
        };
    }

    /// <summary>Puts the best levels into a reader's book.</summary>
    /// <param name="book">The reader's.</param>
    /// <param name="atVenue">The venue's time of the last change.</param>
    /// <param name="receivedAt">Its receipt.</param>
    public void CopyTo(Book book, DateTimeOffset atVenue, DateTimeOffset receivedAt) => _sync.Depth.Fill(book, _sync.Sequence, atVenue, receivedAt);

    /// <summary>Copies the best levels of a side, best first.</summary>
    /// <returns>How many there were, at most the length of the span.</returns>
    public int CopyBest(Side side, Span<BookLevel> into) => (side == Side.Buy ? _sync.Depth.Bids : _sync.Depth.Asks).CopyBest(into);

    private SyncStep OnSnapshot(DepthUpdate snapshot)
    {
        if (_hasChanges && IsSynchronised && snapshot.Last <= Sequence)
            return SyncStep.Nothing;
        // Kept changes are joined to it; a recording that holds nothing but snapshots has none, and each stands for itself.
        if (_hasChanges && !IsSynchronised)
            return _sync.OnSnapshot(snapshot);
        (snapshot.IsFull, _followsSnapshot) = (true, true);
        return _sync.OnChange(snapshot);
    }

    private SyncStep OnChange(DepthUpdate change)
    {
        _hasChanges = true;
        if (_followsSnapshot && IsSynchronised)
        {
            if (change.Last <= Sequence)
                return SyncStep.Nothing;
            // Sizes are absolute, so the part of the first change that the snapshot has already does no harm.
            if (change.First <= Sequence)
                change.First = Sequence + 1;
            _followsSnapshot = false;
        }

        return _sync.OnChange(change);
    }

    private RecordedBookStep OnDown()
    {
        _sync.OnDown();
        (_hasChanges, _followsSnapshot) = (false, false);
        return RecordedBookStep.Lost;
    }

    private DepthUpdate Fill(MarketRecord record)
    {
        _update.Clear();
        (_update.First, _update.Last, _update.AtVenue) = (record.FirstUpdate, record.LastUpdate, record.AtVenue ?? record.ReceivedAt);
        foreach (ref readonly var level in record.Bids)
            _update.Add(Side.Buy, level.Price.Value, level.Quantity.Value);
        foreach (ref readonly var level in record.Asks)
            _update.Add(Side.Sell, level.Price.Value, level.Quantity.Value);
        return _update;
    }

    private static RecordedBookStep Step(SyncStep step) => step switch
    {
        SyncStep.Changed => RecordedBookStep.Changed,
        SyncStep.Lost => RecordedBookStep.Lost,
        _ => RecordedBookStep.Nothing,
    };
}
