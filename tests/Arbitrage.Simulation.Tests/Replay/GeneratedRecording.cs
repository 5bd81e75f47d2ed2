using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Simulation.Tests.Replay;

/// <summary>A generated market in memory as a recording: snapshots of whole books, or their best prices as book tickers.</summary>
internal sealed class GeneratedRecording : IMarketRecording
{
    public static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<MarketStep> _steps = [];
    private readonly bool _tickers;

    public GeneratedRecording(MarketPreset preset, long seed, TimeSpan length, bool tickers = false, bool relabelled = false, params Symbol[] symbols)
    {
        _tickers = tickers;
        var source = new MarketGenerator(preset, seed, symbols);
        while (source.TryNext(out var step) && step.At <= length)
            _steps.Add(step);
        ImmutableArray<RecordedLeg> legs =
        [
            .. source.Symbols.SelectMany(s => Domain.Markets.Venues.All.Select(v => source.Instruments(v).First(i => i.Symbol == s)))
                .Select(i => new RecordedLeg(i, relabelled ? "another venue" : "", HasSizes: true, HasDepth: !tickers)),
        ];
        Header = new("generated", legs, relabelled, []);
    }

    public RecordingHeader Header { get; }

    public int Records => _steps.Count;

    /// <summary>Readers made so far.</summary>
    public int Readers { get; private set; }

    public IMarketReader Read()
    {
        Readers++;
        return new Reader(this);
    }

    private sealed class Reader(GeneratedRecording recording) : IMarketReader
    {
        private int _next;

        public bool TryRead(MarketRecord into)
        {
            if (_next == recording._steps.Count)
                return false;
            var step = recording._steps[_next++];
            var kind = recording._tickers ? MarketRecordKind.BookTicker : MarketRecordKind.Snapshot;
            into.Begin(kind, step.Venue, step.Symbol, Start + step.At, null, _next, _next);
            foreach (var level in step.Bids.AsSpan(0, recording._tickers ? 1 : step.Bids.Length))
                into.Add(Side.Buy, level);
            foreach (var level in step.Asks.AsSpan(0, recording._tickers ? 1 : step.Asks.Length))
                into.Add(Side.Sell, level);
            return true;
        }

        public void Dispose()
        {
        }
    }
}
