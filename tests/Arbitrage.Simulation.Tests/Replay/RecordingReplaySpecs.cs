using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Replay;
using Arbitrage.Simulation.Reporting;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Simulation.Tests.Replay;

public sealed class RecordingReplaySpecs
{
    private const string NativeThreeVenue = "market-data/f_usdt_2025-10-18/three_venues_1s.csv.gz";

    [SharedFact(NativeThreeVenue)]
    public void The_real_recording_takes_no_entry_with_the_settings_of_the_product()
    {
        using var replay = NewReplay(new());
        var report = Run(replay);

        Assert.Equal((0L, 0L, 0L), (report.Opportunities, report.Attempts, report.CompletedPairs));
        Assert.Contains("MONITORING_SPREADS", report.StatesVisited);
        Assert.True(replay.System.Strategies[new("F_USDT")].View!.Ticks > 150, "the strategy saw the recording");
        Assert.True(report is { LedgerMatchesVenue: true, InvariantViolations: 0 }, RunReportJson.Write(report));
    }

    /// <summary>So that "no entry" is the strategy's judgement and not a replay in which nothing could ever trade.</summary>
    [SharedFact(NativeThreeVenue)]
    public void The_same_recording_does_trade_when_losses_are_asked_for()
    {
        using var replay = NewReplay(new()
        {
            Adjust = settings => settings with { EntryThresholdPct = -0.5m, ProfitBasis = ProfitBasis.OneWay, ConfidenceMin = 0m },
        });
        var report = Run(replay);

        Assert.True(report.Attempts > 0, RunReportJson.Write(report));
        Assert.True(report.CompletedPairs > 0, RunReportJson.Write(report));
        Assert.True(report.Fees > 0m, RunReportJson.Write(report));
        Assert.True(report is { LedgerMatchesVenue: true, InvariantViolations: 0 }, RunReportJson.Write(report));
    }

    [SharedFact(NativeThreeVenue)]
    public void The_declared_inventory_is_hedged_in_whole_contracts_and_adopted()
    {
        using var replay = NewReplay(new());
        Run(replay);
        var strategy = replay.System.Strategies[new("F_USDT")].State;

        Assert.Equal(15_080m, strategy.BaseAt(Venue.GateSpot).Value);
        Assert.Equal(15_080m, strategy.BaseAt(Venue.MexcSpot).Value);
        Assert.Equal(-30_160m, strategy.BaseAt(Venue.GateFutures).Value);
        Assert.DoesNotContain(replay.System.Journals.All, e => e.Happened is StrategyEvent.LegsIntended);
    }

    private static RecordingReplay NewReplay(ReplayOptions options) =>
        new(RecordingCatalogue.Open(SharedFiles.PathOf("market-data")).Recording("native-three-venue"), options);

    private static RunReport Run(RecordingReplay replay) => replay.Run((MemoryJournals _) => "");
}
