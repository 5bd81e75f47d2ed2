using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Files;
using Arbitrage.Simulation.Recordings.Live;
using Arbitrage.Simulation.Recordings.Statistics;
using Arbitrage.Simulation.Replay;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Tests.Recordings.Live;

/// <summary>The queue before the disk, and what a lost stream means to those who read a recording.</summary>
public sealed class LiveTapeSpecs : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Symbol Btc = new("BTC_USDT");
    private static readonly (Venue, Symbol)[] Legs = [(Venue.GateSpot, Btc), (Venue.MexcSpot, Btc)];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tape-");

    [Fact]
    public void A_full_queue_puts_the_loss_of_every_leg_where_it_stopped_and_takes_again_when_it_is_half_empty()
    {
        var queue = new TapeQueue(Legs, limit: 4);
        for (var i = 1; i <= 10; i++)
            queue.Add(Venue.GateSpot, Btc, Quote(i), Start.AddSeconds(i));
        Assert.Equal((6L, 1), (queue.Lost, queue.Overflows));

        var taken = new List<MarketRecord>();
        Assert.True(queue.TryTake(taken, 3));
        Assert.False(queue.Return(taken)); // three of four still wait
        queue.Add(Venue.GateSpot, Btc, Quote(11), Start.AddSeconds(11));
        Assert.Equal(7, queue.Lost);
        Assert.True(queue.TryTake(taken, 3));
        Assert.Equal(
            [(MarketRecordKind.BookTicker, Venue.GateSpot, 4), (MarketRecordKind.Down, Venue.GateSpot, 5), (MarketRecordKind.Down, Venue.MexcSpot, 5)],
            taken.Select(r => (r.Kind, r.Venue, (int)(r.ReceivedAt - Start).TotalSeconds)));

        Assert.True(queue.Return(taken));
        queue.Add(Venue.GateSpot, Btc, Quote(12), Start.AddSeconds(12));
        Assert.True(queue.TryTake(taken, 3));
        Assert.Equal(12, Assert.Single(taken).LastUpdate);
        Assert.Equal((7L, 1), (queue.Lost, queue.Overflows));
    }

    [Fact]
    public void Times_on_a_tape_never_fall_though_connections_stamp_apart()
    {
        var queue = new TapeQueue(Legs, limit: 4);
        queue.Add(Venue.GateSpot, Btc, Quote(1), Start.AddSeconds(5));
        queue.Add(Venue.MexcSpot, Btc, Quote(1), Start.AddSeconds(4));
        queue.AddDown(Venue.MexcSpot, Btc, Start.AddSeconds(3));

        var taken = new List<MarketRecord>();
        Assert.True(queue.TryTake(taken, 10));
        Assert.Equal([5d, 5d, 5d], taken.Select(r => (r.ReceivedAt - Start).TotalSeconds));
    }

    [Fact]
    public void A_loss_is_stored_counted_and_read_back()
    {
        var file = Write((1, MarketRecordKind.BookTicker), (2, MarketRecordKind.Down), (3, MarketRecordKind.BookTicker));
        using var reader = file.Read();
        var record = new MarketRecord();
        Assert.True(reader.TryRead(record));
        Assert.True(reader.TryRead(record));
        Assert.Equal((MarketRecordKind.Down, Venue.GateSpot, Btc, Start.AddSeconds(2), 0), (record.Kind, record.Venue, record.Symbol, record.ReceivedAt, record.Bids.Length));
        Assert.True(reader.TryRead(record));
        Assert.Equal((MarketRecordKind.BookTicker, 3L), (record.Kind, record.LastUpdate));
        using var again = file.Read();
        Assert.Equal(1, Assert.Single(RecordingSummary.Of(file.Header, again, TimeSpan.MaxValue).Legs).Counts[MarketRecordKind.Down]);
    }

    [Fact]
    public void A_replay_shows_no_book_from_the_loss_to_the_next_quote()
    {
        var file = Write((1, MarketRecordKind.BookTicker), (2, MarketRecordKind.Down), (3, MarketRecordKind.BookTicker));
        using var market = new RecordedMarket(file, RecordingSurvey.Of(file, [Btc]), new(), TimeProvider.System);
        var shown = new List<(double, int, int)>();
        while (market.TryNext(out var step))
            shown.Add((step.At.TotalSeconds, step.Bids.Length, step.Asks.Length));
        Assert.Equal([(0d, 1, 1), (1d, 0, 0), (2d, 1, 1)], shown);
    }

    [Fact]
    public void Full_depth_is_lost_with_its_stream_and_begins_anew_with_a_snapshot()
    {
        var book = new RecordedBook(Venue.GateSpot, Btc);
        Assert.Equal(RecordedBookStep.Changed, book.Apply(Record(1, MarketRecordKind.Snapshot, update: 10)));
        Assert.Equal(RecordedBookStep.Changed, book.Apply(Record(2, MarketRecordKind.Depth, update: 11)));
        Assert.Equal(RecordedBookStep.Lost, book.Apply(Record(3, MarketRecordKind.Down)));
        Assert.False(book.IsSynchronised);
        // It would follow the book before the loss; what came between is not known.
        Assert.Equal(RecordedBookStep.Nothing, book.Apply(Record(4, MarketRecordKind.Depth, update: 12)));
        Assert.False(book.IsSynchronised);
        Assert.Equal(RecordedBookStep.Changed, book.Apply(Record(5, MarketRecordKind.Snapshot, update: 11)));
        Assert.Equal((true, 12L), (book.IsSynchronised, book.Sequence));
    }

    [Fact]
    public void A_spread_is_not_measured_over_a_loss_or_an_empty_side()
    {
        var legs = new[] { Venue.GateSpot, Venue.MexcSpot };
        var path = Path.Combine(_directory.FullName, "pair.arbrec");
        using (var writer = MarketFileWriter.Create(path, new("pair", [.. legs.Select(v => Leg(v))], Relabelled: false, [])))
        {
            foreach (var venue in legs)
                writer.Add(Record(0, MarketRecordKind.BookTicker, 1, venue));
            writer.Add(Record(2, MarketRecordKind.Down));                          // two seconds of both
            writer.Add(Record(5, MarketRecordKind.BookTicker, 2));                 // three of one
            var oneSided = new MarketRecord();
            oneSided.Begin(MarketRecordKind.BookTicker, Venue.MexcSpot, Btc, Start.AddSeconds(6), null, 3, 3);
            oneSided.Add(Side.Sell, new(new(101m), new(1m)));
            writer.Add(oneSided);                                                  // one of both
            writer.Add(Record(9, MarketRecordKind.BookTicker, 4));                 // three of one
        }

        var figures = SpreadMeasurement.Of(MarketFile.Open(path), new() { Age = TimeSpan.FromSeconds(100) });
        Assert.Equal(3m, Assert.Single(figures.Pairs).UsableSeconds);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private MarketFile Write(params (int Second, MarketRecordKind Kind)[] records)
    {
        var path = Path.Combine(_directory.FullName, "one.arbrec");
        using (var writer = MarketFileWriter.Create(path, new("one", [Leg(Venue.GateSpot)], Relabelled: false, [])))
        {
            foreach (var (second, kind) in records)
                writer.Add(Record(second, kind, second));
        }

        return MarketFile.Open(path);
    }

    private static RecordedLeg Leg(Venue venue) => new(
        new(venue, Btc, "BTC_USDT", new(0.01m), new(0.01m), default, default, default, default, default, default, default, Tradable: true),
        "", HasSizes: true, HasDepth: false);

    private static MarketRecord Record(int second, MarketRecordKind kind, long update = 0, Venue venue = Venue.GateSpot)
    {
        var record = new MarketRecord();
        record.Begin(kind, venue, Btc, Start.AddSeconds(second), null, kind == MarketRecordKind.Down ? 0 : update, kind == MarketRecordKind.Down ? 0 : update);
        if (kind == MarketRecordKind.Down)
            return record;
        record.Add(Side.Buy, new(new(100m), new(1m)));
        record.Add(Side.Sell, new(new(101m), new(1m)));
        return record;
    }

    private static BestQuote Quote(long id) => new(new(100m), new(1m), new(101m), new(1m), id, Start);
}
