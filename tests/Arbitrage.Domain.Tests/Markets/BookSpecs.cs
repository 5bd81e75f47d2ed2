using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using CsCheck;

namespace Arbitrage.Domain.Tests.Markets;

public class BookSpecs
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_taker_walks_the_levels_and_the_last_one_touched_is_the_worst_price()
    {
        var book = Of([(99m, 1m)], [(100m, 2m), (101m, 3m)]);

        var take = book.Take(Side.Buy, new(4m));

        Assert.Equal(new BookTake(new(4m), new(402m), new(101m)), take);
    }

    [Fact]
    public void A_size_beyond_the_book_is_filled_as_far_as_it_goes() =>
        Assert.Equal(new Quantity(1m), Of([(99m, 1m)], [(100m, 2m)]).Take(Side.Sell, new(5m)).Filled);

    [Fact]
    public void A_crossed_or_gapped_book_is_unusable()
    {
        Assert.False(Of([(100m, 1m)], [(100m, 1m)]).IsUsable);
        var gapped = Of([(99m, 1m)], [(100m, 1m)]);
        Assert.True(gapped.IsUsable);
        gapped.Invalidate();
        Assert.False(gapped.IsUsable);
    }

    [Fact]
    public void Reading_a_book_allocates_nothing()
    {
        var (book, copy) = (Of([(99m, 1m)], [(100m, 2m), (101m, 3m)]), new Book());
        copy.CopyFrom(book);
        var before = GC.GetAllocatedBytesForCurrentThread();

        copy.CopyFrom(book);
        var usable = copy.IsUsable && copy.Take(Side.Buy, new(4m)).Filled.Value > 0m;

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(usable);
    }

    [Fact]
    public void What_is_taken_is_never_more_than_asked_nor_than_displayed() =>
        Gen.Select(Sizes(10).Array[1, Book.Depth], Sizes(200)).Sample((sizes, wanted) =>
        {
            var book = new Book();
            book.Set([], [.. sizes.Select((s, i) => new BookLevel(new(100m + i), new(s)))], 1, Noon, Noon);
            var take = book.Take(Side.Buy, new(wanted));
            return take.Filled.Value == Math.Min(wanted, sizes.Sum())
                && take.Notional.Value <= take.Worst.Value * take.Filled.Value;
        });

    // Decimals of three places, as venues quote them: sums of them are exact.
    private static Gen<decimal> Sizes(int max) => Gen.Int[1, max * 1000].Select(n => n / 1000m);

    private static Book Of((decimal Price, decimal Size)[] bids, (decimal Price, decimal Size)[] asks)
    {
        var book = new Book();
        book.Set(
            [.. bids.Select(l => new BookLevel(new(l.Price), new(l.Size)))],
            [.. asks.Select(l => new BookLevel(new(l.Price), new(l.Size)))], 1, Noon, Noon);
        return book;
    }
}
