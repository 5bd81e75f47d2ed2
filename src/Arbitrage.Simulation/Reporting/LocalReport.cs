using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Reporting;

/// <summary>The report of a local system, from the states and views of its strategies, its journals and its venues.</summary>
public static class LocalReport
{
    private static readonly Dictionary<string, string> Looked = new(StringComparer.Ordinal)
    {
        ["I1"] = "journals against the orders that the venues received",
        ["I2"] = "journals against the orders that the venues received",
        ["I4"] = "every account's book against the venue at the end",
        ["I6"] = "arrival of every order against its NotAfter",
        ["I7"] = "fold of the journals",
    };

    /// <summary>Everything but what only the caller knows: spread, speed, notes of its own.</summary>
    /// <param name="system">After its strategies have ended.</param>
    /// <param name="mode">`replay` or `simulate`.</param>
    /// <param name="seed">Of the market.</param>
    /// <param name="market">What the market was.</param>
    /// <param name="length">Of the market.</param>
    /// <param name="traceHash">Of the journals.</param>
    public static RunReport Of(LocalSystem system, string mode, long seed, string market, TimeSpan length, string traceHash)
    {
        var profits = system.Strategies.Values.Select(s => s.State.Profit).ToList();
        string[] ledgers = [.. SystemAudit.Ledgers(system)];
        string[] broken = [.. SystemAudit.Orders(system), .. ledgers, .. SystemAudit.Expiries(system), .. SystemAudit.Deltas(system)];
        return new()
        {
            Mode = mode,
            Seed = seed,
            Market = market,
            DurationSeconds = (decimal)length.Ticks / TimeSpan.TicksPerSecond,
            Symbols = [.. system.Strategies.Keys.Select(s => s.Text)],
            StatesVisited = [.. system.Strategies.Values.SelectMany(s => s.State.Visited).Distinct().Order().Select(p => p.Display())],
            Opportunities = system.Strategies.Values.Sum(s => s.View?.Opportunities ?? 0),
            SkippedOpportunities = SkipNames.Of(reason => system.Strategies.Values.Sum(s => s.View?.Skipped(reason) ?? 0)),
            Attempts = profits.Sum(p => p.Attempts),
            CompletedPairs = profits.Sum(p => p.PairsCompleted),
            Cycles = profits.Sum(p => p.Cycles),
            SingleLegs = profits.Sum(p => p.SingleLegs),
            RealisedPnl = profits.Sum(p => p.RealisedPnl.Value),
            EstimatedPnl = profits.Sum(p => p.EstimatedPnl.Value),
            Fees = profits.Sum(p => p.Fees.Value),
            Funding = profits.Sum(p => p.Funding.Value),
            MaxDeltaDeviationPct = profits.Max(p => p.MaxDeviationPct),
            LedgerMatchesVenue = ledgers.Length == 0,
            InvariantViolations = broken.Length,
            TraceHash = traceHash,
            Promises = Promises.Verdicts(Looked, broken),
            Notes =
            [
                .. broken.Select(b => "broken: " + b),
                .. system.Alerts.GroupBy(a => a.Code, StringComparer.Ordinal).Select(g => $"alert {g.Key}, {g.Count()} x, first: {g.First().Text}"),
                .. system.Hosts.Values.Where(h => h is { IsRunning: false, StopReason: not null }).Select(h => $"{h.PersistenceId} stopped: {h.StopReason}"),
            ],
        };
    }
}
