using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Tests.Recordings;

public sealed class RecordedBookSpecs
{
    private const string Mapping = "market-data/mapping.json";
    private const string FullDepth = "relabelled-binance-load";
    private static readonly Symbol Btc = new("BTC_USDT");
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// The files hold one snapshot an instrument, near their beginning: what the changes before it said of a price has to be what it shows there. The one change
    /// that straddles the snapshot's id is set apart, as the part of it that the snapshot has is not told.
    /// </summary>
    [SharedFact(Mapping)]
    public void Levels_told_by_the_changes_before_the_snapshot_are_those_of_the_snapshot()
    {
        var said = Domain.Markets.Venues.All.ToDictionary(v => v, _ => new Dictionary<(Side, decimal), decimal>());
        var straddling = Domain.Markets.Venues.All.ToDictionary(v => v, _ => new List<(Side Side, decimal Price)>());
        var snapshots = Snapshots();
        foreach (var record in Records(FullDepth).Where(r => r.Kind == MarketRecordKind.Depth))
        {
            var id = snapshots[record.Venue].Id;
            foreach (var (side, level) in Levels(record))
            {
                if (record.LastUpdate <= id)
                    said[record.Venue][(side, level.Price.Value)] = level.Quantity.Value;
                else if (record.FirstUpdate <= id)
                    straddling[record.Venue].Add((side, level.Price.Value));
            }
        }

        var compared = Domain.Markets.Venues.All.Select(v => Compare(said[v], [.. straddling[v]], snapshots[v].Levels));

        Assert.Equal([(11, 0, 3, 2), (174, 0, 9, 30), (144, 0, 2, 5)], compared);
    }

    /// <summary>
    /// A ticker carries the update id of the book it is the top of, and there is one for every change of the top. So after each change of depth the top of the
    /// rebuilt book, price and size, has to be the last ticker up to its update id, and there may be no difference at all.
    /// </summary>
    [SharedFact(Mapping)]
    public void Every_state_of_the_full_depth_books_has_the_top_that_the_tickers_of_its_update_id_tell()
    {
        var tickers = Tickers();
        var books = Domain.Markets.Venues.All.ToDictionary(v => v, v => new RecordedBook(v, Btc));
        var counts = Domain.Markets.Venues.All.ToDictionary(v => v, _ => new Counts());
        foreach (var record in Records(FullDepth).Where(r => r.Kind is MarketRecordKind.Depth or MarketRecordKind.Snapshot))
        {
            var (book, count) = (books[record.Venue], counts[record.Venue]);
            switch (book.Apply(record))
            {
                case RecordedBookStep.Changed:
                    count.States++;
                    Compare(book, tickers[record.Venue], count);
                    break;
                case RecordedBookStep.Lost:
                    count.Lost++;
                    break;
                default:
                    count.Waiting++;
                    break;
            }
        }

        Assert.Equal(
            [
                "3449 states, 3449 compared, 564 of exactly that id, 0 different, 0 lost, 3 before the snapshot; "
                    + "at the end 50093421584: 1209 bids from 61685.99, 2196 asks from 61686",
                "6546 states, 6546 compared, 629 of exactly that id, 0 different, 0 lost, 6 before the snapshot; "
                    + "at the end 5123135475514: 5018 bids from 61659.7, 4578 asks from 61659.8",
                "26823 states, 26823 compared, 1124 of exactly that id, 0 different, 0 lost, 25 before the snapshot; "
                    + "at the end 1007202248021: 1110 bids from 61668.6, 1123 asks from 61668.7",
            ],
            Domain.Markets.Venues.All.Select(v => $"{counts[v]}; at the end {TextOf(books[v])}"));
    }

    [SharedFact(Mapping)]
    public void A_change_that_is_left_out_is_found_at_once()
    {
        var books = Domain.Markets.Venues.All.ToDictionary(v => v, v => new RecordedBook(v, Btc));
        var steps = Domain.Markets.Venues.All.ToDictionary(v => v, _ => 0);
        var found = new List<Venue>();
        foreach (var record in Records(FullDepth).Where(r => r.Kind is MarketRecordKind.Depth or MarketRecordKind.Snapshot))
        {
            if (record.Kind == MarketRecordKind.Depth && books[record.Venue].IsSynchronised && ++steps[record.Venue] == 100)
                continue;
            if (books[record.Venue].Apply(record) != RecordedBookStep.Lost)
                continue;
            Assert.Equal(101, steps[record.Venue]); // the one after it
            Assert.StartsWith($"change {record.FirstUpdate}-{record.LastUpdate} does not follow", books[record.Venue].Why, StringComparison.Ordinal);
            found.Add(record.Venue);
        }

        Assert.Equal(Domain.Markets.Venues.All, found.Order());
    }

    /// <summary>Through the venue model, which displays them, and through the slot from which a strategy reads.</summary>
    [SharedFact(Mapping)]
    public void Recorded_whole_books_come_out_of_the_venue_model_and_the_slot_as_they_were_recorded()
    {
        var recording = RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Recording("native-single-venue");
        var model = new VenueModel(Venue.GateSpot, recording.Header.Legs.Select(l => l.Instrument), new(new Dictionary<Asset, decimal>(), Start));
        var slots = recording.Header.Symbols.ToDictionary(s => s, s => new BookSlot(Venue.GateSpot, s));
        var rebuilt = recording.Header.Symbols.ToDictionary(s => s, s => new RecordedBook(Venue.GateSpot, s));
        Book scratch = new(), read = new();
        model.Subscribe(happened =>
        {
            if (happened is not VenueEvent.BookChanged { Book: var shown })
                return;
            scratch.Set(shown.Bids, shown.Asks, shown.Sequence, shown.At, shown.At);
            slots[shown.Symbol].Publish(scratch);
        });
        var equal = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var record = new MarketRecord();
        using var reader = recording.Read();
        while (reader.TryRead(record))
        {
            if (record.Kind != MarketRecordKind.Snapshot)
                continue;
            model.SetBook(record.Symbol, record.Bids, record.Asks, record.ReceivedAt);
            Assert.Equal(RecordedBookStep.Changed, rebuilt[record.Symbol].Apply(record));

            slots[record.Symbol].Read(read);
            Assert.True(read.Bids.SequenceEqual(record.Bids) && read.Asks.SequenceEqual(record.Asks));
            Assert.Equal(record.ReceivedAt, read.ReceivedAt);
            rebuilt[record.Symbol].CopyTo(read, record.AtVenue!.Value, record.ReceivedAt);
            Assert.True(read.Bids.SequenceEqual(record.Bids) && read.Asks.SequenceEqual(record.Asks));
            Assert.Equal((20, 20, record.LastUpdate), (read.BidCount, read.AskCount, read.Sequence));
            equal[record.Symbol.Text] = equal.GetValueOrDefault(record.Symbol.Text) + 1;
        }

        Assert.Equal([("BTC_USDT", 1658), ("ETH_USDT", 1536)], equal.Select(e => (e.Key, e.Value)));
    }

    [Fact]
    public void Changes_wait_for_the_snapshot_that_they_follow()
    {
        var book = new RecordedBook(Venue.GateSpot, Btc);

        Assert.Equal(RecordedBookStep.Nothing, book.Apply(Change(8, 9, (Side.Buy, 99m, 1m))));
        Assert.Equal(RecordedBookStep.Nothing, book.Apply(Change(10, 12, (Side.Buy, 98m, 0m), (Side.Sell, 101m, 5m))));
        Assert.Equal(RecordedBookStep.Changed, book.Apply(Whole(11, (Side.Buy, 98m, 7m), (Side.Buy, 97m, 3m), (Side.Sell, 101m, 4m))));

        Assert.Equal((12, 1, 1), (book.Sequence, book.BidCount, book.AskCount));
        Assert.Equal((97m, 101m), (book.BestBid.Value, book.BestAsk.Value));
    }

    [Fact]
    public void Changes_after_a_snapshot_may_begin_within_it_and_must_not_leave_a_gap()
    {
        var book = new RecordedBook(Venue.GateSpot, Btc);
        Assert.Equal(RecordedBookStep.Changed, book.Apply(Whole(11, (Side.Buy, 98m, 7m), (Side.Sell, 101m, 4m))));

        Assert.Equal(RecordedBookStep.Nothing, book.Apply(Change(9, 11, (Side.Buy, 98m, 1m))));
        Assert.Equal(RecordedBookStep.Changed, book.Apply(Change(10, 13, (Side.Buy, 99m, 2m))));
        Assert.Equal(RecordedBookStep.Lost, book.Apply(Change(15, 16, (Side.Buy, 99m, 3m))));

        Assert.False(book.IsSynchronised);
        Assert.Equal("change 15-16 does not follow 13", book.Why);
        Assert.Equal(RecordedBookStep.Changed, book.Apply(Whole(15, (Side.Buy, 98m, 7m), (Side.Sell, 101m, 4m))));
        Assert.Equal(99m, book.BestBid.Value); // the kept change is joined
    }

    [Fact]
    public void A_crossed_book_is_given_up()
    {
        var book = new RecordedBook(Venue.GateSpot, Btc);
        book.Apply(Whole(11, (Side.Buy, 98m, 7m), (Side.Sell, 101m, 4m)));

        Assert.Equal(RecordedBookStep.Lost, book.Apply(Change(12, 12, (Side.Buy, 101m, 2m))));

        Assert.Equal("crossed at 12: bid 101, ask 101", book.Why);
    }

    [Fact]
    public void Records_of_other_markets_and_kinds_do_nothing()
    {
        var book = new RecordedBook(Venue.MexcSpot, Btc);
        var trade = new MarketRecord();
        trade.SetTrade(Venue.MexcSpot, Btc, Start, null, 1, Side.Buy, new(1m), new(1m));

        Assert.Equal(RecordedBookStep.Nothing, book.Apply(Whole(11, (Side.Buy, 98m, 7m))));
        Assert.Equal(RecordedBookStep.Nothing, book.Apply(trade));
        Assert.Equal(0, book.BidCount);
    }

    private static (int Equal, int Different, int Straddling, int Outside) Compare(
        Dictionary<(Side Side, decimal Price), decimal> said, HashSet<(Side, decimal)> straddling, Dictionary<(Side Side, decimal Price), decimal> snapshot)
    {
        decimal lowest = snapshot.Keys.Where(l => l.Side == Side.Buy).Min(l => l.Price), highest = snapshot.Keys.Where(l => l.Side == Side.Sell).Max(l => l.Price);
        int equal = 0, different = 0, apart = 0, outside = 0;
        foreach (var (level, size) in said)
        {
            if (level.Side == Side.Buy ? level.Price < lowest : level.Price > highest)
                outside++;
            else if (straddling.Contains(level))
                apart++;
            else if (snapshot.GetValueOrDefault(level) == size)
                equal++;
            else
                different++;
        }

        return (equal, different, apart, outside);
    }

    private static void Compare(RecordedBook book, List<(long Id, BookLevel Bid, BookLevel Ask)> tickers, Counts count)
    {
        while (count.Next < tickers.Count && tickers[count.Next].Id <= book.Sequence)
            count.Next++;
        if (count.Next == 0)
            return;
        var (id, bid, ask) = tickers[count.Next - 1];
        Span<BookLevel> bestBid = stackalloc BookLevel[1], bestAsk = stackalloc BookLevel[1];
        book.CopyBest(Side.Buy, bestBid);
        book.CopyBest(Side.Sell, bestAsk);
        count.Compared++;
        count.SameId += id == book.Sequence ? 1 : 0;
        count.Different += bid == bestBid[0] && ask == bestAsk[0] ? 0 : 1;
    }

    private static Dictionary<Venue, (long Id, Dictionary<(Side, decimal), decimal> Levels)> Snapshots()
    {
        var snapshots = new Dictionary<Venue, (long, Dictionary<(Side, decimal), decimal>)>();
        foreach (var record in Records(FullDepth).Where(r => r.Kind == MarketRecordKind.Snapshot))
            snapshots.Add(record.Venue, (record.LastUpdate, Levels(record).ToDictionary(l => (l.Side, l.Level.Price.Value), l => l.Level.Quantity.Value)));
        return snapshots;
    }

    private static Dictionary<Venue, List<(long Id, BookLevel Bid, BookLevel Ask)>> Tickers()
    {
        var tickers = Domain.Markets.Venues.All.ToDictionary(v => v, _ => new List<(long, BookLevel, BookLevel)>());
        foreach (var record in Records(FullDepth).Where(r => r.Kind == MarketRecordKind.BookTicker))
            tickers[record.Venue].Add((record.LastUpdate, record.Bids[0], record.Asks[0]));
        return tickers;
    }

    private static string TextOf(RecordedBook book) =>
        $"{book.Sequence}: {book.BidCount} bids from {book.BestBid}, {book.AskCount} asks from {book.BestAsk}";

    private static List<(Side Side, BookLevel Level)> Levels(MarketRecord record)
    {
        var levels = new List<(Side, BookLevel)>();
        foreach (var level in record.Bids)
            levels.Add((Side.Buy, level));
        foreach (var level in record.Asks)
            levels.Add((Side.Sell, level));
        return levels;
    }

    private static IEnumerable<MarketRecord> Records(string id)
    {
        var record = new MarketRecord();
        using var reader = RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Recording(id).Read();
        while (reader.TryRead(record))
            yield return record;
    }

    private static MarketRecord Whole(long id, params (Side, decimal, decimal)[] levels) => Of(MarketRecordKind.Snapshot, id, id, levels);

    private static MarketRecord Change(long first, long last, params (Side, decimal, decimal)[] levels) => Of(MarketRecordKind.Depth, first, last, levels);

    private static MarketRecord Of(MarketRecordKind kind, long first, long last, (Side Side, decimal Price, decimal Size)[] levels)
    {
        var record = new MarketRecord();
        record.Begin(kind, Venue.GateSpot, Btc, Start, null, first, last);
        foreach (var (side, price, size) in levels)
            record.Add(side, new(new(price), new(size)));
        return record;
    }

    private sealed class Counts
    {
        public int States, Compared, SameId, Different, Lost, Waiting, Next;

        public override string ToString() =>
            $"{States} states, {Compared} compared, {SameId} of exactly that id, {Different} different, {Lost} lost, {Waiting} before the snapshot";
    }
}
