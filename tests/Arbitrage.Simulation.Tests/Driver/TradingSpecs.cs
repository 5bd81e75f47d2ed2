using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Tests.Driver;

public sealed class TradingSpecs
{
    [Fact]
    public void Typical_market_is_established_and_completes_at_least_five_pairs_in_thirty_seconds_over_three_symbols()
    {
        var system = Rig.New(seed: 1, MarketPreset.Typical, [.. SymbolProfile.DefaultSymbols]);
        system.StartMarket();
        system.Start();
        system.RunFor(TimeSpan.FromSeconds(30));
        var report = End(system);

        Assert.True(report.CompletedPairs >= 5, RunReportJson.Write(report));
        Assert.True(report.RealisedPnl > 0m, RunReportJson.Write(report));
        Assert.True(report is { LedgerMatchesVenue: true, InvariantViolations: 0 }, RunReportJson.Write(report));
    }

    private static RunReport End(LocalSystem system)
    {
        foreach (var symbol in system.Strategies.Keys)
            system.Tell(symbol, new StrategyInput.StopRequested(OnStop.KeepHedged, "the test ends"));
        system.RunUntil(() => system.Strategies.Values.All(s => s.State.Ended), TimeSpan.FromSeconds(150));
        system.RunFor(TimeSpan.FromSeconds(60));
        return LocalReport.Of(system, "simulate", 1, "test", system.Time.Now - system.Time.Start, "");
    }
}
