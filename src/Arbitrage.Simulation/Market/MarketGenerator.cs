using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Market;

/// <summary>
/// Seeded market: three correlated books of 20 levels per symbol whose tick, own spread, update interval, basis and noise follow the recordings
/// (<see cref="SymbolProfile"/> names each figure). Presets other than `calm` inject dislocations between the spots, since the best
/// executable edge ever recorded between them is <see cref="MeasuredBestEdgePct"/> %; <see cref="Label"/> says so. Endless, deterministic.
/// </summary>
public sealed class MarketGenerator : IMarketSource
{
    /// <summary>Best executable edge between the two spots on F/USDT, the only recording of both: +0.01 %, before fees.</summary>
    public const decimal MeasuredBestEdgePct = 0.01m;

    private readonly PriorityQueue<(SymbolCourse Course, Venue Venue), (TimeSpan At, int Turn)> _due = new();
    private readonly SymbolProfile[] _profiles;

    /// <param name="preset">How wild.</param>
    /// <param name="seed">Same seed, same course.</param>
    /// <param name="symbols">What, each once; empty means the default three.</param>
    public MarketGenerator(MarketPreset preset, long seed, IEnumerable<Symbol> symbols)
    {
        Preset = preset;
        Seed = seed;
        _profiles = [.. symbols.Distinct().Order().Select(SymbolProfile.For)];
        if (_profiles.Length == 0)
            _profiles = [.. SymbolProfile.DefaultSymbols.Order().Select(SymbolProfile.For)];
        var turn = 0;
        foreach (var profile in _profiles)
        {
            var course = new SymbolCourse(profile, preset, (ulong)seed);
            foreach (var venue in Domain.Markets.Venues.All)
                _due.Enqueue((course, venue), (TimeSpan.Zero, turn++));
        }
    }

    /// <summary>How wild.</summary>
    public MarketPreset Preset { get; }

    /// <summary>Seed.</summary>
    public long Seed { get; }

    /// <summary>Symbols generated, ordered.</summary>
    public IReadOnlyList<Symbol> Symbols => [.. _profiles.Select(p => p.Symbol)];

    /// <summary>Largest executable edge that is injected, before fees, in percent; zero for `calm`.</summary>
    public decimal InjectedBestEdgePct =>
        Preset.Injects ? _profiles.Max(p => Dislocations.LargestPct(Preset, p) - p.CrossingPct) : 0m;

    /// <summary>What every output says about this market.</summary>
    public string Label => Preset.Injects
        ? $"{Preset.Name}: dislocations injected, {Times} x measured (best edge between the spots {InjectedBestEdgePct:0.##} % against "
            + $"{MeasuredBestEdgePct} % recorded on F/USDT; update intervals of Gate futures and MEXC divided by {Preset.IntervalDivisor})"
        : $"{Preset.Name}: generated as measured, nothing injected";

    private long Times => (long)decimal.Round(InjectedBestEdgePct / MeasuredBestEdgePct, MidpointRounding.AwayFromZero);

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments(Venue venue) => [.. _profiles.Select(p => p.At(venue).Instrument)];

    /// <inheritdoc/>
    public bool TryNext(out MarketStep step)
    {
        _due.TryDequeue(out var next, out var key);
        step = next.Course.Step(key.At, next.Venue);
        _due.Enqueue(next, (key.At + next.Course.Pause(next.Venue, Preset.IntervalDivisor), key.Turn));
        return true;
    }
}
