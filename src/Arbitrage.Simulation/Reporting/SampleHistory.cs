using System.Collections.Immutable;

namespace Arbitrage.Simulation.Reporting;

/// <summary>What samples tell over time: edges and return costs per symbol, equity and its drawdown over all.</summary>
internal sealed class SampleHistory
{
    private readonly SortedDictionary<string, SampledSeries> _symbols = new(StringComparer.Ordinal);
    private readonly ThinnedSeries _equity = new();
    private readonly ThinnedSeries _drawdown = new();
    private decimal _peak;
    private long _count;

    public bool IsEmpty => _count == 0;

    public ImmutableArray<SeriesPoint> Equity => _equity.Points();

    public ImmutableArray<SeriesPoint> Drawdown => _drawdown.Points();

    /// <summary>Largest fall of equity from its highest value; null without equity.</summary>
    public decimal? MaxDrawdown { get; private set; }

    public long Opportunities => _symbols.Values.Sum(s => s.Opportunities.Total);

    public ImmutableSortedDictionary<string, long> Skipped => _symbols.Values.SelectMany(s => s.Skipped)
        .GroupBy(s => s.Key, StringComparer.Ordinal)
        .ToImmutableSortedDictionary(g => g.Key, g => g.Sum(s => s.Value.Total), StringComparer.Ordinal);

    public SampledSeries Of(string symbol)
    {
        if (!_symbols.TryGetValue(symbol, out var series))
            _symbols.Add(symbol, series = new());
        return series;
    }

    /// <param name="sample">The next one.</param>
    /// <param name="adoptedAt">Equity counts from the first value after inventory was adopted; null when none was.</param>
    public void Take(SpreadSample sample, DateTimeOffset? adoptedAt)
    {
        _count++;
        var series = Of(sample.Symbol);
        Add(series.BuyGate, sample.At, sample.BuyGateEdge);
        Add(series.BuyMexc, sample.At, sample.BuyMexcEdge);
        Add(series.ReturnGate, sample.At, sample.BuyGateReturn);
        Add(series.ReturnMexc, sample.At, sample.BuyMexcReturn);
        series.Opportunities = series.Opportunities.Next(sample.Opportunities);
        foreach (var (reason, count) in sample.Skipped)
            series.Skipped[reason] = series.Skipped.GetValueOrDefault(reason).Next(count);
        if (sample.Equity is { } equity)
            TakeEquity(sample.Symbol, sample.At, equity, adoptedAt);
    }

    /// <summary>The next equity of a symbol.</summary>
    public void TakeEquity(string symbol, DateTimeOffset at, decimal equity, DateTimeOffset? adoptedAt)
    {
        if (at < adoptedAt)
            return;
        var series = Of(symbol);
        series.Baseline ??= adoptedAt is null ? 0m : equity;
        series.LastEquity = equity - series.Baseline.Value;
        series.Equity.Add(at, series.LastEquity);
        var total = _symbols.Values.Sum(s => s.LastEquity);
        _peak = Math.Max(_peak, total);
        MaxDrawdown = Math.Max(MaxDrawdown ?? 0m, _peak - total);
        _equity.Add(at, total);
        _drawdown.Add(at, total - _peak);
    }

    // Both ends of an extent at one time: a chart draws a vertical line between them.
    private static void Add(ThinnedSeries series, DateTimeOffset at, Extent? extent)
    {
        series.Add(at, extent?.Low);
        if (extent is not null && extent.High != extent.Low)
            series.Add(at, extent.High);
    }
}

/// <summary>Series of one symbol.</summary>
internal sealed class SampledSeries
{
    public ThinnedSeries BuyGate { get; } = new();

    public ThinnedSeries BuyMexc { get; } = new();

    public ThinnedSeries ReturnGate { get; } = new();

    public ThinnedSeries ReturnMexc { get; } = new();

    public ThinnedSeries Equity { get; } = new();

    public decimal? Baseline { get; set; }

    public decimal LastEquity { get; set; }

    public Counter Opportunities { get; set; }

    public SortedDictionary<string, Counter> Skipped { get; } = new(StringComparer.Ordinal);
}

/// <summary>A count that begins again at zero with every incarnation.</summary>
internal readonly record struct Counter(long Before, long Current)
{
    public long Total => Before + Current;

    public Counter Next(long current) => current < Current ? new(Before + Current, current) : new(Before, current);
}
