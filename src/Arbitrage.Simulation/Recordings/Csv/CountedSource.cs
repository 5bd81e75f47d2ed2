using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>
/// Records of a recorder that numbered its messages: `seq` is the place among all messages of the instrument, `local_ts_ns` the receipt. Rows of one
/// message share `seq` and follow each other.
/// </summary>
internal abstract class CountedSource : RowSource
{
    private readonly int _seq, _received;
    private long _order;
    private string _orderText = "";
    private bool _stands;

    protected CountedSource(string path, Leg leg)
        : base(path, leg) => (_seq, _received) = (Table.Column("seq"), Table.Column("local_ts_ns"));

    public override long Order => _order;

    protected override int TimeColumn => _received;

    public override RecordingException OutOfOrder(long last) => Table.Wrong(
        _seq, $"message {_order} is received before or with message {last}, which another file of the instrument has; seq and time have to rise together.");

    protected override DateTimeOffset TimeOfRow() => Table.UnixNanoseconds(_received);

    protected override bool Advance()
    {
        if (!_stands && !Table.Read())
            return false;
        var before = _order;
        (_stands, _order, _orderText) = (false, Table.Id(_seq), Table[_seq]);
        return _order > before ? true : throw Table.Wrong(_seq, $"{_order} does not follow {before}; sort the file by seq.");
    }

    /// <summary>Goes to the next row of the message; false when it has ended.</summary>
    protected bool NextRowOfMessage()
    {
        _stands = Table.Read();
        if (!_stands || Table[_seq] != _orderText)
            return false;
        _stands = false;
        return true;
    }

    /// <summary>The venue's time: of the matching where the message tells it, else of sending, else none.</summary>
    protected DateTimeOffset? AtVenue(int matchedColumn, int sentColumn)
    {
        var column = Table[matchedColumn].Length > 0 ? matchedColumn : sentColumn;
        return Table[column].Length > 0 ? Table.UnixTime(column, TimeSpan.TicksPerMillisecond) : null;
    }
}

/// <summary>Best prices with sizes and the update id of the book that they belong to.</summary>
internal sealed class CountedTickerSource : CountedSource
{
    private readonly int _sent, _matched, _update, _bid, _bidSize, _ask, _askSize;
    private long _last;

    public CountedTickerSource(string path, Leg leg)
        : base(path, leg) =>
        (_sent, _matched, _update, _bid, _bidSize, _ask, _askSize) = (
            Table.Column("event_ms"), Table.Column("transaction_ms"), Table.Column("update_id"), Table.Column("bid_price"), Table.Column("bid_qty"),
            Table.Column("ask_price"), Table.Column("ask_qty"));

    public override void Take(MarketRecord into)
    {
        var update = Table.Id(_update);
        if (update < _last)
            throw Table.Wrong(_update, $"{update} is below {_last} of the line above; update ids never fall.");
        _last = update;
        into.Begin(MarketRecordKind.BookTicker, Leg.Venue, Leg.Symbol, At, AtVenue(_matched, _sent), update, update);
        AddBest(into, _bid, _bidSize, _ask, _askSize);
    }
}

/// <summary>Public trades.</summary>
internal sealed class CountedTradeSource : CountedSource
{
    private readonly int _sent, _matched, _id, _price, _size, _maker;
    private long _last;

    public CountedTradeSource(string path, Leg leg)
        : base(path, leg) =>
        (_sent, _matched, _id, _price, _size, _maker) = (
            Table.Column("event_ms"), Table.Column("trade_ms"), Table.Column("trade_id"), Table.Column("price"), Table.Column("qty"),
            Table.Column("buyer_is_maker"));

    public override void Take(MarketRecord into)
    {
        var id = Table.Id(_id);
        if (id <= _last)
            throw Table.Wrong(_id, $"{id} does not follow {_last} of the line above; trade ids rise.");
        _last = id;
        var taker = Table[_maker] switch
        {
            "true" => Side.Sell,
            "false" => Side.Buy,
            var other => throw Table.Wrong(_maker, $"'{other}' is not true or false."),
        };
        var price = Table.Price(_price);
        into.SetTrade(Leg.Venue, Leg.Symbol, At, AtVenue(_matched, _sent), id, taker, new(price), Leg.Unit.ToBase(Table.Size(_size), price));
    }
}
