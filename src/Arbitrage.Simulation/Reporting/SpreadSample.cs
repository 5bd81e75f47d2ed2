using System.Collections.Immutable;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Reporting;

/// <summary>Smallest and largest value in a stretch of time; nothing in between matters to a chart.</summary>
public sealed record Extent(decimal Low, decimal High)
{
    /// <summary>Takes in another value.</summary>
    public static Extent? With(Extent? extent, decimal? value) =>
        value is not { } v ? extent : extent is null ? new(v, v) : new(Math.Min(extent.Low, v), Math.Max(extent.High, v));
}

/// <summary>What one strategy saw of the spread since the sample before: what no journal holds.</summary>
/// <param name="At">End of the stretch.</param>
/// <param name="Symbol">Which.</param>
/// <param name="BuyGateEdge">Net edge in percent, buying at Gate and selling at MEXC; null without usable books.</param>
/// <param name="BuyMexcEdge">The other way.</param>
/// <param name="BuyGateReturn">Cost in percent of returning what buying at Gate moved.</param>
/// <param name="BuyMexcReturn">The other way.</param>
/// <param name="Equity">At the end, USDT; null without fresh books.</param>
/// <param name="Opportunities">Of this incarnation so far.</param>
/// <param name="Skipped">Of this incarnation so far, by reason.</param>
public sealed record SpreadSample(
    DateTimeOffset At, string Symbol, Extent? BuyGateEdge, Extent? BuyMexcEdge, Extent? BuyGateReturn, Extent? BuyMexcReturn, decimal? Equity,
    long Opportunities, ImmutableSortedDictionary<string, long> Skipped);

/// <summary>
/// Looks at one strategy ten times a second and makes a sample of each look in the first three minutes, later less often, so that the number
/// of samples grows with the logarithm of a run's length. Extremes between two samples survive.
/// </summary>
public sealed class SpreadSampler(string symbol)
{
    private static readonly TimeSpan AtLeast = TimeSpan.FromMilliseconds(100);

    private DateTimeOffset? _begun;
    private DateTimeOffset _last;
    private Extent? _buyGate;
    private Extent? _buyMexc;
    private Extent? _returnGate;
    private Extent? _returnMexc;

    /// <summary>Looks at the strategy now; a sample when one is due.</summary>
    public SpreadSample? Look(DateTimeOffset now, StrategyView view, StrategyState state)
    {
        if (_begun is null)
            _begun = _last = now;
        _buyGate = Extent.With(_buyGate, view.NetEdgePct(SpreadDirection.BuyGateSellMexc));
        _buyMexc = Extent.With(_buyMexc, view.NetEdgePct(SpreadDirection.BuyMexcSellGate));
        _returnGate = Extent.With(_returnGate, view.ReturnCostPct(SpreadDirection.BuyGateSellMexc));
        _returnMexc = Extent.With(_returnMexc, view.ReturnCostPct(SpreadDirection.BuyMexcSellGate));
        if (now - _last < Every(now - _begun.Value))
            return null;
        var sample = new SpreadSample(
            now, symbol, _buyGate, _buyMexc, _returnGate, _returnMexc, view.EquityOf(state)?.Value, view.Opportunities, SkipNames.Of(view.Skipped));
        _last = now;
        _buyGate = _buyMexc = _returnGate = _returnMexc = null;
        return sample;
    }

    // 1,800 samples in the first three minutes, and as many again each time the run is 2.7 times as long. Timers are late at times, hence the half.
    private static TimeSpan Every(TimeSpan elapsed) => elapsed / 1_800 > AtLeast ? elapsed / 1_800 : AtLeast / 2;
}

/// <summary>Names of reasons in output: `NoInventory` is `no_inventory`.</summary>
public static class SkipNames
{
    private static readonly (SkipReason Reason, string Name)[] All = [.. Enum.GetValues<SkipReason>().Select(r => (r, Name(r)))];

    /// <summary>Counts above zero by name.</summary>
    public static ImmutableSortedDictionary<string, long> Of(Func<SkipReason, long> count) => All
        .Select(r => (r.Name, Count: count(r.Reason))).Where(r => r.Count > 0)
        .ToImmutableSortedDictionary(r => r.Name, r => r.Count, StringComparer.Ordinal);

    private static string Name(SkipReason reason) => string.Concat(
        reason.ToString().Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
