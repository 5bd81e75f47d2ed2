using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Venues.Tests.Public;

/// <summary>Two connections follow one book: who of them publishes, and what the slot shows meanwhile.</summary>
public sealed class BookOutletSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly SymbolName Name = new(new Symbol("BTC_USDT"), "BTC_USDT");

    private readonly BookSlot _slot = new(Venue.GateSpot, Name.Symbol);
    private readonly BookFeed _old;
    private readonly BookFeed _young;
    private readonly Book _seen = new();

    public BookOutletSpecs()
    {
        var outlet = new BookOutlet(_slot);
        (_old, _young) = (Feed(outlet), Feed(outlet));
        _old.OnChange(Whole(10), Start);
    }

    [Fact]
    public void A_successor_takes_over_when_it_is_in_sequence_and_not_behind()
    {
        _young.OnChange(Whole(9), At(1));
        Assert.Equal((10L, true, false), (Sequence, _old.IsServing, _young.IsServing));

        _young.OnChange(Change(10), At(1.1));

        Assert.Equal((10L, false, true), (Sequence, _old.IsServing, _young.IsServing));
    }

    [Fact]
    public void What_the_old_one_says_afterwards_is_not_shown()
    {
        _young.OnChange(Whole(10), At(1));
        _old.OnChange(Change(11), At(1.1));
        Assert.Equal(10, Sequence);

        _old.OnDown();
        Read();
        Assert.Equal((10L, BookStatus.Synchronised), (_seen.Sequence, _seen.Status));
    }

    [Fact]
    public void The_slot_never_steps_back_when_the_old_one_ends_before_its_trailing_successor_has_caught_up()
    {
        _young.OnChange(Whole(8), At(1));
        _old.OnDown();
        Read();
        Assert.Equal((10L, BookStatus.Synchronised, Start), (_seen.Sequence, _seen.Status, _seen.AliveAt));
        Assert.False(_young.IsServing);

        _young.OnChange(Change(9), At(1.1));
        _young.OnHeartbeat(At(1.2));
        Read();
        Assert.Equal((10L, Start), (_seen.Sequence, _seen.AliveAt));

        _young.OnChange(Change(10), At(1.3));
        Read();
        Assert.Equal((10L, At(1.3), true), (_seen.Sequence, _seen.AliveAt, _young.IsServing));
    }

    [Fact]
    public void A_successor_that_trails_for_good_takes_over_without_a_step_back()
    {
        _young.OnChange(Whole(8), At(1));
        _old.OnChange(Change(11), At(1.1));
        _young.OnChange(Change(9), At(3.1));
        _old.OnChange(Change(12), At(3.2));
        Assert.Equal((11L, false), (Sequence, _old.IsServing));

        _young.OnChange(Change(10), At(3.3));
        _young.OnChange(Change(11), At(3.4));
        Assert.Equal((11L, true), (Sequence, _young.IsServing));
    }

    [Fact]
    public void A_successor_that_loses_its_book_gives_it_back_to_the_old_one()
    {
        _young.OnChange(Whole(10), At(1));
        _old.OnChange(Change(11), At(1.1));

        _young.OnChange(Change(15), At(1.2));
        Read();
        Assert.Equal((10L, BookStatus.Synchronised), (_seen.Sequence, _seen.Status));

        _old.OnChange(Change(12), At(1.3));
        Assert.Equal((12L, true), (Sequence, _old.IsServing));
    }

    [Fact]
    public void Without_anybody_in_sequence_the_slot_is_unusable_and_the_first_one_back_serves()
    {
        _old.OnDown();
        Read();
        Assert.Equal(BookStatus.Unsynchronised, _seen.Status);

        // The venue may count anew after a restart.
        _young.OnChange(Whole(3), At(2));
        Assert.Equal((3L, true), (Sequence, _young.IsServing));
    }

    private long Sequence
    {
        get
        {
            Read();
            return _seen.Sequence;
        }
    }

    private void Read() => _slot.Read(_seen);

    private static BookFeed Feed(BookOutlet outlet) =>
        new(Name, outlet, new DepthShape(100, 100, StreamsBeyondSnapshot: false), new FakeTimeProvider(Start), NullLogger.Instance);

    private static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    private static DepthUpdate Change(long id)
    {
        var change = new DepthUpdate { First = id, Last = id };
        change.Add(Side.Buy, 99m, 3m);
        return change;
    }

    private static DepthUpdate Whole(long id)
    {
        var whole = new DepthUpdate { IsFull = true, Last = id };
        whole.Add(Side.Buy, 100m, 1m);
        whole.Add(Side.Sell, 101m, 1m);
        return whole;
    }
}
