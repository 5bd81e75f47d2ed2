using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Replay;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Tests.Replay;

/// <summary>What each option of a replay changes, on a generated recording that really trades.</summary>
public sealed class ReplayOptionsSpecs
{
    private static readonly Symbol Coin = new("NEIROETH_USDT");
    private static readonly GeneratedRecording Books = new(MarketPreset.Typical, 1, TimeSpan.FromSeconds(40), symbols: Coin);

    [Fact]
    public void A_recording_of_whole_books_trades_and_keeps_every_promise()
    {
        var report = Run(new());

        Assert.True(report.CompletedPairs >= 5, RunReportJson.Write(report));
        Assert.True(report.MaxDrawdownPct >= 0m && report.TicksPerSecond > 0m && report.TicksPerSecondWithReading > 0m, RunReportJson.Write(report));
        AssertSound(report);
    }

    [Fact]
    public void The_fast_and_the_stepwise_way_agree_on_it() =>
        Assert.Equal(Text(Run(new() { Stepwise = true, Queue = QueueModel.Proportional })), Text(Run(new() { Queue = QueueModel.Proportional })));

    [Fact]
    public void Slower_orders_change_what_is_filled()
    {
        var (usual, slow) = (Run(new()), Run(new() { OrderLatency = TimeSpan.FromMilliseconds(200) }));

        Assert.NotEqual(usual.RealisedPnl, slow.RealisedPnl);
        Assert.NotEqual(usual.TraceHash, slow.TraceHash);
        Assert.Contains(slow.Notes, n => n == "orders take 200 ms to mexc_spot, its answers as long");
        AssertSound(slow);
    }

    [Fact]
    public void Orders_to_one_venue_may_be_slower_than_to_the_others()
    {
        var one = Run(new() { OrderLatencies = ImmutableSortedDictionary<Venue, TimeSpan>.Empty.Add(Venue.MexcSpot, TimeSpan.FromMilliseconds(200)) });

        Assert.NotEqual(Run(new()).TraceHash, one.TraceHash);
        Assert.Single(one.Notes, n => n.StartsWith("orders take", StringComparison.Ordinal));
    }

    [Fact]
    public void Beyond_the_largest_clock_error_nothing_adds_risk()
    {
        var report = Run(new() { OrderLatency = TimeSpan.FromMilliseconds(300) });

        Assert.Equal(0, report.Attempts);
        Assert.Contains(report.Notes, n => n.EndsWith("beyond clock_error_max_ms, so nothing adds risk there", StringComparison.Ordinal));
    }

    [Fact]
    public void Fees_change_fees_and_profit()
    {
        var fees = ImmutableSortedDictionary<Venue, Rate>.Empty.Add(Venue.GateSpot, Rate.Zero).Add(Venue.MexcSpot, Rate.Zero);
        var (usual, free) = (Run(new()), Run(new() { Fees = fees }));

        Assert.True(usual.Fees > 0m, RunReportJson.Write(usual));
        Assert.Equal(0m, free.Fees);
        Assert.True(free.RealisedPnl > usual.RealisedPnl, $"{free.RealisedPnl} {usual.RealisedPnl}");
        Assert.Contains("Gate spot 0 %", free.Market, StringComparison.Ordinal);
        AssertSound(free);
    }

    [Fact]
    public void Full_depth_by_update_ids_shows_the_whole_books()
    {
        static (RunReport Report, LocalSystem System) Shown(GeneratedAs how)
        {
            using var replay = new RecordingReplay(new GeneratedRecording(MarketPreset.Calm, 1, TimeSpan.FromSeconds(20), how, symbols: Coin), new());
            return (replay.Run(Hash), replay.System);
        }

        var ((depth, followed), (_, whole)) = (Shown(GeneratedAs.Depth), Shown(GeneratedAs.Snapshots));

        Assert.Matches("recording generated, 3 books, [0-9]+ depth updates; ", depth.Market);
        Assert.Equal(whole.BooksPublished, followed.BooksPublished);
        foreach (var venue in Domain.Markets.Venues.All)
        {
            var (one, other) = (followed.Models[venue].Book(Coin), whole.Models[venue].Book(Coin));
            Assert.Equal((other.Sequence, 20), (one.Sequence, one.Bids.Length));
            Assert.Equal(other.Bids, one.Bids);
            Assert.Equal(other.Asks, one.Asks);
        }
    }

    [Fact]
    public void A_depth_with_a_gap_shows_nothing_from_there_on()
    {
        using var replay = new RecordingReplay(
            new GeneratedRecording(MarketPreset.Calm, 1, TimeSpan.FromSeconds(10), GeneratedAs.Depth, symbols: Coin) { Lost = 40 }, new());
        replay.Run(Hash);
        var lost = Domain.Markets.Venues.All.Where(v => replay.System.Models[v].Book(Coin).Bids.Length == 0).ToList();

        Assert.False(replay.System.Strategies[Coin].View!.BookAt(Assert.Single(lost)).IsUsable);
    }

    [Fact]
    public void The_queue_model_takes_part_of_what_is_displayed()
    {
        var tickers = new GeneratedRecording(MarketPreset.Typical, 1, TimeSpan.FromSeconds(40), GeneratedAs.Tickers, symbols: Coin);
        var (none, half, worst) = (Run(new(), tickers), Run(new() { Queue = QueueModel.Proportional }, tickers), Run(new() { Queue = QueueModel.Pessimistic }, tickers));

        Assert.True(none.CompletedPairs > 0, RunReportJson.Write(none));
        Assert.True(worst.Attempts > 0, RunReportJson.Write(worst));
        Assert.Equal((0L, 0m, 0m), (worst.CompletedPairs, worst.RealisedPnl, worst.Fees));
        Assert.NotEqual(none.RealisedPnl, half.RealisedPnl);
        Assert.Contains(worst.Notes, n => n.StartsWith("queue model pessimistic: the best displayed level is gone", StringComparison.Ordinal));
        AssertSound(none);
        AssertSound(half);
        AssertSound(worst);
    }

    [Fact]
    public void A_symbol_that_is_asked_for_runs_as_if_it_had_been_recorded_alone()
    {
        var all = new GeneratedRecording(MarketPreset.Typical, 1, TimeSpan.FromSeconds(20), symbols: [Coin, new("BTC_USDT")]);
        var alone = new GeneratedRecording(MarketPreset.Typical, 1, TimeSpan.FromSeconds(20), symbols: Coin);

        Assert.Equal(["BTC_USDT", "NEIROETH_USDT"], Run(new(), all).Symbols.ToArray());
        var one = Run(new() { Symbols = [Coin] }, all);
        Assert.Equal(["NEIROETH_USDT"], one.Symbols.ToArray());
        Assert.Equal(Run(new(), alone).TraceHash, one.TraceHash);
        var unknown = Assert.Throws<RecordingException>(() => Run(new() { Symbols = [new("F_USDT")] }, all));
        Assert.Equal("generated: no symbol F_USDT; there is BTC_USDT, NEIROETH_USDT.", unknown.Message);
    }

    [Fact]
    public void A_relabelled_recording_says_so_first()
    {
        var report = Run(new(), new(MarketPreset.Calm, 1, TimeSpan.FromSeconds(10), relabelled: true, symbols: Coin));

        Assert.StartsWith(
            "RELABELLED: other venues' quotes stand for ours, so no figure here says anything about Gate or MEXC; recording generated", report.Market,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Pacing_takes_its_time_and_changes_nothing_else()
    {
        var recording = new GeneratedRecording(MarketPreset.Typical, 1, TimeSpan.FromSeconds(10), symbols: Coin);
        var begun = TimeProvider.System.GetTimestamp();
        var paced = Run(new() { Speed = 20m }, recording);

        Assert.True(TimeProvider.System.GetElapsedTime(begun) >= TimeSpan.FromSeconds(0.45), "ten seconds at twenty times real time");
        Assert.Equal(Run(new(), recording).TraceHash, paced.TraceHash);
        Assert.Null(paced.TicksPerSecond);
        Assert.Contains("paced at 20 x real time", paced.Notes);
    }

    [Fact]
    public void A_sweep_gives_each_run_the_report_it_has_alone_whatever_the_number_of_threads()
    {
        ReplayOptions[] runs =
        [
            .. ((decimal[])[0.05m, 0.3m, 0.6m, 1.2m]).Select(p => new ReplayOptions { Adjust = s => s with { EntryThresholdPct = p } }),
        ];
        string[] alone = [.. runs.Select(o => Text(Run(o)))];
        var ended = new List<int>();

        Assert.Equal(alone, ReplaySweep.Run(Books, runs, 1, Hash, new Told(ended)).Select(Text));
        Assert.Equal(alone, ReplaySweep.Run(Books, runs, 4, Hash).Select(Text));
        Assert.Equal([1, 2, 3, 4], ended);
        Assert.True(alone.Distinct(StringComparer.Ordinal).Count() > 1, "the axis changes nothing, so nothing was compared");
    }

    [Fact]
    public void A_recording_is_read_as_it_goes_and_not_kept()
    {
        static long HeldBy(TimeSpan length)
        {
            var recording = new EndlessTickers(length);
            using var replay = new RecordingReplay(recording, new());
            replay.Run((MemoryJournals _) => "");
            var held = GC.GetTotalMemory(forceFullCollection: true);
            GC.KeepAlive(replay);
            return held;
        }

        HeldBy(TimeSpan.FromSeconds(30));
        var (shorter, longer) = (HeldBy(TimeSpan.FromSeconds(30)), HeldBy(TimeSpan.FromSeconds(300)));

        // Ten times as many ticks, 270,000 more, would be 30 MB at least if they were kept. The journals of 270 s more are a few.
        Assert.InRange(longer - shorter, long.MinValue, 10_000_000);
    }

    private static RunReport Run(ReplayOptions options, GeneratedRecording? recording = null)
    {
        using var replay = new RecordingReplay(recording ?? Books, options);
        return replay.Run(Hash);
    }

    private static string Hash(MemoryJournals journals) => JournalHash.Of(journals);

    private static string Text(RunReport report) => RunReportJson.Write(report with { TicksPerSecond = null, TicksPerSecondWithReading = null });

    private static void AssertSound(RunReport report) =>
        Assert.True(report is { LedgerMatchesVenue: true, InvariantViolations: 0 }, RunReportJson.Write(report));

    private sealed class Told(List<int> ended) : IProgress<int>
    {
        public void Report(int value) => ended.Add(value);
    }

    /// <summary>A thousand tickers a second, made as they are read.</summary>
    private sealed class EndlessTickers(TimeSpan length) : IMarketRecording
    {
        public RecordingHeader Header { get; } = new(
            "endless", [.. Domain.Markets.Venues.All.Select(v => new RecordedLeg(SymbolProfile.For(Coin).At(v).Instrument, "", true, false))], false, []);

        public IMarketReader Read() => new Reader(length);

        private sealed class Reader(TimeSpan length) : IMarketReader
        {
            private int _next;

            public bool TryRead(MarketRecord into)
            {
                var at = TimeSpan.FromMilliseconds(_next);
                if (at > length)
                    return false;
                into.Begin(MarketRecordKind.BookTicker, (Venue)(1 + (_next % 3)), Coin, GeneratedRecording.Start + at, null, 0, 0);
                var off = 0.0001m * (_next / 3 % 5);
                into.Add(Side.Buy, new(new(0.0950m + off), new(10_000m)));
                into.Add(Side.Sell, new(new(0.0952m + off), new(10_000m)));
                _next++;
                return true;
            }

            public void Dispose()
            {
            }
        }
    }
}
