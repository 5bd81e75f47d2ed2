using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Replay;
using Arbitrage.Tests.Shared;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;

namespace Arbitrage.Benchmarks;

/// <summary>
/// A replay of a million recorded book tickers, whole: venue models, slots, the strategy machine, every other machine's clock, the end of the run. The
/// tickers of `relabelled-binance-load` (three legs, 330 a second) lie in memory and are looped at their own times, so that no file is read. An operation
/// is one ticker; 1000 ns are a million a second. Warmed up: what the JIT needs before is a second or two, once.
/// </summary>
[MemoryDiagnoser]
public class ReplaySpeed
{
    private const int Ticks = 1_000_000;

    /// <summary>Whole runs, one an iteration.</summary>
    public static IConfig Config => DefaultConfig.Instance.AddJob(
        Job.Default.WithStrategy(RunStrategy.Monitoring).WithWarmupCount(3).WithIterationCount(8)).WithBuildTimeout(TimeSpan.FromMinutes(10));

    private LoopedTickers _tickers = null!;
    private RecordingSurvey _survey = null!;
    private RecordingReplay _replay = null!;

    /// <summary>The recordings that it replays are there.</summary>
    public static bool HasRecordings => Directory.Exists(Recordings);

    private static string Recordings => SharedFiles.PathOf("market-data");

    [GlobalSetup]
    public void Load()
    {
        _tickers = new(RecordingCatalogue.Open(Recordings).Recording("relabelled-binance-load"), Ticks);
        _survey = RecordingSurvey.Of(_tickers, _tickers.Header.Symbols);
    }

    [IterationSetup]
    public void New() => _replay = new(_tickers, _survey, new() { Size = 1m });

    [IterationCleanup]
    public void End() => _replay.Dispose();

    /// <summary>One run; throws when the strategy did not watch all of it.</summary>
    [Benchmark(OperationsPerInvoke = Ticks)]
    public decimal? BookTickers()
    {
        var report = _replay.Run(_ => "");
        if (_replay.System.BooksPublished < Ticks - 1000 || report.Attempts > 0) // those of the last millisecond are still under way
            throw new InvalidOperationException($"Meant to be quiet and whole: {_replay.System.BooksPublished} books, {report.Attempts} attempts.");
        return report.TicksPerSecond;
    }

    /// <summary>The best prices of a recording in memory, over and over at their own distances, until there are so many.</summary>
    private sealed class LoopedTickers : IMarketRecording
    {
        private readonly List<(DateTimeOffset At, Venue Venue, BookLevel Bid, BookLevel Ask)> _tickers = [];
        private readonly int _count;

        public LoopedTickers(IMarketRecording recording, int count)
        {
            _count = count;
            Header = recording.Header with { Legs = [.. recording.Header.Legs.Select(l => l with { HasDepth = false })] };
            var record = new MarketRecord();
            using var reader = recording.Read();
            while (reader.TryRead(record))
            {
                if (record.Kind == MarketRecordKind.BookTicker)
                    _tickers.Add((record.ReceivedAt, record.Venue, record.Bids[0], record.Asks[0]));
            }
        }

        public RecordingHeader Header { get; }

        public IMarketReader Read() => new Reader(this);

        private sealed class Reader(LoopedTickers of) : IMarketReader
        {
            private readonly TimeSpan _round = of._tickers[^1].At - of._tickers[0].At + TimeSpan.FromMilliseconds(1);
            private readonly Symbol _symbol = of.Header.Symbols[0];
            private TimeSpan _off;
            private int _read, _next;

            public bool TryRead(MarketRecord into)
            {
                if (_read++ == of._count)
                    return false;
                if (_next == of._tickers.Count)
                    (_next, _off) = (0, _off + _round);
                var (at, venue, bid, ask) = of._tickers[_next++];
                into.Begin(MarketRecordKind.BookTicker, venue, _symbol, at + _off, null, 0, 0);
                into.Add(Side.Buy, bid);
                into.Add(Side.Sell, ask);
                return true;
            }

            public void Dispose()
            {
            }
        }
    }
}
