using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Books;
using CsCheck;

namespace Arbitrage.Venues.Tests.Public;

public class DepthBookSpecs
{
    private static readonly DepthShape Wide = new(SnapshotLevels: 1000, Capacity: 4000, StreamsBeyondSnapshot: true);

    [Fact]
    public void Random_changes_give_the_same_side_as_a_sorted_dictionary()
    {
        var change = Gen.Select(Gen.Int[1, 40], Gen.Int[0, 5]);
        Gen.Select(Gen.Bool, change.Array[0, 200]).Sample((isBids, changes) =>
        {
            var side = new DepthSide(isBids ? Side.Buy : Side.Sell, 64);
            var expected = new SortedDictionary<int, int>(isBids ? Comparer<int>.Create((l, r) => r.CompareTo(l)) : Comparer<int>.Default);
            foreach (var (price, size) in changes)
            {
                side.Set(Level(price, size));
                if (size == 0)
                    expected.Remove(price);
                else
                    expected[price] = size;
            }

            Assert.Equal(expected.Select(pair => Level(pair.Key, pair.Value)), Best(side));
        });
    }

    [Fact]
    public void A_full_side_gives_up_its_worst_level_and_takes_no_worse_one()
    {
        var side = new DepthSide(Side.Buy, 3);
        foreach (var price in (int[])[10, 11, 12, 13, 9])
            side.Set(Level(price, 1));
        Assert.Equal([Level(13, 1), Level(12, 1), Level(11, 1)], Best(side));
    }

    [Fact]
    public void A_full_side_takes_a_level_between_others()
    {
        var side = new DepthSide(Side.Sell, 3);
        foreach (var price in (int[])[10, 12, 14, 11])
            side.Set(Level(price, 1));
        Assert.Equal([Level(10, 1), Level(11, 1), Level(12, 1)], Best(side));
    }

    [Fact]
    public void Levels_beyond_a_cut_snapshot_are_unknown_and_not_taken()
    {
        var side = new DepthSide(Side.Buy, 100);
        side.Replace([Level(10, 1), Level(9, 1)], isCut: true);
        side.Set(Level(8, 5));
        side.Set(Level(9, 2));
        side.Set(Level(11, 3));
        Assert.Equal([Level(11, 3), Level(10, 1), Level(9, 2)], Best(side));
    }

    [Fact]
    public void Deleting_what_is_not_there_changes_nothing()
    {
        var side = new DepthSide(Side.Sell, 4);
        side.Set(Level(5, 0));
        side.Set(Level(6, 1));
        side.Set(Level(5, 0));
        Assert.Equal([Level(6, 1)], Best(side));
    }

    [Fact]
    public void Readers_get_the_twenty_best_of_a_deeper_book()
    {
        var book = new DepthBook(Wide);
        var whole = new DepthUpdate { IsFull = true, Last = 7 };
        for (var i = 0; i < 50; i++)
        {
            whole.Add(Side.Buy, 100 - i, i + 1);
            whole.Add(Side.Sell, 101 + i, i + 1);
        }

        book.Replace(whole);
        var top = new Book();
        book.Fill(top, 7, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(1));

        Assert.Equal((Book.Depth, Book.Depth, 7), (top.BidCount, top.AskCount, top.Sequence));
        Assert.Equal(Level(100, 1), top.Bids[0]);
        Assert.Equal(Level(81, 20), top.Bids[19]);
        Assert.Equal(Level(101, 1), top.Asks[0]);
        Assert.Equal(Level(120, 20), top.Asks[19]);
        Assert.True(top.IsUsable);
    }

    [Fact]
    public void A_cut_book_that_is_eaten_down_says_so_and_a_thin_whole_book_does_not()
    {
        var cut = new DepthBook(new DepthShape(SnapshotLevels: 12, Capacity: 48, StreamsBeyondSnapshot: true));
        var thin = new DepthBook(Wide);
        var whole = new DepthUpdate { IsFull = true };
        var eaten = new DepthUpdate();
        for (var i = 0; i < 12; i++)
        {
            whole.Add(Side.Buy, 100 - i, 1m);
            if (i < 3)
                eaten.Add(Side.Buy, 100 - i, 0m);
        }

        foreach (var book in (DepthBook[])[cut, thin])
        {
            book.Replace(whole);
            Assert.False(book.IsEroded);
            book.Apply(eaten);
            Assert.Equal(9, book.Bids.Count);
        }

        Assert.True(cut.IsEroded);
        Assert.False(thin.IsEroded);
    }

    [Fact]
    public void Equal_best_prices_are_crossed()
    {
        var book = new DepthBook(Wide);
        var whole = new DepthUpdate { IsFull = true };
        whole.Add(Side.Buy, 100m, 1m);
        whole.Add(Side.Sell, 100m, 1m);
        book.Replace(whole);
        Assert.True(book.IsCrossed);
    }

    private static BookLevel Level(decimal price, decimal size) => new(new Price(price), new Quantity(size));

    private static BookLevel[] Best(DepthSide side)
    {
        var levels = new BookLevel[side.Count];
        side.CopyBest(levels);
        return levels;
    }
}
