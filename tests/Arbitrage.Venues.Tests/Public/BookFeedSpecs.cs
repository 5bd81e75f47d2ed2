using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Venues.Tests.Public;

public sealed class BookFeedSpecs : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly SymbolName Name = new(new Symbol("BTC_USDT"), "BTC_USDT");

    private readonly FakeTimeProvider _time = new(Start);
    private readonly BookSlot _slot = new(Venue.GateSpot, Name.Symbol);
    private readonly BookFeed _feed;
    private readonly Book _seen = new();
    private readonly CancellationTokenSource _stop = new();

    public BookFeedSpecs() =>
        _feed = new BookFeed(Name, new BookOutlet(_slot), new DepthShape(100, 100, StreamsBeyondSnapshot: false), _time, NullLogger.Instance);

    public void Dispose() => _stop.Dispose();

    [Fact]
    public void A_change_in_sequence_is_published_with_its_proof()
    {
        Synchronise(10);
        var change = Change(11, 12);
        change.AtVenue = Start.AddMilliseconds(-40);
        _feed.OnChange(change, At(5));
        Read();
        Assert.Equal((12L, BookStatus.Synchronised), (_seen.Sequence, _seen.Status));
        Assert.Equal((Start.AddMilliseconds(-40), At(5), At(5)), (_seen.AtVenue, _seen.ReceivedAt, _seen.AliveAt));
    }

    [Fact]
    public void Nothing_is_published_before_the_book_is_in_sequence()
    {
        _feed.OnSubscribed();
        _feed.OnHeartbeat(At(1));
        _feed.OnBestQuote(Quote(5), At(1));
        _feed.OnChange(Change(11, 11), At(1));
        Assert.Equal(0, _slot.Published);
    }

    [Fact]
    public void A_gap_makes_the_published_book_unusable()
    {
        Synchronise(10);
        _feed.OnChange(Change(13, 13), At(2));
        Read();
        Assert.Equal((BookStatus.Unsynchronised, false), (_seen.Status, _seen.IsUsable));
    }

    [Fact]
    public void A_lost_connection_makes_the_published_book_unusable_and_life_signs_do_not_revive_it()
    {
        Synchronise(10);
        _feed.OnDown();
        _feed.OnHeartbeat(At(3));
        Read();
        Assert.Equal(BookStatus.Unsynchronised, _seen.Status);
    }

    [Fact]
    public void An_answered_ping_keeps_an_unchanged_book_fresh()
    {
        Synchronise(10);
        Assert.True(_feed.IsQuietFor(TimeSpan.FromSeconds(3), At(3)));
        Assert.Equal(FeedAdvice.None, _feed.OnHeartbeat(At(3)));
        Read();
        Assert.Equal((At(3), Start), (_seen.AliveAt, _seen.ReceivedAt));
        Assert.False(_feed.IsQuietFor(TimeSpan.FromSeconds(3), At(5)));
    }

    [Fact]
    public void A_best_quote_that_is_not_ahead_keeps_the_book_fresh()
    {
        Synchronise(10);
        Assert.Equal(FeedAdvice.None, _feed.OnBestQuote(Quote(10), At(1)));
        Read();
        Assert.Equal(At(1), _seen.AliveAt);
    }

    [Fact]
    public void A_best_quote_ahead_of_the_book_stops_pings_from_keeping_it_fresh_until_the_book_follows()
    {
        Synchronise(10);
        Assert.Equal(FeedAdvice.None, _feed.OnBestQuote(Quote(11), At(0.1)));
        Assert.Equal(FeedAdvice.None, _feed.OnHeartbeat(At(0.2)));
        Read();
        Assert.Equal(Start, _seen.AliveAt);

        _feed.OnChange(Change(11, 11), At(0.3));
        _feed.OnHeartbeat(At(0.4));
        Read();
        Assert.Equal(At(0.4), _seen.AliveAt);
    }

    [Fact]
    public void A_book_that_stays_behind_the_best_quote_is_given_up()
    {
        Synchronise(10);
        Assert.Equal(FeedAdvice.None, _feed.OnBestQuote(Quote(11), At(0)));
        Assert.Equal(FeedAdvice.None, _feed.OnBestQuote(Quote(12), At(0.9)));
        Assert.Equal(FeedAdvice.SubscribeBook, _feed.OnBestQuote(Quote(13), At(1)));
        Read();
        Assert.Equal(BookStatus.Unsynchronised, _seen.Status);
    }

    [Fact]
    public void Also_a_ping_notices_that_the_book_stays_behind()
    {
        Synchronise(10);
        _feed.OnBestQuote(Quote(11), At(0));
        Assert.Equal(FeedAdvice.SubscribeBook, _feed.OnHeartbeat(At(1)));
    }

    [Fact]
    public void A_book_that_is_behind_again_right_after_a_new_subscription_costs_the_connection()
    {
        Synchronise(10);
        _feed.OnBestQuote(Quote(11), At(0));
        Assert.Equal(FeedAdvice.SubscribeBook, _feed.OnHeartbeat(At(1)));
        _feed.OnChange(Snapshot(12), At(1.5));
        _feed.OnBestQuote(Quote(13), At(2));
        Assert.Equal(FeedAdvice.Drop, _feed.OnHeartbeat(At(3)));
    }

    [Fact]
    public void A_best_price_that_the_quotes_do_not_tell_shows_that_theirs_is_dead_and_leaves_the_book_usable()
    {
        Synchronise(10);
        _feed.OnBestQuote(Quote(10), At(0));
        var better = new DepthUpdate { First = 11, Last = 11 };
        better.Add(Side.Buy, 100.5m, 1m);
        _feed.OnChange(better, At(1));
        Assert.Equal(FeedAdvice.None, _feed.OnHeartbeat(At(1.9)));
        Assert.Equal(FeedAdvice.SubscribeQuotes, _feed.OnHeartbeat(At(2)));
        Read();
        Assert.True(_seen.IsUsable);

        // Nothing is held against them before they can be there again; then the same costs the connection.
        _feed.OnChange(Change(12, 12), At(4.1));
        var worse = new DepthUpdate { First = 13, Last = 13 };
        worse.Add(Side.Buy, 100.5m, 0m);
        _feed.OnChange(worse, At(4.2));
        Assert.Equal(FeedAdvice.Drop, _feed.OnHeartbeat(At(5.2)));
    }

    [Fact]
    public void Pings_count_for_a_while_only_and_a_probe_that_finds_nothing_new_renews_them()
    {
        Synchronise(10);
        _feed.OnHeartbeat(At(15));
        _feed.OnHeartbeat(At(16));
        Read();
        Assert.Equal(At(15), _seen.AliveAt);
        Assert.True(_feed.IsUnprovenFor(TimeSpan.FromSeconds(10), At(16)));

        _feed.OnProbe(10, At(16));
        _feed.OnHeartbeat(At(17));
        Read();
        Assert.Equal(At(17), _seen.AliveAt);
    }

    [Fact]
    public void A_probe_that_is_ahead_must_be_followed_within_a_second()
    {
        Synchronise(10);
        _feed.OnProbe(12, At(10));
        _feed.OnHeartbeat(At(10.5));
        Read();
        Assert.Equal(Start, _seen.AliveAt);
        Assert.Equal(FeedAdvice.SubscribeBook, _feed.OnHeartbeat(At(11)));
        Read();
        Assert.Equal(BookStatus.Unsynchronised, _seen.Status);
    }

    [Fact]
    public async Task A_snapshot_is_read_when_subscribed_and_again_after_a_gap()
    {
        var asked = 0;
        var running = _feed.KeepSnapshotAsync((_, _) => Task.FromResult(Snapshot(++asked == 1 ? 10 : 20)), _stop.Token);
        Assert.Equal(0, asked);
        _feed.OnChange(Change(11, 11), Start);
        await UntilAsync(() => _feed.IsSynchronised);
        Assert.Equal(1, asked);

        _feed.OnChange(Change(20, 21), Start);
        await UntilAsync(() => _feed.IsSynchronised);
        Read();
        Assert.Equal((2, 21L, BookStatus.Synchronised), (asked, _seen.Sequence, _seen.Status));
        await StopAsync(running);
    }

    [Fact]
    public async Task A_quiet_market_is_proved_by_a_second_equal_snapshot_a_second_later()
    {
        var asked = 0;
        var running = _feed.KeepSnapshotAsync((_, _) => Task.FromResult(Snapshot(++asked < 3 ? 10 : 11)), _stop.Token);
        _feed.OnSubscribed();
        await UntilAsync(() => asked == 1);
        Assert.False(_feed.IsSynchronised);
        await AdvanceUntilAsync(() => _feed.IsSynchronised, TimeSpan.FromMilliseconds(250));
        Assert.Equal(2, asked);
        Assert.True(_time.GetUtcNow() - Start >= TimeSpan.FromSeconds(1));
        await StopAsync(running);
    }

    [Fact]
    public async Task A_failed_or_old_snapshot_is_asked_for_again_with_growing_distance()
    {
        var asked = new List<DateTimeOffset>();
        var running = _feed.KeepSnapshotAsync(
            (_, _) =>
            {
                asked.Add(_time.GetUtcNow());
                return asked.Count switch
                {
                    1 => throw new VenueException("HTTP 503"),
                    < 5 => Task.FromResult(Snapshot(9)),
                    _ => Task.FromResult(Snapshot(10)),
                };
            },
            _stop.Token);
        _feed.OnChange(Change(11, 11), Start);
        await AdvanceUntilAsync(() => _feed.IsSynchronised, TimeSpan.FromMilliseconds(50));
        var distances = asked.Zip(asked.Skip(1), (left, right) => right - left).ToArray();
        // Lower bounds only: the clock of the test runs on while another thread gets to its next question.
        Assert.Equal(4, distances.Length);
        Assert.All(distances.Zip((int[])[100, 200, 400, 800]), pair => Assert.True(pair.First.TotalMilliseconds >= pair.Second, $"{pair}"));
        await StopAsync(running);
    }

    [Fact]
    public void A_quiet_tick_allocates_nothing_from_change_to_slot()
    {
        Synchronise(10);
        var (id, change) = (10L, Change(0, 0));
        Assert.Equal(0, Allocations.Of(() =>
        {
            (change.First, change.Last) = (id + 1, ++id);
            _feed.OnChange(change, Start);
            _feed.OnBestQuote(Quote(id), Start);
            _feed.OnHeartbeat(Start);
        }));
        Read();
        Assert.Equal(id, _seen.Sequence);
    }

    private static BestQuote Quote(long id) => new(new(100m), new(1m), new(101m), new(1m), id, Start);

    private static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    private void Synchronise(long id)
    {
        var whole = Snapshot(id);
        _feed.OnChange(whole, Start);
        Assert.True(_feed.IsSynchronised);
    }

    private void Read() => _slot.Read(_seen);

    private static DepthUpdate Change(long first, long last)
    {
        var change = new DepthUpdate { First = first, Last = last };
        change.Add(Side.Buy, 99m, 3m);
        return change;
    }

    private static DepthUpdate Snapshot(long id)
    {
        var snapshot = new DepthUpdate { IsFull = true, Last = id };
        snapshot.Add(Side.Buy, 100m, 1m);
        snapshot.Add(Side.Sell, 101m, 1m);
        return snapshot;
    }

    private static Task UntilAsync(Func<bool> done) => Eventually.HoldsAsync(done);

    private Task AdvanceUntilAsync(Func<bool> done, TimeSpan step) => Eventually.HoldsAsync(() =>
    {
        if (done())
            return true;
        _time.Advance(step);
        return false;
    });

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
