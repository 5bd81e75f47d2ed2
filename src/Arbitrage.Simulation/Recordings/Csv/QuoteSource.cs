namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>Names of the columns of best prices, and of their sizes where they were recorded.</summary>
/// <param name="Bid">Best bid.</param>
/// <param name="Ask">Best ask.</param>
/// <param name="BidSize">Its size, or null.</param>
/// <param name="AskSize">Its size, or null.</param>
internal sealed record QuoteColumns(string Bid, string Ask, string? BidSize, string? AskSize);

/// <summary>
/// Best bids and asks, the time in the first column as ISO 8601. Both cells empty mean that this venue had no update then; one of two is an error.
/// </summary>
internal sealed class QuoteSource : RowSource
{
    private readonly int _bid, _ask, _bidSize, _askSize;

    public QuoteSource(string path, Leg leg, QuoteColumns columns)
        : base(path, leg)
    {
        (_bid, _ask) = (Table.Column(columns.Bid), Table.Column(columns.Ask));
        _bidSize = columns.BidSize is { } bidSize ? Table.Column(bidSize) : -1;
        _askSize = columns.AskSize is { } askSize ? Table.Column(askSize) : -1;
    }

    protected override int TimeColumn => 0;

    public override void Take(MarketRecord into)
    {
        into.Begin(MarketRecordKind.BookTicker, Leg.Venue, Leg.Symbol, At, null, 0, 0);
        AddBest(into, _bid, _bidSize, _ask, _askSize);
    }

    protected override DateTimeOffset TimeOfRow() => Table.IsoTime(0);

    protected override bool Advance()
    {
        while (Table.Read())
        {
            bool hasBid = Table[_bid].Length > 0, hasAsk = Table[_ask].Length > 0;
            if (hasBid && hasAsk)
                return true;
            if (hasBid != hasAsk)
                throw Table.Wrong(hasBid ? _ask : _bid, "the cell is empty and its partner is not; fill both or neither.");
        }

        return false;
    }
}
