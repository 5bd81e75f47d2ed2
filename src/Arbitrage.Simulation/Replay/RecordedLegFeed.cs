using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Simulation.Replay;

/// <summary>
/// Makes displayed books of one leg's records: of its full depth, kept by update ids, where that was recorded, and otherwise of its best prices. A book
/// that was lost shows nothing until the next snapshot. Arrays of a length are made once and used again.
/// </summary>
internal sealed class RecordedLegFeed
{
    private readonly BookLevel[]?[] _bids = new BookLevel[Book.Depth + 1][], _asks = new BookLevel[Book.Depth + 1][];
    private readonly BookLevel[] _top = new BookLevel[Book.Depth];
    private readonly Quantity _declared;
    private readonly RecordedBook? _book;

    /// <param name="leg">Which.</param>
    /// <param name="depth">Its changes of depth are what is replayed, and its best prices are not.</param>
    /// <param name="options">Fees and the declared size.</param>
    public RecordedLegFeed(RecordedLeg leg, bool depth, ReplayOptions options)
    {
        var rules = leg.Instrument;
        if (options.Fees.TryGetValue(rules.Venue, out var fee))
            rules = rules with { MakerFee = fee, TakerFee = fee };
        (Instrument, HasSizes) = (rules, leg.HasSizes);
        _book = depth ? new(rules.Venue, rules.Symbol) : null;
        _declared = new(rules.Lot.Value * decimal.Floor(options.Size / rules.Lot.Value));
    }

    /// <summary>Rules, with the fees of this replay.</summary>
    public Instrument Instrument { get; }

    public bool HasSizes { get; }

    /// <summary>False for a record that changes no displayed book.</summary>
    public bool TryTake(MarketRecord record, out BookLevel[] bids, out BookLevel[] asks)
    {
        (bids, asks) = ([], []);
        if (_book is not null)
            return TryFollow(_book, record, ref bids, ref asks);
        if (record.Kind == MarketRecordKind.Down)
            return true;
        if (record.Kind is not (MarketRecordKind.BookTicker or MarketRecordKind.Snapshot))
            return false;
        (bids, asks) = (Levels(record.Bids, _bids), Levels(record.Asks, _asks));
        return true;
    }

    private bool TryFollow(RecordedBook book, MarketRecord record, ref BookLevel[] bids, ref BookLevel[] asks)
    {
        switch (book.Apply(record))
        {
            case RecordedBookStep.Changed:
                bids = Levels(_top.AsSpan(0, book.CopyBest(Side.Buy, _top)), _bids);
                asks = Levels(_top.AsSpan(0, book.CopyBest(Side.Sell, _top)), _asks);
                return true;
            case RecordedBookStep.Lost:
                return true;
            default:
                return false;
        }
    }

    private BookLevel[] Levels(ReadOnlySpan<BookLevel> recorded, BookLevel[]?[] byLength)
    {
        var length = Math.Min(recorded.Length, Book.Depth);
        var levels = byLength[length] ??= new BookLevel[length];
        for (var i = 0; i < length; i++)
            levels[i] = recorded[i].Quantity.IsZero ? new(recorded[i].Price, _declared) : recorded[i];
        return levels;
    }
}
