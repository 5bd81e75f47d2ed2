using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Records of a recording become the books that clients see.</summary>
public sealed class RecordedCourseSpecs
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(55);

    [Fact]
    public void Snapshots_replace_depth_changes_and_the_first_record_is_time_zero()
    {
        using var course = new RecordedCourse(
            new InMemory(
                hasDepth: true,
                r => Fill(r, MarketRecordKind.Snapshot, 0, [(100m, 1m), (99m, 2m)], [(101m, 3m)]),
                r => Fill(r, MarketRecordKind.BookTicker, 1, [(50m, 1m)], [(51m, 1m)]),
                r => Fill(r, MarketRecordKind.Depth, 2, [(100m, 0m), (98m, 4m)], []),
                r => Fill(r, MarketRecordKind.Snapshot, 3, [(90m, 1m)], [(91m, 1m)])),
            1000m);

        var steps = Steps(course);

        Assert.Equal([0d, 2d, 3d], steps.Select(s => s.At.TotalSeconds));
        Assert.Equal([(100m, 1m), (99m, 2m)], Plain(steps[0].Bids));
        Assert.Equal([(99m, 2m), (98m, 4m)], Plain(steps[1].Bids));
        Assert.Equal([(101m, 3m)], Plain(steps[1].Asks));
        Assert.Equal([(90m, 1m)], Plain(steps[2].Bids));
    }

    [Fact]
    public void Best_prices_without_sizes_show_the_declared_value_in_whole_lots()
    {
        using var course = new RecordedCourse(
            new InMemory(hasDepth: false, r => Fill(r, MarketRecordKind.BookTicker, 0, [(300m, 0m)], [(2_000_000m, 0m)])), 1000m);

        var step = Assert.Single(Steps(course));

        // 1000 / 300 down to lots of 0.01; never less than a lot.
        Assert.Equal([(300m, 3.33m)], Plain(step.Bids));
        Assert.Equal([(2_000_000m, 0.01m)], Plain(step.Asks));
        Assert.Contains("1000 USDT declared", course.Label, StringComparison.Ordinal);
    }

    private static List<MarketStep> Steps(RecordedCourse course)
    {
        var steps = new List<MarketStep>();
        while (course.TryNext(out var step))
            steps.Add(step);
        return steps;
    }

    private static List<(decimal, decimal)> Plain(BookLevel[] levels) => [.. levels.Select(l => (l.Price.Value, l.Quantity.Value))];

    private static void Fill(
        MarketRecord record, MarketRecordKind kind, int seconds, (decimal Price, decimal Size)[] bids, (decimal Price, decimal Size)[] asks)
    {
        record.Begin(kind, Venue.GateSpot, StillMarket.Btc, Start.AddSeconds(seconds), null, 0, 0);
        foreach (var level in StillMarket.Levels(bids))
            record.Add(Side.Buy, level);
        foreach (var level in StillMarket.Levels(asks))
            record.Add(Side.Sell, level);
    }

    private sealed class InMemory(bool hasDepth, params Action<MarketRecord>[] records) : IMarketRecording, IMarketReader
    {
        private int _next;

        public RecordingHeader Header { get; } = new(
            "memory",
            [new(new StillMarket().Instruments(Venue.GateSpot)[0] with { Lot = new(0.01m) }, "", HasSizes: hasDepth, HasDepth: hasDepth)],
            Relabelled: false, ImmutableArray<string>.Empty);

        public IMarketReader Read() => this;

        public bool TryRead(MarketRecord into)
        {
            if (_next == records.Length)
                return false;
            records[_next++](into);
            return true;
        }

        public void Dispose() => _next = records.Length;
    }
}
