using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.Observing;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Node.Demo;

/// <summary>What the run found about its promises.</summary>
/// <param name="LedgerDifferences">Book against venue.</param>
/// <param name="Violations">Broken promises.</param>
/// <param name="TraceHash">Over the journals.</param>
internal sealed record Findings(IReadOnlyList<string> LedgerDifferences, IReadOnlyList<string> Violations, string TraceHash);

/// <summary>Report of a run from the states of its machines: every figure from fills and journals.</summary>
internal static class ReportBuilder
{
    private static readonly Dictionary<string, string> Looked = new(StringComparer.Ordinal)
    {
        ["I1"] = "journals against the orders that the venues received",
        ["I2"] = "journals against the orders that the venues received",
        ["I4"] = "every account's book against the venue at the end",
        ["I6"] = "epochs of the journals",
        ["I7"] = "fold of the journals",
        ["I10"] = "age and skew of the books behind every entry",
        ["I12"] = "every booking of the ledgers",
        ["I15"] = "every strategy ended in its time",
    };

    public static RunReport Build(
        RunObserver observer, string mode, IReadOnlyList<Symbol> symbols, long seed, string market, TimeSpan duration, RiskSettings risk, Findings findings,
        IEnumerable<string> notes)
    {
        var states = symbols.Select(observer.Strategy).OfType<StrategyState>().ToImmutableArray();
        var samples = symbols.Select(observer.Sample).ToImmutableArray();
        return new()
        {
            Mode = mode,
            Seed = seed,
            Market = market,
            DurationSeconds = decimal.Round((decimal)duration.TotalMilliseconds / 1000m, 1),
            Symbols = [.. symbols.Select(s => s.Text)],
            StatesVisited = [.. states.SelectMany(s => s.Visited).Distinct().Order().Select(p => p.Display())],
            Opportunities = samples.Sum(s => s.Opportunities),
            SkippedOpportunities = samples.SelectMany(s => s.Skipped).GroupBy(s => s.Key, StringComparer.Ordinal)
                .ToImmutableSortedDictionary(g => g.Key, g => g.Sum(s => s.Value), StringComparer.Ordinal),
            Attempts = states.Sum(s => s.Profit.Attempts),
            CompletedPairs = states.Sum(s => s.Profit.PairsCompleted),
            Cycles = states.Sum(s => s.Profit.Cycles),
            SingleLegs = states.Sum(s => s.Profit.SingleLegs),
            RealisedPnl = states.Sum(s => s.Profit.RealisedPnl.Value),
            EstimatedPnl = states.Sum(s => s.Profit.EstimatedPnl.Value),
            Fees = states.Sum(s => s.Profit.Fees.Value),
            Funding = states.Sum(s => s.Profit.Funding.Value),
            MaxDeltaDeviationPct = states.Select(s => s.Profit.MaxDeviationPct).DefaultIfEmpty().Max(),
            LedgerMatchesVenue = findings.LedgerDifferences.Count == 0,
            InvariantViolations = findings.Violations.Count,
            TraceHash = findings.TraceHash,
            LatencyMicros = observer.Stages.Summary(),
            Promises = Promises.Verdicts(Looked, [.. findings.Violations, .. findings.LedgerDifferences.Select(d => "I4: " + d)]),
            Risk = observer.Guard is { } guard ? Distances(guard, risk) : null,
            Notes = [.. notes, .. findings.LedgerDifferences, .. findings.Violations, .. Alerts(observer)],
        };
    }

    private static ImmutableArray<DistanceToTrip> Distances(RiskGuardState guard, RiskSettings risk) =>
        [.. TripDistance.Of(guard, risk).Select(d => new DistanceToTrip(d.Key, d.Scope, d.Value, d.Threshold, d.Distance, $"{d.Mode}"))];

    private static IEnumerable<string> Alerts(RunObserver observer) => observer.Alerts
        .GroupBy(a => (a.Source, a.Code)).Select(g => $"alert {g.Key.Code} of {g.Key.Source}, {g.Count()} times, last: {g.Last().Text}");
}
