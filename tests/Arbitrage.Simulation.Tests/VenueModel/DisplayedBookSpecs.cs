using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;
using CsCheck;

namespace Arbitrage.Simulation.Tests.Model;

/// <summary>The displayed book, which is a walk along two arrays, against the plainest one there is: a map of levels.</summary>
public sealed class DisplayedBookSpecs
{
    // Prices in ticks above 99.0 and sizes of some levels a side, best first or not, and what an order takes then.
    private static readonly Gen<(int[] Bids, int[] Asks, int Size, int Take)[]> Courses =
        Gen.Select(Gen.Int[0, 9].Array[0, 5], Gen.Int[11, 20].Array[0, 5], Gen.Int[0, 3], Gen.Int[0, 5]).Array[1, 40];

    [Fact]
    public void What_is_displayed_and_what_is_said_to_have_changed_equal_the_plain_book() => Courses.Sample(
        course =>
        {
            var model = Given.Venue_(Venue.GateSpot, 1_000_000m, 1_000m);
            var plain = new PlainBook(model.Book(Given.Btc));
            var told = new List<VenueEvent.BookChanged>();
            using var subscription = model.Subscribe(e =>
            {
                if (e is VenueEvent.BookChanged changed)
                    told.Add(changed);
            });
            foreach (var (bids, asks, size, take) in course)
            {
                var (shownBids, shownAsks) = (Levels(bids.Distinct().OrderDescending(), size), Levels(asks.Distinct().Order(), size));
                model.SetBook(Given.Btc, shownBids, shownAsks, Given.T0);
                plain.Show(shownBids, shownAsks);
                Check(model, plain, told);
                var side = take % 2 == 0 ? Side.Buy : Side.Sell;
                var before = model.Trades().Count;
                if (take > 1)
                    model.Create(Given.Order(side, take * 0.3m, side == Side.Buy ? 101.0m : 99.0m, id: null), Given.T0);
                var taken = model.Trades().Skip(before).ToList();
                if (taken.Count == 0)
                    continue;
                plain.Take(side, [.. taken.Select(t => new BookLevel(t.Price, t.Quantity))]);
                Check(model, plain, told);
            }
        },
        iter: 500);

    [Fact]
    public void A_source_out_of_order_is_put_in_order()
    {
        var model = Given.Venue_(Venue.GateSpot);
        Given.Show(model, [(99.8m, 3m), (100.0m, 1m), (99.9m, 2m)], [(100.4m, 2m), (100.2m, 1m), (100.4m, 5m)]);

        Assert.Equal([100.0m, 99.9m, 99.8m], model.Book(Given.Btc).Bids.Select(l => l.Price.Value));
        Assert.Equal([(100.2m, 1m), (100.4m, 5m)], model.Book(Given.Btc).Asks.Select(l => (l.Price.Value, l.Quantity.Value)));
    }

    private static void Check(VenueModel model, PlainBook plain, List<VenueEvent.BookChanged> told)
    {
        var book = model.Book(Given.Btc);
        Assert.Equal((plain.Sequence, plain.Mid), (book.Sequence, model.Mark(Given.Btc).Value));
        Assert.Equal(plain.Bids.Displayed, book.Bids);
        Assert.Equal(plain.Asks.Displayed, book.Asks);
        Assert.Equal(plain.First, told[^1].FirstSequence);
        Assert.Equal(plain.Bids.Changed, told[^1].Bids);
        Assert.Equal(plain.Asks.Changed, told[^1].Asks);
    }

    private static BookLevel[] Levels(IEnumerable<int> ticks, int size) =>
        [.. ticks.Select(t => new BookLevel(new(99.0m + (t * 0.1m)), new(0.5m + ((size + t) % 4))))];

    private sealed class PlainBook
    {
        public PlainBook(VenueBook book)
        {
            Show(book.Bids, book.Asks);
            Sequence = book.Sequence;
        }

        public PlainHalf Bids { get; } = new(descending: true);

        public PlainHalf Asks { get; } = new(descending: false);

        public long Sequence { get; private set; }

        public long First { get; private set; }

        public decimal Mid { get; private set; }

        public void Show(BookLevel[] bids, BookLevel[] asks)
        {
            Bids.Show(bids);
            Asks.Show(asks);
            if (bids.Length > 0 && asks.Length > 0)
                Mid = (bids[0].Price.Value + asks[0].Price.Value) / 2m;
            Count();
        }

        public void Take(Side taker, BookLevel[] taken)
        {
            (taker == Side.Buy ? Bids : Asks).Changed.Clear();
            (taker == Side.Buy ? Asks : Bids).Take(taken);
            Count();
        }

        private void Count()
        {
            First = Sequence + 1;
            Sequence += Math.Max(1, Bids.Changed.Count + Asks.Changed.Count);
        }
    }

    private sealed class PlainHalf(bool descending)
    {
        private Dictionary<decimal, (decimal Source, decimal Taken)> _levels = [];

        public List<BookLevel> Changed { get; } = [];

        public IEnumerable<BookLevel> Displayed => (descending ? _levels.OrderByDescending(l => l.Key) : _levels.OrderBy(l => l.Key))
            .Where(l => l.Value.Source > l.Value.Taken).Select(l => new BookLevel(new(l.Key), new(l.Value.Source - l.Value.Taken)));

        public void Show(BookLevel[] source)
        {
            var before = _levels;
            _levels = [];
            Changed.Clear();
            foreach (var level in source)
            {
                var (price, quantity) = (level.Price.Value, level.Quantity.Value);
                var old = before.GetValueOrDefault(price);
                _levels[price] = old.Source == quantity ? old : (quantity, 0m);
                if (old.Source != quantity && old.Source - old.Taken != quantity)
                    Changed.Add(level);
            }

            foreach (var price in before.Keys.Except(_levels.Keys).Where(p => before[p].Source > before[p].Taken).OrderBy(p => descending ? -p : p))
                Changed.Add(new(new(price), Quantity.Zero));
        }

        public void Take(BookLevel[] taken)
        {
            Changed.Clear();
            foreach (var (price, quantity) in taken)
            {
                var (source, before) = _levels[price.Value];
                _levels[price.Value] = (source, before + quantity.Value);
                Changed.Add(new(price, new(source - before - quantity.Value)));
            }
        }
    }
}
