using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>
/// Changed levels, one a row, several rows a message. Where the venue tells the id its message follows (perpetuals: ids between two messages belong to
/// other instruments), the record covers everything after that id, so that a following record always begins at the last id + 1, as on spot.
/// </summary>
internal sealed class CountedDepthSource : CountedSource
{
    private readonly int _sent, _matched, _first, _final, _previous, _side, _price, _size;
    private long _last;

    public CountedDepthSource(string path, Leg leg)
        : base(path, leg) =>
        (_sent, _matched, _first, _final, _previous, _side, _price, _size) = (
            Table.Column("event_ms"), Table.Column("transaction_ms"), Table.Column("first_update_id"), Table.Column("final_update_id"),
            Table.Column("prev_final_update_id"), Table.Column("side"), Table.Column("price"), Table.Column("qty"));

    public override void Take(MarketRecord into)
    {
        var last = Table.Id(_final);
        if (last <= _last)
            throw Table.Wrong(_final, $"{last} does not follow {_last} of the message above; update ids rise.");
        var first = Table[_previous].Length > 0 ? Table.Id(_previous) + 1 : Table.Id(_first);
        if (first > last)
            throw Table.Wrong(_final, $"{last} is below the first id of its message, {first}; update ids rise.");
        _last = last;
        into.Begin(MarketRecordKind.Depth, Leg.Venue, Leg.Symbol, At, AtVenue(_matched, _sent), first, last);
        do
        {
            AddLevel(into, Table, Leg, _side, _price, _size);
        }
        while (NextRowOfMessage());
    }

    /// <summary>Adds the level of a row; a message without levels has one row that says so.</summary>
    internal static void AddLevel(MarketRecord into, CsvTable table, Leg leg, int sideColumn, int priceColumn, int sizeColumn)
    {
        switch (table[sideColumn])
        {
            case "bid":
                Add(Side.Buy);
                break;
            case "ask":
                Add(Side.Sell);
                break;
            case "none":
                break;
            case var other:
                throw table.Wrong(sideColumn, $"'{other}' is not bid, ask or none.");
        }

        void Add(Side side)
        {
            var price = table.Price(priceColumn);
            into.Add(side, new(new(price), leg.Unit.ToBase(table.SizeOrZero(sizeColumn), price)));
        }
    }
}

/// <summary>One whole book, a level a row, bids before asks, each best first.</summary>
internal sealed class CountedSnapshotSource : CountedSource
{
    private readonly int _sent, _matched, _update, _side, _price, _size;
    private bool _any;

    public CountedSnapshotSource(string path, Leg leg)
        : base(path, leg) =>
        (_sent, _matched, _update, _side, _price, _size) = (
            Table.Column("event_ms"), Table.Column("transaction_ms"), Table.Column("last_update_id"), Table.Column("side"), Table.Column("price"),
            Table.Column("qty"));

    public override void Take(MarketRecord into)
    {
        var update = Table.Id(_update);
        into.Begin(MarketRecordKind.Snapshot, Leg.Venue, Leg.Symbol, At, AtVenue(_matched, _sent), update, update);
        do
        {
            Table.Size(_size); // a snapshot shows what is there, so a level of zero is wrong
            CountedDepthSource.AddLevel(into, Table, Leg, _side, _price, _size);
            RequireOrder(into.Bids, descending: true);
            RequireOrder(into.Asks, descending: false);
            if (into.Bids.Length > 0 && into.Asks.Length > 0 && into.Bids[0].Price >= into.Asks[0].Price)
                throw Crossed(_price, into.Bids[0].Price.Value, into.Asks[0].Price.Value);
        }
        while (NextRowOfMessage());
    }

    protected override bool Advance()
    {
        var stands = base.Advance();
        if (!stands && !_any)
            throw Table.Wrong("there is no snapshot; changes of depth need the snapshot that they follow.");
        _any = true;
        return stands;
    }

    private void RequireOrder(ReadOnlySpan<BookLevel> levels, bool descending)
    {
        if (levels.Length < 2 || (descending ? levels[^1].Price < levels[^2].Price : levels[^1].Price > levels[^2].Price))
            return;
        throw Table.Wrong(_price, $"{levels[^1].Price} is not worse than the level before it, {levels[^2].Price}; levels go from best to worst.");
    }
}
