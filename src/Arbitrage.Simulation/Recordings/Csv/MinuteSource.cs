using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>The span of a minute file that counts.</summary>
/// <param name="Midnight">Start of the file's day, UTC.</param>
/// <param name="From">First bar that counts starts here or later.</param>
/// <param name="To">Last bar that counts ends here or earlier.</param>
internal sealed record MinuteSpan(DateTimeOffset Midnight, DateTimeOffset From, DateTimeOffset To);

/// <summary>
/// Minute bars. A bar is known only when its minute is over, so it is published at its end. A quote bar gives its closing bid and ask; a trade bar has no
/// quotes, and its close is published as a bid one tick below and an ask one tick above: the same mid, and a book that is not locked.
/// </summary>
internal sealed class MinuteSource : RowSource
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly MinuteSpan _span;
    private readonly decimal _tradeTick;
    private readonly int _start, _bid, _ask, _bidSize, _askSize;

    /// <param name="path">File.</param>
    /// <param name="leg">Instrument.</param>
    /// <param name="span">What counts.</param>
    /// <param name="tradeTick">Tick around the close of a trade bar; zero for quote bars.</param>
    public MinuteSource(string path, Leg leg, MinuteSpan span, decimal tradeTick)
        : base(path, leg)
    {
        (_span, _tradeTick, _start) = (span, tradeTick, Table.Column("ms_since_midnight_utc"));
        if (tradeTick > 0m)
            _bid = Table.Column("close");
        else
            (_bid, _bidSize, _ask, _askSize) = (Table.Column("bid_close"), Table.Column("bid_size"), Table.Column("ask_close"), Table.Column("ask_size"));
    }

    protected override int TimeColumn => _start;

    public override void Take(MarketRecord into)
    {
        into.Begin(MarketRecordKind.BookTicker, Leg.Venue, Leg.Symbol, At, null, 0, 0);
        if (_tradeTick == 0m)
        {
            AddBest(into, _bid, _bidSize, _ask, _askSize);
            return;
        }

        var close = Table.Price(_bid);
        if (close <= _tradeTick)
            throw Table.Wrong(_bid, $"'{Table[_bid]}' is not a price above one tick of {DecimalText.Plain(_tradeTick)}.");
        into.Add(Side.Buy, new(new(close - _tradeTick), Quantity.Zero));
        into.Add(Side.Sell, new(new(close + _tradeTick), Quantity.Zero));
    }

    protected override DateTimeOffset TimeOfRow()
    {
        var start = Table.Count(_start);
        return start < TimeSpan.MillisecondsPerDay
            ? _span.Midnight.AddMilliseconds(start) + Minute
            : throw Table.Wrong(_start, $"'{Table[_start]}' is not within a day of {TimeSpan.MillisecondsPerDay} ms.");
    }

    protected override bool Advance()
    {
        while (Table.Read())
        {
            var end = TimeOfRow();
            if (end - Minute >= _span.From && end <= _span.To)
                return true;
        }

        return false;
    }
}
