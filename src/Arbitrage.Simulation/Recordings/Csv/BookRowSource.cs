using System.Globalization;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>Whole books, one a row: time in Unix seconds, a rising sequence, then price and size of each level, bid and ask in turn, best first.</summary>
internal sealed class BookRowSource : RowSource
{
    private readonly int _time, _sequence, _atVenue;
    private readonly (int BidPrice, int BidSize, int AskPrice, int AskSize)[] _levels;
    private long _last;

    public BookRowSource(string path, Leg leg, int levels)
        : base(path, leg)
    {
        (_time, _sequence, _atVenue) = (Table.Column("timestamp"), Table.Column("sequence"), Table.Column("exchange_timestamp"));
        _levels = [.. Enumerable.Range(0, levels).Select(i => (Of("bid_price", i), Of("bid_size", i), Of("ask_price", i), Of("ask_size", i)))];
    }

    protected override int TimeColumn => _time;

    public override void Take(MarketRecord into)
    {
        var sequence = Table.Id(_sequence);
        if (sequence <= _last)
            throw Table.Wrong(_sequence, $"{sequence} does not follow {_last} of the line above; update ids rise.");
        into.Begin(
            MarketRecordKind.Snapshot, Leg.Venue, Leg.Symbol, At, Table.UnixTime(_atVenue, TimeSpan.TicksPerMillisecond), sequence, sequence);
        _last = sequence;
        decimal bid = decimal.MaxValue, ask = 0m;
        foreach (var level in _levels)
        {
            bid = Add(into, Side.Buy, level.BidPrice, level.BidSize, bid);
            ask = Add(into, Side.Sell, level.AskPrice, level.AskSize, ask);
        }

        if (into.Bids.Length > 0 && into.Asks.Length > 0 && into.Bids[0].Price >= into.Asks[0].Price)
            throw Crossed(_levels[0].BidPrice, into.Bids[0].Price.Value, into.Asks[0].Price.Value);
    }

    protected override DateTimeOffset TimeOfRow() => Table.UnixTime(_time, TimeSpan.TicksPerSecond);

    // Both cells empty: the side has no more levels.
    private decimal Add(MarketRecord into, Side side, int priceColumn, int sizeColumn, decimal better)
    {
        bool hasPrice = Table[priceColumn].Length > 0, hasSize = Table[sizeColumn].Length > 0;
        if (!hasPrice && !hasSize)
            return better;
        if (hasPrice != hasSize)
            throw Table.Wrong(hasPrice ? sizeColumn : priceColumn, "the cell is empty and its partner is not; fill both or neither.");
        var price = Table.Price(priceColumn);
        if (side == Side.Buy ? price >= better : price <= better)
        {
            throw Table.Wrong(
                priceColumn,
                $"{DecimalText.Plain(price)} is not worse than the level before it, {DecimalText.Plain(better)}; levels go from best to worst.");
        }

        into.Add(side, new(new(price), Leg.Unit.ToBase(Table.ShortSize(sizeColumn), price)));
        return price;
    }

    private int Of(string name, int level) => Table.Column($"{name}_{level.ToString(CultureInfo.InvariantCulture)}");
}

/// <summary>Public trades, one a row: time in Unix seconds, price, size, taker's side, a rising id, the venue's time in milliseconds.</summary>
internal sealed class TradeRowSource : RowSource
{
    private readonly int _time, _price, _size, _side, _id, _atVenue;
    private long _last;

    public TradeRowSource(string path, Leg leg)
        : base(path, leg) =>
        (_time, _price, _size, _side, _id, _atVenue) = (
            Table.Column("timestamp"), Table.Column("price"), Table.Column("size"), Table.Column("side"), Table.Column("trade_id"),
            Table.Column("exchange_timestamp"));

    protected override int TimeColumn => _time;

    public override void Take(MarketRecord into)
    {
        var id = Table.Id(_id);
        if (id <= _last)
            throw Table.Wrong(_id, $"{id} does not follow {_last} of the line above; trade ids rise.");
        _last = id;
        var price = Table.Price(_price);
        var taker = Table[_side] switch
        {
            "buy" => Side.Buy,
            "sell" => Side.Sell,
            var other => throw Table.Wrong(_side, $"'{other}' is not buy or sell."),
        };
        into.SetTrade(
            Leg.Venue, Leg.Symbol, At, Table.UnixTime(_atVenue, TimeSpan.TicksPerMillisecond), id, taker, new(price),
            Leg.Unit.ToBase(Table.ShortSize(_size), price));
    }

    protected override DateTimeOffset TimeOfRow() => Table.UnixTime(_time, TimeSpan.TicksPerSecond);
}
