using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings.Statistics;

/// <summary>
/// Measures the spreads of a recording in one pass: every pair of recorded venues of every symbol, so also where a venue is missing. Best prices are those
/// of book tickers; a leg without tickers has those of its snapshots and changes of depth.
/// </summary>
public static class SpreadMeasurement
{
    /// <summary>Reads the recording to its end.</summary>
    /// <param name="recording">What.</param>
    /// <param name="rules">How.</param>
    /// <param name="cancel">Gives up between records.</param>
    /// <exception cref="RecordingException">The recording is wrong somewhere.</exception>
    public static SpreadFigures Of(IMarketRecording recording, SpreadRules rules, CancellationToken cancel = default)
    {
        var header = recording.Header;
        var markets = header.Symbols.ToDictionary(s => s, s => new SymbolMarket(s, header, rules));
        var record = new MarketRecord();
        using var reader = recording.Read();
        while (reader.TryRead(record))
        {
            cancel.ThrowIfCancellationRequested();
            if (record.Kind is MarketRecordKind.BookTicker or MarketRecordKind.Snapshot or MarketRecordKind.Depth or MarketRecordKind.Down)
                markets[record.Symbol].OnBook(record);
        }

        return new(
            header.Id, header.Relabelled, header.Declared, [.. rules.Sentences()], Seconds(rules.Age), Seconds(rules.Latency),
            [.. header.Symbols.SelectMany(s => markets[s].Close())]);
    }

    private static decimal Seconds(TimeSpan span) => (decimal)span.Ticks / TimeSpan.TicksPerSecond;

    /// <summary>The last known best prices of one symbol at its venues.</summary>
    private sealed class SymbolMarket
    {
        private readonly SortedList<Venue, Top> _tops = [];
        private readonly ImmutableArray<(Top First, Top Second, PairCount Count)> _pairs;
        private DateTimeOffset _now = DateTimeOffset.MinValue;

        public SymbolMarket(Symbol symbol, RecordingHeader header, SpreadRules rules)
        {
            var legs = header.Legs.Where(l => l.Instrument.Symbol == symbol).Select(l => l.Instrument).OrderBy(i => i.Venue).ToList();
            foreach (var instrument in legs)
                _tops.Add(instrument.Venue, new(instrument));
            _pairs =
            [
                .. from first in legs
                   from second in legs
                   where first.Venue < second.Venue
                   select (_tops[first.Venue], _tops[second.Venue], new PairCount(first, second, rules)),
            ];
        }

        public void OnBook(MarketRecord record)
        {
            var top = _tops[record.Venue];
            if (!top.Reads(record))
                return;
            // Everything of one time is applied before the state counts; it lasted from that time to this.
            if (record.ReceivedAt > _now)
            {
                foreach (var (first, second, count) in _pairs)
                {
                    if (first.Quote is { } a && second.Quote is { } b)
                        count.Add(_now, record.ReceivedAt, a, b);
                }

                _now = record.ReceivedAt;
            }

            top.Read(record);
        }

        public IEnumerable<PairFigures> Close() => _pairs.Select(p => p.Count.Close());
    }

    /// <summary>Best prices of one leg.</summary>
    private sealed class Top(Instrument instrument)
    {
        private readonly RecordedBook _book = new(instrument.Venue, instrument.Symbol);
        private bool _hasTickers;

        public RecordedQuote? Quote { get; private set; }

        // Tickers are pushed at every change of the best prices, changes of depth in batches: once there are tickers only they count.
        public bool Reads(MarketRecord record)
        {
            _hasTickers |= record.Kind == MarketRecordKind.BookTicker;
            return record.Kind is MarketRecordKind.BookTicker or MarketRecordKind.Down || !_hasTickers;
        }

        public void Read(MarketRecord record)
        {
            Price bid, ask;
            if (record.Kind == MarketRecordKind.BookTicker)
            {
                if (record.Bids.IsEmpty || record.Asks.IsEmpty)
                {
                    Quote = null;
                    return;
                }

                (bid, ask) = (record.Bids[0].Price, record.Asks[0].Price);
            }
            else
            {
                var step = _book.Apply(record);
                if (step == RecordedBookStep.Lost)
                    Quote = null;
                (bid, ask) = (_book.BestBid, _book.BestAsk);
                if (step != RecordedBookStep.Changed || bid.IsNone || ask.IsNone)
                    return;
            }

            Quote = new(record.ReceivedAt, record.Venue, bid, ask);
        }
    }
}
