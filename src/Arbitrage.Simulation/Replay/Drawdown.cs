using System.Collections.Immutable;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Replay;

/// <summary>Drawdown as the strategies' journals tell it.</summary>
internal static class Drawdown
{
    /// <summary>Largest fall of any symbol's marked equity from its highest mark, in percent of the capital allotted to the symbol.</summary>
    public static decimal LargestPct(MemoryJournals journals, ImmutableArray<StrategySettings> strategies)
    {
        var largest = 0m;
        foreach (var settings in strategies)
        {
            decimal? peak = null;
            foreach (var entry in journals.Of(JournalIds.Strategy(settings.Symbol)))
            {
                if (entry.Happened is not StrategyEvent.EquityMarked { Equity: var equity })
                    continue;
                peak = peak is null ? equity.Value : Math.Max(peak.Value, equity.Value);
                largest = Math.Max(largest, (peak.Value - equity.Value) / settings.AllottedCapital.Value * 100m);
            }
        }

        return largest;
    }
}
