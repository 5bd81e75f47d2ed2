using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.VenueServer;

/// <summary>
/// A recording as the market of a venue server: its books in their own time, once through; then they stand still. Records of best prices
/// without sizes show a declared value at each; trades and account facts are not shown.
/// </summary>
public sealed class RecordedCourse : IMarketSource, IDisposable
{
    private readonly RecordingHeader _header;
    private readonly IMarketReader _reader;
    private readonly MarketRecord _record = new();
    private readonly decimal _levelUsdt;
    private readonly Dictionary<(Venue Venue, Symbol Symbol), Sides> _books = [];
    private DateTimeOffset? _start;

    /// <param name="recording">What to show.</param>
    /// <param name="levelUsdt">USDT shown at a best price whose size was not recorded.</param>
    /// <exception cref="RecordingException">A file is missing or wrong.</exception>
    public RecordedCourse(IMarketRecording recording, decimal levelUsdt)
    {
        (_header, _reader, _levelUsdt) = (recording.Header, recording.Read(), levelUsdt);
        foreach (var leg in _header.Legs)
            _books[(leg.Instrument.Venue, leg.Instrument.Symbol)] = new(leg);
    }

    /// <summary>What every output says about this market.</summary>
    public string Label =>
        $"recording {_header.Id}{(_header.Relabelled ? ", relabelled: the quotes are other venues'" : "")}"
        + (_header.Legs.All(l => l.HasSizes) ? "" : $"; {DecimalText.Plain(_levelUsdt)} USDT declared at best prices without size")
        + string.Concat(_header.Declared.Select(d => $"; {d}"));

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments(Venue venue) =>
        [.. _header.Legs.Where(l => l.Instrument.Venue == venue).Select(l => l.Instrument)];

    /// <inheritdoc/>
    public bool TryNext(out MarketStep step)
    {
        while (_reader.TryRead(_record))
        {
            if (!_books.TryGetValue((_record.Venue, _record.Symbol), out var sides) || !sides.Take(_record, _levelUsdt))
                continue;
            _start ??= _record.ReceivedAt;
            step = new(_record.ReceivedAt - _start.Value, _record.Venue, _record.Symbol, sides.Bids(), sides.Asks());
            return true;
        }

        step = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private sealed class Sides(RecordedLeg leg)
    {
        private readonly SortedDictionary<decimal, decimal> _bids = new(Comparer<decimal>.Create((a, b) => b.CompareTo(a)));
        private readonly SortedDictionary<decimal, decimal> _asks = [];

        public BookLevel[] Bids() => Levels(_bids);

        public BookLevel[] Asks() => Levels(_asks);

        /// <summary>Takes a record over; false when it shows nothing.</summary>
        public bool Take(MarketRecord record, decimal levelUsdt)
        {
            switch (record.Kind)
            {
                // Where depth was recorded the tickers beside it say nothing that the book does not.
                case MarketRecordKind.BookTicker when !leg.HasDepth:
                case MarketRecordKind.Snapshot:
                case MarketRecordKind.Down:
                    _bids.Clear();
                    _asks.Clear();
                    break;
                case MarketRecordKind.Depth:
                    break;
                default:
                    return false;
            }

            var isTicker = record.Kind == MarketRecordKind.BookTicker;
            Apply(record.Bids, _bids, isTicker, levelUsdt);
            Apply(record.Asks, _asks, isTicker, levelUsdt);
            return true;
        }

        private void Apply(ReadOnlySpan<BookLevel> levels, SortedDictionary<decimal, decimal> side, bool isTicker, decimal levelUsdt)
        {
            foreach (var (price, quantity) in levels)
            {
                if (!quantity.IsZero)
                    side[price.Value] = quantity.Value;
                else if (!isTicker)
                    side.Remove(price.Value);
                else if (!price.IsNone)
                    side[price.Value] = Declared(price, levelUsdt);
            }
        }

        private decimal Declared(Price price, decimal levelUsdt)
        {
            var lot = leg.Instrument.Lot.Value;
            return Math.Max(lot, lot * decimal.Floor(levelUsdt / price.Value / lot));
        }

        private static BookLevel[] Levels(SortedDictionary<decimal, decimal> side) =>
            [.. side.Select(l => new BookLevel(new(l.Key), new(l.Value)))];
    }
}
