using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Recordings.Live;

/// <summary>
/// Records between the streams and the disk, in one order for all venues, bounded. Streams never wait: when the disk is too slow, the queue puts the loss of
/// every leg's stream in place of what it can no longer take, and takes nothing more until it is half empty. Records are used again.
/// </summary>
internal sealed class TapeQueue(IReadOnlyList<(Venue Venue, Symbol Symbol)> legs, int limit)
{
    private const int MostSpare = 4096;

    private readonly Lock _gate = new();
    private readonly Queue<MarketRecord> _waiting = new();
    private readonly Stack<MarketRecord> _spare = new();
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private bool _isLosing;

    /// <summary>Records that were not taken because the queue was full.</summary>
    public long Lost { get; private set; }

    /// <summary>How often that began.</summary>
    public int Overflows { get; private set; }

    /// <summary>A best quote.</summary>
    public void Add(Venue venue, Symbol symbol, in BestQuote quote, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (Rent(ref at) is not { } record)
                return;
            record.Begin(MarketRecordKind.BookTicker, venue, symbol, at, TimeOf(quote.AtVenue), quote.Sequence, quote.Sequence);
            if (!quote.Bid.IsNone)
                record.Add(Side.Buy, new(quote.Bid, quote.BidSize));
            if (!quote.Ask.IsNone)
                record.Add(Side.Sell, new(quote.Ask, quote.AskSize));
            _waiting.Enqueue(record);
        }
    }

    /// <summary>A change of a book, or a whole one.</summary>
    public void Add(Venue venue, Symbol symbol, DepthUpdate change, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (Rent(ref at) is not { } record)
                return;
            record.Begin(
                change.IsFull ? MarketRecordKind.Snapshot : MarketRecordKind.Depth, venue, symbol, at, TimeOf(change.AtVenue),
                change.IsFull ? 0 : change.First, change.Last);
            foreach (ref readonly var level in change.Bids)
                record.Add(Side.Buy, level);
            foreach (ref readonly var level in change.Asks)
                record.Add(Side.Sell, level);
            _waiting.Enqueue(record);
        }
    }

    /// <summary>A trade of anybody.</summary>
    public void Add(Venue venue, Symbol symbol, PublicTrade trade, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (Rent(ref at) is not { } record)
                return;
            // MEXC tells no ids of trades.
            record.SetTrade(venue, symbol, at, TimeOf(trade.AtVenue), long.TryParse(trade.Id, out var id) ? id : 0, trade.Taker, trade.Price, trade.Quantity);
            _waiting.Enqueue(record);
        }
    }

    /// <summary>The stream of a leg is lost.</summary>
    public void AddDown(Venue venue, Symbol symbol, DateTimeOffset at)
    {
        lock (_gate)
        {
            // Never dropped: a replay must not trade on what was shown before. There are as many at most as reconnects.
            PutDown(venue, symbol, Later(at));
        }
    }

    /// <summary>Moves the oldest records out; false when there are none.</summary>
    public bool TryTake(List<MarketRecord> into, int most)
    {
        lock (_gate)
        {
            while (into.Count < most && _waiting.TryDequeue(out var record))
                into.Add(record);
            return into.Count > 0;
        }
    }

    /// <summary>Takes back what has been written, to use it again.</summary>
    /// <returns>True when records were lost and are taken again from now on: books need snapshots.</returns>
    public bool Return(List<MarketRecord> written)
    {
        lock (_gate)
        {
            foreach (var record in written)
            {
                if (_spare.Count < MostSpare)
                    _spare.Push(record);
            }

            written.Clear();
            if (!_isLosing || _waiting.Count > limit / 2)
                return false;
            _isLosing = false;
            return true;
        }
    }

    private MarketRecord? Rent(ref DateTimeOffset at)
    {
        at = Later(at);
        if (!_isLosing && _waiting.Count >= limit)
        {
            _isLosing = true;
            Overflows++;
            foreach (var (venue, symbol) in legs)
                PutDown(venue, symbol, at);
        }

        if (!_isLosing)
            return Spare();
        Lost++;
        return null;
    }

    private void PutDown(Venue venue, Symbol symbol, DateTimeOffset at)
    {
        var record = Spare();
        record.Begin(MarketRecordKind.Down, venue, symbol, at, null, 0, 0);
        _waiting.Enqueue(record);
    }

    private MarketRecord Spare() => _spare.TryPop(out var spare) ? spare : new();

    // Connections stamp what they receive on their own threads, and a wall clock may be set back; times on a tape never fall.
    private DateTimeOffset Later(DateTimeOffset at) => _last = at > _last ? at : _last;

    private static DateTimeOffset? TimeOf(DateTimeOffset atVenue) => atVenue == default ? null : atVenue;
}
