using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Simulation.Tests.Replay;

/// <summary>What is written down of a generated book.</summary>
internal enum GeneratedAs
{
    /// <summary>The whole book, each time.</summary>
    Snapshots,

    /// <summary>Its best prices.</summary>
    Tickers,

    /// <summary>One whole book a leg, then what changed, by update ids.</summary>
    Depth,
}

/// <summary>A generated market in memory as a recording.</summary>
internal sealed class GeneratedRecording : IMarketRecording
{
    public static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<MarketStep> _steps = [];
    private readonly GeneratedAs _as;

    public GeneratedRecording(MarketPreset preset, long seed, TimeSpan length, GeneratedAs how = GeneratedAs.Snapshots, bool relabelled = false, params Symbol[] symbols)
    {
        _as = how;
        var source = new MarketGenerator(preset, seed, symbols);
        while (source.TryNext(out var step) && step.At <= length)
            _steps.Add(step);
        ImmutableArray<RecordedLeg> legs =
        [
            .. source.Symbols.SelectMany(s => Domain.Markets.Venues.All.Select(v => source.Instruments(v).First(i => i.Symbol == s)))
                .Select(i => new RecordedLeg(i, relabelled ? "another venue" : "", HasSizes: true, HasDepth: how != GeneratedAs.Tickers)),
        ];
        Header = new("generated", legs, relabelled, []);
    }

    public RecordingHeader Header { get; }

    public int Records => _steps.Count;

    /// <summary>Number of a record that is left out, so that its leg has a gap; null for none.</summary>
    public int? Lost { get; init; }

    public IMarketReader Read() => new Reader(this);

    private sealed class Reader(GeneratedRecording recording) : IMarketReader
    {
        private readonly Dictionary<(Venue, Symbol), (MarketStep Step, long Update)> _before = [];
        private int _next;

        public bool TryRead(MarketRecord into)
        {
            if (_next == recording._steps.Count)
                return false;
            Write(recording._steps[_next++], into);
            return _next - 1 != recording.Lost || TryRead(into);
        }

        private void Write(MarketStep step, MarketRecord into)
        {
            var leg = (step.Venue, step.Symbol);
            var (at, known) = (Start + step.At, _before.TryGetValue(leg, out var before));
            var update = before.Update + 1;
            _before[leg] = (step, update);
            if (recording._as == GeneratedAs.Depth && known)
            {
                into.Begin(MarketRecordKind.Depth, step.Venue, step.Symbol, at, null, update, update);
                Changes(Side.Buy, before.Step.Bids, step.Bids, into);
                Changes(Side.Sell, before.Step.Asks, step.Asks, into);
                return;
            }

            var ticker = recording._as == GeneratedAs.Tickers;
            into.Begin(ticker ? MarketRecordKind.BookTicker : MarketRecordKind.Snapshot, step.Venue, step.Symbol, at, null, update, update);
            foreach (var level in step.Bids.AsSpan(0, ticker ? 1 : step.Bids.Length))
                into.Add(Side.Buy, level);
            foreach (var level in step.Asks.AsSpan(0, ticker ? 1 : step.Asks.Length))
                into.Add(Side.Sell, level);
        }

        private static void Changes(Side side, BookLevel[] before, BookLevel[] after, MarketRecord into)
        {
            foreach (var gone in before.Where(b => after.All(a => a.Price != b.Price)))
                into.Add(side, new(gone.Price, Quantity.Zero));
            foreach (var changed in after.Where(a => !before.Contains(a)))
                into.Add(side, changed);
        }

        public void Dispose()
        {
        }
    }
}
