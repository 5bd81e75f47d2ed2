using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Simulation.Replay;

/// <summary>Makes displayed books of one leg's records. Arrays of a length are made once and used again.</summary>
internal sealed class RecordedLegFeed
{
    private readonly BookLevel[]?[] _bids = new BookLevel[Book.Depth + 1][], _asks = new BookLevel[Book.Depth + 1][];
    private readonly Quantity _declared;

    public RecordedLegFeed(RecordedLeg leg, ReplayOptions options)
    {
        var rules = leg.Instrument;
        if (options.Fees.TryGetValue(rules.Venue, out var fee))
            rules = rules with { MakerFee = fee, TakerFee = fee };
        (Instrument, HasSizes) = (rules, leg.HasSizes);
        _declared = new(rules.Lot.Value * decimal.Floor(options.Size / rules.Lot.Value));
    }

    /// <summary>Rules, with the fees of this replay.</summary>
    public Instrument Instrument { get; }

    public bool HasSizes { get; }

    /// <summary>False for a record that changes no displayed book.</summary>
    public bool TryTake(MarketRecord record, out BookLevel[] bids, out BookLevel[] asks)
    {
        (bids, asks) = ([], []);
        if (record.Kind is not (MarketRecordKind.BookTicker or MarketRecordKind.Snapshot))
            return false;
        (bids, asks) = (Levels(record.Bids, _bids), Levels(record.Asks, _asks));
        return true;
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
