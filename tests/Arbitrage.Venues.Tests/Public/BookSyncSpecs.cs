using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using CsCheck;

namespace Arbitrage.Venues.Tests.Public;

public class BookSyncSpecs
{
    private readonly BookSync _sync = new(new DepthShape(SnapshotLevels: 100, Capacity: 100, StreamsBeyondSnapshot: false));

    public BookSyncSpecs() => _sync.OnSubscribed();

    [Fact]
    public void Changes_before_the_snapshot_are_kept_dropped_or_joined_by_their_ids()
    {
        Assert.Equal(SyncStep.Nothing, _sync.OnChange(Change(8, 9, bid: 5m)));
        Assert.Equal(SyncStep.Nothing, _sync.OnChange(Change(10, 12, bid: 6m)));
        Assert.Equal(SyncStep.Nothing, _sync.OnChange(Change(13, 14, bid: 7m)));

        Assert.Equal(SyncStep.Changed, _sync.OnSnapshot(Snapshot(11, bid: 1m)));

        Assert.Equal((SyncPhase.Synchronised, 14L, 0), (_sync.Phase, _sync.Sequence, _sync.Pending));
        Assert.Equal(7m, BestBidSize());
    }

    [Fact]
    public void A_snapshot_alone_is_not_yet_a_usable_book()
    {
        Assert.Equal(SyncStep.Nothing, _sync.OnSnapshot(Snapshot(10)));
        Assert.Equal(SyncPhase.Bridging, _sync.Phase);
    }

    [Fact]
    public void The_first_change_after_a_snapshot_may_overlap_it()
    {
        _sync.OnSnapshot(Snapshot(10));
        Assert.Equal(SyncStep.Nothing, _sync.OnChange(Change(5, 10, bid: 9m)));
        Assert.Equal(1m, BestBidSize());
        Assert.Equal(SyncStep.Changed, _sync.OnChange(Change(9, 11, bid: 3m)));
        Assert.Equal((11L, 3m), (_sync.Sequence, BestBidSize()));
    }

    [Fact]
    public void A_kept_change_that_ends_at_the_snapshot_proves_no_join()
    {
        _sync.OnChange(Change(9, 10, bid: 9m));
        Assert.Equal(SyncStep.Nothing, _sync.OnSnapshot(Snapshot(10)));
        Assert.Equal((SyncPhase.Bridging, 0, 1m), (_sync.Phase, _sync.Pending, BestBidSize()));
    }

    [Fact]
    public void A_snapshot_older_than_the_oldest_kept_change_is_not_used_and_a_newer_one_is()
    {
        _sync.OnChange(Change(20, 22, bid: 4m));
        Assert.Equal(SyncStep.Nothing, _sync.OnSnapshot(Snapshot(18)));
        Assert.Equal((SyncPhase.Buffering, 1), (_sync.Phase, _sync.Pending));
        Assert.Equal(SyncStep.Changed, _sync.OnSnapshot(Snapshot(19)));
        Assert.Equal((22L, 4m), (_sync.Sequence, BestBidSize()));
    }

    [Fact]
    public void A_change_that_does_not_reach_the_snapshot_asks_for_another_and_is_kept_for_it()
    {
        _sync.OnSnapshot(Snapshot(10));
        Assert.Equal(SyncStep.Nothing, _sync.OnChange(Change(12, 13, bid: 2m)));
        Assert.Equal(SyncPhase.Buffering, _sync.Phase);
        Assert.Equal(SyncStep.Changed, _sync.OnSnapshot(Snapshot(12)));
        Assert.Equal(13, _sync.Sequence);
    }

    [Fact]
    public void Two_equal_snapshots_prove_a_quiet_market()
    {
        _sync.OnSnapshot(Snapshot(10));
        Assert.Equal(SyncStep.Changed, _sync.OnSnapshot(Snapshot(10)));
        Assert.Equal(SyncPhase.Synchronised, _sync.Phase);
        Assert.Equal(SyncStep.Changed, _sync.OnChange(Change(11, 11)));
    }

    [Fact]
    public void Two_different_snapshots_prove_nothing()
    {
        _sync.OnSnapshot(Snapshot(10));
        Assert.Equal(SyncStep.Nothing, _sync.OnSnapshot(Snapshot(11, bid: 8m)));
        Assert.Equal((SyncPhase.Bridging, 8m), (_sync.Phase, BestBidSize()));
    }

    [Theory]
    [InlineData(13, 14)]
    [InlineData(11, 12)]
    [InlineData(10, 10)]
    [InlineData(12, 11)]
    public void In_sequence_every_change_must_start_right_after_the_last(long first, long last)
    {
        Synchronise(11);
        Assert.Equal(SyncStep.Lost, _sync.OnChange(Change(first, last, bid: 5m)));
        Assert.Equal(SyncPhase.Buffering, _sync.Phase);
    }

    [Fact]
    public void After_a_gap_the_next_snapshot_replaces_and_never_merges()
    {
        Synchronise(11);
        _sync.OnChange(Change(12, 12, bid: 9m, bidPrice: 99m));
        _sync.OnChange(Change(14, 14, bid: 5m));
        Assert.Equal(SyncStep.Changed, _sync.OnSnapshot(Snapshot(13, bid: 2m)));
        Assert.Equal((14L, 1, 5m), (_sync.Sequence, _sync.Depth.Bids.Count, BestBidSize()));
    }

    [Fact]
    public void An_empty_change_advances_the_id()
    {
        Synchronise(11);
        Assert.Equal(SyncStep.Changed, _sync.OnChange(new DepthUpdate { First = 12, Last = 20 }));
        Assert.Equal(SyncStep.Changed, _sync.OnChange(Change(21, 21)));
    }

    [Fact]
    public void A_full_change_replaces_the_book_in_any_phase()
    {
        var full = Snapshot(50, bid: 6m);
        full.First = 50;
        _sync.OnChange(Change(1, 2));
        Assert.Equal(SyncStep.Changed, _sync.OnChange(full));
        Assert.Equal((SyncPhase.Synchronised, 50L, 6m, 0), (_sync.Phase, _sync.Sequence, BestBidSize(), _sync.Pending));
        Assert.Equal(SyncStep.Changed, _sync.OnChange(Change(51, 51)));

        var again = Snapshot(90, bid: 7m);
        Assert.Equal(SyncStep.Changed, _sync.OnChange(again));
        Assert.Equal((90L, 7m, 1), (_sync.Sequence, BestBidSize(), _sync.Depth.Bids.Count));
    }

    [Fact]
    public void A_crossed_book_is_lost_and_says_why()
    {
        Synchronise(11);
        Assert.Equal(SyncStep.Lost, _sync.OnChange(Change(12, 12, bid: 1m, bidPrice: 101m)));
        Assert.Contains("crossed", _sync.Why, StringComparison.Ordinal);
        Assert.Equal(SyncPhase.Buffering, _sync.Phase);
    }

    [Fact]
    public void A_crossed_snapshot_is_lost()
    {
        var crossed = new DepthUpdate { IsFull = true, Last = 10 };
        crossed.Add(Side.Buy, 101m, 1m);
        crossed.Add(Side.Sell, 101m, 1m);
        Assert.Equal(SyncStep.Lost, _sync.OnSnapshot(crossed));
        Assert.Equal(SyncPhase.Buffering, _sync.Phase);
    }

    [Fact]
    public void A_snapshot_that_comes_after_the_connection_went_is_ignored()
    {
        _sync.OnDown();
        Assert.Equal(SyncStep.Nothing, _sync.OnSnapshot(Snapshot(10)));
        Assert.Equal(SyncPhase.Down, _sync.Phase);
    }

    [Fact]
    public void What_was_kept_before_a_disconnect_is_forgotten()
    {
        _sync.OnChange(Change(11, 12));
        _sync.OnDown();
        Assert.Equal(0, _sync.Pending);
    }

    [Fact]
    public void Only_so_many_changes_are_kept_and_the_oldest_go_first()
    {
        for (var id = 1; id <= 600; id++)
            _sync.OnChange(Change(id, id));
        Assert.Equal(512, _sync.Pending);
        Assert.Equal(SyncStep.Nothing, _sync.OnSnapshot(Snapshot(10)));
        Assert.Equal(SyncStep.Changed, _sync.OnSnapshot(Snapshot(300)));
        Assert.Equal(600, _sync.Sequence);
    }

    /// <summary>
    /// A venue's true book changes; frames of it are delivered with some lost and snapshots of it come late. Whenever the book claims to be in
    /// sequence, it must be the true book at that id.
    /// </summary>
    [Fact]
    public void Whatever_is_lost_or_late_a_synchronised_book_is_the_true_book_at_its_id()
    {
        var step = Gen.Select(Gen.Int[0, 9], Gen.Int[1, 12], Gen.Int[0, 4], Gen.Int[0, 20]);
        step.Array[1, 80].Sample(steps =>
        {
            var sync = new BookSync(new DepthShape(100, 100, StreamsBeyondSnapshot: false));
            sync.OnSubscribed();
            var truth = new List<SortedDictionary<int, int>> { new(), new() { [6] = 1 } };
            foreach (var (what, price, size, age) in steps)
            {
                if (what == 0)
                {
                    sync.OnSnapshot(Whole(truth, Math.Max(1, truth.Count - 1 - age)));
                }
                else
                {
                    var next = new SortedDictionary<int, int>(truth[^1]) { [price] = size };
                    truth.Add(next);
                    if (what > 1)
                        sync.OnChange(Change(truth.Count - 1, truth.Count - 1, size, price));
                }

                if (sync.Phase != SyncPhase.Synchronised)
                    continue;
                var levels = new BookLevel[sync.Depth.Bids.Count];
                sync.Depth.Bids.CopyBest(levels);
                Assert.Equal(
                    truth[(int)sync.Sequence].Where(level => level.Value != 0).Reverse().Select(level => ((decimal)level.Key, (decimal)level.Value)),
                    levels.Select(level => (level.Price.Value, level.Quantity.Value)));
            }
        });
    }

    private static DepthUpdate Whole(List<SortedDictionary<int, int>> truth, int id)
    {
        var whole = new DepthUpdate { IsFull = true, Last = id };
        foreach (var (price, size) in truth[id].Where(level => level.Value != 0).Reverse())
            whole.Add(Side.Buy, price, size);
        return whole;
    }

    private void Synchronise(long id)
    {
        _sync.OnSnapshot(Snapshot(id - 1));
        Assert.Equal(SyncStep.Changed, _sync.OnChange(new DepthUpdate { First = id, Last = id }));
    }

    private decimal BestBidSize()
    {
        var best = new BookLevel[1];
        _sync.Depth.Bids.CopyBest(best);
        return best[0].Quantity.Value;
    }

    private static DepthUpdate Change(long first, long last, decimal bid = 1m, decimal bidPrice = 100m)
    {
        var change = new DepthUpdate { First = first, Last = last };
        change.Add(Side.Buy, bidPrice, bid);
        return change;
    }

    private static DepthUpdate Snapshot(long id, decimal bid = 1m)
    {
        var snapshot = new DepthUpdate { IsFull = true, Last = id };
        snapshot.Add(Side.Buy, 100m, bid);
        snapshot.Add(Side.Sell, 101m, 1m);
        return snapshot;
    }
}
