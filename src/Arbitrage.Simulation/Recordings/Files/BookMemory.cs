using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>
/// The whole book of one leg as a recording tells it, so that a recording can be begun in its middle. A snapshot may be received later than changes that
/// it does not cover yet; the last changes are kept, and those above its update id are applied to it again.
/// </summary>
internal sealed class BookMemory(Instrument leg)
{
    private const int ChangesKept = 4096;

    private readonly SortedDictionary<decimal, decimal> _bids = [], _asks = [];
    private readonly Queue<Change> _changes = new();
    private DateTimeOffset? _atVenue;
    private long _lastUpdate;

    /// <summary>The leg.</summary>
    public Instrument Leg => leg;

    /// <summary>When the book last changed; null while there was no snapshot.</summary>
    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>Takes a snapshot or change of the leg, or the loss of its stream.</summary>
    public void Take(MarketRecord record)
    {
        if (record.Kind == MarketRecordKind.Depth)
        {
            var change = new Change(record.ReceivedAt, record.AtVenue, record.FirstUpdate, record.LastUpdate, record.Bids.ToArray(), record.Asks.ToArray());
            _changes.Enqueue(change);
            if (_changes.Count > ChangesKept)
                _changes.Dequeue();
            if (ChangedAt is not null)
                Apply(change);
            return;
        }

        _bids.Clear();
        _asks.Clear();
        if (record.Kind == MarketRecordKind.Down)
        {
            _changes.Clear();
            (ChangedAt, _atVenue, _lastUpdate) = (null, null, 0);
            return;
        }

        Apply(new(record.ReceivedAt, record.AtVenue, record.FirstUpdate, record.LastUpdate, record.Bids.ToArray(), record.Asks.ToArray()), replaces: true);
        foreach (var change in record.LastUpdate > 0 ? [.. _changes] : Array.Empty<Change>())
            Apply(change);
    }

    /// <summary>Writes what a recording that begins at a time has to begin with: the book, or the changes that wait for a snapshot.</summary>
    public void Write(DateTimeOffset at, MarketRecord into, Action<MarketRecord> add)
    {
        if (ChangedAt is null)
        {
            foreach (var change in _changes)
            {
                into.Begin(MarketRecordKind.Depth, leg.Venue, leg.Symbol, at, change.AtVenue, change.FirstUpdate, change.LastUpdate);
                foreach (var level in change.Bids)
                    into.Add(Side.Buy, level);
                foreach (var level in change.Asks)
                    into.Add(Side.Sell, level);
                add(into);
            }

            return;
        }

        into.Begin(MarketRecordKind.Snapshot, leg.Venue, leg.Symbol, at, _atVenue, 0, _lastUpdate);
        foreach (var (price, size) in _bids.Reverse())
            into.Add(Side.Buy, new(new(price), new(size)));
        foreach (var (price, size) in _asks)
            into.Add(Side.Sell, new(new(price), new(size)));
        add(into);
    }

    private void Apply(Change change, bool replaces = false)
    {
        // Without ids every change counts; with them, those that the book has already do not.
        if (!replaces && change.LastUpdate != 0 && change.LastUpdate <= _lastUpdate)
            return;
        Set(_bids, change.Bids);
        Set(_asks, change.Asks);
        (_lastUpdate, _atVenue) = (change.LastUpdate, change.AtVenue);
        ChangedAt = ChangedAt > change.At ? ChangedAt : change.At;
    }

    private static void Set(SortedDictionary<decimal, decimal> side, BookLevel[] levels)
    {
        foreach (var level in levels)
        {
            if (level.Quantity.IsZero)
                side.Remove(level.Price.Value);
            else
                side[level.Price.Value] = level.Quantity.Value;
        }
    }

    private sealed record Change(
        DateTimeOffset At, DateTimeOffset? AtVenue, long FirstUpdate, long LastUpdate, BookLevel[] Bids, BookLevel[] Asks);
}
